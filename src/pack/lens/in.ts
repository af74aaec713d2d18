import { fieldOf, isObject, withField } from './fields.js';
import { inside, type LensOperation, type OpOf } from './operation.js';
import { nestedStep } from './nested-step.js';

/** A lens on the value of one field. */
export const inField: LensOperation<OpOf<'in'>> = {
  forward({ name, lens }, value, run) {
    const inner = fieldOf(value, name);
    return !isObject(value) || inner === undefined || inner === null ? value : withField(value, name, run.forward(lens, inner));
  },
  backward({ name, lens }, value, run) {
    const inner = fieldOf(value, name);
    return !isObject(value) || inner === undefined || inner === null ? value : withField(value, name, run.backward(lens, inner));
  },
  move(op, path, run) {
    const [first, ...rest] = path;
    return first === op.name ? nestedStep(op.name, run.move(op.lens, rest)) : inside(op, path);
  },
  added: ({ name, lens }, run) => run.added(lens).map((added) => ({ ...added, path: [name, ...added.path] })),
  lossy: ({ lens }, run) => run.lossy(lens),
};
