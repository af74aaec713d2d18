import type { ResponseTrace, TypeUse } from '../../../http/response/index.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import { typeShape } from '../../../dataflow/shape/types.js';
import type { Lens, LensOp } from '../../../pack/model.js';
import { ts } from '../../../project/syntax.js';

/**
 * The lens without what it does to fields that the code knows nothing of: its declared type has no such member, and nothing looks
 * at all names. What is put back into its v1 shape is then put back as far as it is read.
 */
export function prunedLens(lens: Lens, path: readonly string[], answer: ResponseTrace, interpreter: Interpreter): Lens {
  const pruned: Lens = [];
  const origins = new Map<string, string>();
  let at: readonly string[] | undefined = path;
  for (const op of lens) {
    const name = fieldOf(op);
    const origin = name === undefined ? undefined : (origins.get(name) ?? name);
    if (op.op === 'rename' && origin !== undefined) origins.set(op.to, origin);
    if (at && origin !== undefined && isUnknownTo(at, origin, answer, interpreter)) continue;
    if (at && (op.op === 'in' || op.op === 'map')) {
      const inner = prunedLens(op.lens, [...at, op.op === 'map' ? '*' : (origin ?? op.name)], answer, interpreter);
      if (inner.length > 0) pruned.push({ ...op, lens: inner });
      continue;
    }
    pruned.push(op);
    if (op.op === 'unnest') at = at && [...at, op.name];
    if (op.op === 'nest' || op.op === 'nest-when') at = undefined;
  }
  return pruned;
}

/** The field that an operation changes, by its name at that step of the lens. */
function fieldOf(op: LensOp): string | undefined {
  switch (op.op) {
    case 'rename':
      return op.from;
    case 'hoist':
      return op.host;
    case 'plunge':
    case 'convert':
    case 'default':
    case 'wrap':
    case 'head':
    case 'in':
      return op.name;
    default:
      return undefined;
  }
}

function isUnknownTo(path: readonly string[], name: string, { types, reads, sinks }: ResponseTrace, interpreter: Interpreter): boolean {
  const key = path.join('.');
  const isRead = reads.some((read) => read.name === name && read.from.join('.') === key);
  const isListed = sinks.some(
    ({ as, by, path: to }) =>
      to.join('.') === key && (as === 'keys' || as === 'dynamic' || /^(?:printed|serialised|used in|shown)/.test(by)),
  );
  if (isRead || isListed) return false;
  return types.some((use) => {
    const type = use.type && typeAt(use, key);
    return type !== undefined && typeShape(type, interpreter).field(name) === null;
  });
}

/** The declared type of the value at a path of a successful answer. */
function typeAt({ accessPath: place, type }: TypeUse, key: string): ts.TypeNode | undefined {
  if (!type || place.kind !== 'body' || place.failed || place.hidden || place.path.join('.') !== key) return undefined;
  const isPromise = ts.isTypeReferenceNode(type) && /^(?:Promise|Observable)$/.test(type.typeName.getText());
  return isPromise ? type.typeArguments?.[0] : type;
}
