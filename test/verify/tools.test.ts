import path from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { workspace } from '../workspace.js';
import { entry, file, har, type HarEntry, thing } from './support/recording.js';
import { replay, run, verdicts } from './support/run.js';
import { echoThings, json, serve } from './support/server.js';

/** Replaces fields of the request, of the answer and of the entry. */
function altered(
  told: HarEntry,
  { request = {}, response = {}, ...rest }: { request?: object; response?: object; [name: string]: unknown },
): HarEntry {
  return { ...told, ...rest, request: { ...told.request, ...request }, response: { ...told.response, ...response } };
}

function content(told: HarEntry, held: object): HarEntry {
  return altered(told, { response: { content: held } });
}

function posted(postData: object | undefined, more: object = {}): HarEntry {
  return altered(entry({ method: 'POST', url: '/api/v1/things', status: 201, answer: { id: '7', name: 'thing' } }), {
    request: { ...(postData && { postData }), ...more },
  });
}

/** Verdicts on entries that stand alone, and what the server got. */
async function judged(entries: readonly unknown[], handler = echoThings) {
  const server = await serve(handler);
  return { found: verdicts(await replay(server.url, entries, { allowWrites: true })), got: server.got };
}

async function ofFile(name: string, bytes: string | Buffer) {
  const server = await serve(echoThings);
  return run(server.url, file(name, bytes));
}

describe('Playwright', () => {
  test('bodies in files beside the HAR are read, on both sides', async () => {
    const mimeType = 'application/json';
    const entries = [
      content(posted({ mimeType, text: '', params: [], _file: 'aa.json' }), { size: 25, mimeType, _file: 'bb.json' }),
      content(thing('7'), { size: 25, mimeType, _file: 'bb.json' }),
    ];
    const place = workspace({
      'aa.json': '{"name":"é"}',
      'bb.json': '{"id":"7","name":"thing"}',
      'traffic.har': har(entries),
    });
    const server = await serve(({ method }, response) => json(response, method === 'POST' ? 201 : 200, { id: '7', name: 'other' }));
    const result = await run(server.url, path.join(place, 'traffic.har'), { allowWrites: true });
    expect(server.got[0]?.body).toBe('{"name":"é"}');
    expect(verdicts(result)).toEqual(Array(2).fill('fail: $.name: "other" where "thing" was expected'));
  });

  test.each(['gone.json', '../outside.json', '/etc/hostname', 'a/../../outside.json'])(
    'a body in %s is an error of its entry, and no other file is read',
    async (name) => {
      const lost = content(thing('7'), { size: 2, mimeType: 'application/json', _file: name });
      const place = workspace({ 'outside.json': '{"id":"7","name":"thing"}', 'har/traffic.har': har([lost, thing('8')]) });
      const target = path.join(place, 'har', 'traffic.har');
      const server = await serve(echoThings);
      expect(verdicts(await run(server.url, target))).toEqual([
        `error: the body is in the file ${JSON.stringify(name)}, which is not beside the recording`,
        'pass',
      ]);
    },
  );

  test('status -1 is no answer', async () => {
    const { found, got } = await judged([thing('7', { status: -1 })]);
    expect([found, got]).toEqual([['skipped: the recording holds no answer (status 0)'], []]);
  });
});

describe('archives', () => {
  test('a ZIP archive is named as what it is', async () => {
    const { errors } = await ofFile('traffic.har.zip', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(300)]));
    expect(errors).toMatchObject([{ message: 'the file is a ZIP archive: unpack it, and name the HAR in it' }]);
  });

  test('the compressed HAR of mitmproxy (zlib) is read', async () => {
    for (const level of [1, 6, 9])
      expect(verdicts(await ofFile('traffic.zhar', deflateSync(har([thing('7')]), { level })))).toEqual(['pass']);
  });

  test('a directory stands for its compressed recordings, too', async () => {
    const place = workspace({ 'a.zhar': deflateSync(har([thing('7')])), 'b.har.gz': gzipSync(har([thing('8')])) });
    const server = await serve(echoThings);
    expect(verdicts(await run(server.url, place))).toEqual(['pass', 'pass']);
  });
});

describe('answers that are not those of the server', () => {
  test.each([
    ['Chrome, from its cache', altered(thing('7'), { _fromCache: 'disk' }), 'the answer came from the cache of the browser'],
    [
      'Safari, from its cache',
      altered(thing('7'), { response: { _fetchType: 'Memory Cache' } }),
      'the answer came from the cache of the browser',
    ],
    [
      'Chrome, from a service worker',
      altered(thing('7'), { response: { _fetchedViaServiceWorker: true } }),
      'a service worker answered; what it asked the server is an entry of its own',
    ],
  ])('%s, are not replayed', async (_, told, reason) => {
    expect((await judged([told, thing('8')])).found).toEqual([`skipped: ${reason}`, 'pass']);
  });
});

