import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson, stringifyJson, tryParseJson } from '../../src/verify/json.js';

test('text without large integers parses as JSON.parse does', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!/\d{16}/.test(text));
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('integers of any size come back digit by digit, in any surroundings', () => {
  const integers = fc.array(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), { minLength: 1 });
  fc.assert(
    fc.property(integers, fc.string(), fc.string(), (numbers, before, after) => {
      const text = `{${JSON.stringify(`k${before}`)}:${JSON.stringify(before)},"n":[${numbers.join(',')}],"a":${JSON.stringify(after)}}`;
      expect(stringifyJson(parseJson(text))).toBe(text);
    }),
  );
});

test('digits in strings, decimals and exponents are left alone', () => {
  const text = '{"a":"12345678901234567890","b":1.12345678901234567890,"c":12345678901234567890e2,"d":"x\\"12345678901234567890"}';
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test('safe integers stay numbers', () => {
  expect(parseJson('[9007199254740991,0000000000000001]'.replace('0000000000000001', '1000000000000001'))).toEqual([
    9007199254740991, 1000000000000001,
  ]);
});

test('what is no JSON is told', () => {
  expect(tryParseJson('{"a":12345678901234567890')).toBeUndefined();
  expect(tryParseJson('')).toBeUndefined();
});
