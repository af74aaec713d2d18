import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactBody, redactHeaders, redactText, redactUrl } from '../../src/record/redact.js';
import { isSecretField, isSecretHeader, isSecretParameter } from '../../src/record/secrets.js';

const PARAMETERS = { numRuns: 600, ...(process.env['FC_SEED'] !== undefined && { seed: Number(process.env['FC_SEED']) }) };

const SECRET_FIELDS = [
  'password',
  'userPassword',
  'api_key',
  'apiKey',
  'APIKey',
  'apikey',
  'access_token',
  'accessToken',
  'refreshToken',
  'hf_token',
  'clientSecret',
  'client_secret',
  'secretKey',
  'sshKey',
  'ngc_key',
  'privateKeyPem',
  'passcode',
  'passphrase',
  'connectionString',
  'dsn',
  'session',
  'sessionId',
  'authHeader',
  'jwt',
  'otp',
  'pin',
  'pwd',
  'sid',
  'sig',
  'bearer',
  'cookie',
  'credentials',
  'webhookToken',
  'client_assertion',
  'csrfToken',
];
const PLAIN_FIELDS = [
  'name',
  'id',
  'max_tokens',
  'maxTokens',
  'total_tokens',
  'tokens',
  'token_type',
  'tokenCount',
  'password_policy',
  'primaryKey',
  'cacheKey',
  'key',
  'code',
  'author',
  'authority',
  'passed',
  'compass',
  'signal',
  'assigned',
  'keyboard',
  'tokenizer',
  'sessions',
  'session_count',
  'secret_name',
  'shipping',
  'inside',
  'spin',
  'cookieDomain',
  'auth_type',
  'monkey',
  'turkey',
  'design',
];
const SECRET_HEADERS = [
  'Authorization',
  'Proxy-Authorization',
  'X-Forwarded-Authorization',
  'Cookie',
  'Set-Cookie',
  'X-Api-Key',
  'X-Auth',
  'X-Auth-Token',
  'Authentication',
  'X-Session-Id',
  'X-JWT-Assertion',
  'Cf-Access-Jwt-Assertion',
  'X-Hub-Signature-256',
  'X-Amz-Security-Token',
  'Ocp-Apim-Subscription-Key',
  'X-CSRF-Token',
];
const PLAIN_HEADERS = [
  'Content-Type',
  'Accept',
  'X-Request-Id',
  'ETag',
  'Location',
  'WWW-Authenticate',
  'X-RateLimit-Remaining',
  'Author',
  'X-Total-Tokens-Count',
];

describe('names', () => {
  test.each(SECRET_FIELDS)('%s is a secret field', (name) => expect(isSecretField(name)).toBe(true));
  test.each(PLAIN_FIELDS)('%s is not', (name) => expect(isSecretField(name)).toBe(false));
  test.each(SECRET_HEADERS)('%s is a secret header', (name) => expect(isSecretHeader(name)).toBe(true));
  test.each(PLAIN_HEADERS)('%s is not', (name) => expect(isSecretHeader(name)).toBe(false));
  test.each(['key', 'code', 'subscription-key', 'sig', 'access_token'])('%s is a secret parameter', (name) =>
    expect(isSecretParameter(name)).toBe(true),
  );
});

const letters = (from: string, length: number) =>
  fc.array(fc.constantFrom(...from), { minLength: length, maxLength: length }).map((all) => all.join(''));
const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const WORD = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A secret that shows by its form, and the part of it that must not be left. */
const shaped = fc.oneof(
  fc.tuple(letters(WORD, 20), letters(WORD, 24), letters(WORD, 30)).map(([head, body, sign]) => `eyJ${head}.eyJ${body}.${sign}`),
  ...['ghp_', 'gho_', 'github_pat_', 'glpat-', 'npm_', 'hf_', 'nvapi-', 'sk-', 'sk-proj-', 'sk_live_', 'xoxb-', 'xoxp-', 'AIza'].map(
    (prefix) => letters(WORD, 36).map((rest) => prefix + rest),
  ),
  letters(UPPER, 16).map((rest) => `AKIA${rest}`),
);
/** A secret that only its name tells. */
const named = letters(WORD, 14).map((rest) => `Zq9${rest}`);

type Plant = (secret: string) => string;

