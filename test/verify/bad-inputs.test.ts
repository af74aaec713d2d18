import { constants } from 'node:buffer';
import * as zlib from 'node:zlib';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/verify/index.js';
import { entry, file, har, ORIGIN, thing } from './support/recording.js';
import { replay, run, verdicts } from './support/run.js';
import { echoThings, type Handler, json, serve } from './support/server.js';

/** Every case runs between two good exchanges: whatever happens to it, they must pass. */
async function amid(bad: unknown, handler: Handler = echoThings) {
  const server = await serve((got, response, request) =>
    /first|last/.test(got.url) ? echoThings(got, response) : handler(got, response, request),
  );
  const result = await replay(server.url, [thing('first'), bad, thing('last')], { allowWrites: true });
  const [first, middle, last] = verdicts(result);
  expect([first, last]).toEqual(['pass', 'pass']);
  return { verdict: middle, got: server.got.filter(({ url }) => !/first|last/.test(url)), exchange: result.exchanges[1], result };
}

/** Replaces parts of a good entry. */
function broken(change: (good: ReturnType<typeof thing>) => unknown): unknown {
  const good = thing('7');
  return change(good) ?? good;
}

function withUrl(url: string): unknown {
  return broken(({ request, ...rest }) => ({ ...rest, request: { ...request, url } }));
}

function withContent(content: unknown): unknown {
  return broken(({ response, ...rest }) => ({ ...rest, response: { ...response, content } }));
}

async function files(name: string, content: string | Buffer) {
  const server = await serve(echoThings);
  return run(server.url, file(name, content));
}

function posting(postData: unknown, headers: Record<string, string> = {}): unknown {
  const { request, ...rest } = entry({ method: 'PUT', url: '/api/v1/things/7', headers, answer: { id: '7', name: 'thing' } });
  return { ...rest, request: { ...request, postData } };
}

function answering(text: string, type = 'application/json'): Handler {
  return (_got, response) => void response.writeHead(200, { 'content-type': type, 'x-api-version': 'v2' }).end(text);
}

