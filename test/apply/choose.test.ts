import { describe, expect, it } from 'vitest';
import { type Answer, choose } from '../../src/apply/index.js';
import { scanResult } from '../report/results.js';

const choices = ['move', 'status', 'move', 'move', 'status'].map((rule, index) => {
  const [finding] = scanResult.findings;
  if (!finding) throw new Error('no finding');
  return { id: `${index}`, rule, finding, diff: '' };
});

async function accepted(...answers: Answer[]): Promise<string[]> {
  const left = [...answers];
  const ids = await choose(choices, async () => {
    const answer = left.shift();
    if (answer === undefined) throw new Error('asked too often');
    return answer;
  });
  expect(left).toEqual([]);
  return [...ids];
}

describe('choosing diff by diff', () => {
  it('takes what is accepted and leaves what is not', async () => {
    expect(await accepted('yes', 'no', 'yes', 'no', 'yes')).toEqual(['0', '2', '4']);
  });

  it('asks no more about a rule accepted as a whole', async () => {
    expect(await accepted('all', 'no', 'yes')).toEqual(['0', '2', '3', '4']);
  });

  it('goes back to the change that was asked before, and takes back what was said of it', async () => {
    expect(await accepted('yes', 'no', 'back', 'back', 'no', 'yes', 'no', 'no', 'no')).toEqual(['1']);
    expect(await accepted('back', 'quit')).toEqual([]);
    expect(await accepted('all', 'no', 'back', 'back', 'no', 'all', 'no', 'no')).toEqual(['1', '4']);
  });

  it('keeps what was accepted before the person quits', async () => {
    expect(await accepted('yes', 'yes', 'quit')).toEqual(['0', '1']);
  });
});
