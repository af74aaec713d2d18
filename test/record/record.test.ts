import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Entry, Har } from 'har-format';
import { beforeAll, describe, expect, test } from 'vitest';
import { json, serve } from '../verify/support/server.js';
import { workspace } from '../workspace.js';

const run = promisify(execFile);
const PROGRAM = path.resolve('test/record/clients.child.js');
const IMAGE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00, 0xfe]);
const ITEM_TEXT = '{"id":12345678901234567,"name":"é","access_token":"answer-secret-6","tags":["a"]}';
const ITEM = JSON.parse(ITEM_TEXT) as object;

let directory: string;
let recorder: string;

beforeAll(async () => {
  directory = workspace();
  recorder = path.join(directory, 'record.mjs');
  await build({
    entryPoints: ['src/record/index.ts'],
    outfile: recorder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
  });
});

function api() {
  return serve(({ url, method, headers }, response) => {
    if (url === '/image') response.writeHead(200, { 'content-type': 'image/png' }).end(IMAGE);
    else if (method === 'POST')
      response.writeHead(201, { 'content-type': 'application/json', 'set-cookie': 'sid=setcookie-secret-7; HttpOnly' }).end(ITEM_TEXT);
    else if (headers['accept-encoding']?.includes('gzip') === true) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(ITEM_TEXT));
    } else response.writeHead(200, { 'content-type': 'application/json' }).end(ITEM_TEXT);
  });
}

let count = 0;

/** Runs a program under the recorder; returns what it printed and what was recorded. */
async function recorded(
  args: readonly string[],
  env: Record<string, string> = {},
  cwd = directory,
): Promise<{ stdout: string; stderr: string; entries: Entry[]; text: string; target: string }> {
  const target = path.join(directory, `traffic-${(count += 1)}.har`);
  const { stdout, stderr } = await run(process.execPath, ['--import', recorder, ...args], {
    cwd,
    env: { ...process.env, API_MIGRATE_RECORD: target, ...env },
  });
  const text = existsSync(target) ? readFileSync(target, 'utf8') : '';
  return { stdout, stderr, entries: text === '' ? [] : (JSON.parse(text) as Har).log.entries, text, target };
}

/** Writes a program into the test directory. */
function program(source: string): string {
  const target = path.join(directory, `program-${(count += 1)}.mjs`);
  writeFileSync(target, source);
  return target;
}

describe.each(['fetch', 'undici', 'http', 'http named', 'http get', 'axios', 'got', 'ky', 'superagent', 'ofetch'])(
  'a program that uses %s',
  (client) => {
    test('sees the same answers, and its traffic is recorded without secrets', async () => {
      const server = await api();
      const { stdout, stderr, entries, text } = await recorded([PROGRAM, client, server.url]);
      expect([JSON.parse(stdout), stderr]).toEqual([[ITEM, ITEM, IMAGE.length], '']);
      const posted = entries.find(({ request }) => request.method === 'POST');
      expect(posted?.request.url).toBe(`${server.url}/items?page=1&token=%5BREDACTED%5D`);
      expect(JSON.parse(posted?.request.postData?.text ?? '')).toEqual({ name: 'é', password: '[REDACTED]', api_key: '[REDACTED]' });
      const sent = Object.fromEntries((posted?.request.headers ?? []).map(({ name, value }) => [name.toLowerCase(), value]));
      expect(sent).toMatchObject({ authorization: 'Bearer [REDACTED]', cookie: 'sid=[REDACTED]; lang=[REDACTED]', 'x-plain': 'plain' });
      expect(posted?.response).toMatchObject({
        status: 201,
        content: { text: ITEM_TEXT.replace('answer-secret-6', '[REDACTED]'), mimeType: 'application/json' },
      });
      const read = entries.find(({ request }) => request.url.endsWith('/items/1'));
      expect(read?.response.content.text).toBe(ITEM_TEXT.replace('answer-secret-6', '[REDACTED]'));
      const image = entries.find(({ request }) => request.url.endsWith('/image'));
      expect(image?.response.content).toMatchObject({ text: IMAGE.toString('base64'), encoding: 'base64' });
      expect(text).not.toContain('-secret-');
      expect(
        entries.every(
          ({ time, timings, startedDateTime }) =>
            time > 0 && timings.wait <= time && Math.abs(Date.parse(startedDateTime) - Date.now()) < 60_000,
        ),
      ).toBe(true);
    });
  },
);

