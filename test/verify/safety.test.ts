import { describe, expect, test } from 'vitest';
import type { ReportContext } from '../../src/report/model.js';
import { plainStyle } from '../../src/report/style.js';
import { DRY_RUN_FORMS, dryRunReporter } from '../../src/report/verify/dry-run/index.js';
import { VERIFY_FORMATS, verifyReporter } from '../../src/report/verify/index.js';
import { plannedWrites, planRequests, UsageError, type VerifyOptions, verifyStream } from '../../src/verify/index.js';
import { shop } from './support/pack.js';
import { entry, ORIGIN, recording, thing } from './support/recording.js';
import { replay, verdicts } from './support/run.js';
import { echoThings, json, serve } from './support/server.js';

const CONTEXT: ReportContext = { packs: [shop], style: plainStyle, version: '1.0.0', explain: false };

async function textOf(parts: string | AsyncIterable<string>): Promise<string> {
  if (typeof parts === 'string') return parts;
  let text = '';
  for await (const part of parts) text += part;
  return text;
}

describe('writes', () => {
  const write = entry({ method: 'POST', url: '/api/v1/things', body: { name: 'a' }, answer: { id: 'o1', name: 'a' } });

  test('are not sent unless they are allowed', async () => {
    const server = await serve(echoThings);
    const others = ['PUT', 'DELETE'].map((method) => thing('7', { method }));
    const result = await replay(server.url, [write, ...others, thing('7')]);
    expect(server.got.map(({ method }) => method)).toEqual(['GET']);
    expect(verdicts(result)).toEqual([
      'skipped: POST changes data; it is sent only with --allow-writes',
      'skipped: PUT changes data; it is sent only with --allow-writes',
      'skipped: DELETE changes data; it is sent only with --allow-writes',
      'pass',
    ]);
  });

  test('that were not sent explain why what they create is not there', async () => {
    const server = await serve(({ url }, response) =>
      url.endsWith('/o1') ? json(response, 404, { detail: 'no' }) : json(response, 200, { id: '7', name: 'thing' }),
    );
    const result = await replay(server.url, [write, thing('o1', { answer: { id: 'o1', name: 'a' } }), thing('7')]);
    expect(verdicts(result).slice(1)).toEqual(['skipped: it uses what entry 0 creates, which was not sent', 'pass']);
  });

  describe('that were not sent', () => {
    const things = (...names: string[]) => names.map((name) => ({ id: name, name }));
    const list = (...names: string[]) => entry({ url: '/api/v1/things', answer: things(...names) });
    const stale = 'skipped: not comparable: entry 0 changes this, which was not sent';

    test.each([
      ['an item that was made', write, list('7', 'o1'), things('7')],
      ['an item that was deleted', thing('8', { method: 'DELETE' }), list('7'), things('7', '8')],
      ['a value that was changed', thing('7', { method: 'PUT', body: {} }), thing('7', { answer: { name: 'new' } }), { name: 'old' }],
      ['a value that was unset', thing('7', { method: 'PUT', body: {} }), thing('7', { answer: { name: 'new' } }), { name: null }],
    ])('leave nothing to say about %s', async (_, change, read, live) => {
      const server = await serve((_got, response) => json(response, 200, live));
      expect(verdicts(await replay(server.url, [change, read]))[1]).toBe(stale);
    });

    test('leave nothing to say about what the client named', async () => {
      const server = await serve(({ url }, response) =>
        url.endsWith('/my%20own') ? json(response, 404, { detail: 'no' }) : json(response, 200, { id: '7', name: 'thing' }),
      );
      const create = entry({ method: 'POST', url: '/api/v1/things', body: { name: 'my own' }, answer: { id: 'my own' } });
      const result = await replay(server.url, [create, thing('my%20own'), thing('7')]);
      expect(verdicts(result).slice(1)).toEqual([stale, 'pass']);
    });

    test('leave nothing to say about what was deleted, and is still there', async () => {
      const server = await serve(echoThings);
      const gone = thing('7', { status: 404, answer: { detail: 'no' } });
      expect(verdicts(await replay(server.url, [thing('7', { method: 'DELETE' }), gone]))[1]).toBe(stale);
    });

    test.each([
      ['a missing field', { id: '7' }, 'fail: $.name: the field is missing'],
      ['another type', { id: '7', name: [] }, 'fail: $.name: list where text was expected'],
    ])('excuse no %s', async (_, live, wanted) => {
      const server = await serve((_got, response) => json(response, 200, live));
      expect(verdicts(await replay(server.url, [thing('7', { method: 'PUT', body: {} }), thing('7')]))[1]).toBe(wanted);
    });

    test('excuse nothing of other things, nor of what was read before', async () => {
      const server = await serve((_got, response) => json(response, 200, { id: '7', name: 'other' }));
      const result = await replay(server.url, [thing('7'), thing('8', { method: 'PUT', body: {} }), write, thing('7')]);
      expect(result.exchanges.map(({ verdict }) => verdict)).toEqual(['fail', 'skipped', 'skipped', 'fail']);
    });
  });

  test('can be listed before they are made', async () => {
    const options: VerifyOptions = {
      recordings: [recording([write, write, thing('7', { method: 'DELETE' }), thing('7')])],
      target: 'http://127.0.0.1:1',
      packs: [shop],
    };
    expect(await plannedWrites(options)).toEqual([
      { endpoint: 'POST /things', count: 2 },
      { endpoint: 'DELETE /things/{id}', count: 1 },
    ]);
  });

  test('are deleted again on request, the newest first, as far as the rules tell how', async () => {
    let count = 0;
    const server = await serve(({ method }, response) =>
      json(response, method === 'POST' ? 201 : 200, { id: `n${method === 'POST' ? (count += 1) : ''}`, name: 'a' }),
    );
    const creations = ['o1', 'o2', 'o3'].map((id) =>
      entry({ method: 'POST', url: '/api/v1/things', body: { name: 'a' }, answer: { id, name: 'a' } }),
    );
    const gone = entry({ method: 'DELETE', url: '/api/v1/things/o2', answer: { id: 'o2', name: 'a' } });
    const result = await replay(server.url, [...creations, gone], { allowWrites: true, cleanup: true });
    expect(server.got.slice(4).map(({ method, url }) => `${method} ${url}`)).toEqual([
      'DELETE /api/v2/things/n3',
      'DELETE /api/v2/things/n1',
    ]);
    expect(result.summary.cleaned).toBe(2);
  });
});

