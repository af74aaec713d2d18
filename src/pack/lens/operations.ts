import type { BareType, Derived, FromParameter, Json, JsonObject, LensOp } from '../model.js';
import { fieldOf, isNumeric, isObject, sameJson, withField, withoutField, withRenamedField } from './fields.js';
import {
  addedBy,
  type Gone,
  gone,
  inside,
  type LensOperation,
  type Move,
  type MovedPath,
  type OpOf,
  type Path,
  type Step,
} from './operation.js';
import { lift, sink } from './lift.js';
import { convertBackward, convertForward, isReversible } from './conversions.js';

/** A field under another name. When both names are there, nothing is guessed and both stay. */
const rename: LensOperation<OpOf<'rename'>> = {
  forward: ({ from, to }, value) => renamed(value, from, to),
  backward: ({ from, to }, value) => renamed(value, to, from),
  move(op, path) {
    const [first, ...rest] = path;
    return first === op.from ? { path: [op.to, ...rest] } : inside(op, path);
  },
  added: () => [],
  lossy: () => false,
};

function renamed(value: Json, from: string, to: string): Json {
  if (!isObject(value) || !Object.hasOwn(value, from) || Object.hasOwn(value, to)) return value;
  return withRenamedField(value, from, to);
}

type StepOf = (op: LensOp, path: Path) => Step | Gone | undefined;

/** Follows a path through the operations of a lens, first to last. */
export function movePathWith(stepOf: StepOf, lens: LensOp[], path: Path): Move {
  let moved: MovedPath = { path, back: [], inner: [], rules: [] };
  for (const op of lens) {
    const step = stepOf(op, moved.path);
    if (step && 'gone' in step) return step;
    const when = moved.when && movedAlternative(stepOf, op, moved.when);
    if (step) moved = joined(moved, step, op);
    if (when) moved = { ...moved, when };
  }
  return moved;
}

function movedAlternative(stepOf: StepOf, op: LensOp, when: NonNullable<MovedPath['when']>): MovedPath['when'] {
  const step = stepOf(op, when.path);
  return step && 'path' in step ? { type: when.type, path: step.path } : when;
}

function joined(moved: MovedPath, { back = [], inner = [], rules, ...step }: Step, op: LensOp): MovedPath {
  return {
    ...moved,
    ...step,
    back: [...back, ...moved.back],
    inner: [...moved.inner, ...inner],
    rules: [...new Set([...moved.rules, ...(rules ?? rulesOf(op))])],
  };
}

/** The rules of an operation and of those that it holds. */
export function rulesOf(op: LensOp): string[] {
  const held = op.op === 'in' || op.op === 'map' ? op.lens.flatMap((part) => rulesOf(part)) : [];
  return [...new Set([...(op.rule === undefined ? [] : [op.rule]), ...held])];
}

/** A field of a nested object comes up beside it. */
const hoist: LensOperation<OpOf<'hoist'>> = {
  forward: ({ host, name }, value) => lift(value, host, name),
  backward: ({ host, name }, value) => sink(value, host, name),
  move(op, path) {
    const [first, second, ...rest] = path;
    if (first !== op.host) return inside(op, path);
    if (second === undefined) return { path, split: true };
    return second === op.name ? { path: [op.name, ...rest] } : undefined;
  },
  added: () => [],
  lossy: () => false,
};

/** A field goes down into a nested object, which is made when it is missing. */
const plunge: LensOperation<OpOf<'plunge'>> = {
  forward: ({ host, name }, value) => sink(value, host, name),
  backward: ({ host, name }, value) => lift(value, host, name),
  move(op, path) {
    const [first, ...rest] = path;
    return first === op.name ? { path: [op.host, op.name, ...rest] } : inside(op, path);
  },
  added: () => [],
  lossy: () => false,
};

/** What a move inside the field or item `at` is to the value around it. */
function nestedStep(at: string | number, moved: Move): Step | Gone {
  if ('gone' in moved) return moved;
  const path = [at, ...moved.path];
  return moved.when ? { ...moved, path, when: { type: moved.when.type, path: [at, ...moved.when.path] } } : { ...moved, path };
}