describe('files', () => {
  test('an empty file is a problem of the recording', async () => {
    const { exchanges, errors } = await files('a.har', '');
    expect(exchanges).toEqual([]);
    expect(errors).toEqual([{ recording: expect.stringContaining('a.har'), message: 'the file is empty' }]);
  });

  test('truncated JSON keeps the entries before the cut', async () => {
    const whole = har([thing('1'), thing('2'), thing('3')]);
    const result = await files('a.har', whole.slice(0, whole.lastIndexOf('"status"')));
    expect(verdicts(result)).toEqual(['pass', 'pass', expect.stringContaining('error: the entry is not valid JSON')]);
    expect(result.errors).toMatchObject([{ message: 'the file is cut off after 2 entries' }]);
  });

  test.each([
    ['a UTF-8 byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(har([thing('1')]))])],
    ['UTF-16 LE', Buffer.from(`\uFEFF${har([thing('1')])}`, 'utf16le')],
    ['UTF-16 BE', Buffer.from(`\uFEFF${har([thing('1')])}`, 'utf16le').swap16()],
    ['gzip', gzipSync(har([thing('1')]))],
  ])('%s is read', async (_, bytes) => {
    expect(verdicts(await files('a.har', bytes))).toEqual(['pass']);
  });

  test('a broken gzip stream is a problem of the recording', async () => {
    const bytes = gzipSync(har([thing('1')]));
    const { errors } = await files('a.har.gz', bytes.subarray(0, bytes.length - 20));
    expect(errors).toMatchObject([{ message: expect.stringMatching(/unexpected end|cut off/) }]);
  });

  test.each([
    ['missing', { log: { version: '1.2' } }],
    ['null', { log: { version: '1.2', entries: null } }],
    ['an object', { log: { version: '1.2', entries: { entries: [] } } }],
  ])('log.entries that is %s is a problem of the recording', async (_, document) => {
    const { errors } = await files('a.har', JSON.stringify(document));
    expect(errors).toMatchObject([{ message: 'there is no log.entries list in the file' }]);
  });

  test('a file that does not exist is a usage error when there is no other', async () => {
    await expect(run('http://127.0.0.1:1', 'no-such-file.har')).rejects.toThrow(UsageError);
  });

  test('one that does not exist does not stop the others', async () => {
    const server = await serve(echoThings);
    const result = await run(server.url, [file('a.har', har([thing('1')])), 'no-such-file.har']);
    expect(verdicts(result)).toEqual(['pass']);
    expect(result.errors).toEqual([{ recording: 'no-such-file.har', message: 'there is no such file' }]);
  });

  const NO_RECORDING = 'not a recording: neither a HAR (an object with log.entries) nor JSON Lines (one exchange a line)';

  test.each([
    ['package.json', JSON.stringify({ name: 'app', version: '1.0.0', dependencies: { ky: '1' } }, null, 2)],
    ['list.json', JSON.stringify([{ a: 1 }, { b: 2 }], null, 2)],
    ['notes.txt', 'a line of a log\n'.repeat(10_000)],
    ['lines.jsonl', '{"level":"info"}\n'.repeat(5)],
    ['page', '<!doctype html>\n<title>Sign in</title>\n'],
    ['picture.bin', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 255])],
  ])('%s is one problem, and the other files are judged', async (name, content) => {
    const server = await serve(echoThings);
    const result = await run(server.url, [file(name, content), file('a.har', har([thing('1')]))]);
    expect(verdicts(result)).toEqual(['pass']);
    expect(result.errors).toEqual([{ recording: expect.stringContaining(name), message: NO_RECORDING }]);
  });

  test('a HAR is one by its content, too', async () => {
    const whole = JSON.parse(har([thing('1')])) as { log: unknown };
    expect(verdicts(await files('a.json', JSON.stringify({ comment: 'x', version: 2, log: whole.log }, null, 2)))).toEqual(['pass']);
  });

  test('a HAR longer than the longest text is read', async () => {
    const [before = '', after = ''] = har([thing('1'), thing('2')]).split(',{"startedDateTime"');
    const blank = gzipSync(' '.repeat(16 * 1024 * 1024));
    const members = [gzipSync(`${before},`), ...Array.from({ length: 33 }, () => blank), gzipSync(`{"startedDateTime"${after}`)];
    expect(33 * 16 * 1024 * 1024).toBeGreaterThan(constants.MAX_STRING_LENGTH);
    expect(verdicts(await files('a.har.gz', Buffer.concat(members)))).toEqual(['pass', 'pass']);
  }, 120_000);

  test('lines that are no JSON are errors of their own', async () => {
    const good = {
      request: { method: 'GET', url: `${ORIGIN}/api/v1/things/1` },
      response: { status: 200, body: { id: '1', name: 'thing' } },
    };
    const result = await files('a.jsonl', `${JSON.stringify(good)}\n{"request":\n\n[1]\n${JSON.stringify(good)}`);
    expect(verdicts(result)).toEqual([
      'pass',
      expect.stringContaining('error: the entry is not valid JSON'),
      'error: the line is no object',
      'pass',
    ]);
  });
});

