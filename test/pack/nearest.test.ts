import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../src/pack/nearest.js';

describe('the nearest name', () => {
  it.each([
    ['toa', 'tao'],
    ['oepnml', 'openml'],
    ['tao/get-jbo', 'tao/get-job'],
    ['SCAN', 'scan'],
  ])('of %s is %s', (given, meant) => {
    expect(nearest(given, ['tao', 'openml', 'tao/get-job', 'scan'])).toBe(meant);
  });

  it('is none where nothing is near', () => {
    expect(nearest('weather', ['tao', 'openml'])).toBeUndefined();
    expect(nearest('ab', ['ac'])).toBeUndefined();
  });

  it('counts a swap of neighbours as one edit, and is the same both ways', () => {
    expect(editDistance('tao', 'toa')).toBe(1);
    fc.assert(fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => editDistance(a, b) === editDistance(b, a)));
    fc.assert(
      fc.property(fc.string({ minLength: 2, maxLength: 8 }), fc.nat(), (text, seed) => {
        const at = seed % (text.length - 1);
        const swapped = `${text.slice(0, at)}${text[at + 1] ?? ''}${text[at] ?? ''}${text.slice(at + 2)}`;
        return editDistance(text, swapped) <= 1;
      }),
    );
  });
});
