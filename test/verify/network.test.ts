import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { entry, thing } from './support/recording.js';
import { replay, verdicts } from './support/run.js';
import { answer, type RawHandler, serveRaw } from './support/raw-server.js';
import { serve } from './support/server.js';

const THING = JSON.stringify({ id: '7', name: 'thing' });
const good: RawHandler = (socket) => void socket.write(answer(THING));

/** Does `fault` to the first request, and answers all others well. */
function once(fault: RawHandler): RawHandler {
  return (socket, request, count) => (count === 1 ? fault(socket, request, count) : good(socket, request, count));
}

const reset: RawHandler = (socket) => void socket.resetAndDestroy();
const resetWithin: RawHandler = (socket) => {
  socket.write(answer(THING).slice(0, -5));
  setTimeout(() => socket.resetAndDestroy(), 20);
};
const truncated: RawHandler = (socket) => void socket.end(answer(THING).slice(0, -5));
const brokenChunks: RawHandler = (socket) =>
  void socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"id"\r\nZZ\r\n');
const closedAfterHeaders: RawHandler = (socket) => void socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
const nonsense: RawHandler = (socket) => void socket.end('220 mail.example ESMTP\r\n');

const write = entry({ method: 'PUT', url: '/api/v1/things/7', body: { name: 'thing' }, answer: { id: '7', name: 'thing' } });

const faults: [string, RawHandler][] = [
  ['a reset before the answer', reset],
  ['a reset within the answer', resetWithin],
  ['a truncated body', truncated],
  ['broken chunks', brokenChunks],
  ['a close after the headers', closedAfterHeaders],
  ['something that is no HTTP', nonsense],
];

