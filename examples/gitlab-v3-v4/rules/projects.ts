import type { Rule } from 'api-migrate';

const FIND_ALL = '9.0: Project filters are query parameters';

/** Projects: finding them, forks and stars, keys, templates, what became of `public`. */
export const projectRules: Rule[] = [
  {
    id: 'gitlab/search-projects',
    kind: 'move',
    title: 'Projects are searched with `?search=`',
    guide: '8.17',
    phase: '8.17',
    level: 'auto',
    v1: ['GET /projects/search/{query}'],
    v2: 'GET /projects?search={query}',
    examples: [
      {
        before: `const API = 'https://gitlab.com/api/v3';

export async function find(text: string): Promise<string[]> {
  const response = await fetch(\`\${API}/projects/search/\${encodeURIComponent(text)}\`);
  const found: { path_with_namespace: string }[] = await response.json();
  return found.map((project) => project.path_with_namespace);
}
`,
        after: `const API = 'https://gitlab.com/api/v4';

export async function find(text: string): Promise<string[]> {
  const response = await fetch(\`\${API}/projects?search=\${encodeURIComponent(text)}\`);
  const found: { path_with_namespace: string }[] = await response.json();
  return found.map((project) => project.path_with_namespace);
}
`,
      },
    ],
  },
  {
    id: 'gitlab/projects-of-member',
    kind: 'move',
    title: 'Without `?membership=true` every visible project is listed',
    guide: FIND_ALL,
    phase: '9.0',
    level: 'auto',
    why: 'In v3 the list had the projects of which the user is a member. In v4 it has all that the user may see, unless told otherwise.',
    v1: ['GET /projects'],
    v2: 'GET /projects?membership=true',
    examples: [
      {
        before: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v3' });

export async function mine(): Promise<number> {
  const { data } = await gitlab.get<unknown[]>('/projects', { params: { per_page: 100 } });
  return data.length;
}
`,
        after: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v4' });

export async function mine(): Promise<number> {
  const { data } = await gitlab.get<unknown[]>('/projects', { params: { membership: 'true', per_page: 100 } });
  return data.length;
}
`,
      },
    ],
  },
  {
    id: 'gitlab/projects-visible-all',
    kind: 'move',
    title: '/projects/visible and /projects/all are /projects',
    guide: FIND_ALL,
    phase: '9.0',
    level: 'auto',
    v1: ['GET /projects/visible', 'GET /projects/all'],
    v2: 'GET /projects',
  },
  {
    id: 'gitlab/projects-owned-starred',
    kind: 'move',
    title: 'Owned and starred projects are filters of /projects',
    guide: FIND_ALL,
    phase: '9.0',
    level: 'auto',
    v1: ['GET /projects/owned', 'GET /projects/starred'],
    v2: ['GET /projects?owned=true', 'GET /projects?starred=true'],
    examples: [
      {
        file: 'example.js',
        before: `const response = await fetch('https://gitlab.com/api/v3/projects/owned?per_page=5');
console.log((await response.json()).length);
`,
        after: `const response = await fetch('https://gitlab.com/api/v4/projects?per_page=5&owned=true');
console.log((await response.json()).length);
`,
      },
    ],
  },
  {
    id: 'gitlab/groups-owned',
    kind: 'move',
    title: 'Owned groups are a filter of /groups',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    v1: ['GET /groups/owned'],
    v2: 'GET /groups?owned=true',
  },
  {
    id: 'gitlab/project-fork',
    kind: 'move',
    title: 'A project is forked below its own path',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    v1: ['POST /projects/fork/{id}'],
    v2: 'POST /projects/{id}/fork',
  },
  {
    id: 'gitlab/project-unstar',
    kind: 'move',
    title: 'A star is taken away with POST .../unstar',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    v1: ['DELETE /projects/{id}/star'],
    v2: 'POST /projects/{id}/unstar',
    examples: [
      {
        before: `export async function unstar(project: number): Promise<boolean> {
  const response = await fetch(\`https://gitlab.com/api/v3/projects/\${project}/star\`, { method: 'DELETE' });
  return response.status === 200;
}
`,
        after: `export async function unstar(project: number): Promise<boolean> {
  const response = await fetch(\`https://gitlab.com/api/v4/projects/\${project}/unstar\`, { method: 'POST' });
  return response.status === 201;
}
`,
      },
    ],
  },
  {
    id: 'gitlab/deploy-keys',
    kind: 'move',
    title: 'Keys of a project are /deploy_keys',
    guide: '8.17',
    phase: '8.17',
    level: 'auto',
    v1: ['GET /projects/{id}/keys', 'GET /projects/{id}/keys/{key_id}', 'POST /projects/{id}/keys', 'DELETE /projects/{id}/keys/{key_id}'],
    v2: [
      'GET /projects/{id}/deploy_keys',
      'GET /projects/{id}/deploy_keys/{key_id}',
      'POST /projects/{id}/deploy_keys',
      'DELETE /projects/{id}/deploy_keys/{key_id}',
    ],
  },
  {
    id: 'gitlab/deploy-key-disable',
    kind: 'move',
    title: 'A deploy key is disabled by deleting it',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    v1: ['DELETE /projects/{id}/deploy_keys/{key_id}/disable'],
    v2: 'DELETE /projects/{id}/deploy_keys/{key_id}',
  },
  {
    id: 'gitlab/templates',
    kind: 'move',
    title: 'Templates stand below /templates',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    why: 'The guide spells the first of them /licences; the API answered at /licenses.',
    v1: [
      'GET /licenses',
      'GET /licenses/{key}',
      'GET /licences',
      'GET /licences/{key}',
      'GET /gitignores',
      'GET /gitignores/{key}',
      'GET /gitlab_ci_ymls',
      'GET /gitlab_ci_ymls/{key}',
      'GET /dockerfiles',
      'GET /dockerfiles/{key}',
    ],
    v2: [
      'GET /templates/licenses',
      'GET /templates/licenses/{key}',
      'GET /templates/licenses',
      'GET /templates/licenses/{key}',
      'GET /templates/gitignores',
      'GET /templates/gitignores/{key}',
      'GET /templates/gitlab_ci_ymls',
      'GET /templates/gitlab_ci_ymls/{key}',
      'GET /templates/dockerfiles',
      'GET /templates/dockerfiles/{key}',
    ],
    examples: [
      {
        name: 'The same path of another product is left alone',
        before: `const response = await fetch('https://api.github.com/licenses');
console.log(response.status);
`,
      },
    ],
  },
  {
    id: 'gitlab/public-is-visibility',
    kind: 'change',
    title: '`public` of a project is `visibility: "public"`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    why: 'v4 ignores `public`: without the edit a project gets the default visibility.',
    on: ['POST /projects', 'POST /projects/user/{user_id}', 'PUT /projects/{id}'],
    request: [
      { op: 'rename', from: 'public', to: 'visibility' },
      {
        op: 'convert',
        name: 'visibility',
        with: {
          to: 'replace',
          values: [
            [true, 'public'],
            [false, 'private'],
          ],
        },
      },
    ],
    examples: [
      {
        before: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v3' });

export async function publish(id: number): Promise<void> {
  await gitlab.put(\`/projects/\${id}\`, { public: true });
}
`,
        after: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v4' });

export async function publish(id: number): Promise<void> {
  await gitlab.put(\`/projects/\${id}\`, { visibility: 'public' });
}
`,
      },
    ],
  },
];
