import type { Json } from '../model.js';
import { inside, type LensOperation, type OpOf } from './operation.js';
import { nestedStep } from './nested-step.js';

/** A lens on each item of the list that the value is. */
export const map: LensOperation<OpOf<'map'>> = {
  forward: ({ lens }, value, run) => eachItem(value, (item) => run.forward(lens, item)),
  backward: ({ lens }, value, run) => eachItem(value, (item) => run.backward(lens, item)),
  move(op, path, run) {
    const [first, ...rest] = path;
    if (first === undefined) return inside(op, path);
    return typeof first === 'number' || first === '*' ? nestedStep(first, run.move(op.lens, rest)) : undefined;
  },
  added: ({ lens }, run) => run.added(lens).map((added) => ({ ...added, path: ['*', ...added.path] })),
  lossy: ({ lens }, run) => run.lossy(lens),
};

function eachItem(value: Json, change: (item: Json) => Json): Json {
  if (!Array.isArray(value)) return value;
  const items = value.map((item) => change(item));
  return items.every((item, index) => item === value[index]) ? value : items;
}
