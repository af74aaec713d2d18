import type { LensOp, Rule } from 'api-migrate';

const NAMES: [number, string][] = [
  [0, 'private'],
  [10, 'internal'],
  [20, 'public'],
];

const TO_NAME: LensOp[] = [
  { op: 'rename', from: 'visibility_level', to: 'visibility' },
  { op: 'convert', name: 'visibility', with: { to: 'replace', values: NAMES } },
];

const WRITES = [
  'POST /projects',
  'POST /projects/user/{user_id}',
  'PUT /projects/{id}',
  'POST /groups',
  'PUT /groups/{id}',
  'POST /projects/{id}/snippets',
  'PUT /projects/{id}/snippets/{snippet_id}',
  'POST /snippets',
  'PUT /snippets/{id}',
];

const LISTS = [
  'GET /projects',
  'GET /projects/visible',
  'GET /projects/all',
  'GET /projects/owned',
  'GET /projects/starred',
  'GET /projects/search/{query}',
  'GET /groups',
  'GET /groups/owned',
  'GET /groups/{id}/projects',
];

const READS = [
  'GET /projects/{id}',
  'POST /projects/fork/{id}',
  'POST /projects/{id}/star',
  'DELETE /projects/{id}/star',
  'POST /projects/{id}/archive',
  'POST /projects/{id}/unarchive',
  'GET /groups/{id}',
];

/** `visibility_level`, a number, is `visibility`, a name. */
export const visibilityRules: Rule[] = [
  {
    id: 'gitlab/visibility-sent',
    kind: 'change',
    title: '`visibility_level` is sent as `visibility`, a name',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: WRITES,
    request: TO_NAME,
    examples: [
      {
        before: `const API = 'https://gitlab.com/api/v3';

export async function create(name: string): Promise<number> {
  const response = await fetch(\`\${API}/projects\`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, visibility_level: 20 }),
  });
  return (await response.json()).id;
}
`,
        after: `const API = 'https://gitlab.com/api/v4';

export async function create(name: string): Promise<number> {
  const response = await fetch(\`\${API}/projects\`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, visibility: 'public' }),
  });
  return (await response.json()).id;
}
`,
      },
    ],
  },
  {
    id: 'gitlab/visibility-read',
    kind: 'change',
    title: 'Answers have `visibility`, a name, in place of `visibility_level` and `public`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: [...WRITES.filter((endpoint) => !endpoint.includes('snippets')), ...READS],
    response: [...TO_NAME, { op: 'remove', name: 'public' }],
  },
  {
    id: 'gitlab/visibility-listed',
    kind: 'change',
    title: 'Lists have `visibility`, a name, in place of `visibility_level` and `public`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: LISTS,
    response: [{ op: 'map', lens: [...TO_NAME, { op: 'remove', name: 'public' }] }],
    examples: [
      {
        before: `const API = 'https://gitlab.com/api/v3';

export async function open(): Promise<string[]> {
  const response = await fetch(\`\${API}/projects/owned\`);
  const projects = await response.json();
  return projects.filter((project: any) => project.visibility_level === 20).map((project: any) => project.name);
}
`,
        after: `const API = 'https://gitlab.com/api/v4';

export async function open(): Promise<string[]> {
  const response = await fetch(\`\${API}/projects?owned=true\`);
  const projects = await response.json();
  return projects.filter((project: any) => project.visibility === 'public').map((project: any) => project.name);
}
`,
      },
    ],
  },
];
