import type { LensOp, Rule } from 'api-migrate';

const BRANCH: LensOp[] = [{ op: 'rename', from: 'branch_name', to: 'branch' }];

/** Files, branches and commits of a repository. */
export const repositoryRules: Rule[] = [
  {
    id: 'gitlab/file-path',
    kind: 'move',
    title: 'A file is read at its own path',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    why: 'The path of the file is one segment of the URL: its slashes are encoded.',
    v1: ['GET /projects/{id}/repository/files'],
    v2: 'GET /projects/{id}/repository/files/{file_path}',
    params: { file_path: '?file_path' },
    examples: [
      {
        before: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v3' });

export async function readme(id: number): Promise<string> {
  const { data } = await gitlab.get(\`/projects/\${id}/repository/files\`, {
    params: { file_path: 'docs/README.md', ref: 'main' },
  });
  return data.content;
}
`,
        after: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v4' });

export async function readme(id: number): Promise<string> {
  const { data } = await gitlab.get(\`/projects/\${id}/repository/files/docs%2FREADME.md\`, {
    params: { ref: 'main' },
  });
  return data.content;
}
`,
      },
    ],
  },
  {
    id: 'gitlab/file-write',
    kind: 'move',
    title: 'A file is written at its own path',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    v1: ['POST /projects/{id}/repository/files', 'PUT /projects/{id}/repository/files'],
    v2: ['POST /projects/{id}/repository/files/{file_path}', 'PUT /projects/{id}/repository/files/{file_path}'],
    params: { file_path: '.file_path' },
    examples: [
      {
        before: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v3' });

export async function save(id: number, path: string, content: string): Promise<void> {
  await gitlab.put(\`/projects/\${id}/repository/files\`, { file_path: path, branch_name: 'main', content, commit_message: 'Edit' });
}
`,
        after: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v4' });

export async function save(id: number, path: string, content: string): Promise<void> {
  await gitlab.put(\`/projects/\${id}/repository/files/\${encodeURIComponent(path)}\`, {
    branch: 'main',
    content,
    commit_message: 'Edit',
  });
}
`,
      },
    ],
  },
  {
    id: 'gitlab/file-delete',
    kind: 'move',
    title: 'A file is deleted at its own path',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    v1: ['DELETE /projects/{id}/repository/files'],
    v2: 'DELETE /projects/{id}/repository/files/{file_path}',
    params: { file_path: '?file_path' },
  },
  {
    id: 'gitlab/raw-file',
    kind: 'move',
    title: 'The raw content of a file is read at its path',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    why: 'At the old path v4 answers attributes of the blob with that id, which is not the id of a commit.',
    v1: ['GET /projects/{id}/repository/blobs/{sha}', 'GET /projects/{id}/repository/commits/{sha}/blob'],
    v2: 'GET /projects/{id}/repository/files/{file_path}/raw?ref={sha}',
    params: { file_path: '?filepath' },
    examples: [
      {
        before: `export async function license(id: number, commit: string): Promise<string> {
  const response = await fetch(\`https://gitlab.com/api/v3/projects/\${id}/repository/blobs/\${commit}?filepath=LICENSE\`);
  return response.text();
}
`,
        after: `export async function license(id: number, commit: string): Promise<string> {
  const response = await fetch(\`https://gitlab.com/api/v4/projects/\${id}/repository/files/LICENSE/raw?ref=\${commit}\`);
  return response.text();
}
`,
      },
    ],
  },
  {
    id: 'gitlab/tree-ref',
    kind: 'change',
    title: '`ref_name` of the tree is `ref`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: ['GET /projects/{id}/repository/tree'],
    query: [{ op: 'rename', from: 'ref_name', to: 'ref' }],
  },
  {
    id: 'gitlab/branch-sent',
    kind: 'change',
    title: '`branch_name` is `branch`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: [
      'POST /projects/{id}/repository/branches',
      'POST /projects/{id}/repository/commits',
      'POST /projects/{id}/repository/files',
      'PUT /projects/{id}/repository/files',
      'DELETE /projects/{id}/repository/files',
    ],
    query: BRANCH,
    request: BRANCH,
    examples: [
      {
        before: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v3' });

export async function branchOff(id: number, name: string): Promise<string> {
  const { data } = await gitlab.post(\`/projects/\${id}/repository/branches\`, { branch_name: name, ref: 'main' });
  return data.commit.id;
}
`,
        after: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v4' });

export async function branchOff(id: number, name: string): Promise<string> {
  const { data } = await gitlab.post(\`/projects/\${id}/repository/branches\`, { branch: name, ref: 'main' });
  return data.commit.id;
}
`,
      },
    ],
  },
  {
    id: 'gitlab/file-answer-branch',
    kind: 'change',
    title: 'Answers about a written file have `branch`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    evidence: 'derived',
    on: ['POST /projects/{id}/repository/files', 'PUT /projects/{id}/repository/files', 'DELETE /projects/{id}/repository/files'],
    response: BRANCH,
  },
  {
    id: 'gitlab/branch-deleted',
    kind: 'change',
    title: 'The answer about a deleted branch has `branch`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: ['DELETE /projects/{id}/repository/branches/{branch}'],
    response: BRANCH,
  },
  {
    id: 'gitlab/commits-first-page',
    kind: 'advice',
    title: 'The first page of commits is 1',
    guide: '9.0',
    phase: '9.0',
    level: 'manual',
    todo: 'Count pages of commits from 1.',
    detect: { field: ['page'], on: ['GET /projects/{id}/repository/commits'] },
  },
];
