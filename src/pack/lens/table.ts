import type { LensOp } from '../model.js';
import { add } from './add.js';
import { convert } from './convert.js';
import { defaultTo } from './default.js';
import { head } from './head.js';
import { hoist } from './hoist.js';
import { inField } from './in.js';
import { map } from './map.js';
import { nestWhen } from './nest-when.js';
import { nest } from './nest.js';
import type { LensOperation, OpOf } from './operation.js';
import { plunge } from './plunge.js';
import { remove } from './remove.js';
import { rename } from './rename.js';
import { unnest } from './unnest.js';
import { wrap } from './wrap.js';

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