test('secrets are kept when that is asked for', async () => {
  const server = await api();
  const { text } = await recorded([PROGRAM, 'fetch', server.url], { API_MIGRATE_RECORD_SECRETS: 'keep' });
  for (const secret of [1, 2, 3, 4, 5, 6, 7]) expect(text).toContain(`-secret-${secret}`);
});

test('only the origins that are named are recorded', async () => {
  const [wanted, other] = [await api(), await api()];
  const source = program(`for (const base of ${JSON.stringify([wanted.url, other.url])}) await (await fetch(base + '/items/1')).text();`);
  const { entries } = await recorded([source], { API_MIGRATE_RECORD_ORIGINS: `https://elsewhere.example, ${wanted.url}/` });
  expect(entries.map(({ request }) => request.url)).toEqual([`${wanted.url}/items/1`]);
});

test('a request that fails is recorded with status 0, and the program meets its error', async () => {
  const server = await api();
  const source = program(`
    import http from 'node:http';
    try { await fetch('${server.url}/a'); } catch (error) { console.log(error.cause.code); }
    http.get('${server.url}/b').on('error', (error) => console.log(error.code));
  `);
  server.close();
  const { stdout, entries } = await recorded([source]);
  expect(stdout).toBe('ECONNREFUSED\nECONNREFUSED\n');
  expect(entries.map(({ request, response }) => [request.url, response.status])).toEqual([
    [`${server.url}/a`, 0],
    [`${server.url}/b`, 0],
  ]);
});

test('an answer that nobody reads does not keep the program from ending', async () => {
  const server = await serve((_got, response) => response.end('x'.repeat(1_000_000)));
  const source = program(
    `import http from 'node:http'; http.get(${JSON.stringify(server.url)}); http.get(${JSON.stringify(server.url)}, () => {}).on('response', (r) => r.resume());`,
  );
  expect((await recorded([source])).entries).toHaveLength(2);
});

test('a program that exits at once, or is killed, leaves a whole file', async () => {
  const server = await api();
  const exits = program(
    `await (await fetch('${server.url}/items/1')).text(); await (await fetch('${server.url}/image')).text(); process.exit(0);`,
  );
  expect((await recorded([exits])).entries).toHaveLength(2);
  const hangs = program(
    `for (let i = 0; ; i += 1) { await (await fetch('${server.url}/items/1')).text(); if (i === 20) console.log('ready'); }`,
  );
  const target = path.join(directory, 'killed.har');
  const child = spawn(process.execPath, ['--import', recorder, hangs], {
    env: { ...process.env, API_MIGRATE_RECORD: target },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect((JSON.parse(readFileSync(target, 'utf8')) as Har).log.entries.length).toBeGreaterThan(20);
});

test('a file that is there already is not replaced', async () => {
  const server = await api();
  const cwd = mkdtempSync(path.join(directory, 'cwd-'));
  for (let round = 0; round < 2; round += 1) await recorded([PROGRAM, 'fetch', server.url], { API_MIGRATE_RECORD: '' }, cwd);
  const files = readdirSync(cwd).toSorted();
  expect(files).toEqual([expect.stringMatching(/^traffic-\d+\.har$/), 'traffic.har']);
  expect(statSync(path.join(cwd, 'traffic.har')).mode & 0o77).toBe(0);
});

test('a file that cannot be written is a warning, not the end of the program', async () => {
  const server = await api();
  const { stdout, stderr } = await recorded([PROGRAM, 'fetch', server.url], {
    API_MIGRATE_RECORD: path.join(directory, 'no', 'such', 'directory.har'),
  });
  expect(JSON.parse(stdout)).toHaveLength(3);
  expect(stderr.match(/the recording ends here/g)).toHaveLength(1);
});

test('a body that is too large to keep is recorded by its size', async () => {
  const server = await serve((got, response) => json(response, 200, { size: got.body.length }));
  const source = program(`await (await fetch('${server.url}/big', { method: 'POST', body: 'x'.repeat(17 * 1024 * 1024) })).text();`);
  const { entries } = await recorded([source]);
  expect(entries[0]?.request).toMatchObject({ bodySize: 17 * 1024 * 1024, postData: { text: '' } });
  expect(entries[0]?.response.content.text).toBe(`{"size":${17 * 1024 * 1024}}`);
});

test('an answer that broke off, or that the program did not wait for, is recorded without its text', async () => {
  const server = await serve(({ url }, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 3_000_000 });
    if (url === '/whole') response.end(' '.repeat(3_000_000));
    else response.write('{"a":', () => url === '/broken' && response.destroy());
  });
  const source = program(`
    import http from 'node:http';
    try { await (await fetch('${server.url}/broken')).text(); } catch (error) { console.log(error.message); }
    await new Promise((resolve) => http.get('${server.url}/broken', (answer) => answer.resume().on('error', resolve)));
    await fetch('${server.url}/whole');
    await new Promise((resolve) => http.get('${server.url}/endless', resolve));
    fetch('${server.url}/endless', { method: 'POST', body: '{}' }).then(() => process.exit(3));
  `);
  const child = await run(process.execPath, ['--import', recorder, source], {
    env: { ...process.env, API_MIGRATE_RECORD: path.join(directory, 'cut.har') },
  }).catch((error: { code: number; stdout: string }) => error);
  expect(child).toMatchObject({ code: 3, stdout: 'terminated\n' });
  const { entries } = (JSON.parse(readFileSync(path.join(directory, 'cut.har'), 'utf8')) as Har).log;
  expect(entries.map(({ request, response }) => [request.method, new URL(request.url).pathname, response.status]).toSorted()).toEqual([
    ['GET', '/broken', 200],
    ['GET', '/broken', 200],
    ['GET', '/endless', 200],
    ['GET', '/whole', 200],
    ['POST', '/endless', 200],
  ]);
  expect(entries.map(({ response }) => response.content)).toEqual(
    Array(5).fill(expect.objectContaining({ comment: 'the answer is not whole' })),
  );
  expect(entries.every(({ response }) => !('text' in response.content))).toBe(true);
});

