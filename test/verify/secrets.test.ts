import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainStyle } from '../../src/report/style.js';
import { DRY_RUN_FORMS, dryRunReporter } from '../../src/report/verify/dry-run/index.js';
import { VERIFY_FORMATS, verifyReporter } from '../../src/report/verify/index.js';
import { planRequests, verifyStream } from '../../src/verify/index.js';
import { workspace } from '../workspace.js';
import { shop } from './support/pack.js';
import { entry, file, har, thing } from './support/recording.js';
import { json, serve } from './support/server.js';

const CONTEXT = { packs: [shop], style: plainStyle, version: '1.0.0', explain: false };
const FIELDS = [
  'password',
  'apiToken',
  'hfToken',
  'sshKey',
  'client_secret',
  'connectionString',
  'session',
  'otp',
  'jwt',
  'sig',
  'privateKeyPem',
  'passcode',
];
const HEADERS = [
  'Authorization',
  'Cookie',
  'X-Session-Id',
  'X-Auth',
  'X-JWT-Assertion',
  'X-Hub-Signature-256',
  'Authentication',
  'X-Api-Key',
];

/** Each secret once, so that one that is printed tells where it came from. */
function planted(count: number): string[] {
  const [secrets = []] = fc.sample(fc.uniqueArray(fc.stringMatching(/^Zq9[A-Za-z0-9]{14}$/), { minLength: count, maxLength: count }), {
    numRuns: 1,
    ...(process.env['FC_SEED'] !== undefined && { seed: Number(process.env['FC_SEED']) }),
  });
  return secrets;
}

/** Entries of every kind with secrets in every place. */
function entriesWith(take: () => string): unknown[] {
  return FIELDS.flatMap((name, index) => [
    entry({
      method: 'POST',
      url: '/api/v1/things',
      body: { name: 'a', [name]: take() },
      status: 201,
      answer: { id: `a${index}`, [name]: take() },
    }),
    entry({
      method: 'POST',
      url: '/api/v1/things',
      body: { raw: JSON.stringify({ [name]: take() }) },
      status: 201,
      answer: { id: `b${index}` },
    }),
    thing(`t${index}?${name}=${take()}`),
    thing(`u${index}`, {
      headers: { [HEADERS[index % HEADERS.length] ?? '']: take() },
      answerHeaders: { 'set-cookie': `sid=${take()}; Path=/` },
    }),
    thing(`v${index}`, { answer: { id: `v${index}`, nested: { [name]: { value: take() } } } }),
    withBody(`--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${take()}\r\n--b--\r\n`, 'multipart/form-data; boundary=b'),
    withBody(`<a><${name}>${take()}</${name}></a>`, 'application/xml'),
    withBody(`${name}=${take()}&b=1`, 'application/x-www-form-urlencoded'),
    entry({ url: `https://user:${take()}@shop.example/api/v1/unknown/${index}` }),
    { ...entry({ url: `https://user:${take()}@shop.example/api/v1/things/7?${name}=${take()}` }), response: undefined },
    entry({ url: `wss://user:${take()}@shop.example/api/v1/x` }),
    entry({ url: `/api/v1/unknown/ghp_${take()}${'a'.repeat(20)}` }),
  ]);
}

function withBody(text: string, type: string): unknown {
  const posted = entry({ method: 'PUT', url: '/api/v1/things/7', headers: { 'Content-Type': type }, body: text, answer: { id: '7' } });
  return { ...posted, request: { ...posted.request, postData: { mimeType: type, text } } };
}

test('no report, dry run or journal holds any of 180 planted secrets, though the server quotes all that it gets', async () => {
  const server = await serve(({ url, headers, body }, response) =>
    json(response, 400, { detail: `cannot read ${url} ${JSON.stringify(headers)} ${body}` }),
  );
  const secrets = planted(180);
  let next = 0;
  const entries = entriesWith(() => secrets[next++] ?? '');
  expect(next).toBe(secrets.length);
  const journal = path.join(workspace(), 'journal.jsonl');
  const options = { recordings: [file('traffic.har', har(entries))], target: server.url, packs: [shop], allowWrites: true };
  const check = (text: string, what: string): void =>
    expect(
      secrets.filter((secret) => text.includes(secret)),
      what,
    ).toEqual([]);
  for (const format of VERIFY_FORMATS) {
    const reporter = await verifyReporter(format);
    const resume = format === 'json' ? { resume: journal } : {};
    check(await textOf(reporter.report(verifyStream({ ...options, ...resume }), CONTEXT)), format);
  }
  for (const form of DRY_RUN_FORMS) check(await textOf((await dryRunReporter(form)).report(planRequests(options), CONTEXT)), form);
  expect(existsSync(journal)).toBe(true);
  check(readFileSync(journal, 'utf8'), 'journal');
});

async function textOf(parts: string | AsyncIterable<string>): Promise<string> {
  if (typeof parts === 'string') return parts;
  let text = '';
  for await (const part of parts) text += part;
  return text;
}
