import type { Rule } from 'api-migrate';

const MEMBERS = ['projects', 'groups'];

/** Users, members, todos, snippets, and what only an administrator calls. */
export const peopleRules: Rule[] = [
  {
    id: 'gitlab/todos-done',
    kind: 'move',
    title: 'Todos are marked as done with POST',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    v1: ['DELETE /todos', 'DELETE /todos/{todo_id}'],
    v2: ['POST /todos/mark_as_done', 'POST /todos/{todo_id}/mark_as_done'],
    examples: [
      {
        before: `export async function done(todo: number): Promise<boolean> {
  const response = await fetch(\`https://gitlab.com/api/v3/todos/\${todo}\`, { method: 'DELETE' });
  return response.ok;
}
`,
        after: `export async function done(todo: number): Promise<boolean> {
  const response = await fetch(\`https://gitlab.com/api/v4/todos/\${todo}/mark_as_done\`, { method: 'POST' });
  return response.ok;
}
`,
      },
    ],
  },
  {
    id: 'gitlab/all-todos-done',
    kind: 'change',
    title: 'Marking all todos as done answers nothing',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    evidence: 'derived',
    why: 'v3 answered how many there were.',
    todo: 'Count the todos before they are marked.',
    on: ['DELETE /todos'],
    status: { 200: 204 },
    response: [
      { op: 'nest-when', type: 'number', name: 'count' },
      { op: 'remove', name: 'count' },
    ],
  },
  {
    id: 'gitlab/block-user',
    kind: 'move',
    title: 'Users are blocked and unblocked with POST',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    v1: ['PUT /users/{id}/block', 'PUT /users/{id}/unblock'],
    v2: ['POST /users/{id}/block', 'POST /users/{id}/unblock'],
  },
  {
    id: 'gitlab/post-answers-201',
    kind: 'change',
    title: 'What is a POST now answers 201',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    evidence: 'derived',
    why: 'The guide names the methods only. v4 answers a successful POST with 201, where the PUT and DELETE of v3 answered 200.',
    on: [
      'DELETE /projects/{id}/star',
      'DELETE /todos/{todo_id}',
      'PUT /users/{id}/block',
      'PUT /users/{id}/unblock',
      'DELETE /projects/{id}/issues/{issue_id}/subscription',
      'DELETE /projects/{id}/merge_requests/{merge_request_id}/subscription',
      'DELETE /projects/{id}/labels/{label_id}/subscription',
    ],
    status: { 200: 201 },
  },
  {
    id: 'gitlab/confirm',
    kind: 'change',
    title: '`confirm` of a new user is `skip_confirmation`, the other way round',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: ['POST /users'],
    request: [
      { op: 'rename', from: 'confirm', to: 'skip_confirmation' },
      {
        op: 'convert',
        name: 'skip_confirmation',
        with: {
          to: 'replace',
          values: [
            [true, false],
            [false, true],
          ],
        },
      },
    ],
    examples: [
      {
        before: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v3' });

export async function invite(email: string, username: string): Promise<void> {
  await gitlab.post('/users', { email, username, name: username, reset_password: true, confirm: false });
}
`,
        after: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v4' });

export async function invite(email: string, username: string): Promise<void> {
  await gitlab.post('/users', { email, username, name: username, reset_password: true, skip_confirmation: true });
}
`,
      },
    ],
  },
  {
    id: 'gitlab/member-exists',
    kind: 'change',
    title: 'To add a member again answers 409',
    guide: '9.0',
    phase: '9.0',
    level: 'review',
    why: 'v3 answered 201 with the member that was there already.',
    todo: 'Handle 409 where a member may be there already.',
    on: ['POST /projects/{id}/members'],
  },
  {
    id: 'gitlab/member-errors-400',
    kind: 'change',
    title: 'Invalid members answer 400, never 422',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: MEMBERS.flatMap((parent) => [`POST /${parent}/{id}/members`, `PUT /${parent}/{id}/members/{user_id}`]),
    errorStatus: { 422: [400] },
    examples: [
      {
        before: `import axios, { isAxiosError } from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v3' });

export async function promote(id: number, user: number): Promise<boolean> {
  try {
    await gitlab.put(\`/projects/\${id}/members/\${user}\`, { access_level: 40 });
    return true;
  } catch (error) {
    if (isAxiosError(error) && error.response?.status === 422) return false;
    throw error;
  }
}
`,
        after: `import axios, { isAxiosError } from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v4' });

export async function promote(id: number, user: number): Promise<boolean> {
  try {
    await gitlab.put(\`/projects/\${id}/members/\${user}\`, { access_level: 40 });
    return true;
  } catch (error) {
    if (isAxiosError(error) && (error.response?.status === 422 || error.response?.status === 400))
      return false;
    throw error;
  }
}
`,
      },
    ],
  },
  {
    id: 'gitlab/removals-202',
    kind: 'change',
    title: 'Removals that take their time answer 202 and a message',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: ['DELETE /projects/{id}', 'DELETE /projects/{id}/repository/merged_branches'],
    status: { 200: 202 },
    response: [
      { op: 'nest-when', type: 'boolean', name: 'removed' },
      { op: 'remove', name: '*' },
      { op: 'add', name: 'message', value: '202 Accepted' },
    ],
  },
  {
    id: 'gitlab/snippet-expires-at',
    kind: 'change',
    title: 'Snippets of a project have no `expires_at`',
    guide: '8.17',
    phase: '8.17',
    level: 'auto',
    todo: 'Snippets do not expire: remove what reads it.',
    on: ['POST /projects/{id}/snippets', 'GET /projects/{id}/snippets/{snippet_id}', 'PUT /projects/{id}/snippets/{snippet_id}'],
    response: [{ op: 'remove', name: 'expires_at' }],
  },
  {
    id: 'gitlab/snippets-expires-at',
    kind: 'change',
    title: 'Listed snippets of a project have no `expires_at`',
    guide: '8.17',
    phase: '8.17',
    level: 'auto',
    todo: 'Snippets do not expire: remove what reads it.',
    on: ['GET /projects/{id}/snippets'],
    response: [{ op: 'map', lens: [{ op: 'remove', name: 'expires_at' }] }],
  },
  {
    id: 'gitlab/environment-project',
    kind: 'change',
    title: 'The project of an environment has basic fields only',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    todo: 'Read the project itself.',
    on: ['POST /projects/{id}/environments', 'PUT /projects/{id}/environments/{environment_id}'],
    response: [
      {
        op: 'in',
        name: 'project',
        lens: ['owner', 'public', 'archived', 'visibility_level', 'namespace', 'permissions', 'runners_token'].map((name) => ({
          op: 'remove',
          name,
        })),
      },
    ],
  },
  {
    id: 'gitlab/push-rule',
    kind: 'move',
    title: 'The git hook of a project is its push rule',
    guide: 'EE-specific',
    phase: 'ee',
    level: 'auto',
    v1: ['GET', 'POST', 'PUT', 'DELETE'].map((method) => `${method} /projects/{id}/git_hook`),
    v2: ['GET', 'POST', 'PUT', 'DELETE'].map((method) => `${method} /projects/{id}/push_rule`),
  },
  {
    id: 'gitlab/repository-storages',
    kind: 'change',
    title: '`repository_storage` is `repository_storages`, a list',
    guide: 'EE-specific',
    phase: 'ee',
    level: 'auto',
    on: ['GET /application/settings', 'PUT /application/settings'],
    request: [
      { op: 'rename', from: 'repository_storage', to: 'repository_storages' },
      { op: 'wrap', name: 'repository_storages' },
    ],
    response: [
      { op: 'rename', from: 'repository_storage', to: 'repository_storages' },
      { op: 'wrap', name: 'repository_storages' },
    ],
  },
  {
    id: 'gitlab/elasticsearch-url',
    kind: 'advice',
    title: 'Host and port of Elasticsearch are one URL',
    guide: 'EE-specific',
    phase: 'ee',
    level: 'manual',
    todo: 'Send elasticsearch_url, such as http://host:9200; several are separated by commas.',
    detect: { field: ['elasticsearch_host', 'elasticsearch_port'], on: ['PUT /application/settings'] },
  },
];