describe('entries', () => {
  test.each([
    ['without a request', { response: {} }, 'error: the entry has no request'],
    ['without a response', { request: { method: 'GET', url: `${ORIGIN}/api/v1/things/7` } }, 'error: the entry has no response'],
    ['that are null', null, 'error: the entry is no object'],
    ['that are a list', [], 'error: the entry is no object'],
    [
      'without a method',
      broken(({ request, ...rest }) => ({ ...rest, request: { ...request, method: undefined } })),
      'error: the request has no valid method',
    ],
    [
      'with an impossible status',
      broken(({ response, ...rest }) => ({ ...rest, response: { ...response, status: 'ok' } })),
      'error: the response has no valid status',
    ],
    [
      'with status 0',
      broken(({ response, ...rest }) => ({ ...rest, response: { ...response, status: 0 } })),
      'skipped: the recording holds no answer (status 0)',
    ],
    ['of a websocket', withUrl('wss://shop.example/api/v1/things/7'), 'skipped: wss: is not an HTTP request'],
    ['of a data URL', withUrl('data:text/plain,hello'), 'skipped: data: is not an HTTP request'],
    ['of a blob URL', withUrl('blob:https://shop.example/1-2-3'), 'skipped: blob: is not an HTTP request'],
    ['of a browser extension', withUrl('chrome-extension://abc/x.js'), 'skipped: chrome-extension: is not an HTTP request'],
    ['with status 101', thing('7', { status: 101 }), 'skipped: the connection was upgraded to another protocol'],
    ['of CONNECT', thing('7', { method: 'CONNECT' }), 'skipped: CONNECT opens a tunnel; it is not an API call'],
    ['of an unknown method', thing('7', { method: 'BREW' }), 'skipped: no rule of shop covers this operation'],
    ['without a URL', withUrl(''), 'error: the request has no URL'],
    ['with a URL that cannot be parsed', withUrl('http://[oops/api/v1/things/7'), 'error: the request URL cannot be parsed'],
    [
      'of a preflight',
      thing('7', { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'PUT' } }),
      'skipped: a CORS preflight of the browser, not a call of the program',
    ],
    ['of a redirect', thing('7', { status: 302 }), 'skipped: a redirect (302); the request that followed it is replayed'],
    ['with a placeholder in the path', thing('[REDACTED]'), 'skipped: the recorded request holds the placeholder [REDACTED]'],
    [
      'with a placeholder in the body',
      thing('7', { method: 'PUT', body: { name: '<redacted>' } }),
      'skipped: the recorded request holds the placeholder <redacted>',
    ],
  ])('%s are told apart', async (_, bad, expected) => {
    const { verdict, got } = await amid(bad);
    expect(verdict).toBe(expected);
    expect(got).toEqual([]);
  });

  test.each([
    ['a raw space', 'https://shop.example/api/v1/things/a b', '/api/v2/things/a%20b'],
    ['letters beyond ASCII', 'https://shop.example/api/v1/things/ü', '/api/v2/things/%C3%BC'],
    ['a bad percent sign', 'https://shop.example/api/v1/things/50%', '/api/v2/things/50%25'],
    ['a fragment', 'https://shop.example/api/v1/things/7#top', '/api/v2/things/7'],
    ['user information', 'https://ann:pass@shop.example/api/v1/things/7', '/api/v2/things/7'],
  ])('a URL with %s is sent as it can be', async (_, url, sent) => {
    const { verdict, got } = await amid(withUrl(url), (_got, response) => json(response, 200, { id: '7', name: 'thing' }));
    expect(got.map((call) => call.url)).toEqual([sent]);
    expect(verdict).toBe('pass');
  });

  test('a method in lower case is sent in upper case', async () => {
    const { verdict, got } = await amid(thing('7', { method: 'get' }));
    expect([verdict, got[0]?.method]).toEqual(['pass', 'GET']);
  });

  test('a GET with a body is sent with it', async () => {
    const { verdict, got } = await amid(thing('7', { body: { q: 1 } }));
    expect([verdict, got[0]?.body]).toEqual(['pass', '{"q":1}']);
  });
});

describe('times', () => {
  test('entries out of order are replayed in order', async () => {
    const server = await serve(echoThings);
    await replay(
      server.url,
      [
        thing('c', { at: '2025-01-01T00:00:03.000Z' }),
        thing('a', { at: '2025-01-01T00:00:01.000Z' }),
        thing('b', { at: '2025-01-01T00:00:02.000Z' }),
      ],
      { concurrency: 1 },
    );
    expect(server.got.map(({ url }) => url.at(-1))).toEqual(['a', 'b', 'c']);
  });

  test('equal times keep the order of the file', async () => {
    const server = await serve(echoThings);
    const at = '2025-01-01T00:00:00.000Z';
    await replay(
      server.url,
      ['1', '2', '3'].map((id) => thing(id, { at })),
      { concurrency: 1 },
    );
    expect(server.got.map(({ url }) => url.at(-1))).toEqual(['1', '2', '3']);
  });

  test.each(['Wed Jan 01 2025 00:00:00 GMT+0100', 'yesterday', ''])('the date "%s" does no harm', async (at) => {
    expect((await amid(thing('7', { at }))).verdict).toBe('pass');
  });
});

