import fc from 'fast-check';
import { expect, it } from 'vitest';
import { forward } from '../../../../src/pack/lens/index.js';
import type { JsonObject, Lens, LensOp } from '../../../../src/pack/model.js';
import { bodySent, planIn, type Table } from './support.js';

const name = fc.constantFrom('a', 'b', 'c');
const host = fc.constantFrom('h', 'k');
const scalar = fc.oneof(fc.constantFrom('x', 'y', '12'), fc.integer({ min: 0, max: 9 }), fc.boolean());
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }));
// A v1 body holds a field in one place only.
const inner = fc.dictionary(fc.constantFrom('e', 'f', 'g'), scalar, { maxKeys: 2 });

const body = fc
  .record({ a: value, b: value, c: value, h: inner, d: scalar }, { requiredKeys: [] })
  .map((fields): JsonObject => ({ ...fields }));

const operation: fc.Arbitrary<LensOp> = fc.oneof(
  fc.record({ op: fc.constant('add' as const), name: fc.oneof(name, fc.constant('new')), value: scalar }),
  fc.record({ op: fc.constant('remove' as const), name }),
  fc.record({ op: fc.constant('rename' as const), from: name, to: fc.constantFrom('n', 'm') }),
  fc.record({ op: fc.constant('plunge' as const), host, name }),
  fc.record({ op: fc.constant('hoist' as const), host: fc.constant('h'), name: fc.constantFrom('e', 'f') }),
  fc.record({ op: fc.constant('wrap' as const), name: fc.oneof(name, fc.constant('n')) }),
  fc.record({ op: fc.constant('default' as const), name, value: scalar }),
);
const lens: fc.Arbitrary<Lens> = fc.array(operation, { minLength: 1, maxLength: 4 });

/** Ways to make a body of which all or nothing is visible. */
const forms: { [form: string]: (fields: JsonObject) => string } = {
  'fields before an unseen spread': (fields) => send(`{ ${firstOf(fields)}...rest }`),
  'fields after an unseen spread': (fields) => send(`{ ...rest, ${firstOf(fields)}}`),
  'a conditional spread': (fields) => send(`{ ...rest, ...(input.a !== undefined && { ${firstOf(fields)}}) }`),
  literal: (fields) => send(JSON.stringify(fields)),
  'fields of another object': (fields) =>
    send(
      `{ ${Object.keys(fields)
        .map((key) => `${key}: input.${key}`)
        .join(', ')} }`,
    ),
  'an unseen object': () => send('input'),
  'an unseen spread': () => send('{ ...input }'),
  'a variable that is filled': (fields) =>
    `  const made: any = {};\n${Object.entries(fields)
      .map(([key, field]) => `  made.${key} = ${JSON.stringify(field)};\n`)
      .join('')}${send('made')}`,
  'a variable that others see': (fields) => `  const made = ${JSON.stringify(fields)};\n  seen(made);\n${send('made')}`,
};

/** The first field, as it stands in an object literal. */
function firstOf(fields: JsonObject): string {
  const [first] = Object.entries(fields);
  return first ? `${first[0]}: ${JSON.stringify(first[1])}, ` : '';
}

/** All fields but the first. */
function restOf(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).slice(1));
}

function send(text: string): string {
  return `  fetch('/api/v1/things', { method: 'POST', body: JSON.stringify(${text}) });\n`;
}

it.each(Object.entries(forms))('changed code sends what the lens says, or is refused: %s', async (_, source) => {
  await fc.assert(
    fc.asyncProperty(lens, body, async (request, fields) => {
      const table: Table = { request };
      const before = `function main() {\n${source(fields)}}\n`;
      const { plan, files } = await planIn({ 'client.ts': before }, table);
      if (plan.kind === 'blocked') return;
      const after = files['client.ts'] ?? '';
      const globals = { input: fields, rest: restOf(fields), seen: () => undefined };
      expect(bodySent(after, globals), `${JSON.stringify(request)}\n${before}\n${after}`).toEqual(
        forward(request, bodySent(before, globals) as JsonObject),
      );
    }),
    { numRuns: 60 },
  );
});
