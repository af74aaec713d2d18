import { describe, expect, test } from 'vitest';
import { entry, file, thing } from './support/recording.js';
import { replay, verdicts } from './support/run.js';
import { json, serve } from './support/server.js';

const THING = {
  type: 'object',
  required: ['id', 'name'],
  properties: {
    id: { type: 'string' },
    name: { type: 'string', nullable: true },
    size: { type: 'integer', minimum: 0, exclusiveMinimum: true },
  },
  additionalProperties: false,
};

const document = (version = '3.0.3', more: object = {}) =>
  JSON.stringify({
    openapi: version,
    info: { title: 'Shop', version: '2' },
    servers: [{ url: 'https://shop.example/api/v2' }],
    paths: {
      '/things': {
        get: {
          responses: {
            200: { content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Thing' } } } } },
          },
        },
      },
      '/things/{id}': { get: { responses: { 200: { $ref: '#/components/responses/Thing' }, '4XX': { description: 'no' } } } },
      ...more,
    },
    components: {
      responses: { Thing: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } },
      schemas: { Thing: THING },
    },
  });

async function held(answer: unknown, { text = document(), name = 'openapi.json', status = 200 } = {}) {
  const server = await serve((_got, response) => json(response, status, answer));
  return replay(server.url, [thing('7', { answer, status })], { v2Openapi: file(name, text) });
}

describe('an answer that v1 gave, too', () => {
  test.each([
    [{ id: '7' }, "$.name: not as the OpenAPI document says: must have required property 'name'"],
    [{ id: 7, name: 'a' }, '$.id: not as the OpenAPI document says: must be string'],
    [{ id: '7', name: 'a', size: 0 }, '$.size: not as the OpenAPI document says: must be > 0'],
    [{ id: '7', name: 'a', more: 1 }, '$.more: not as the OpenAPI document says: must NOT have additional properties'],
  ])('fails where the document says otherwise: %j', async (answer, reason) => {
    expect(verdicts(await held(answer))).toEqual([`fail: ${reason}`]);
  });

  test.each([
    [{ id: '7', name: null }, document()],
    [{ id: '7', name: 'a', size: 1 }, document()],
    [{ id: '7', name: 'a' }, document('3.1.0').replace('"exclusiveMinimum":true', '"exclusiveMinimum":0')],
  ])('passes where it fits: %j', async (answer, text) => {
    expect(verdicts(await held(answer, { text }))).toEqual(['pass']);
  });

  test('fails with a status that the document does not have', async () => {
    expect(verdicts(await held({ error: 'x' }, { status: 500 }))).toEqual([
      'fail: status: the OpenAPI document has no 500 for GET /things/{id}',
    ]);
    expect(verdicts(await held({ error: 'x' }, { status: 404 }))).toEqual(['pass']);
  });
});

test('a document may be YAML', async () => {
  const yaml = `openapi: 3.1.0
paths:
  /api/v2/things/{id}:
    get:
      responses:
        default: { content: { application/json: { schema: { type: object, required: [colour] } } } }
`;
  expect(verdicts(await held({ id: '7' }, { text: yaml, name: 'openapi.yaml' }))).toEqual([
    "fail: $.colour: not as the OpenAPI document says: must have required property 'colour'",
  ]);
});

test('what the document does not have, or says in a way that cannot be used, is told', async () => {
  const server = await serve((_got, response) => json(response, 200, { id: '7', name: 'a' }));
  const more = {
    '/reports/{id}': { get: { responses: { 200: { content: { 'application/json': { schema: { $ref: 'other.json#/a' } } } } } } },
  };
  const entries = [
    entry({ url: '/api/v1/plans/1/schema', answer: { id: '7', name: 'a' } }),
    entry({ url: '/api/v1/reports/1', answer: { id: '7', name: 'a' } }),
    thing('7', { answer: { id: '7', name: 'a' } }),
  ];
  const { coverage, exchanges } = await replay(server.url, [...entries, ...entries], {
    v2Openapi: file('a.json', document('3.0.0', more)),
  });
  expect(coverage.undocumented).toEqual([
    'no operation of the OpenAPI document fits the GET for GET /plans/{plan_id}/schema (2 answers)',
    "the schema of GET /reports/{id} in the OpenAPI document cannot be used: can't resolve reference other.json#/a from id openapi (2 answers)",
  ]);
  expect(exchanges.at(-1)?.verdict).toBe('pass');
});

test.each([
  ['{', 'is neither JSON nor YAML'],
  ['{"swagger":"2.0","paths":{}}', 'is not an OpenAPI document of version 3'],
  ['a: [', 'is neither JSON nor YAML'],
])('a file that is no document is refused before anything is sent: %s', async (text, message) => {
  const server = await serve((_got, response) => json(response, 200, {}));
  await expect(replay(server.url, [thing('7')], { v2Openapi: file('a.json', text) })).rejects.toThrow(message);
  expect(server.got).toEqual([]);
});