describe('bodies', () => {
  test('a missing answer text is not compared', async () => {
    const { verdict, exchange } = await amid(withContent({ size: 200, mimeType: 'application/json' }));
    expect(verdict).toBe('skipped: not compared: the recording does not hold the answer');
    expect(exchange?.differences).toEqual([
      { path: '$', kind: 'volatile', message: 'the recording does not hold the answer', notCompared: true },
    ]);
  });

  test('an answer in base64 is decoded', async () => {
    const text = Buffer.from(JSON.stringify({ id: '7', name: 'thing' })).toString('base64');
    expect((await amid(withContent({ size: 1, mimeType: 'application/json', text, encoding: 'base64' }))).verdict).toBe('pass');
  });

  test('an answer in broken base64 is an error', async () => {
    const { verdict } = await amid(withContent({ size: 1, text: '{"id":7}', encoding: 'base64' }));
    expect(verdict).toBe('error: the recorded answer is not valid base64');
  });

  test('a request body in base64 is decoded', async () => {
    const { got } = await amid(
      posting({ mimeType: 'application/json', text: Buffer.from('{"name":"é"}').toString('base64'), encoding: 'base64' }),
    );
    expect(got[0]?.body).toBe('{"name":"é"}');
  });

  test('a form recorded as fields is rebuilt', async () => {
    const params = [
      { name: 'a b', value: '1&2' },
      { name: 'c', value: 'ü' },
    ];
    const { got } = await amid(posting({ mimeType: 'application/x-www-form-urlencoded', params }));
    expect(got[0]?.body).toBe('a+b=1%262&c=%C3%BC');
  });

  test('text wins over fields that disagree with it', async () => {
    const { got } = await amid(
      posting({ mimeType: 'application/x-www-form-urlencoded', text: 'a=1', params: [{ name: 'a', value: '2' }] }),
    );
    expect(got[0]?.body).toBe('a=1');
  });

  test('a multipart body is rebuilt when its parts are there', async () => {
    const mimeType = 'multipart/form-data; boundary=xyz';
    const { got } = await amid(posting({ mimeType, params: [{ name: 'a', value: '1' }] }, { 'content-type': mimeType }));
    expect(got[0]?.body).toBe('--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--xyz--\r\n');
  });

  test('a multipart body without the contents of its file is an error', async () => {
    const mimeType = 'multipart/form-data; boundary=xyz';
    const { verdict, got } = await amid(
      posting({ mimeType, params: [{ name: 'photo', fileName: 'cat.png' }] }, { 'content-type': mimeType }),
    );
    expect(verdict).toBe('error: the recording does not hold the contents of the uploaded file "cat.png"');
    expect(got).toEqual([]);
  });

  test.each([
    ['HTML', 'text/html', '<!doctype html><title>Oops</title>'],
    ['nothing', 'application/json', ''],
    ['broken JSON', 'application/json', '{"id":'],
  ])('%s where JSON was fails', async (_, type, text) => {
    const { verdict } = await amid(thing('7'), (_got, response) => {
      response.writeHead(200, { 'content-type': type, 'x-api-version': 'v2' }).end(text);
    });
    expect(verdict).toMatch(/^fail: (header content-type|\$)/);
  });

  test('NDJSON is compared line by line', async () => {
    const lines = '{"a":1}\n{"a":2}\n';
    const type = 'application/x-ndjson';
    const recorded = thing('7', { answer: lines, type });
    expect((await amid(recorded, answering(lines, type))).verdict).toBe('pass');
    expect((await amid(recorded, answering('{"a":1}\n{"a":3}\n', type))).verdict).toBe('fail: $[1].a: 3 where 2 was expected');
  });

  test('an endless event stream where JSON was fails at once', async () => {
    const { verdict } = await amid(thing('7'), (_got, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'x-api-version': 'v2' });
      const timer = setInterval(() => response.write('data: 1\n\n'), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect(verdict).toBe('fail: header content-type: "text/event-stream" where "application/json" was expected');
  });

  test('an event stream where one was is not compared, and not read to its end', async () => {
    const { verdict } = await amid(thing('7', { type: 'text/event-stream', answer: 'data: 1\n\n' }), (_got, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'x-api-version': 'v2' }).write('data: 9\n\n');
    });
    expect(verdict).toBe('skipped: not compared: the answer is an event stream, which is not read to its end');
  });

  test('integers beyond 2^53 are told apart', async () => {
    const recorded = thing('7', { answer: '{"n":9007199254740993}' });
    expect((await amid(recorded, answering('{"n":9007199254740993}'))).verdict).toBe('pass');
    const { exchange } = await amid(recorded, answering('{"n":9007199254740992}'));
    expect(exchange?.differences).toEqual([{ path: '$.n', kind: 'unexplained', expected: '9007199254740993', actual: '9007199254740992' }]);
  });

  test('integers beyond 2^53 are sent as they were', async () => {
    const { got } = await amid(thing('7', { method: 'PUT', body: '{"n":12345678901234567890}', answer: { id: '7', name: 'thing' } }));
    expect(got[0]?.body).toBe('{"n":12345678901234567890}');
  });

  test('1 and 1.0 are one number', async () => {
    expect((await amid(thing('7', { answer: '{"n":1}' }), answering('{"n":1.0}'))).verdict).toBe('pass');
  });

  test('of duplicate keys the last counts', async () => {
    expect((await amid(thing('7', { answer: '{"n":1,"n":2}' }), answering('{"n":2}'))).verdict).toBe('pass');
  });

  test('__proto__ is a field like any other', async () => {
    const recorded = thing('7', { answer: '{"__proto__":{"a":1}}' });
    expect((await amid(recorded, answering('{"__proto__":{"a":1}}'))).verdict).toBe('pass');
    expect((await amid(recorded, answering('{}'))).verdict).toBe('fail: $.__proto__: the field is missing');
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
  });

  test('10 MB on one line are compared', async () => {
    const text = JSON.stringify({ id: '7', text: 'x'.repeat(10_000_000) });
    expect((await amid(thing('7', { answer: text }), answering(text))).verdict).toBe('pass');
    const { exchange } = await amid(thing('7', { answer: text }), answering(text.replace('xxx', 'xyx')));
    expect(exchange?.differences[0]?.path).toBe('$.text');
    expect(JSON.stringify(exchange).length).toBeLessThan(5000);
  });

  test('lists of 100,000 elements are compared', async () => {
    const list = Array.from({ length: 100_000 }, (_, index) => ({ id: `thing-${index}`, size: index }));
    const spoiled = list.map((item) => (item.id === 'thing-54321' ? { ...item, size: -1 } : item));
    const { verdict } = await amid(thing('7', { answer: list }), answering(JSON.stringify(spoiled)));
    expect(verdict).toBe('fail: $[54321].size: -1 where 54321 was expected');
  });

  test('nesting of 5,000 levels is an error of the exchange', async () => {
    const [open, close] = ['['.repeat(5000), ']'.repeat(5000)];
    expect((await amid(thing('7', { answer: `${open}1${close}` }), answering(`${open}2${close}`))).verdict).toBe(
      'error: the answer is nested deeper than 500 levels',
    );
  });

  test('a recorded encoding of a text that is decoded already does no harm', async () => {
    for (const encoding of ['gzip', 'br', 'zstd']) {
      expect((await amid(thing('7', { answerHeaders: { 'content-encoding': encoding } }))).verdict).toBe('pass');
    }
  });

  const answer = Buffer.from(JSON.stringify({ id: '7', name: 'thing' }));

  test.each([
    ['gzip', gzipSync(answer), 'pass'],
    ['x-gzip', gzipSync(answer), 'pass'],
    ['GZIP', gzipSync(answer), 'pass'],
    ['br', brotliCompressSync(answer), 'pass'],
    ['deflate', deflateSync(answer), 'pass'],
    ['deflate', deflateRawSync(answer), 'pass'],
    ['identity', answer, 'pass'],
    ['gzip, br', brotliCompressSync(gzipSync(answer)), 'pass'],
    ['gzip', gzipSync(answer).subarray(0, 12), 'fail: $: the answer says that it is compressed with gzip, and cannot be decompressed'],
    ['gzip', answer, 'fail: $: the answer says that it is compressed with gzip, and cannot be decompressed'],
    ['compress', answer, 'fail: $: the answer is compressed with compress, which cannot be undone'],
    ['gzip', gzipSync(Buffer.alloc(300 * 1024 * 1024, 32)), 'fail: $: the answer unpacks to more than 128 MiB'],
  ])('a live answer with content-encoding %s is understood, or said not to be', async (encoding, bytes, wanted) => {
    const { verdict } = await amid(thing('7'), (_got, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding, 'x-api-version': 'v2' }).end(bytes);
    });
    expect(verdict).toBe(wanted);
  });

  test('zstd is read where Node can, and named where it cannot', async () => {
    const frame = Buffer.from('28b52ffd2019c900007b226964223a2237222c226e616d65223a227468696e67227d', 'hex');
    const { verdict } = await amid(thing('7'), (_got, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'zstd', 'x-api-version': 'v2' }).end(frame);
    });
    expect(verdict).toBe(
      'zstdDecompress' in zlib ? 'pass' : 'fail: $: the answer is compressed with zstd, which Node can read from version 22.15 on',
    );
  });

  test('a compressed 410 is understood', async () => {
    const { verdict } = await amid(thing('7'), (_got, response) => {
      const body = gzipSync('{"detail":"use v3"}');
      response.writeHead(410, { 'content-type': 'application/json', 'content-encoding': 'gzip', 'x-api-version': 'v2' }).end(body);
    });
    expect(verdict).toBe('fail: status 410 where 200 was expected (the endpoint is gone: {"detail":"use v3"})');
  });
});