describe.each(faults)('after %s', (_, fault) => {
  test('a safe request is sent again', async () => {
    const server = await serveRaw(once(fault));
    const result = await replay(server.url, [thing('7')]);
    expect(verdicts(result)).toEqual(['pass']);
    expect(server.requests).toHaveLength(2);
  });

  test('one that changes something is not', async () => {
    const server = await serveRaw(once(fault));
    const result = await replay(server.url, [write, thing('7')], { allowWrites: true });
    expect(verdicts(result)).toEqual([expect.stringMatching(/^error: the (connection broke|answer is not valid HTTP)/), 'pass']);
    expect(server.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
  });

  test('that never ends, every exchange has its verdict', async () => {
    const server = await serveRaw(fault);
    const entries = Array.from({ length: 12 }, (_entry, index) => thing(String(index)));
    const result = await replay(server.url, entries, { concurrency: 4 });
    expect(result.summary.exchanges).toBe(12);
    expect(result.summary.byVerdict.error).toBe(12);
  });
});

const TOO_FAST = 'error: the target answered 429 (too many requests): slow the run down with --rate';

const neverAnswers: RawHandler = () => {};
const drips: RawHandler = (socket) => {
  socket.write(answer(THING).slice(0, 40));
  const timer = setInterval(() => socket.write('x'), 50);
  socket.on('close', () => clearInterval(timer));
};
const slowBody: RawHandler = (socket) => {
  socket.write(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n`);
  const timer = setInterval(() => socket.write('x'), 50);
  socket.on('close', () => clearInterval(timer));
};

describe('a server that is slow', () => {
  test.each([
    ['sends nothing', neverAnswers],
    ['drips headers', drips],
    ['drips its body', slowBody],
  ])('and %s is given up at the deadline', async (_, handler) => {
    const server = await serveRaw((socket, request, count) =>
      request.includes('/slow') ? handler(socket, request, count) : good(socket, request, count),
    );
    const entries = [thing('slow-1'), thing('slow-2'), thing('slow-3'), thing('7')];
    const started = performance.now();
    const result = await replay(server.url, entries, { timeout: 300, concurrency: 2 });
    const late = 'error: no complete answer within 300 ms';
    expect(verdicts(result)).toEqual([late, late, late, 'pass']);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('a server that asks to wait', () => {
  test('with 429 and Retry-After is asked again', async () => {
    const server = await serveRaw(once((socket) => void socket.write(answer('{}', '429 Too Many Requests', ['Retry-After: 1']))));
    const started = performance.now();
    expect(verdicts(await replay(server.url, [thing('7')]))).toEqual(['pass']);
    expect(performance.now() - started).toBeGreaterThan(950);
  });

  test('gets no write twice', async () => {
    const server = await serveRaw(once((socket) => void socket.write(answer('{}', '429 Too Many Requests', ['Retry-After: 0']))));
    expect(verdicts(await replay(server.url, [write], { allowWrites: true }))).toEqual([TOO_FAST]);
    expect(server.requests).toHaveLength(1);
  });

  test('with 429 alone is asked again, and is no failure of the API when it goes on', async () => {
    const server = await serveRaw(once((socket) => void socket.write(answer('{}', '429 Too Many Requests'))));
    const result = await replay(server.url, [thing('7')]);
    expect([verdicts(result), result.summary.throttled]).toEqual([['pass'], 1]);
    const busy = await serveRaw((socket) => void socket.write(answer('{}', '429 Too Many Requests')));
    expect(verdicts(await replay(busy.url, [thing('7')]))).toEqual([TOO_FAST]);
  });
});

test('an interim answer (100, 103) is no answer', async () => {
  const server = await serveRaw((socket) => {
    socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n');
    socket.write(answer(THING));
  });
  expect(verdicts(await replay(server.url, [thing('7')]))).toEqual(['pass']);
});

test('connections that the server closes between requests cost no safe exchange', async () => {
  const server = await serveRaw((socket) => {
    socket.write(answer(THING));
    setTimeout(() => socket.end(), Math.random() * 3);
  });
  const entries = Array.from({ length: 200 }, () => thing('7'));
  const result = await replay(server.url, entries, { concurrency: 4 });
  expect(result.summary.byVerdict).toEqual({ pass: 200, fail: 0, skipped: 0, error: 0 });
});

test('a certificate that cannot be trusted stops the run with one message', async () => {
  const [key, cert] = ['key', 'cert'].map((name) => readFileSync(new URL(`support/self-signed.${name}.pem`, import.meta.url)));
  const server = createServer({ key, cert }, (_request, response) => response.end(THING));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const result = await replay(`https://127.0.0.1:${port}`, [thing('1'), thing('2')]);
  server.close();
  expect(result.errors).toEqual([{ message: expect.stringMatching(/^nothing can be verified: .*certificate/) }]);
  expect(result.summary.byVerdict.pass).toBe(0);
});

describe('a target that is no use', () => {
  test('and refuses the connection stops the run with one message', async () => {
    const entries = Array.from({ length: 500 }, (_, index) => thing(String(index)));
    const result = await replay('http://127.0.0.1:1', entries);
    expect(result.errors).toEqual([{ message: 'nothing can be verified: the target refuses the connection' }]);
    expect(result.summary.stopped).toBe(result.errors[0]?.message);
    expect(result.summary.requests).toBeLessThan(100);
  });

  test('and answers 401 to all stops the run with one message', async () => {
    const server = await serve((_got, response) => void response.writeHead(401).end());
    const entries = Array.from({ length: 500 }, (_, index) => thing(String(index)));
    const result = await replay(server.url, entries);
    expect(result.summary.stopped).toMatch(/^the target asks for credentials: 5 answers of 401 in a row; give them with --header/);
    expect(server.got.length).toBeLessThan(100);
    expect(result.errors).toHaveLength(1);
  });

  test('but a recorded 401 that is answered with 401 is what was expected', async () => {
    const server = await serve(
      (_got, response) => void response.writeHead(401, { 'x-api-version': 'v2', 'content-type': 'application/json' }).end('{}'),
    );
    const entries = Array.from({ length: 20 }, (_, index) => thing(String(index), { status: 401, answer: {} }));
    expect((await replay(server.url, entries)).summary.byVerdict.pass).toBe(20);
  });
});

test('a redirect on the same host is followed, one to another host is not', async () => {
  const other = await serve((_got, response) => void response.end('{}'));
  const server = await serve((got, response) => {
    if (got.url.endsWith('/moved')) response.writeHead(307, { location: '/api/v2/things/7' }).end();
    else if (got.url.endsWith('/away')) response.writeHead(302, { location: `${other.url}/api/v2/things/7` }).end();
    else response.writeHead(200, { 'content-type': 'application/json', 'x-api-version': 'v2' }).end(THING);
  });
  const answered = { answer: { id: '7', name: 'thing' } };
  const result = await replay(server.url, [thing('moved', answered), thing('away', answered)]);
  expect(verdicts(result)).toEqual(['pass', expect.stringContaining('fail: status 302 where 200 was expected (redirects to ')]);
  expect(result.exchanges[1]?.differences).toContainEqual(expect.objectContaining({ path: 'status', expected: 200, actual: 302 }));
  expect(other.got).toEqual([]);
});

test('--rate slows down and drops nothing', async () => {
  const server = await serve(
    (got, response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json', 'x-api-version': 'v2' })
        .end(JSON.stringify({ id: got.url.split('/').at(-1), name: 'thing' })),
  );
  const entries = Array.from({ length: 21 }, (_, index) => thing(String(index)));
  const started = performance.now();
  const result = await replay(server.url, entries, { rate: 40 });
  expect(result.summary.byVerdict.pass).toBe(21);
  expect(performance.now() - started).toBeGreaterThan(480);
});

test('an interrupted run ends by itself, with what it knows', async () => {
  const abort = new AbortController();
  const server = await serveRaw((socket, request, count) => {
    // The sixth request never gets its answer: the run waits for it when it is interrupted.
    if (count < 6) socket.write(answer(JSON.stringify({ id: /things\/(\w+)/.exec(request)?.[1], name: 'thing' })));
    else abort.abort();
  });
  const entries = Array.from({ length: 2000 }, (_, index) => thing(`t${index}`));
  const result = await replay(server.url, entries, { signal: abort.signal, concurrency: 1, timeout: 60_000 });
  expect(result.summary.stopped).toBe('the run was interrupted');
  expect(result.summary.byVerdict).toMatchObject({ pass: 5, fail: 0 });
  expect(result.exchanges.slice(0, 6).map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', 'pass', 'pass', 'error']);
  expect(server.requests).toHaveLength(6);
});

test('what waited for its turn when the run was interrupted was not sent, and is no error', async () => {
  const abort = new AbortController();
  const server = await serveRaw((socket) => {
    socket.write(answer(JSON.stringify({ id: 't0', name: 'thing' })));
    abort.abort();
  });
  const entries = Array.from({ length: 50 }, (_, index) => thing(`t${index}`));
  const result = await replay(server.url, entries, { signal: abort.signal, concurrency: 8, rate: 2 });
  expect(server.requests).toHaveLength(1);
  expect(result.exchanges.slice(1).map(({ verdict, v2 }) => `${verdict} ${v2.length}`)).toEqual(
    Array.from({ length: result.exchanges.length - 1 }, () => 'skipped 0'),
  );
  expect(result.exchanges.at(-1)?.reason).toBe('not sent: the run was interrupted');
});

test('an answer of 200,000 levels where an object was is a failure like any other', async () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  const server = await serve((_got, response) => void response.writeHead(200, { 'Content-Type': 'application/json' }).end(deep));
  const result = await replay(server.url, [thing('7'), thing('8')]);
  expect(verdicts(result)).toEqual(
    ['fail: $: list where object was expected', 'fail: $: list where object was expected'].map((text) =>
      expect.stringContaining(text.slice(0, 40)),
    ),
  );
});

test('answers that are larger together than may be held are not compared', async () => {
  const server = await serve((_got, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'X-Api-Version': 'v2' });
    let left = 60;
    const more = (): void => {
      left -= 1;
      if (left === 0) response.end();
      else if (!response.destroyed) response.write(Buffer.alloc(1024 * 1024, 0x20), more);
    };
    more();
  });
  const result = await replay(
    server.url,
    Array.from({ length: 8 }, (_, index) => thing(String(index))),
    { concurrency: 8, timeout: 30_000 },
  );
  const reasons = result.exchanges.map(({ reason }) => reason);
  expect(reasons).toContain('not compared: the answer is too large to compare');
});
