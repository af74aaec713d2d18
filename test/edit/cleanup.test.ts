import { describe, expect, test } from 'vitest';
import { migrated } from '../migrate/support.js';

const HEAD = "const origin = process.env.TAO ?? 'http://localhost';\n";

/** What becomes of a file that a statement calling v1 through `url(...)` ends. */
async function left(text: string, file = 'main.ts'): Promise<string> {
  const { after } = await migrated({ [file]: `import { request } from 'undici';\n${HEAD}${text}` });
  return (after[file] ?? '').replace(`import { request } from 'undici';\n${HEAD}`, '');
}

const CALL = "await request(url('datasets', 'd', 'jobs', 'j'));\n";
const MIGRATED = /^\n?await request\(`\$\{origin\}\/api\/v2\/orgs\/o\/jobs\/j`\);\n$/;

describe('what only edited code used', () => {
  test('goes: a helper, the constant that only the helper used, and their comments', async () => {
    const text = `const V1 = '/api/v1';

/** URL below the organisation. */
const url = (...parts: string[]) => origin + [V1, 'orgs', 'o', ...parts].join('/');

`;
    expect(await left(text + CALL)).toMatch(MIGRATED);
  });

  test('goes as a function declaration, with the type of its parameter', async () => {
    const text = `type Part = string;
function url(...parts: Part[]) {
  return origin + ['/api/v1', 'orgs', 'o', ...parts].join('/');
}
`;
    expect(await left(text + CALL)).toMatch(MIGRATED);
  });

  test.each([
    ['is exported', "export const url = (...parts: string[]) => origin + ['/api/v1', 'orgs', 'o', ...parts].join('/');\n", ''],
    [
      'is exported below',
      "const url = (...parts: string[]) => origin + ['/api/v1', 'orgs', 'o', ...parts].join('/');\n",
      'export { url };\n',
    ],
    [
      'is used elsewhere',
      "const url = (...parts: string[]) => origin + ['/api/v1', 'orgs', 'o', ...parts].join('/');\n",
      'console.log(url);\n',
    ],
  ])('stays when it %s', async (_, text, end) => {
    expect(await left(text + CALL + end)).toMatch(/const url = \(\.\.\.parts/);
  });

  test('stays when making it has an effect', async () => {
    const text = `const seen: string[] = [];
function path(id: string) {
  seen.push(id);
  return origin + '/api/v1/orgs/o/datasets/d/jobs/' + id;
}
const job = path('j');
await request(job);
console.log(seen);
`;
    expect(await left(text)).toContain("const job = path('j');");
  });

  test('leaves alone what nothing used before', async () => {
    const text = `const unused = 1;
const url = (...parts: string[]) => origin + ['/api/v1', 'orgs', 'o', ...parts].join('/');
`;
    expect(await left(text + CALL)).toMatch(/^const unused = 1;\nawait request/);
  });

  test('stays in a script, whose names other scripts see', async () => {
    const text = "var url = function (id) { return '/api/v1/orgs/o/datasets/d/jobs/' + id }\nfetch(url('j'))\n";
    const { after } = await migrated({ 'page.js': text });
    expect(after['page.js']).toContain('var url = ');
  });
});

describe('comments above what is taken out', () => {
  const first = `const { data } = await axios.post('http://localhost/api/v1/orgs/o/experiments', { name: 'a', network_arch: 'dino' });\n`;
  const second = "const job = await axios.post(`http://localhost/api/v1/orgs/o/experiments/${data.id}/jobs`, { action: 'train' });\n";
  const axios = "import axios from 'axios';\n\n";

  test.each([
    ['go when they speak of it alone', `// the experiment\n${first}\n// the job\n${second}`, /\n\/\/ the job\nconst job = /],
    ['go with a comment on its line', `${first.trimEnd()} // made\n${second}`, /^import axios from 'axios';\n\nconst job = /],
    [
      'stay when they head a paragraph',
      `// the experiment and its job\n${first}${second}`,
      /\n\/\/ the experiment and its job\nconst job = /,
    ],
    ['stay when they are notes', `// TODO: better names\n${first}\n${second}`, /\n\/\/ TODO: better names\n/],
  ])('%s', async (_, text, expected) => {
    const { after } = await migrated({ 'main.ts': axios + text });
    expect(after['main.ts']).toMatch(expected);
    expect(after['main.ts']).not.toMatch(/\/\/ (the experiment|made)\n(?!const)/);
  });
});

describe('what the code says already', () => {
  test('a value that moves into the body keeps the name that the URL had for it', async () => {
    const text = `import axios from 'axios';

const created = await axios.post('http://localhost/api/v1/orgs/o/datasets', { name: 'a', type: 'b' });
const datasetId = created.data.id;
await axios.post('http://localhost/api/v1/orgs/o/datasets/' + datasetId + '/jobs', { action: 'convert' });
`;
    const { after } = await migrated({ 'main.ts': text });
    expect(after['main.ts']).toContain('dataset_id: datasetId, action');
  });

  test('an encoded segment stays encoded', async () => {
    const text =
      "const done = await fetch('http://localhost:3401/api/v1/admin' + '/cache/' + encodeURIComponent('collections:list'), { method: 'DELETE' });\nconsole.log(done.status);\n";
    const { after } = await migrated({ 'main.ts': text }, 'rag-services');
    expect(after['main.ts']).toBe(text.replace('/api/v1', '/api/v2'));
  });
});
