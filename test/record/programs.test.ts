import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { HarFile } from '../../src/record/file.js';
import { entryOf } from '../../src/record/har.js';
import { RecordingProxy } from '../../src/record/proxy.js';
import { verify } from '../../src/verify/index.js';
import { shop } from '../verify/support/pack.js';
import { workspace } from '../workspace.js';

const run = promisify(execFile);

function has(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const open: (() => void)[] = [];
afterEach(() => open.splice(0).forEach((close) => close()));

/** Lets a stream go on. */
let goOn: () => void = () => undefined;

/** What both versions do, in all the ways in which a server can answer. */
async function answer(version: 'v1' | 'v2', request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const { pathname } = new URL(request.url ?? '/', 'http://host');
  const id = pathname.split('/').at(-1) ?? '';
  const json = (value: unknown): string => JSON.stringify(value);
  if (id === 'go-on') goOn();
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('X-Api-Version', version);
  response.setHeader('X-Sent', createHash('sha256').update(body).digest('hex').slice(0, 16));
  if (request.method === 'POST')
    return void response.writeHead(version === 'v1' ? 200 : 201).end(json({ id: `made-by-${version}-000001`, name: 'a' }));
  if (request.method === 'DELETE') return void response.writeHead(204).end();
  if (request.method === 'PUT') return void response.end(json({ id, size: body.length }));
  if (id === 'gone') return void response.writeHead(404, 'No Such Thing').end(json({ error: 'gone' }));
  if (id === 'moved') return void response.writeHead(302, { Location: '7' }).end();
  if (id === 'cookies') {
    response.setHeader('Set-Cookie', ['a=1; Path=/', 'b=2; Path=/']);
    response.setHeader('X-Many', ['one', 'two']);
  }
  if (id === 'packed')
    return void response.setHeader('Content-Encoding', 'gzip').end(gzipSync(json({ id, name: 'thing', text: 'x'.repeat(5000) })));
  if (id === 'stream') {
    for (const piece of ['{"id":', '"stream",', '"name":', '"thing"}']) {
      response.write(piece);
      // The next part is sent when the client says that it has this one; v2 does not wait.
      if (version === 'v1') await new Promise<void>((resolve) => (goOn = resolve));
    }
    return void response.end();
  }
  response.end(json({ id, name: 'thing' }));
}

async function start(version: 'v1' | 'v2'): Promise<string> {
  const server = createServer((request, response) => void answer(version, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Python programs print what they see: the status line, the header fields, the body, and when its parts came. */
const PRELUDE = `
import hashlib, http.client, http.cookiejar, io, json, socket, sys, threading, time, urllib.error, urllib.parse, urllib.request
BASE = sys.argv[1]
V1 = sys.argv[2]
HOST = urllib.parse.urlsplit(BASE).netloc
THINGS = '/api/v1/things'
def show(response, body):
    fields = sorted((name, value) for name, value in response.getheaders() if name.lower() not in ('date', 'connection', 'keep-alive'))
    print(response.status, response.reason, fields, len(body), hashlib.sha256(body).hexdigest())
def ask(connection, method, path, body=None, headers={}, **more):
    connection.request(method, THINGS + path, body=body, headers=headers, **more)
    response = connection.getresponse()
    show(response, response.read())
`;

const PYTHON: [string, string][] = [
  [
    'one connection for many requests',
    `c = http.client.HTTPConnection(HOST)
for i in range(20): ask(c, 'GET', '/%d' % i)
ask(c, 'GET', '/gone')`,
  ],
  [
    'a connection for each request',
    `for path in ['/7', '/cookies', '/gone']:
    try:
        with urllib.request.urlopen(BASE + THINGS + path) as r: show(r, r.read())
    except urllib.error.HTTPError as e: print(e.code, e.reason, e.read())`,
  ],
  [
    'JSON bodies and what comes of them',
    `c = http.client.HTTPConnection(HOST)
ask(c, 'POST', '', json.dumps({'name': 'a', 'text': 'é✓'}), {'Content-Type': 'application/json'})
ask(c, 'PUT', '/7', json.dumps({'name': 'b'}), {'Content-Type': 'application/json'})
ask(c, 'DELETE', '/7')`,
  ],
  [
    'an upload in chunks',
    `c = http.client.HTTPConnection(HOST)
def parts():
    for i in range(8):
        yield b'%d' % i * 1000
        time.sleep(0.01)
ask(c, 'PUT', '/7', parts(), {'Content-Type': 'text/plain'}, encode_chunked=True)`,
  ],
  [
    'a large binary upload',
    `ask(http.client.HTTPConnection(HOST), 'PUT', '/7', bytes(range(256)) * 8192, {'Content-Type': 'application/octet-stream'})`,
  ],
  [
    'parts of an answer as they come',
    `c = http.client.HTTPConnection(HOST)
c.request('GET', THINGS + '/stream')
r = c.getresponse()
parts = []
while True:
    part = r.read1(65536)
    if not part: break
    parts.append(part)
    # Past the proxy: a part that it held back would never be followed by another.
    urllib.request.urlopen(V1 + '/go-on', timeout=20).read()
print(parts)`,
  ],
  [
    'redirects and cookies',
    `jar = http.cookiejar.CookieJar()
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
for path in ['/moved', '/cookies', '/7']:
    with opener.open(BASE + THINGS + path) as r: print(urllib.parse.urlsplit(r.url).path); show(r, r.read())
print(sorted((cookie.name, cookie.value, cookie.path) for cookie in jar))`,
  ],
  [
    'many threads at once',
    `seen = {}
def work(i):
    with urllib.request.urlopen('%s%s/%d' % (BASE, THINGS, i)) as r: seen[i] = r.read()
threads = [threading.Thread(target=work, args=(i,)) for i in range(30)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(seen.items()))`,
  ],
];

const CURL: [string, string[]][] = [
  ['all header fields and the body', ['-i', '{base}/api/v1/things/cookies']],
  ['a compressed answer', ['--compressed', '-i', '{base}/api/v1/things/packed']],
  ['the bytes of a compressed answer', ['-H', 'Accept-Encoding: gzip', '{base}/api/v1/things/packed']],
  ['HEAD', ['-I', '{base}/api/v1/things/7']],
  // The proxy asks in HTTP/1.1, so that the answer may tell its length.
  ['HTTP/1.0', ['-0', '-w', '%{http_code} %{content_type}', '{base}/api/v1/things/7']],
  [
    'Expect: 100-continue',
    [
      '-i',
      '-X',
      'PUT',
      '-H',
      'Expect: 100-continue',
      '-H',
      'Content-Type: text/plain',
      '--data-binary',
      'x'.repeat(3000),
      '{base}/api/v1/things/7',
    ],
  ],
  [
    'a multipart form',
    [
      '-i',
      '-X',
      'PUT',
      '-H',
      'Content-Type: multipart/form-data; boundary=b',
      '--data-binary',
      '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n',
      '{base}/api/v1/things/7',
    ],
  ],
  [
    'several URLs on one connection, a redirect among them',
    ['-i', '-L', '{base}/api/v1/things/moved', '{base}/api/v1/things/8', '{base}/api/v1/things/gone'],
  ],
];

/** What a program prints when it asks v1 itself, and when it asks through the proxy; and what verify says of the recording. */
async function compared(program: (base: string, v1: string) => Promise<string>) {
  const v1 = await start('v1');
  const recording = new HarFile(join(workspace(), 'traffic.har'));
  const proxy = await RecordingProxy.listen({
    host: '127.0.0.1',
    port: 0,
    target: new URL(v1),
    sink: (capture) => recording.write(entryOf(capture, false)),
  });
  open.push(() => void proxy.close());
  const direct = await program(v1, v1);
  const through = await program(`http://127.0.0.1:${proxy.port}`, v1);
  await proxy.close();
  const target = await start('v2');
  const { exchanges, summary } = await verify({
    recordings: [recording.path],
    target,
    packs: [shop],
    packsChosen: true,
    allowWrites: true,
  });
  const wrong = exchanges.filter(({ verdict }) => verdict === 'fail' || verdict === 'error');
  return {
    direct,
    through,
    judged: summary.judged,
    wrong: wrong.map(({ request, reason }) => `${request.method} ${request.url}: ${reason}`),
  };
}

function expectSame({ direct, through, judged, wrong }: Awaited<ReturnType<typeof compared>>): void {
  expect(through).toBe(direct);
  expect(direct).not.toBe('');
  expect(wrong).toEqual([]);
  expect(judged).toBeGreaterThan(0);
}

/** The answer without what belongs to its time and its connection. */
const plain = (text: string): string => text.replaceAll(/^(?:date|connection|keep-alive):.*\r?\n/gim, '');

const env = { PATH: process.env['PATH'], PYTHONIOENCODING: 'utf-8' };

describe.skipIf(!has('python3'))('a Python program (needs python3) sees no difference through the proxy, and what it did verifies', () => {
  // oxlint-disable-next-line vitest/expect-expect -- in expectSame
  test.each(PYTHON)('%s', async (_, code) => {
    expectSame(await compared(async (...args) => (await run('python3', ['-c', PRELUDE + code, ...args], { env })).stdout));
  });
});

describe.skipIf(!has('curl'))('curl (needs curl) sees no difference through the proxy, and what it did verifies', () => {
  // oxlint-disable-next-line vitest/expect-expect -- in expectSame
  test.each(CURL)('%s', async (_, args) => {
    const ask = async (base: string): Promise<string> =>
      plain((await run('curl', ['-s', ...args.map((arg) => arg.replace('{base}', base))], { encoding: 'latin1', env })).stdout);
    expectSame(await compared(ask));
  });
});
