import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entryOf } from '../../src/record/har.js';
import { HarFile } from '../../src/record/file.js';
import { RecordingProxy } from '../../src/record/proxy.js';
import { plainStyle } from '../../src/report/style.js';
import { DRY_RUN_FORMS, dryRunReporter } from '../../src/report/verify/dry-run/index.js';
import { VERIFY_FORMATS, verifyReporter } from '../../src/report/verify/index.js';
import { planRequests, verifyStream, type VerifyOptions } from '../../src/verify/index.js';
import { workspace } from '../workspace.js';
import { shop } from './support/pack.js';
import { entry, file, har, ORIGIN, thing } from './support/recording.js';
import { json, serve } from './support/server.js';

const CONTEXT = { packs: [shop], style: plainStyle, version: '1.0.0', explain: false };

/** Words that name a secret, and words that may stand before them. */
const WORDS =
  'password passwd apiKey accessToken refreshToken clientSecret privateKey jwt otp passcode connectionString sessionToken authToken bearer credential webhookSecret csrfToken sshKey'.split(
    ' ',
  );
const BEFORE = ['', 'user', 'hf', 'ngc', 'admin', 'service'];
const HEADERS =
  'Authorization X-Auth X-Session-Id X-Api-Key X-JWT-Assertion Cf-Access-Jwt-Assertion X-Hub-Signature-256 Authentication X-Forwarded-Authorization X-Vault-Token X-Csrf-Token'.split(
    ' ',
  );

