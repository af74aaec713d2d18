import { forward } from '../../pack/lens/index.js';
import type { Json, Lens, LensOp } from '../../pack/model.js';
import type { Difference } from '../model.js';

/** The recorded answer as v2 must give it, and the rules that made it so. */
export interface ExpectedBody {
  value: Json;
  /** One for each operation of the lens that changed something. */
  explained: Difference[];
}

/** What is said of a field that a rule takes away. */
export const REMOVED = 'removed';

/** Runs a recorded body forward through a lens, noting which rules had an effect. */
export function expectedBody(lens: Lens, recorded: Json, parameters: { [parameter: string]: string }): ExpectedBody {
  let value = recorded;
  const explained: Difference[] = [];
  const noted = new Set<string>();
  for (const op of lens) {
    const next = forward([op], value, { parameters });
    if (next === value) continue;
    value = next;
    const note = noteOf(op);
    const key = `${note.rule} ${note.path}`;
    if (noted.has(key)) continue;
    noted.add(key);
    explained.push(note);
  }
  return { value, explained };
}

function noteOf(op: LensOp): Difference {
  const { path, message } = describe(op);
  return { path, kind: 'explained', ...(op.rule !== undefined && { rule: op.rule }), message };
}

function describe(op: LensOp): { path: string; message: string } {
  switch (op.op) {
    case 'rename':
      return { path: `$.${op.to}`, message: `was ${op.from}` };
    case 'hoist':
      return { path: `$.${op.name}`, message: `was ${op.host}.${op.name}` };
    case 'plunge':
      return { path: `$.${op.host}.${op.name}`, message: `was ${op.name}` };
    case 'in':
      return { path: `$.${op.name}`, message: 'changed inside' };
    case 'map':
      return { path: '$[]', message: 'changed in each item' };
    case 'nest':
    case 'nest-when':
      return { path: `$.${op.name}`, message: 'was the whole answer' };
    case 'unnest':
      return { path: '$', message: `was ${op.name}` };
    case 'remove':
      return { path: `$.${op.name}`, message: REMOVED };
    case 'add':
    case 'default':
      return { path: `$.${op.name}`, message: 'new' };
    case 'wrap':
      return { path: `$.${op.name}`, message: 'became a list' };
    case 'head':
      return { path: `$.${op.name}`, message: 'was a list' };
    case 'convert':
      return { path: `$.${op.name}`, message: 'converted' };
    default:
      return { path: '$', message: 'changed' };
  }
}
