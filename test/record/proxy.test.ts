import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { Capture } from '../../src/record/capture.js';
import { entryOf } from '../../src/record/har.js';
import { RecordingProxy } from '../../src/record/proxy.js';

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

/** A server, the proxy before it, and what the proxy recorded. */
async function proxied(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  more: { onUpgrade?: (socket: net.Socket) => void } = {},
) {
  const server = createServer(handler);
  if (more.onUpgrade) server.on('upgrade', (_request, socket) => more.onUpgrade?.(socket as net.Socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const captures: Capture[] = [];
  const notices: string[] = [];
  const direct = (server.address() as AddressInfo).port;
  const proxy = await RecordingProxy.listen({
    host: '127.0.0.1',
    port: 0,
    target: new URL(`http://127.0.0.1:${direct}`),
    sink: (capture) => captures.push(capture),
    onNotice: (message) => notices.push(message),
  });
  open.push(() => proxy.close());
  const entries = () => captures.map((capture) => entryOf(capture, false));
  return { direct, port: proxy.port, captures, entries, notices, proxy };
}

/** Sends bytes and returns all that comes back until the server ends the connection. */
async function raw(port: number, text: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.on('error', reject);
  });
}

/** The head without what belongs to the connection, and the body. */
function parts(answer: string): { head: string[]; body: string } {
  const [head = '', ...body] = answer.split('\r\n\r\n');
  return { head: head.split('\r\n').filter((line) => !/^(connection|keep-alive):/i.test(line)), body: body.join('\r\n\r\n') };
}

const body = (request: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
  });

