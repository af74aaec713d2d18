import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  backwardCode,
  convertBackward,
  convertForward,
  forwardCode,
  helperCode,
  type HelperStyle,
  isReversible,
} from '../../../src/pack/lens/index.js';
import type { Conversion, Json } from '../../../src/pack/model.js';

interface Case {
  conversion: Conversion;
  /** v1 values that the conversion reads and gives back. */
  values: fc.Arbitrary<Json>;
}

const canonicalNumber = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }))
  .map((value) => (Object.is(value, -0) ? 0 : value));
const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
const stamp = fc
  .date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 19));

const CASES: { [name: string]: Case } = {
  number: { conversion: { to: 'number' }, values: canonicalNumber.map(String) },
  string: { conversion: { to: 'string' }, values: canonicalNumber },
  boolean: { conversion: { to: 'boolean' }, values: fc.constantFrom('true', 'false') },
  list: { conversion: { to: 'list' }, values: fc.oneof(word, fc.integer()) },
  'list of parts': {
    conversion: { to: 'list', separator: ', ' },
    values: fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(', ')),
  },
  'list of numbers': {
    conversion: { to: 'list', separator: ',', of: 'number' },
    values: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }).map((numbers) => numbers.join(',')),
  },
  'iso-date-time': { conversion: { to: 'iso-date-time' }, values: stamp.map((text) => text.replace('T', ' ')) },
  replace: {
    conversion: {
      to: 'replace',
      values: [
        [0, 'private'],
        [10, 'internal'],
        [20, 'public'],
      ],
    },
    values: fc.constantFrom(0, 10, 20),
  },
  pairs: {
    conversion: { to: 'pairs', types: { limit: 'number', data_id: 'number-list' } },
    values: fc
      .record({ status: word, limit: fc.nat(), data_id: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }) })
      .map(
        ({ status, limit, data_id }) =>
          `status/${status}/limit/${limit}/data_id/${data_id.map(String).join(encodeURIComponent(',')).replaceAll('%2C', ',')}`,
      ),
  },
};

const run = (code: string, value: Json | undefined): unknown => structuredClone(runInNewContext(code, { value }));
const TYPESCRIPT: HelperStyle = { typescript: true, quote: "'", indent: '  ', semicolon: ';' };
const JAVASCRIPT: HelperStyle = { ...TYPESCRIPT, typescript: false };

describe.each(Object.entries(CASES))('%s', (_name, { conversion, values }) => {
  test('gives back what it took', () => {
    expect(isReversible(conversion)).toBe(true);
    fc.assert(
      fc.property(values, (value) => {
        const v2 = convertForward(conversion, value);
        expect(v2).toBeDefined();
        expect(convertBackward(conversion, v2 as Json)).toEqual(value);
      }),
    );
  });

  test('does the same as code', () => {
    const forwardText = forwardCode(conversion, 'value');
    const backwardText = backwardCode(conversion, 'value');
    const helper = helperCode(conversion, 'convert', JAVASCRIPT);
    expect(forwardText ?? helper).toBeDefined();
    fc.assert(
      fc.property(values, (value) => {
        const v2 = convertForward(conversion, value) as Json;
        expect(run(forwardText ?? `${helper}; convert(value)`, value)).toEqual(v2);
        expect(backwardText === undefined ? value : run(backwardText, v2)).toEqual(value);
      }),
      { numRuns: 30 },
    );
  });

  test.runIf(forwardCode(conversion, 'value'))('gives null and undefined back in its null-safe form', () => {
    for (const code of [forwardCode(conversion, 'value', { nullable: true }), backwardCode(conversion, 'value', { nullable: true })]) {
      expect(run(code ?? '', undefined)).toBeUndefined();
      expect(run(code ?? '', null) ?? null).toBeNull();
    }
  });
});

describe('what a conversion cannot read', () => {
  test.each<[Conversion, Json]>([
    [{ to: 'number' }, '007'],
    [{ to: 'number' }, 'abc'],
    [{ to: 'number' }, ''],
    [{ to: 'number' }, 5],
    [{ to: 'boolean' }, 'yes'],
    [{ to: 'list' }, ['a']],
    [{ to: 'list' }, null],
    [{ to: 'iso-date-time' }, '2019-07-09T15:22:03'],
    [{ to: 'iso-date-time' }, 'last week'],
    [{ to: 'pairs' }, 'status/active/limit'],
    [{ to: 'replace', values: [[0, 'private']] }, 30],
    [{ to: 'lookup', prefixes: { 'gpt-': 'openai' } }, 'unheard-of'],
    [{ to: 'lookup', prefixes: { 'gpt-': 'openai' } }, 4],
  ])('%j leaves %j alone', (conversion, value) => {
    expect(convertForward(conversion, value)).toBeUndefined();
  });
});

test('integers beyond 2^53 stay exact both ways', () => {
  const text = '9007199254740993123';
  const number = convertForward({ to: 'number' }, text);
  expect(String(number)).toBe(text);
  expect(convertBackward({ to: 'number' }, number as Json)).toBe(text);
  expect(convertForward({ to: 'string' }, number as Json)).toBe(text);
  expect(convertForward({ to: 'number' }, '9007199254740991')).toBe(9_007_199_254_740_991);
});

describe('lookup', () => {
  const conversion: Conversion = { to: 'lookup', prefixes: { 'gpt-': 'openai', 'claude-': 'anthropic' } };

  test('takes the first prefix that fits, else the fallback, and has no way back', () => {
    expect(convertForward(conversion, 'claude-3-opus')).toBe('anthropic');
    expect(convertForward({ ...conversion, otherwise: 'other' }, 'x')).toBe('other');
    expect(isReversible(conversion)).toBe(false);
    expect(backwardCode(conversion, 'value')).toBeUndefined();
  });

  test('is a helper function in the style of the file', () => {
    expect(helperCode(conversion, 'inferProvider', TYPESCRIPT)).toBe(
      [
        'function inferProvider(value: unknown): string | undefined {',
        '  const prefixes: [string, string][] = [',
        "    ['gpt-', 'openai'],",
        "    ['claude-', 'anthropic'],",
        '  ];',
        '  return prefixes.find(([prefix]) => String(value).startsWith(prefix))?.[1];',
        '}',
      ].join('\n'),
    );
    const plain = helperCode({ ...conversion, otherwise: "it's" }, 'f', { typescript: false, quote: '"', indent: '\t', semicolon: '' });
    expect(plain).not.toContain(';');
    expect(run(`${plain}; f(value)`, 'x')).toBe("it's");
    expect(run(`${plain}; f(value)`, 'gpt-4')).toBe('openai');
  });
});

test('an expression that is no simple operand is put in parentheses', () => {
  expect(forwardCode({ to: 'lower-case' }, 'a ?? b')).toBe('(a ?? b).toLowerCase()');
  expect(forwardCode({ to: 'lower-case' }, 'await load(x)')).toBe('(await load(x)).toLowerCase()');
  expect(forwardCode({ to: 'lower-case' }, 'data.format', { nullable: true })).toBe('data.format?.toLowerCase()');
  expect(forwardCode({ to: 'number' }, 'data.id')).toBe('Number(data.id)');
});