describe('the target', () => {
  test('must not be the recorded server', async () => {
    const server = await serve(echoThings);
    const options = [entry({ url: `${server.url}/api/v1/things/7`, answer: { id: '7' } })];
    await expect(replay(server.url, options)).rejects.toThrow(UsageError);
    expect(server.got).toEqual([]);
  });

  test.each(['nowhere', 'ftp://host', ''])('"%s" is no target', async (target) => {
    await expect(replay(target, [thing('7')])).rejects.toThrow(UsageError);
  });

  test('is sent no credential of the recording', async () => {
    const server = await serve(echoThings);
    const headers = {
      Authorization: 'Bearer old-token-123',
      Cookie: 'sid=old-session-1',
      'X-Api-Key': 'old-key-12345',
      'X-Request-Id': 'abc',
    };
    await replay(server.url, [thing('7', { headers })]);
    expect(server.got[0]?.headers).toMatchObject({ 'x-request-id': 'abc' });
    expect(JSON.stringify(server.got)).not.toMatch(/old-/);
  });

  test('is sent the headers of the command line, also out of the environment', async () => {
    const server = await serve(echoThings);
    await replay(server.url, [thing('7')], {
      headers: ['Authorization: Bearer env:TOKEN', 'X-Plain:  a: b '],
      env: { TOKEN: 't0p-secret' },
    });
    expect(server.got[0]?.headers).toMatchObject({ authorization: 'Bearer t0p-secret', 'x-plain': 'a: b' });
  });

  test.each([
    ['Authorization', /write it as/],
    ['bad name: x', /write it as/],
    ['Authorization: env:MISSING', /MISSING for authorization is not set/],
    ['Authorization: env:BROKEN', /BROKEN has a character that a header cannot hold/],
  ])('the header "%s" is refused before anything is sent', async (header, message) => {
    const server = await serve(echoThings);
    await expect(replay(server.url, [thing('7')], { headers: [header], env: { BROKEN: 'a\nb' } })).rejects.toThrow(message);
    expect(server.got).toEqual([]);
  });
});

test('a login that is replayed gives the credentials of what follows', async () => {
  const server = await serve(({ method, headers }, response) => {
    if (method === 'POST') json(response, 201, { id: 's9', token: 'live-token-99887766' }, { 'set-cookie': 'sid=live-session-55; Path=/' });
    else if (headers.authorization === 'Bearer live-token-99887766' && headers.cookie === 'sid=live-session-55')
      json(response, 200, { id: '7', name: 'thing' });
    else json(response, 401, {});
  });
  const login = entry({
    method: 'POST',
    url: '/api/v1/things',
    body: { name: 'ann' },
    answer: { id: 's1', token: 'old-token-11223344' },
    answerHeaders: { 'Set-Cookie': 'sid=old-session-11; Path=/' },
  });
  const call = thing('7', { headers: { Authorization: 'Bearer old-token-11223344', Cookie: 'sid=old-session-11; theme=dark' } });
  expect(verdicts(await replay(server.url, [login, call], { allowWrites: true }))).toEqual(['pass', 'pass']);
});