/** A lens on the value of one field. */
const inField: LensOperation<OpOf<'in'>> = {
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

/** A lens on each item of the list that the value is. */
const map: LensOperation<OpOf<'map'>> = {
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

/** A field that held a list holds its first item; an empty list goes away. */
const head: LensOperation<OpOf<'head'>> = {
  forward({ name }, value) {
    const list = fieldOf(value, name);
    if (!isObject(value) || !Array.isArray(list)) return value;
    const [first] = list;
    return first === undefined ? withoutField(value, name) : withField(value, name, first);
  },
  backward({ name }, value) {
    const one = fieldOf(value, name);
    return !isObject(value) || one === undefined || one === null || Array.isArray(one) ? value : withField(value, name, [one]);
  },
  move(op, path) {
    const [first, second, ...rest] = path;
    if (first !== op.name) return inside(op, path);
    if (second === undefined) return { path, list: 'head' };
    if (second === '*') return { path: [op.name, ...rest], list: 'head' };
    if (typeof second === 'string') return undefined;
    return second === 0 ? { path: [op.name, ...rest] } : gone(op);
  },
  added: () => [],
  lossy: () => true,
};

/** A field that held one value holds a list. Lists stay; null goes away, as nothing is no item. */
const wrap: LensOperation<OpOf<'wrap'>> = {
  forward({ name }, value) {
    const one = fieldOf(value, name);
    if (!isObject(value) || one === undefined || Array.isArray(one)) return value;
    return one === null ? withoutField(value, name) : withField(value, name, [one]);
  },
  backward({ name }, value) {
    const list = fieldOf(value, name);
    return isObject(value) && Array.isArray(list) && list.length === 1 ? withField(value, name, list[0] as Json) : value;
  },
  move(op, path) {
    const [first, second, ...rest] = path;
    if (first !== op.name) return inside(op, path);
    if (second === undefined) return { path, list: 'wrapped' };
    return typeof second === 'string' && second !== '*' ? { path: [op.name, 0, second, ...rest], list: 'wrapped' } : undefined;
  },
  added: () => [],
  // A list of one may have been a list in v1.
  lossy: () => true,
};

/** A field in another representation. What the conversion cannot read stays as it is, and so does null unless it is replaced. */
const convert: LensOperation<OpOf<'convert'>> = {
  forward: (op, value) => converted(value, op.name, (field) => convertForward(op.with, field)),
  backward: (op, value) => converted(value, op.name, (field) => convertBackward(op.with, field)),
  move(op, path) {
    if (path[0] !== op.name) return inside(op, path);
    return path.length === 1 ? { path, back: [op.with] } : undefined;
  },
  added: () => [],
  lossy: (op) => !isReversible(op.with),
};

function converted(value: Json, name: string, change: (field: Json) => Json | undefined): Json {
  const field = fieldOf(value, name);
  if (!isObject(value) || field === undefined) return value;
  const next = change(field);
  return next === undefined ? value : withField(value, name, next);
}

/** True for a value that is computed from a sibling field. */
export function isDerived(value: Json | Derived | FromParameter): value is Derived {
  return hasOnly(value, 'from', 'with');
}

/** True for a value that is taken from a parameter of the v1 path. */
export function isFromParameter(value: Json | Derived | FromParameter): value is FromParameter {
  return hasOnly(value, 'parameter');
}

function hasOnly(value: unknown, ...names: string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
}

/** A field that v1 does not know. A field that is there already stays as it is. */
const add: LensOperation<OpOf<'add'>> = {
  forward({ name, value: wanted }, value, { parameters }) {
    if (!isObject(value) || Object.hasOwn(value, name)) return value;
    const added = resolve(wanted, value, parameters);
    return added === undefined ? value : withField(value, name, added);
  },
  backward: ({ name }, value) => (isObject(value) ? withoutField(value, name) : value),
  move: (op, path) => inside(op, path),
  added: (op) => [addedBy(op, [op.name])],
  lossy: () => false,
};

function resolve(wanted: Json | Derived | FromParameter, value: JsonObject, parameters: { [parameter: string]: string }): Json | undefined {
  // Only the rest of a path can be empty: then there is nothing to add.
  if (isFromParameter(wanted)) return (Object.hasOwn(parameters, wanted.parameter) && parameters[wanted.parameter]) || undefined;
  if (!isDerived(wanted)) return wanted;
  const from = fieldOf(value, wanted.from);
  return from === undefined || from === null ? undefined : convertForward(wanted.with, from);
}

/** A field that v1 left out when it had no value, and v2 always has. Backward leaves it out again. */
const defaultTo: LensOperation<OpOf<'default'>> = {
  forward: ({ name, value: given }, value) => (isObject(value) && !Object.hasOwn(value, name) ? withField(value, name, given) : value),
  backward: ({ name, value: given }, value) =>
    isObject(value) && sameJson(fieldOf(value, name), given) ? withoutField(value, name) : value,
  move(op, path) {
    if (path[0] !== op.name) return inside(op, path);
    return path.length === 1 ? { path, unset: op.value } : undefined;
  },
  added: () => [],
  // A v1 value that equals the default is left out too.
  lossy: () => false,
};

/** A field that v2 does not know, or with `*` every field; `value` is what a v1 reader may be given in its place. */
const remove: LensOperation<OpOf<'remove'>> = {
  forward({ name }, value) {
    if (!isObject(value)) return value;
    if (name !== '*') return withoutField(value, name);
    return Object.keys(value).length === 0 ? value : {};
  },
  backward({ name, value: given }, value) {
    if (given === undefined || name === '*' || !isObject(value) || Object.hasOwn(value, name)) return value;
    return withField(value, name, given);
  },
  move(op, path) {
    const [first] = path;
    if (first === undefined) return inside(op, path);
    return first === op.name || (op.name === '*' && typeof first === 'string' && first !== '*') ? gone(op) : undefined;
  },
  added: () => [],
  lossy: ({ name, value }) => name === '*' || value === undefined,
};

/** The whole value goes into a field of a new object. A value that has the field and all of `also` is v2 already. */
const nest: LensOperation<OpOf<'nest'>> = {
  forward: ({ name, also }, value) => (isNested(value, name, also) ? value : { ...also, [name]: value }),
  backward({ name }, value) {
    const inner = fieldOf(value, name);
    return inner === undefined ? value : inner;
  },
  move: ({ name }, path) => ({ path: [name, ...path] }),
  added: (op) => Object.keys(op.also ?? {}).map((key) => addedBy(op, [key])),
  lossy: () => false,
};

function isNested(value: Json, name: string, also: JsonObject = {}): boolean {
  const keys = Object.keys(also);
  return isObject(value) && Object.hasOwn(value, name) && keys.length > 0 && keys.every((key) => Object.hasOwn(value, key));
}

/** As `nest`, for servers that answer a bare value: only when the whole value is of the type. */
const nestWhen: LensOperation<OpOf<'nest-when'>> = {
  forward: ({ type, name }, value) => (isOfType(value, type) ? { [name]: value } : value),
  backward({ type, name }, value) {
    const inner = fieldOf(value, name);
    const isAlone = isObject(value) && Object.keys(value).length === 1;
    return isAlone && inner !== undefined && isOfType(inner, type) ? inner : value;
  },
  move({ type, name }, path) {
    const [first] = path;
    if (first === undefined) return { path, when: { type, path: [name] } };
    return type === 'array' && (typeof first === 'number' || first === '*') ? { path: [name, ...path] } : undefined;
  },
  added: () => [],
  // v2 answers more fields than the one that v1 gave bare.
  lossy: () => true,
};

function isOfType(value: Json, type: BareType): boolean {
  if (type === 'array') return Array.isArray(value);
  return type === 'number' ? isNumeric(value) : typeof value === type;
}

/**
 * An object that wraps a value becomes the value. It is a wrapper when it has no other fields than those of `beside`, which go
 * away with it. An `optional` wrapper may be missing in v1: then nothing tells it from the value, so whole values stay.
 */
const unnest: LensOperation<OpOf<'unnest'>> = {
  forward({ name, beside = [] }, value) {
    const inner = fieldOf(value, name);
    if (inner === undefined || !isObject(value)) return value;
    return Object.keys(value).every((key) => key === name || beside.includes(key)) ? inner : value;
  },
  backward: ({ name, optional }, value) => (optional === true ? value : { [name]: value }),
  move(op, path) {
    const [first, ...rest] = path;
    if (first === undefined) return op.optional === true ? undefined : inside(op, path);
    if (first === op.name) return { path: rest };
    return typeof first === 'string' && op.beside?.includes(first) === true ? gone(op) : undefined;
  },
  added: () => [],
  lossy: ({ beside = [], optional = false }) => optional || beside.length > 0,
};

const OPERATIONS: { [Name in LensOp['op']]: LensOperation<OpOf<Name>> } = {
  add,
  remove,
  rename,
  hoist,
  plunge,
  wrap,
  head,
  in: inField,
  map,
  convert,
  default: defaultTo,
  nest,
  unnest,
  'nest-when': nestWhen,
};

/** The interpreter of an operation. */
export function operationOf<Name extends LensOp['op']>(op: OpOf<Name> & { op: Name }): LensOperation<OpOf<Name>> {
  return OPERATIONS[op.op];
}
