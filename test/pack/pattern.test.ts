import { describe, expect, it } from 'vitest';
import { linearPattern } from '../../src/pack/pattern.js';
import { codePattern } from '../../src/project/pattern.js';

const HOSTILE = ['(a+)+$', '^(a|a)*$', '(?:a*)*b', '^(?:a|aa)+$', '(?:[a-z]+)*\\d', '^([aA]+)*$'];

describe('a pattern of a pack', () => {
  it.each(HOSTILE.flatMap((source) => [false, true].map((ignoreCase) => ({ source, ignoreCase }))))(
    'takes no time to speak of: $source (ignoreCase: $ignoreCase)',
    ({ source, ignoreCase }) => {
      const start = performance.now();
      expect(linearPattern(source, { ignoreCase }).test(`${'a'.repeat(60)}!`)).toBe(false);
      expect(performance.now() - start).toBeLessThan(2000);
    },
  );

  it.each([
    ['^X-Event-Type$', 'x-event-TYPE', true],
    ['[b-d]\\w[^Q]', 'CaR', true],
    ['[b-d]\\w[^Q]', 'Caq', false],
    ['\\bv\\d', 'V2', true],
    ['\\D', '7', false],
    ['[\\]a-c-]{2}', 'B]', true],
  ])('that ignores case does (%s on %s)', (source, text, fits) => {
    expect(linearPattern(source, { ignoreCase: true }).test(text)).toBe(fits);
    expect(linearPattern(source, { ignoreCase: true }).test(text)).toBe(new RegExp(source, 'i').test(text));
  });

  it('that the linear engine does not know is refused, in a pack that nobody checked too', () => {
    expect(() => linearPattern('(a+)\\1')).toThrow(/looks around or refers back/);
    expect(() => linearPattern('(')).toThrow(/is no regular expression/);
  });
});

describe('a pattern of the code that is read', () => {
  it.each([
    ['(?<!:)\\/\\/+', 'g', 'https://x//y', ['//']],
    ['^/v1/', 'i', '/V1/jobs', ['/V1/']],
  ])('is run when its time is bounded (%s)', (source, flags, text, found) => {
    expect(codePattern(source, flags)?.exec(text)).toEqual(expect.objectContaining(found));
  });

  it.each(['^(?=((a+)+)$)', '(a+)+(?!b)c', '^(a+)\\1$', 'a*a*a*(?=b)'])('is not run when it is not (%s)', (source) => {
    expect(codePattern(source, '')).toBeUndefined();
  });
});