describe('no secret', () => {
  const SECRETS = {
    header: 'hdr-secret-0001',
    basic: 'basic-pass-0002',
    cookie: 'cookie-secret-0003',
    query: 'query-secret-0004',
    signature: 'signature-secret-0009',
    body: 'body-secret-0005',
    form: 'form-secret-0006',
    answer: 'answer-secret-0007',
    given: 'given-secret-0008',
    setCookie: 'setcookie-secret-0009',
  };
  const basic = Buffer.from(`ann:${SECRETS.basic}`).toString('base64');

  /** Every value is also answered in a place where no name tells that it is one. */
  const echo = Object.values(SECRETS).map((value) => ({ note: `seen ${value}.`, url: `https://x.example/cb?code=${value}` }));
  const entries = [
    thing('7', {
      url: `/api/v1/things/7?api_key=${SECRETS.query}&X-Amz-Signature=${SECRETS.signature}`,
      headers: { Authorization: `Bearer ${SECRETS.header}`, Cookie: `a=1; sid=${SECRETS.cookie}` },
      answer: { id: '7', access_token: SECRETS.answer, list: [] },
      answerHeaders: { 'Set-Cookie': `sid=${SECRETS.setCookie}; HttpOnly` },
    }),
    thing('8', {
      method: 'PUT',
      body: { password: SECRETS.body, name: 'x' },
      headers: { authorization: `Basic ${basic}` },
      answer: { id: '8' },
    }),
    thing('9', {
      method: 'PUT',
      body: `user=ann&password=${SECRETS.form}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
    thing(SECRETS.header, { answer: { id: SECRETS.header } }),
  ];

  const options = (target: string): VerifyOptions => ({
    recordings: [recording(entries)],
    target,
    packs: [shop],
    allowWrites: true,
    headers: [`X-Api-Key: ${SECRETS.given}`],
  });

  function expectNone(text: string): void {
    for (const [name, secret] of Object.entries({ ...SECRETS, basicText: basic }))
      expect(text.includes(secret), `${name} in ${text.slice(0, 300)}`).toBe(false);
  }

  test.each(VERIFY_FORMATS)('of the recording or the command line is in a report as %s', async (format) => {
    const server = await serve((_got, response) => json(response, 200, { id: 1, access_token: 'other-secret', list: echo, error: echo }));
    const reporter = await verifyReporter(format);
    const text = await textOf(reporter.report(verifyStream(options(server.url)), CONTEXT));
    expect(text.length).toBeGreaterThan(100);
    expectNone(text);
  });

  test.each(DRY_RUN_FORMS)('is in a dry run as %s', async (form) => {
    const reporter = await dryRunReporter(form);
    const text = await textOf(reporter.report(planRequests(options('http://127.0.0.1:1')), CONTEXT));
    expect(text).toContain('/api/v2/things/7');
    expectNone(text);
  });

  test('is in an error that the server answers with', async () => {
    const server = await serve((_got, response) => json(response, 500, { detail: `wrong key ${SECRETS.given} for ${SECRETS.header}` }));
    const reporter = await verifyReporter('json');
    expectNone(await textOf(reporter.report(verifyStream(options(server.url)), CONTEXT)));
  });
});

test('a report with hostile texts in it does no harm', async () => {
  const hostile = '<script>alert(1)</script>\u001B[31m]]>"`|';
  const server = await serve((_got, response) => json(response, 200, { id: '7', name: hostile }));
  const path = recording([
    thing('7', { answer: { id: '7', name: 'x', [hostile]: 1 } }),
    entry({ url: `${ORIGIN}/api/v1/unknown/${encodeURIComponent(hostile)}` }),
  ]);
  for (const format of VERIFY_FORMATS) {
    const reporter = await verifyReporter(format);
    const text = await textOf(reporter.report(verifyStream({ recordings: [path], target: server.url, packs: [shop] }), CONTEXT));
    expect(text).not.toContain('\u001B');
    expect(/^(html|junit)$/.test(format) && text.includes('<script>alert')).toBe(false);
  }
});
