import { isDerived } from '../lens/index.js';
import type { Lens, LensOp } from '../model.js';
import type { Place } from '../place.js';

/** An operation and where it stands. */
export interface PlacedOp {
  op: LensOp;
  place: Place;
}

type Report = (place: Place, message: string) => void;

/** What is known of the value after some operations. */
interface Known {
  shape: 'object' | 'list' | 'unknown';
  /** Fields that operations took away, with the operation. */
  gone: Map<string, string>;
  /** The only fields that there are, when an operation made the object. */
  only?: Set<string>;
}

/** Reports operations that can never apply after those before them, and those that make no sense alone. */
export function checkLens(ops: readonly PlacedOp[], report: Report): void {
  let known: Known = { shape: 'unknown', gone: new Map() };
  for (const { op, place } of ops) {
    checkAlone(op, place, report);
    known = step(known, op, (message) => report(place, message));
    if (op.op === 'in' || op.op === 'map') checkLens(placed(op.lens, [...place, 'lens']), report);
  }
}

/** The operations of a lens with their places. */
export function placed(lens: Lens, place: Place): PlacedOp[] {
  return lens.map((op, index) => ({ op, place: [...place, index] }));
}

function checkAlone(op: LensOp, place: Place, report: Report): void {
  if (op.op === 'rename' && op.from === op.to) report(place, `renames "${op.from}" to itself`);
  if ((op.op === 'hoist' || op.op === 'plunge') && op.host === op.name) report(place, `the host and the field are both "${op.name}"`);
  if (op.op !== 'convert' || op.with.to !== 'replace') return;
  const seen = op.with.values.map(([v1]) => JSON.stringify(v1));
  const twice = seen.find((text, index) => seen.indexOf(text) !== index);
  if (twice !== undefined) report([...place, 'with', 'values'], `${twice} stands in it twice`);
}

function step(known: Known, op: LensOp, report: (message: string) => void): Known {
  switch (op.op) {
    case 'map':
      if (known.shape === 'object') report('map needs a list, but an operation before it works on an object');
      return { ...known, shape: 'list' };
    case 'nest':
      return { shape: 'object', gone: new Map(), only: new Set([op.name, ...Object.keys(op.also ?? {})]) };
    case 'nest-when':
      return { shape: 'unknown', gone: new Map() };
    case 'unnest':
      checkFields(known, [op.name], op.op, report);
      return { shape: 'unknown', gone: new Map() };
    default:
      checkFields(known, needed(op), op.op, report);
      return afterFields(known, op);
  }
}

function checkFields(known: Known, names: readonly string[], op: string, report: (message: string) => void): void {
  if (known.shape === 'list') report(`${op} needs an object, but an operation before it works on a list`);
  for (const name of names) {
    const taken = known.gone.get(name);
    if (taken !== undefined) report(`"${name}" is not there any more: ${taken} before it takes it away`);
    else if (known.only && !known.only.has(name))
      report(`"${name}" cannot be there: nest before it leaves only ${[...known.only].join(', ')}`);
  }
}

type FieldOp = Exclude<LensOp, { op: 'map' | 'nest' | 'nest-when' | 'unnest' }>;

/** Fields that an operation works on. */
function needed(op: FieldOp): string[] {
  switch (op.op) {
    case 'add':
      return isDerived(op.value) ? [op.value.from] : [];
    case 'default':
      return [];
    case 'rename':
      return [op.from];
    case 'hoist':
      return [op.host];
    case 'remove':
      return op.name === '*' ? [] : [op.name];
    default:
      return [op.name];
  }
}

function afterFields(known: Known, op: FieldOp): Known {
  const gone = new Map(known.gone);
  const only = known.only && new Set(known.only);
  const comes = (name: string): void => {
    gone.delete(name);
    only?.add(name);
  };
  const goes = (name: string, by: string): void => {
    gone.set(name, by);
    only?.delete(name);
  };
  if (op.op === 'rename') {
    goes(op.from, `rename to "${op.to}"`);
    comes(op.to);
  } else if (op.op === 'plunge') {
    goes(op.name, `plunge into "${op.host}"`);
    comes(op.host);
  } else if (op.op === 'remove' && op.name === '*') return { shape: 'object', gone: new Map(), only: new Set() };
  else if (op.op === 'remove') goes(op.name, 'remove');
  else comes(op.name);
  return { shape: 'object', gone, ...(only && { only }) };
}