describe('bodies that were lost on the way', () => {
  test('an answer that was cut off is not compared', async () => {
    const text = '{"id":"7","name":"thi';
    const server = await serve(echoThings);
    const result = await replay(server.url, [content(thing('7'), { size: 4000, mimeType: 'application/json', text })]);
    expect(result.exchanges[0]?.differences).toEqual([
      { path: '$', kind: 'volatile', message: 'the recording holds only a part of the answer', notCompared: true },
    ]);
    expect(verdicts(result)).toEqual(['skipped: not compared: the recording holds only a part of the answer']);
  });

  test('a request body that is missing is an error, not a request without one', async () => {
    const missing = 'error: the recording does not hold the body of the request';
    const length = [{ name: 'Content-Length', value: '12' }];
    const mimeType = 'application/json';
    const { found, got } = await judged([
      posted(undefined, { bodySize: 12 }),
      posted({ mimeType, text: '' }, { bodySize: 12 }),
      posted(undefined, { bodySize: -1, headers: length }),
    ]);
    expect([found, got]).toEqual([[missing, missing, missing], []]);
  });

  test('a body of no bytes is none', async () => {
    const created = (_got: unknown, response: Parameters<typeof json>[0]): void => json(response, 201, { id: '7', name: 'thing' });
    for (const told of [posted(undefined, { bodySize: 0 }), posted({ mimeType: '', text: '' }, { bodySize: -1 })])
      expect((await judged([told], created)).found).toEqual(['pass']);
  });

  test('an uploaded file whose contents the browser left out is an error', async () => {
    const mimeType = 'multipart/form-data; boundary=----WebKitFormBoundaryX';
    const part = (head: string, text: string): string => `------WebKitFormBoundaryX\r\n${head}\r\n\r\n${text}\r\n`;
    const named = part('Content-Disposition: form-data; name="title"', 'A cat');
    const lost = part('Content-Disposition: form-data; name="photo"; filename="cat.png"\r\nContent-Type: image/png', '');
    const { found, got } = await judged([posted({ mimeType, text: `${named}${lost}------WebKitFormBoundaryX--\r\n` })]);
    expect(found).toEqual(['error: the recording does not hold the contents of the uploaded file "cat.png"']);
    expect(got).toEqual([]);
  });

  test('an answer recorded with its compression is read', async () => {
    const text = gzipSync('{"id":"7","name":"thing"}').toString('base64');
    const told = content(thing('7', { answerHeaders: { 'content-encoding': 'gzip' } }), {
      size: 25,
      mimeType: 'application/json',
      encoding: 'base64',
      text,
    });
    const other = await judged([told], (_got, response) => json(response, 200, { id: '7', name: 'other' }));
    expect(other.found).toEqual(['fail: $.name: "other" where "thing" was expected']);
  });
});

test('the type of a body is sent where only postData names it', async () => {
  const { got } = await judged([posted({ mimeType: 'application/json', text: '{"name":"a"}' })]);
  expect(got[0]?.headers['content-type']).toBe('application/json');
});

describe('a creation whose answer the recording does not hold', () => {
  test('leaves what was made with its id not comparable', async () => {
    const made = new Set<string>();
    const server = await serve(({ method, url }, response) => {
      if (method === 'POST') {
        made.add('v2-9');
        json(response, 201, { id: 'v2-9', name: 'thing' });
      } else json(response, made.has(url.split('/').at(-1) ?? '') ? 200 : 404, { message: 'unknown' });
    });
    const lost = content(entry({ method: 'POST', url: '/api/v1/things', body: { name: 'thing' }, status: 201 }), {
      size: 30,
      mimeType: 'application/json',
    });
    const result = await replay(server.url, [lost, thing('v1-4'), thing('v1-4', { method: 'DELETE', status: 200 })], { allowWrites: true });
    const reason = 'skipped: it may be what entry 0 creates; the recording does not hold that answer, and so no id';
    expect(verdicts(result)).toEqual(['skipped: not compared: the recording does not hold the answer', reason, reason]);
  });
});

test('an answer of v1 that says only that v1 was not well is no promise of v2', async () => {
  for (const status of [429, 502, 503, 504]) {
    const { found } = await judged([thing('7', { status, answer: 'busy', type: 'text/plain' })]);
    expect(found).toEqual([`skipped: v1 answered ${status}: it was busy or away, which says nothing about the API`]);
  }
});

test('a placeholder of the recorder is shown as it stands in the recording', async () => {
  const server = await serve(echoThings);
  const url = '/api/v1/things/7?api_key=%5BREDACTED%5D';
  const { exchanges } = await replay(server.url, [entry({ url, headers: { authorization: 'Bearer [REDACTED]' }, answer: {} })]);
  expect(exchanges[0]).toMatchObject({
    request: { url: 'https://shop.example/api/v1/things/7?api_key=[REDACTED]' },
    reason: 'the recorded request holds the placeholder [REDACTED]',
  });
});