test('secrets in lists, in objects, in parts of a form and in links are replaced', async () => {
  const server = await serve((_got, response) =>
    json(
      response,
      200,
      { next: `https://api.example/items?page=2&api_key=link-secret-1`, keys: 1 },
      {
        location: '/items?page=2&access_token=link-secret-2',
      },
    ),
  );
  const body = { apiKeys: ['list-secret-3', { a: 'list-secret-4' }], credentials: { user: 'x-secret-5', n: [1] }, name: 'kept', count: 7 };
  const source = program(`
    const json = { 'content-type': 'application/json' };
    await (await fetch('${server.url}/a', { method: 'POST', headers: json, body: ${JSON.stringify(JSON.stringify(body))} })).text();
    const form = new FormData();
    form.append('password', 'part-secret-6');
    form.append('note', 'kept');
    form.append('token', new Blob(['contents']), 'token.txt');
    await (await fetch('${server.url}/b', { method: 'POST', body: form })).text();
  `);
  const { text, entries } = await recorded([source]);
  expect(text).not.toContain('-secret-');
  expect(JSON.parse(entries[0]?.request.postData?.text ?? '')).toEqual({
    apiKeys: ['[REDACTED]', { a: '[REDACTED]' }],
    credentials: { user: '[REDACTED]', n: ['[REDACTED]'] },
    name: 'kept',
    count: 7,
  });
  expect(entries[0]?.response.content.text).toContain('page=2&api_key=%5BREDACTED%5D');
  expect(entries[1]?.request.postData?.text).toMatch(/name="note"\r\n\r\nkept\r\n[^]*filename="token.txt"[^]*\r\n\r\ncontents\r\n/);
});

test('header fields given as a list are recorded', async () => {
  const server = await api();
  const source = program(`
    import http from 'node:http';
    const headers = ['Host', new URL('${server.url}').host, 'X-Plain', 'plain', 'Authorization', 'Bearer token-secret-3'];
    http.request('${server.url}/items/1', { headers }, (answer) => answer.resume()).end();
  `);
  const { entries, text } = await recorded([source]);
  expect(entries[0]?.request.url).toBe(`${server.url}/items/1`);
  expect(entries[0]?.request.headers).toContainEqual({ name: 'X-Plain', value: 'plain' });
  expect(text).not.toContain('-secret-');
});

test('each thread of a process writes a file of its own', async () => {
  const server = await api();
  const cwd = mkdtempSync(path.join(directory, 'threads-'));
  const source = program(`
    import { isMainThread, Worker } from 'node:worker_threads';
    if (isMainThread) for (let i = 0; i < 5; i += 1) new Worker(new URL(import.meta.url));
    else await (await fetch('${server.url}/items/1')).text();
  `);
  await recorded([source], { API_MIGRATE_RECORD: '' }, cwd);
  const counts = readdirSync(cwd).map((name) => (JSON.parse(readFileSync(path.join(cwd, name), 'utf8')) as Har).log.entries.length);
  expect(counts).toEqual([1, 1, 1, 1, 1]);
});
