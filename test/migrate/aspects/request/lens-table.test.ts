import { describe, expect, it } from 'vitest';
import { forward } from '../../../../src/pack/lens/index.js';
import type { Json, JsonObject, Lens } from '../../../../src/pack/model.js';
import { bodySent, planIn, type Table } from './support.js';

/** One row: an operation, and v1 bodies that meet it. */
interface Row {
  lens: Lens;
  bodies: JsonObject[];
}

const rows: { [operation: string]: Row } = {
  add: { lens: [{ op: 'add', name: 'kind', value: 'dataset' }], bodies: [{}, { a: 1 }, { kind: 'own', a: 1 }] },
  'add an object': { lens: [{ op: 'add', name: 'meta', value: { from_v1: true, tags: ['a'] } }], bodies: [{ a: 1 }] },
  'add from a placeholder': { lens: [{ op: 'add', name: 'id', value: { parameter: 'id' } }], bodies: [{}, { a: 'x' }, { id: 'own' }] },
  'add derived': {
    lens: [{ op: 'add', name: 'upper', value: { from: 'a', with: { to: 'lower-case' } } }],
    bodies: [{ a: 'ABC' }, { b: 1 }, { a: 'ABC', upper: 'own' }],
  },
  'add by a table': {
    lens: [{ op: 'add', name: 'provider', value: { from: 'a', with: { to: 'lookup', prefixes: { gpt: 'openai', claude: 'anthropic' } } } }],
    bodies: [{ a: 'gpt-4' }, { a: 'claude-3' }, { a: 'llama' }],
  },
  remove: { lens: [{ op: 'remove', name: 'a' }], bodies: [{ a: 1 }, { a: 1, b: 2 }, { b: 2 }] },
  rename: { lens: [{ op: 'rename', from: 'a', to: 'b' }], bodies: [{ a: 1 }, { a: 1, c: 2 }, { c: 2 }, { b: 1 }] },
  hoist: {
    lens: [{ op: 'hoist', host: 'h', name: 'a' }],
    bodies: [{ h: { a: 1 } }, { h: { a: 1, b: 2 }, c: 3 }, { h: { b: 2 } }, { c: 3 }],
  },
  plunge: {
    lens: [{ op: 'plunge', host: 'h', name: 'a' }],
    bodies: [{ a: 1 }, { a: 1, b: 2 }, { a: 1, h: { b: 2 } }, { b: 2 }, { h: { a: 1 } }],
  },
  'plunge several': {
    lens: [
      { op: 'plunge', host: 'h', name: 'a' },
      { op: 'plunge', host: 'h', name: 'b' },
    ],
    bodies: [{ a: 1, b: 2 }, { b: 2, a: 1, c: 3 }, { b: 2 }, { c: 3 }],
  },
  wrap: { lens: [{ op: 'wrap', name: 'a' }], bodies: [{ a: 'x' }, { a: ['x', 'y'] }, { a: null, b: 1 }, { b: 1 }, { a: { x: 1 } }] },
  head: { lens: [{ op: 'head', name: 'a' }], bodies: [{ a: ['x', 'y'] }, { a: [], b: 1 }, { a: 'x' }, { b: 1 }] },
  in: {
    lens: [{ op: 'in', name: 'h', lens: [{ op: 'rename', from: 'a', to: 'b' }] }],
    bodies: [{ h: { a: 1 } }, { h: { c: 1 }, a: 2 }, { h: null }, { a: 2 }],
  },
  'in a list': {
    lens: [{ op: 'in', name: 'list', lens: [{ op: 'map', lens: [{ op: 'add', name: 'kind', value: 'x' }] }] }],
    bodies: [{ list: [{ a: 1 }, {}] }, { list: [] }, { a: 2 }],
  },
  convert: { lens: [{ op: 'convert', name: 'a', with: { to: 'number' } }], bodies: [{ a: '12' }, { a: 12 }, { a: null }, { b: 1 }] },
  'convert to text': { lens: [{ op: 'convert', name: 'a', with: { to: 'string' } }], bodies: [{ a: 12 }, { a: 'x' }, { b: 1 }] },
  default: { lens: [{ op: 'default', name: 'a', value: [] }], bodies: [{}, { a: [1] }, { b: 1 }] },
  nest: { lens: [{ op: 'nest', name: 'data', also: { version: 2 } }], bodies: [{ a: 1 }, {}] },
  'nest and rename': {
    lens: [
      { op: 'rename', from: 'a', to: 'b' },
      { op: 'nest', name: 'data' },
    ],
    bodies: [{ a: 1, c: 2 }],
  },
  unnest: { lens: [{ op: 'unnest', name: 'data' }], bodies: [{ data: { a: 1 } }] },
  'rename and wrap': {
    lens: [
      { op: 'rename', from: 'a', to: 'b' },
      { op: 'wrap', name: 'b' },
    ],
    bodies: [{ a: 'x' }, { a: ['x'] }, { c: 1 }],
  },
  'a model and its settings': {
    lens: [
      { op: 'rename', from: 'model', to: 'model_id' },
      { op: 'plunge', host: 'config', name: 'model_id' },
      { op: 'plunge', host: 'config', name: 'temperature' },
    ],
    bodies: [{ name: 'n', model: 'm', temperature: 0 }, { model: 'm' }, { temperature: 1, name: 'n' }, { name: 'n' }],
  },
};