/** Places in which a secret is known by its name. */
const byName: fc.Arbitrary<Plant> = fc.constantFrom(...SECRET_FIELDS).chain((name) =>
  fc.constantFrom<Plant>(
    (secret) => redactBody(JSON.stringify({ a: 1, [name]: secret }), 'application/json'),
    (secret) => redactBody(JSON.stringify({ deep: [{ [name]: { value: [secret] } }] }), 'application/json'),
    (secret) => redactBody(JSON.stringify({ raw: JSON.stringify({ [name]: secret }) }), 'application/json'),
    (secret) => redactBody(JSON.stringify({ raw: JSON.stringify({ raw: JSON.stringify({ [name]: secret }) }) }), 'application/json'),
    (secret) => redactBody(`a=1&${name}=${secret}&b=2`, 'application/x-www-form-urlencoded'),
    (secret) =>
      redactBody(`--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${secret}\r\n--b--\r\n`, 'multipart/form-data; boundary=b'),
    (secret) => redactBody(`<a><x:${name} kind="1">${secret}</x:${name}></a>`, 'application/xml'),
    (secret) => redactBody(`<a><item ${name}="${secret}" b='2'/></a>`, 'text/xml'),
    (secret) => redactText(`cannot read ${JSON.stringify({ a: 'x', [name]: secret })}`),
    (secret) => redactText(JSON.stringify({ message: `cannot read ${JSON.stringify({ a: 'x', [name]: secret })}` })),
    (secret) =>
      redactText(JSON.stringify({ message: `cannot read ${JSON.stringify({ [name]: secret, rest: 'x'.repeat(400) })}` }).slice(0, 300)),
    (secret) =>
      redactText(
        `refused ({"message":"cannot read --b\\r\\nContent-Disposition: form-data; name=\\"${name}\\"\\r\\n\\r\\n${secret}\\r\\n--b--"})`,
      ),
    (secret) => redactUrl(`https://api.example/v1/x?page=1&${name}=${secret}`),
    (secret) => redactText(`see /items?page=2&${name}=${secret} for more`),
  ),
);

/** Places in which a secret is known by its form alone. */
const byShape: fc.Arbitrary<Plant> = fc.constantFrom<Plant>(
  (secret) => redactUrl(`https://api.example/v1/users/${secret}/x`),
  (secret) => redactUrl(`https://api.example/v1/x?q=${secret}`),
  (secret) => redactBody(JSON.stringify({ note: secret }), 'application/json'),
  (secret) => redactBody(JSON.stringify({ note: `use ${secret} here` }), 'application/json'),
  (secret) => redactBody(JSON.stringify({ [secret]: 1 }), 'application/json'),
  (secret) => redactBody(`note=${secret}`, 'application/x-www-form-urlencoded'),
  (secret) =>
    redactBody(`--b\r\nContent-Disposition: form-data; name="note"\r\n\r\n${secret}\r\n--b--\r\n`, 'multipart/form-data; boundary=b'),
  (secret) => redactBody(`<note>${secret}</note>`, 'application/xml'),
  (secret) => redactText(`the token ${secret} is wrong`),
  (secret) => JSON.stringify(redactHeaders([['X-Note', `a ${secret}`]])),
);

/** Places that say by themselves that a secret stands there. */
const byPlace: fc.Arbitrary<Plant> = fc.constantFrom<Plant>(
  (secret) => redactUrl(`https://user:${secret}@api.example/v1/x`),
  (secret) => redactUrl(`wss://user:${secret}@api.example/v1/x`),
  (secret) => redactText(`postgres://app:${secret}@db.example:5432/app cannot be reached`),
  (secret) => redactBody(JSON.stringify({ url: `https://bot:${secret}@git.example/x.git` }), 'application/json'),
  (secret) => redactText(`sent Authorization with Bearer ${secret}`),
  (secret) => redactText(`GET /x HTTP/1.1\nAuthorization: Basic ${secret}\nAccept: */*`),
  (secret) =>
    JSON.stringify(redactHeaders(SECRET_HEADERS.map((name): [string, string] => [name, name.endsWith('Cookie') ? `a=${secret}` : secret]))),
  (secret) => redactText(`-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`),
);

describe('no planted secret is left', () => {
  test.each([
    ['by its name', fc.tuple(byName, fc.oneof(named, shaped))],
    ['by its form', fc.tuple(byShape, shaped)],
    ['by its place', fc.tuple(byPlace, fc.oneof(named, shaped))],
  ] as const)('that is known %s', (_, planted) => {
    fc.assert(
      fc.property(planted, ([plant, secret]) => {
        const core = secret.split('.').at(-1) ?? secret;
        expect(plant(secret)).not.toContain(core);
      }),
      PARAMETERS,
    );
  });
});

describe('what is no secret stays as it is', () => {
  test('in JSON, byte for byte', () => {
    const text =
      '{ "n": 1.50, "big": 12345678901234567890,\n "name": "é \\u00e9 \\/ a=b", "max_tokens": 1000, "list": [true, null, "x"] , "when": "2025-01-06T09:00:00Z"}';
    expect(redactBody(text, 'application/json')).toBe(text);
  });

  test('in any JSON without secret names', () => {
    const keys = fc.constantFrom(...PLAIN_FIELDS);
    const values = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.stringMatching(/^[a-zA-Z ,.'-]{0,20}$/), fc.uuid());
    fc.assert(
      fc.property(fc.dictionary(keys, fc.oneof(values, fc.array(fc.dictionary(keys, values)))), (value) => {
        expect(JSON.parse(redactBody(JSON.stringify(value), 'application/json'))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test.each([
    'https://api.example/v1/things/7?page=2&q=a%20b',
    '/api/v1/things?filter[name]=x',
    'https://api.example/%E2%82%AC?a=1;b=2',
    'mailto:ann@example.com',
  ])('%s', (url) => expect(redactUrl(url)).toBe(url));
});