describe('headers', () => {
  const hopByHop = {
    ':authority': 'shop.example',
    ':method': 'GET',
    Host: 'shop.example',
    Connection: 'keep-alive',
    'Keep-Alive': 'timeout=5',
    'Transfer-Encoding': 'chunked',
    'Content-Length': '999',
    Upgrade: 'h2c',
    TE: 'trailers',
    Expect: '100-continue',
    'Proxy-Authorization': 'Basic abc',
    'bad name': 'x',
    'X-Newline': 'a\r\nX-Injected: 1',
    'X-Snowman': '\u2603',
    'X-Kept': 'yes',
  };

  test('those of the connection are not sent, nor those that cannot be', async () => {
    const { verdict, got } = await amid(thing('7', { headers: hopByHop }));
    expect(verdict).toBe('pass');
    const sent = got[0]?.headers ?? {};
    expect(sent['x-kept']).toBe('yes');
    expect(sent.host).toMatch(/^127\.0\.0\.1:/);
    for (const name of [
      'keep-alive',
      'transfer-encoding',
      'content-length',
      'upgrade',
      'te',
      'expect',
      'proxy-authorization',
      'x-newline',
      'x-injected',
      'x-snowman',
    ]) {
      expect(sent).not.toHaveProperty(name);
    }
  });

  test('a long row of them never uses the connections up', async () => {
    const server = await serve(echoThings);
    const entries = Array.from({ length: 50 }, (_, index) => thing(String(index), { headers: hopByHop }));
    const result = await replay(server.url, entries, { concurrency: 2 });
    expect(result.summary.byVerdict.pass).toBe(50);
  });

  test('those that stand twice are joined', async () => {
    const doubled = broken(({ request, ...rest }) => ({
      ...rest,
      request: {
        ...request,
        headers: [
          { name: 'X-Tag', value: 'a' },
          { name: 'x-tag', value: 'b' },
        ],
      },
    }));
    expect((await amid(doubled)).got[0]?.headers['x-tag']).toBe('a, b');
  });

  test('several Set-Cookie do no harm', async () => {
    const { verdict } = await amid(thing('7'), (got, response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      echoThings(got, response);
    });
    expect(verdict).toBe('pass');
  });

  test('the recorded host is never contacted', async () => {
    const { got, exchange } = await amid(withUrl('http://production.shop.example:8443/api/v1/things/7'));
    expect(got).toHaveLength(1);
    expect(exchange?.v2[0]?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v2\/things\/7$/);
  });
});

describe('order', () => {
  test('an exchange recorded twice is sent once', async () => {
    const server = await serve((_got, response) => json(response, 201, { id: 'n1', name: 'a' }));
    const created = entry({
      at: '2025-01-01T00:00:00Z',
      method: 'POST',
      url: '/api/v1/things',
      body: { name: 'a' },
      answer: { id: 'o1', name: 'a' },
    });
    const result = await replay(server.url, [created, created], { allowWrites: true });
    expect(verdicts(result)).toEqual(['pass', 'skipped: recorded twice: the same as entry 0']);
    expect(server.got).toHaveLength(1);
  });

  test('an id used before it was created is reported as such', async () => {
    const server = await serve((got, response) =>
      got.method === 'POST' ? json(response, 201, { id: 'n1', name: 'a' }) : echoThings(got, response),
    );
    const result = await replay(
      server.url,
      [thing('o1'), entry({ method: 'POST', url: '/api/v1/things', body: { name: 'a' }, answer: { id: 'o1', name: 'a' } })],
      { allowWrites: true },
    );
    expect(verdicts(result)).toEqual(['error: it uses o1 before entry 1 creates it; the recording is out of order', 'pass']);
  });
});
