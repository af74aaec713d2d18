import { describe, expect, test } from 'vitest';
import { Random } from '../fuzz/random.js';
import { done, pairs, verdictsOf } from './by-hand.js';
import { mutationsOf } from './mutate.js';

/** Falsifications of each migration that a run tries; the others have their turn with another seed. */
const TRIED = Number(process.env['FALSIFIED'] ?? 6);
const SEED = Number(process.env['FALSIFY_SEED'] ?? 1);

describe('migrations made by hand', () => {
  test.each(pairs().map((pair) => [`${pair.pack}/${pair.name}`, pair] as const))('%s is right', async (_, pair) => {
    const [before, after] = [await done(pair, pair.before, 'v1'), await done(pair, pair.after, 'v2')];
    expect(after).toMatchObject({ lines: before.lines });
    expect([before.error, after.error]).toEqual([undefined, undefined]);
    expect((await verdictsOf(pair, pair.after)).filter(({ verdict }) => verdict !== 'right')).toEqual([]);
  });

  test('are not right with one thing in them falsified', { timeout: 120_000 }, async () => {
    const random = new Random(SEED);
    const passed: string[] = [];
    let tried = 0;
    for (const pair of pairs()) {
      // What the program does with what it read is its own.
      const all = mutationsOf('main.js', pair.before, pair.after).filter(({ kind }) => kind !== 'parameters swapped');
      for (let count = 0; count < TRIED && all.length > 0; count += 1) {
        const mutation = random.pick(all);
        tried += 1;
        const verdicts = await verdictsOf(pair, mutation.text);
        if (verdicts.every(({ verdict }) => verdict === 'right'))
          passed.push(`${pair.pack}/${pair.name}:${mutation.line} ${mutation.kind}`);
      }
    }
    // Some change nothing that the world can see, such as a header that the server does not ask for.
    expect(passed.length, passed.join('\n')).toBeLessThan(tried * 0.12);
  });
});
