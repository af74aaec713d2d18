import * as fc from 'fast-check';
import type { Json, JsonObject, Lens, LensOp } from '../../../src/pack/model.js';

/** Names of v1 fields in generated documents; no generated lens makes one of them. */
const V1_NAMES = ['a', 'b', 'c', 'list', '__proto__', 'constructor'];

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.string({ maxLength: 6 }),
  fc.constantFrom('12', 'TRUE', 'true', '2019-07-09 15:22:03', 'gpt-4'),
);

const name = fc.constantFrom(...V1_NAMES);

/** Own fields only, also for names that an object literal would treat otherwise. */
function objectOf(value: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  return fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 4 }).map((entries) => Object.fromEntries(entries));
}

/** Any v1 document. */
export const document: fc.Arbitrary<Json> = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('object'), fc.array(tie('value'), { maxLength: 3 })),
  object: objectOf(tie('value')),
})).value;

/** A v1 document that is an object. */
export const objectDocument: fc.Arbitrary<JsonObject> = objectOf(document);

/** One operation on v1 names; `fresh` makes the v2 names of each step differ from all others. */
function operation(step: number, nested: fc.Arbitrary<Lens>): fc.Arbitrary<LensOp> {
  const fresh = `v2_${step}`;
  const rule = `pack/rule-${step}`;
  return fc.oneof(
    fc.record({ op: fc.constant('add' as const), name: fc.constant(fresh), value: scalar, rule: fc.constant(rule) }),
    fc.record({ op: fc.constant('remove' as const), name, rule: fc.constant(rule) }),
    fc.record({ op: fc.constant('rename' as const), from: name, to: fc.constant(fresh), rule: fc.constant(rule) }),
    fc.record({ op: fc.constant('hoist' as const), host: name, name, rule: fc.constant(rule) }),
    fc.record({ op: fc.constant('plunge' as const), host: fc.constant(fresh), name, rule: fc.constant(rule) }),
    fc.record({ op: fc.constant('wrap' as const), name, rule: fc.constant(rule) }),
    fc.record({ op: fc.constant('head' as const), name, rule: fc.constant(rule) }),
    fc.record({
      op: fc.constant('convert' as const),
      name,
      with: fc.constantFrom({ to: 'number' as const }, { to: 'lower-case' as const }),
      rule: fc.constant(rule),
    }),
    fc.record({ op: fc.constant('default' as const), name, value: scalar, rule: fc.constant(rule) }),
    fc.record({ op: fc.constant('in' as const), name, lens: nested, rule: fc.constant(rule) }),
    fc.record({ op: fc.constant('map' as const), lens: nested, rule: fc.constant(rule) }),
    fc.record({
      op: fc.constant('nest' as const),
      name: fc.constant(fresh),
      also: fc.constant({ [`${fresh}_ok`]: true }),
      rule: fc.constant(rule),
    }),
  );
}

/** A lens of up to three steps, each with its own rule, nested two levels deep at most. */
export const lens: fc.Arbitrary<Lens> = lensOf(2, 0);

function lensOf(depth: number, first: number): fc.Arbitrary<Lens> {
  const nested: fc.Arbitrary<Lens> = depth === 0 ? fc.constant([]) : fc.memo(() => lensOf(depth - 1, first + 10))(1);
  return fc
    .tuple(operation(first, nested), operation(first + 1, nested), operation(first + 2, nested), fc.integer({ min: 0, max: 3 }))
    .map(([one, two, three, count]) => [one, two, three].slice(0, count));
}

/** Freezes a value through and through: a write to it throws. */
export function frozen<T extends Json>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach((item) => frozen(item));
  return Object.freeze(value);
}
