import { expect, test } from 'vitest';
import { programOf } from './grammar.js';
import { judge, type Verdict } from './judge.js';

/** Programs of a run; `FUZZ=200` takes more, `FUZZ_FROM=1000` others. */
const COUNT = Number(process.env['FUZZ'] ?? 24);
const FROM = Number(process.env['FUZZ_FROM'] ?? 1);

// The same programs in every run, for as long as the time allows: what they do on v1, the migrated ones do on v2, or something says so.
test('no generated program breaks silently', { timeout: 120_000 }, async () => {
  const end = Date.now() + 50_000;
  const verdicts: Verdict[] = [];
  for (let seed = FROM; seed < FROM + COUNT && Date.now() < end; seed += 1) verdicts.push(await judge(programOf(seed)));
  const failed = verdicts.filter(({ outcome }) => outcome === 'silent' || outcome === 'names');
  expect(failed.map(({ program, why, after }) => ({ seed: program.seed, why, after }))).toEqual([]);
  expect(verdicts.filter(({ outcome }) => outcome === 'right').length).toBeGreaterThan(0);
});

test('the same seed makes the same program', () => {
  expect(programOf(7)).toEqual(programOf(7));
  expect(programOf(7).files).not.toEqual(programOf(8).files);
});