/** Ways in which code makes a body; `input` holds the v1 body at run time. */
const forms: { [form: string]: (body: JsonObject) => string } = {
  'a literal': (body) => send(text(body)),
  'a literal over lines': (body) =>
    send(
      `{\n${Object.entries(body)
        .map(([name, value]) => `    ${name}: ${text(value)},\n`)
        .join('')}  }`,
    ),
  'fields of another object': (body) =>
    send(
      `{ ${Object.keys(body)
        .map((name) => `${name}: input.${name}`)
        .join(', ')} }`,
    ),
  'shorthand properties': (body) =>
    `${Object.keys(body)
      .map((name) => `  const ${name} = input.${name};\n`)
      .join('')}${send(`{ ${Object.keys(body).join(', ')} }`)}`,
  'conditional spreads': (body) =>
    send(
      `{ ${Object.keys(body)
        .map((name) => `...(input.${name} !== undefined && { ${name}: input.${name} })`)
        .join(', ')} }`,
    ),
  'an unseen spread': () => send('{ ...input }'),
  'an unseen object': () => send('input'),
  'a cast': (body) => send(`${text(body)} as object`),
  'a choice': (body) => send(`input ? ${text(body)} : {}`),
  'a variable': (body) => `  const body = ${text(body)};\n${send('body')}`,
  'a variable that is filled': (body) =>
    `  const body: any = {};\n${Object.entries(body)
      .map(([name, value]) => `  body.${name} = ${text(value)};\n`)
      .join('')}${send('body')}`,
  'a variable that others see': (body) => `  const body = ${text(body)};\n  seen(body);\n${send('body')}`,
  'a spread variable': (body) => `  const own = ${text(body)};\n${send('{ ...own }')}`,
};

function send(body: string): string {
  return `  fetch(\`/api/v1/things/\${input.key}\`, { method: 'POST', body: JSON.stringify(${body}) });\n`;
}

function text(value: Json): string {
  return JSON.stringify(value);
}

describe.each(Object.entries(rows))('%s', (_, { lens, bodies }) => {
  it.each(Object.entries(forms))('in %s sends what the lens says', async (form, source) => {
    const table: Table = { v1: 'POST /things/{id}', v2: 'POST /things', request: lens };
    for (const body of bodies) {
      const input = withKey(body);
      const before = `function main() {\n${source(body)}}\n`;
      const { plan, files } = await planIn({ 'client.ts': before }, table);
      if (plan.kind === 'blocked') throw new Error(`${plan.reason.text}\n${before}`);
      const after = files['client.ts'] ?? '';
      const sent = bodySent(after, { input, seen: () => undefined });
      const isWhole = form.startsWith('an unseen');
      const v1 = isWhole ? (JSON.parse(JSON.stringify(input)) as JsonObject) : body;
      expect(sent, `${before}\n${after}`).toEqual(forward(lens, v1, { parameters: { id: 'k-1' } }));
    }
  });
});

/** The body, with a hidden field that fills the URL. */
function withKey(body: JsonObject): JsonObject {
  return Object.defineProperty({ ...body }, 'key', { value: 'k-1', enumerable: false });
}
