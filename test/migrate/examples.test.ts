import { describe, expect, test } from 'vitest';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import { checkExamples, type ExampleOutcome } from '../../src/migrate/examples.js';

describe.each(shippedPacks)('examples of %s', async (id) => {
  const outcomes: ExampleOutcome[] = [];
  for await (const outcome of checkExamples(await loadShipped(id))) outcomes.push(outcome);

  test.each(outcomes)('$rule $example', ({ message, expected, actual }) => {
    expect(actual).toBe(expected);
    expect(message).toBeUndefined();
  });
});