describe('a client behind the proxy sees what it would see without it', () => {
  const answers: [string, (request: IncomingMessage, response: ServerResponse) => void][] = [
    [
      'fields in their order and case, also twice',
      (_, response) =>
        response.writeHead(200, ['X-B', '1', 'x-a', '2', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Content-Length', '2']).end('ok'),
    ],
    ['a body of known length', (_, response) => response.writeHead(200, { 'content-length': '5' }).end('hello')],
    ['chunks', (_, response) => void response.writeHead(200, { 'transfer-encoding': 'chunked' }).end('hello')],
    [
      'compression',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' }).end(gzipSync('{"a":1}')),
    ],
    ['204', (_, response) => response.writeHead(204).end()],
    ['304', (_, response) => response.writeHead(304, { etag: '"x"' }).end()],
    ['a redirect', (_, response) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ['an odd reason', (_, response) => response.writeHead(418, 'Short and stout').end()],
    [
      'trailers',
      (_, response) => {
        response.writeHead(200, { 'transfer-encoding': 'chunked', trailer: 'X-Sum' });
        response.write('a');
        response.addTrailers({ 'X-Sum': '1' });
        response.end();
      },
    ],
  ];

  test.each(answers)('%s', async (_, handler) => {
    const { direct, port, captures } = await proxied((request, response) => {
      response.sendDate = false;
      handler(request, response);
    });
    const text = 'GET /x?y=1 HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n';
    expect(parts(await raw(port, text))).toEqual(parts(await raw(direct, text)));
    expect(captures.map(({ method, url }) => `${method} ${url}`)).toEqual([`GET http://127.0.0.1:${direct}/x?y=1`]);
  });

  test.each([
    ['length', (bytes: Buffer) => [`Content-Length: ${bytes.length}`, bytes] as const],
    [
      'chunks',
      (bytes: Buffer) =>
        [
          'Transfer-Encoding: chunked',
          Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n0\r\n\r\n')]),
        ] as const,
    ],
  ])('and the server gets its bytes and fields: a body by %s', async (_, write) => {
    const got: { fields: string[]; bytes: Buffer }[] = [];
    const { port } = await proxied((request, response) => {
      void body(request).then((bytes) => {
        got.push({ fields: request.rawHeaders, bytes });
        response.end('ok');
      });
    });
    const bytes = randomBytes(300_000);
    const [field, content] = write(bytes);
    await raw(
      port,
      Buffer.concat([
        Buffer.from(`POST /up HTTP/1.1\r\nHost: x\r\nX-One: 1\r\nx-one: 2\r\nConnection: close\r\n${field}\r\n\r\n`),
        content,
      ]),
    );
    expect(got[0]?.bytes.equals(bytes)).toBe(true);
    expect(got[0]?.fields.join(' ')).toContain('X-One 1 x-one 2');
  });

  test('a request without a body gets none, whatever its method', async () => {
    const seen: string[] = [];
    const { port } = await proxied((request, response) => {
      seen.push(request.rawHeaders.filter((_, index) => index % 2 === 0).join());
      response.end();
    });
    for (const method of ['POST', 'DELETE', 'GET']) await raw(port, `${method} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(seen.map((names) => names.replace(/,?Connection/i, ''))).toEqual(['Host', 'Host', 'Host']);
  });

  test('a stream comes as it is written', async () => {
    let release: (() => void) | undefined;
    const { port } = await proxied((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
      release = () => response.end('data: 2\n\n');
    });
    const first = await fetch(`http://127.0.0.1:${port}/events`);
    const reader = first.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 1\n\n');
    release?.();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 2\n\n');
  });

  test('100-continue is asked of the server before the body is sent', async () => {
    const { port, captures } = await proxied((request, response) => void body(request).then((bytes) => response.end(bytes)));
    const request = http.request({ port, host: '127.0.0.1', method: 'PUT', headers: { expect: '100-continue', 'content-length': 5 } });
    const told = new Promise((resolve) => request.on('continue', resolve));
    const answer = new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
    request.flushHeaders();
    await told;
    request.end('hello');
    expect((await body(await answer)).toString()).toBe('hello');
    expect(captures).toHaveLength(1);
  });

  test('a WebSocket passes through, and is named', async () => {
    const { port, notices, entries } = await proxied(() => {}, {
      onUpgrade: (socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\nhi');
        socket.on('data', (chunk) => socket.end(`echo ${chunk}`));
      },
    });
    const socket = net.connect(port, '127.0.0.1');
    socket.write(
      'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: a\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (text.endsWith('hi')) socket.write('ping');
    });
    await new Promise((resolve) => socket.on('close', resolve));
    expect(text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n[^]*\r\n\r\nhiecho ping$/);
    expect(notices).toEqual([expect.stringMatching(/\/ws became websocket: passed through, not recorded$/)]);
    expect(entries().map(({ response }) => response.status)).toEqual([101]);
  });

  test('one connection serves many requests', async () => {
    let connections = 0;
    const { port, captures } = await proxied((_, response) => response.end('ok'));
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (let index = 0; index < 20; index += 1) {
      await new Promise<void>((resolve) => {
        http
          .get({ port, host: '127.0.0.1', agent }, (answer) => answer.resume().on('end', resolve))
          .on('socket', (socket) => {
            if (!('counted' in socket)) connections += 1;
            Object.assign(socket, { counted: true });
          });
      });
    }
    agent.destroy();
    expect([connections, captures.length]).toEqual([1, 20]);
  });
});

describe('what goes wrong', () => {
  test('a target that is away is told to the client, and recorded as no answer', async () => {
    const { port, captures, direct } = await proxied((_, response) => response.end());
    await open.shift()?.();
    const answer = await fetch(`http://127.0.0.1:${port}/x`);
    expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining('the target gives no answer')]);
    expect(captures.map(({ status, url }) => [status, url])).toEqual([[0, `http://127.0.0.1:${direct}/x`]]);
  });

  test('an answer that breaks off breaks off for the client, too, and is not recorded as whole', async () => {
    const { port, entries } = await proxied((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    await expect(fetch(`http://127.0.0.1:${port}/x`).then((answer) => answer.text())).rejects.toThrow(/terminated/);
    expect(entries()[0]?.response.content).toMatchObject({ size: 4, comment: 'the answer is not whole' });
    expect(entries()[0]?.response.content.text).toBeUndefined();
  });

  test('a client that leaves frees the server', async () => {
    let isFreed: () => void = () => undefined;
    const freed = new Promise<void>((resolve) => (isFreed = resolve));
    const { port } = await proxied((_, response) => {
      response.on('close', isFreed);
      response.write('x');
    });
    const abort = new AbortController();
    const answer = await fetch(`http://127.0.0.1:${port}/x`, { signal: abort.signal });
    abort.abort();
    await expect(answer.text()).rejects.toThrow(/abort/i);
    await freed;
  });

  test('a large body passes, and only its size is kept', async () => {
    const { port, captures } = await proxied((request, response) => void body(request).then((bytes) => response.end(String(bytes.length))));
    const answer = await fetch(`http://127.0.0.1:${port}/x`, { method: 'POST', body: Buffer.alloc(40 << 20, 1) });
    expect(await answer.text()).toBe(String(40 << 20));
    expect(captures.map(({ requestBody }) => [requestBody.size, requestBody.bytes, requestBody.held])).toEqual([[40 << 20, undefined, 0]]);
  });

  test('what is under way when it is stopped is recorded', async () => {
    const { port, captures, proxy } = await proxied((_, response) => void setTimeout(() => response.end('late'), 300));
    const answer = fetch(`http://127.0.0.1:${port}/x`).then((got) => got.text());
    await new Promise((resolve) => setTimeout(resolve, 100));
    await proxy.close();
    expect([await answer, captures.length]).toEqual(['late', 1]);
  });
});
