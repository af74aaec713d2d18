import { describe, expect, it } from 'vitest';
import { formatEdits } from '../../src/edit/print/index.js';
import type { TextEdit } from '../../src/edit/text-edit.js';

/** The text after one replacement. */
function after(before: string, from: string, to: string, file = 'main.ts'): string {
  const start = before.indexOf(from);
  if (start === -1) throw new Error(`${from} is not there`);
  const edits: TextEdit[] = [{ file, start, end: start + from.length, text: to }];
  return formatEdits(file, before, edits);
}

const LONG = "model_config: { provider: 'openai', model_id: 'gpt-4', temperature: 0.2, max_tokens: 1000, top_p: 0.5 }";

describe('new code that does not fit on its line', () => {
  it.each([
    [
      'goes over lines in the last argument',
      `await client.post('/agents', { name: 'a', model: 'b' });\n`,
      "model: 'b'",
      LONG,
      `await client.post('/agents', {\n  name: 'a',\n  ${LONG},\n});\n`,
    ],
    [
      'goes over lines in each argument',
      'export const one = send(first, toV1(other), last);\n',
      'toV1(other)',
      `(({ ${'sourceDirectory, '.repeat(2)}...rest }) => ({ ...rest, directory: sourceDirectory }))(other)`,
      `export const one = send(\n  first,\n  (({ ${'sourceDirectory, '.repeat(2)}...rest }) => ({ ...rest, directory: sourceDirectory }))(other),\n  last,\n);\n`,
    ],
    [
      'puts each call of a long chain on its own line',
      'const agent = await request.get(url).json();\n',
      '.get(url)',
      ".get(`${base}/agents/${id}/with/a/long/path`).set('Accept-Version', 'v2').set('X-Client', 'helpdesk').timeout(5000)",
      "const agent = await request\n  .get(`${base}/agents/${id}/with/a/long/path`)\n  .set('Accept-Version', 'v2')\n  .set('X-Client', 'helpdesk')\n  .timeout(5000)\n  .json();\n",
    ],
    [
      'puts the body of a function below its head',
      'const load = (id: string) => get(id);\n',
      'get(id)',
      'get<{ data: { collection: Collection } }>(`${base}/api/v2/rag/collections/${encodeURIComponent(id)}?limit=100`)',
      'const load = (id: string) =>\n  get<{ data: { collection: Collection } }>(`${base}/api/v2/rag/collections/${encodeURIComponent(id)}?limit=100`);\n',
    ],
    [
      'puts what an `if` guards below it',
      'for (const job of jobs) {\n  if (guard) await b(job);\n}\n',
      'guard',
      "['pending', 'running', 'paused'].includes(job.status) && datasets.includes(job.dataset_id) && isMine(job)",
      "for (const job of jobs) {\n  if (['pending', 'running', 'paused'].includes(job.status) && datasets.includes(job.dataset_id) && isMine(job))\n    await b(job);\n}\n",
    ],
  ])('%s', (_, before, from, to, expected) => {
    expect(after(before, from, to)).toBe(expected);
  });

  it('leaves a callback alone that no edit touched, though its line grows beyond the width', () => {
    const rest = `.collections.map((collection: { name: string; documents: number }) => collection.name + collection.documents);\n`;
    const before = `const names = (await (await fetch(\`${'x'.repeat(10)}\`)).json())${rest}`;
    expect(after(before, '.collections', '.data.collections')).toBe(before.replace('.collections', '.data.collections'));
  });

  it('keeps to the width that the file keeps to', () => {
    const line = `const first = { one: 'a value of some length', two: 'another value of it' };\n`;
    const before = `${line}${line.replace('first', 'other')}${line.replace('first', 'third')}await post('/agents', { name: 'a' });\n`;
    expect(after(before, "'a' }", "'a', description: 'more than eighty columns are there', tags: [] }")).toContain(
      "await post('/agents', {\n  name: 'a',\n  description: 'more than eighty columns are there',\n  tags: [],\n});\n",
    );
  });

  it('stays where a comment stands in it', () => {
    const before = `await client.post('/agents', { /* who */ name: 'a', model: 'b' });\n`;
    expect(after(before, "model: 'b'", LONG)).toBe(`await client.post('/agents', { /* who */ name: 'a', ${LONG} });\n`);
  });

  it('takes the style of the file', () => {
    const before = 'const list = {\r\n\tone: 1\r\n}\r\nawait client.post("/agents", { name: "a", model: "b" })\r\n';
    const long = LONG.replaceAll("'", '"');
    expect(after(before, 'model: "b"', long)).toContain(`await client.post("/agents", {\r\n\tname: "a",\r\n\t${long}\r\n})\r\n`);
  });
});

describe('objects', () => {
  const before = "export const job = await tao.post('jobs', { json: { action: 'train' } }).json();\n";

  it('that hold new lines do not stay on a line themselves', () => {
    expect(after(before, "{ action: 'train' }", "{\n  kind: 'experiment',\n  action: 'train',\n}")).toBe(
      "export const job = await tao.post('jobs', {\n  json: {\n    kind: 'experiment',\n    action: 'train',\n  },\n}).json();\n",
    );
  });

  it('that the author wrote so stay as they are', () => {
    const own = "export const job = await tao.post('v1/jobs', { json: {\n  action: 'train',\n} }).json();\n";
    expect(after(own, 'v1/', 'v2/')).toBe(own.replace('v1/', 'v2/'));
  });
});

describe('code that moves out of deeper code', () => {
  const inner = (indent: string): string => `axios.post(url, {\n${indent}  action: 'train',\n${indent}  text: 'x',\n${indent}})`;

  it('takes the indent of its new place', () => {
    const before = `function run() {\n  return first.then((answer) => {\n      return ${inner('      ')};\n    })\n    .then(done);\n}\n`;
    const start = before.indexOf('first');
    const kept = before.indexOf('axios');
    const end = kept + inner('      ').length;
    const removals = [
      { file: 'main.ts', start, end: kept, text: '' },
      { file: 'main.ts', start: end, end: before.indexOf('\n    .then(done)'), text: '' },
    ];
    expect(formatEdits('main.ts', before, removals)).toBe(`function run() {\n  return ${inner('  ')}\n    .then(done);\n}\n`);
  });

  it('stays where a text in it spans lines', () => {
    const before = 'function run() {\n  return first.then(() => {\n      return send(`a\n      b`);\n    });\n}\n';
    const removals = [
      { file: 'main.ts', start: before.indexOf('first'), end: before.indexOf('send'), text: '' },
      { file: 'main.ts', start: before.indexOf(';\n    });'), end: before.indexOf(';\n}'), text: '' },
    ];
    expect(formatEdits('main.ts', before, removals)).toBe('function run() {\n  return send(`a\n      b`);\n}\n');
  });
});