/** Spellings of a name: as in JavaScript, Python, a header, an environment variable. */
const SPELLINGS: ((words: string[]) => string)[] = [
  (words) => words.map((word, index) => (index === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join(''),
  (words) => words.join('_'),
  (words) => words.join('-'),
  (words) => words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join(''),
  (words) => words.join('_').toUpperCase(),
];

/** Secrets that show by their form, around a random part. */
const SHAPES: ((random: string) => string)[] = [
  (random) => `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(random).toString('base64url')}.${random}`,
  (random) => `ghp_${random}${random}`,
  (random) => `AKIA${random.toUpperCase()}`,
  (random) => `sk-proj-${random}`,
  (random) => `hf_${random}`,
  (random) => `xoxb-${random}`,
  (random) => `glpat-${random}`,
  (random) => `nvapi-${random}`,
];

interface Plant {
  /** Place and name, for a person who reads the failure. */
  where: string;
  /** The part of it that no other text has. */
  secret: string;
}

const random = fc.stringMatching(/^[b-df-hj-np-tv-z]{3}[A-Za-z0-9]{11}\d$/);

/** Makes plants; each has a random part of its own. */
class Garden {
  readonly plants: Plant[] = [];
  readonly #parts: string[];

  constructor(count: number) {
    const seed = process.env['FC_SEED'];
    [this.#parts = []] = fc.sample(fc.uniqueArray(random, { minLength: count, maxLength: count }), {
      numRuns: 1,
      ...(seed !== undefined && { seed: Number(seed) }),
    });
  }

  /** A secret to stand at a place. */
  take(where: string, shape: (part: string) => string = (part) => part): string {
    const secret = this.#parts[this.plants.length];
    if (secret === undefined) throw new Error('the garden is too small');
    const text = shape(secret);
    this.plants.push({ where, secret: text.includes(secret) ? secret : text });
    return text;
  }

  /** The plants that stand in a text. */
  found(text: string): string[] {
    return this.plants.filter(({ secret }) => text.includes(secret)).map(({ where, secret }) => `${where}: ${secret}`);
  }
}

/** A request and its answer, as bytes would carry them. */
interface Call {
  method: string;
  path: string;
  headers?: Record<string, string>;
  type?: string;
  body?: string;
  answer?: string;
  answerType?: string;
  answerHeaders?: Record<string, string>;
  status?: number;
}

const multipart = (name: string, value: string): string =>
  `--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n\u0001\u0002\u00ff\r\n--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--\r\n`;

/** A call for each place in which a named secret can stand. */
function named(name: string, index: number, garden: Garden): Call[] {
  const at = (place: string): string => garden.take(`${place} ${name}`);
  const put = (type: string, body: string): Call => ({
    method: 'PUT',
    path: `/api/v1/things/p${index}`,
    type,
    body,
    answer: JSON.stringify({ id: `p${index}`, name: 'thing' }),
  });
  const get = (more: Partial<Call>): Call => ({
    method: 'GET',
    path: `/api/v1/things/g${index}`,
    answer: JSON.stringify({ id: `g${index}` }),
    ...more,
  });
  return [
    put('application/json', JSON.stringify({ name: 'a', [name]: at('JSON') })),
    put('application/json', JSON.stringify({ list: [{ deep: { [name]: { value: at('JSON, nested'), more: [at('JSON, list')] } } }] })),
    put('application/json', JSON.stringify({ raw: JSON.stringify({ inner: JSON.stringify({ [name]: at('JSON in JSON in JSON') }) }) })),
    put('application/x-www-form-urlencoded', `a=1&${encodeURIComponent(name)}=${at('form')}`),
    put('multipart/form-data; boundary=b', multipart(name, at('multipart'))),
    put(
      'application/xml',
      `<?xml version="1.0"?><a><ns:${name} kind="x">${at('XML')}</ns:${name}><b ${name}="${at('XML attribute')}"/></a>`,
    ),
    put('text/xml', `<a><${name}><![CDATA[${at('CDATA')}]]></${name}></a>`),
    get({ path: `/api/v1/things/q${index}?a=1&${encodeURIComponent(name)}=${at('query')}#x` }),
    get({
      answer: JSON.stringify({ id: `g${index}`, [name]: at('answer'), next: `/x?${encodeURIComponent(name)}=${at('link in an answer')}` }),
    }),
    get({ status: 400, answer: JSON.stringify({ error: `bad ${name}=${at('error')}` }) }),
    get({ answerHeaders: { Link: `</x?${encodeURIComponent(name)}=${at('header Link')}>; rel=next` } }),
  ];
}

/** A call for each place in which a secret of a well-known form can stand, whatever its name. */
function shaped(shape: (part: string) => string, index: number, garden: Garden): Call[] {
  const at = (place: string): string => garden.take(`${place}, ${shape('x')}`, shape);
  const base = { method: 'GET', path: `/api/v1/things/s${index}`, answer: JSON.stringify({ id: `s${index}` }) };
  return [
    { ...base, path: `/api/v1/things/${at('path')}` },
    { ...base, path: `/api/v1/things/7?note=${at('query')}` },
    { ...base, headers: { 'X-Note': at('header') } },
    { ...base, answer: JSON.stringify({ id: `s${index}`, note: at('answer'), [at('name in an answer')]: 1 }) },
    { ...base, answer: `see ${at('text answer')} there`, answerType: 'text/plain' },
    {
      ...base,
      method: 'PUT',
      type: 'application/json',
      body: JSON.stringify({ note: at('body'), deep: { text: `use ${at('text in a body')}` } }),
    },
    { ...base, answer: JSON.stringify({ note: `https://me:${at('user of a URL')}@host.example/a` }) },
    { ...base, status: 500, answer: `<html><title>${at('HTML error')}</title></html>`, answerType: 'text/html' },
  ];
}

function headersWith(garden: Garden): Call[] {
  return HEADERS.flatMap((name, index): Call[] => {
    const base = { method: 'GET', path: `/api/v1/things/h${index}`, answer: JSON.stringify({ id: `h${index}`, name: 'thing' }) };
    return [
      {
        ...base,
        headers: { [name]: name === 'Authorization' ? `Bearer ${garden.take('header Authorization')}` : garden.take(`header ${name}`) },
      },
      { ...base, headers: { Cookie: `a=${garden.take('Cookie')}; sid=${garden.take('second cookie')}` } },
      {
        ...base,
        answerHeaders: { 'Set-Cookie': `sid=${garden.take('Set-Cookie')}; Path=/`, [name]: garden.take(`answered header ${name}`) },
      },
      { ...base, headers: { Authorization: `Basic ${Buffer.from(`me:${garden.take('Basic')}`).toString('base64')}` } },
    ];
  });
}

function calls(garden: Garden): Call[] {
  const names = [...WORDS, ...WORDS].map((word, index) => {
    const words = [BEFORE[index % BEFORE.length] ?? '', ...word.split(/(?=[A-Z])/).map((part) => part.toLowerCase())].filter(
      (part) => part !== '',
    );
    return (SPELLINGS[index % SPELLINGS.length] ?? ((all) => all.join('')))(words);
  });
  return [
    ...names.flatMap((name, index) => named(name, index, garden)),
    ...[...SHAPES, ...SHAPES].flatMap((shape, index) => shaped(shape, index, garden)),
    ...headersWith(garden),
  ];
}

function harEntry({
  method,
  path: url,
  headers = {},
  type,
  body,
  answer,
  answerType = 'application/json',
  answerHeaders = {},
  status = 200,
}: Call): unknown {
  const told = entry({
    method,
    url,
    headers: { ...headers, ...(type !== undefined && { 'Content-Type': type }) },
    status,
    type: answerType,
    answerHeaders,
    ...(answer !== undefined && { answer }),
  });
  return body === undefined ? told : { ...told, request: { ...told.request, postData: { mimeType: type, text: body } } };
}

/** Entries that no run can replay. */
function brokenEntries(garden: Garden): unknown[] {
  const at = (where: string): string => garden.take(where);
  return [
    entry({ url: `https://user:${at('user of a foreign call')}@other.example/a` }),
    {
      ...entry({ url: `https://user:${at('user, no answer')}@shop.example/api/v1/things/7?apiToken=${at('query, no answer')}` }),
      response: undefined,
    },
    entry({ url: `wss://user:${at('user of a socket')}@shop.example/api/v1/x` }),
    { ...thing('7'), request: { method: 'GET', url: `http://[bad?password=${at('broken URL')}`, headers: [] } },
    {
      ...thing('8', { method: 'POST', body: 'x' }),
      request: {
        method: 'POST',
        url: `${ORIGIN}/api/v1/things?access_token=${at('query, broken body')}`,
        headers: [],
        postData: { text: '%%%', encoding: 'base64' },
      },
    },
  ];
}

async function textOf(parts: string | AsyncIterable<string>): Promise<string> {
  if (typeof parts === 'string') return parts;
  let text = '';
  for await (const part of parts) text += part;
  return text;
}

describe('of more than 500 planted secrets', () => {
  test('none is in a report, a dry run, the journal or the names of differences, though the server quotes all that it gets', async () => {
    const garden = new Garden(900);
    const entries = [...calls(garden).map(harEntry), ...brokenEntries(garden)];
    expect(garden.plants.length).toBeGreaterThan(500);
    const server = await serve(({ url, headers, body }, response) =>
      json(
        response,
        url.includes('/g1') ? 200 : 400,
        { detail: `cannot read ${url} ${JSON.stringify(headers)} ${body}` },
        { Link: `<${url}>` },
      ),
    );
    const journal = path.join(workspace(), 'journal.jsonl');
    const keys: unknown[] = [];
    // Half an entry at the end of the file, with a secret in it.
    const text = har(entries).replace(
      /\}\s*\]\s*\}\s*\}\s*$/,
      `},{"request":{"url":"https://a.example/?password=${garden.take('cut off')}`,
    );
    const options: VerifyOptions = { recordings: [file('traffic.har', text)], target: server.url, packs: [shop], allowWrites: true };
    for (const format of VERIFY_FORMATS) {
      const more = format === 'json' ? { resume: journal, accepts: (key: unknown) => keys.push(key) < 0 } : {};
      const report = await textOf((await verifyReporter(format)).report(verifyStream({ ...options, ...more }), CONTEXT));
      expect(garden.found(report), format).toEqual([]);
    }
    for (const form of DRY_RUN_FORMS)
      expect(garden.found(await textOf((await dryRunReporter(form)).report(planRequests(options), CONTEXT))), form).toEqual([]);
    const written = readFileSync(journal, 'utf8');
    expect(written.split('\n').length).toBeGreaterThan(100);
    expect(garden.found(written), 'journal').toEqual([]);
    expect(keys.length).toBeGreaterThan(50);
    expect(garden.found(JSON.stringify(keys)), 'baseline').toEqual([]);
  });

  test('none is in what the recording proxy writes, and all of them reach the server', async () => {
    const garden = new Garden(900);
    const all = calls(garden);
    const answers = new Map(all.map((call, index) => [String(index), call]));
    const server = await serve(({ headers }, response) => {
      const {
        answer = '',
        answerType = 'application/json',
        answerHeaders = {},
        status = 200,
      } = answers.get(String(headers['x-number'])) ?? {};
      response.writeHead(status, { 'Content-Type': answerType, ...answerHeaders }).end(answer);
    });
    const recording = new HarFile(path.join(workspace(), 'traffic.har'));
    const proxy = await RecordingProxy.listen({
      host: '127.0.0.1',
      port: 0,
      target: new URL(server.url),
      sink: (capture) => recording.write(entryOf(capture, false)),
    });
    try {
      const got: string[] = [];
      for (const [index, call] of all.entries()) got.push(await sent(proxy.port, call, index));
      const seen = garden.found(JSON.stringify(server.got) + got.join('\n'));
      // What is coded on its way, such as Basic, or escaped in JSON, is not there as it stands.
      expect(seen.length).toBeGreaterThan(garden.plants.length * 0.8);
    } finally {
      await proxy.close();
    }
    const written = readFileSync(recording.path, 'utf8');
    expect((JSON.parse(written) as { log: { entries: unknown[] } }).log.entries).toHaveLength(all.length);
    expect(garden.found(written)).toEqual([]);
  });
});

/** Sends a call through the proxy; returns what came back. */
function sent(port: number, { method, path: url, headers = {}, type, body }: Call, index: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const fields = { ...headers, 'X-Number': String(index), ...(type !== undefined && { 'Content-Type': type }) };
    const request = http.request({ port, method, path: url.replace(/#.*/, ''), headers: fields, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.stringify(response.headers) + Buffer.concat(chunks).toString()));
    });
    request.on('error', reject);
    request.end(body);
  });
}
