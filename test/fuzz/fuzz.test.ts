import { expect, test } from 'vitest';
import { programOf } from './grammar.js';
import { FAILURES, judge, type Verdict } from './judge.js';
import { programOfCase, REGRESSIONS } from './regressions.js';

/** Programs of a run; `FUZZ=200` takes more, `FUZZ_FROM=1000` others. */
const COUNT = Number(process.env['FUZZ'] ?? 40);
const FROM = Number(process.env['FUZZ_FROM'] ?? 1);

// The same programs in every run, for as long as the time allows: what they do on v1, the migrated ones do on v2, or something says so.
test('no generated program breaks', { timeout: 120_000 }, async () => {
  const end = Date.now() + 50_000;
  const verdicts: Verdict[] = [];
  for (let seed = FROM; seed < FROM + COUNT && Date.now() < end; seed += 1) verdicts.push(await judge(programOf(seed)));
  const failed = verdicts.filter(({ outcome }) => FAILURES.includes(outcome) || outcome === 'invalid');
  expect(failed.map(({ program, outcome, why, after }) => ({ seed: program.seed, outcome, why, after }))).toEqual([]);
  expect(verdicts.filter(({ outcome }) => outcome === 'right').length).toBeGreaterThan(verdicts.length / 2);
});

test.each(REGRESSIONS.map((one) => [one.name, one] as const))('%s', { timeout: 60_000 }, async (_, regression) => {
  const { outcome, why, after } = await judge(programOfCase(regression));
  expect({ outcome, why, after: outcome === regression.outcome ? '' : after }).toEqual({ outcome: regression.outcome, why: '', after: '' });
});

test('the same seed makes the same program', () => {
  expect(programOf(7)).toEqual(programOf(7));
  expect(programOf(7).files).not.toEqual(programOf(8).files);
});
