import type { Sink } from '../../../http/response/index.js';
import type { MovedPath } from '../../../pack/lens/index.js';
import type { Lens } from '../../../pack/model.js';
import { isMoved, namesIn } from './adapter-code.js';
import { placeOf } from './code.js';
import { putBack } from './adapt-at-sink.js';
import { haveSameContent, type PathMap, successPathMap, type Steps } from './path-map.js';
import { agree } from './reads.js';
import { isAnchored, movesFor, ResponseBlocked, type ResponsePlan } from './context.js';

/** Makes what is done with a value as a whole see the v1 shape, where it matters. */
export function readWhole(use: Sink, work: ResponsePlan): void {
  const moves = movesFor(use.outcome, use.path, work);
  const moved = moves.target(use.path);
  if ('gone' in moved || !seesShape(use, moved)) return;
  const way = missingLevel(use, moved, moves, work);
  const shape = shapeOf(use, moved);
  if (way.length === 0 && shape === 'same') return;
  if (shape === 'lost') throw new ResponseBlocked(`the answer is ${use.by} ${placeOf(use.node)}`);
  const problem = putBack(use, way, [...moved.inner, ...newFields(use, work)], work.draft);
  if (problem !== undefined) throw new ResponseBlocked(problem);
  agree(use.node, use, work, (site, answer) => {
    const other = moves === work.success ? successPathMap(site.match.operation) : moves;
    return answer.sinks.filter(({ node }) => node === use.node).every(({ path }) => haveSameContent(other.target(path), moved));
  });
  moved.rules.forEach((rule) => work.rules.add(rule));
  if (shape === 'changed')
    work.open.push(`the answer is ${use.by} ${placeOf(use.node)}: its v1 shape is made for it there, check whether that of v2 would do`);
}

/** Fields that are new in v2, which the v1 shape is without. */
function newFields({ path }: Sink, { operation, answer }: ResponsePlan): Lens {
  if (path.length > 0) return [];
  const names = operation.changes.flatMap((change) => change.added ?? []).filter((name) => /^\w+$/.test(name));
  return names
    .filter((name) => !answer.reads.some((step) => step.from.length === 0 && step.name === name))
    .map((name) => ({ op: 'add', name, value: null }));
}

/** The use can tell shapes apart. */
function seesShape({ as }: Sink, { inner, split }: MovedPath): boolean {
  if (as === 'dynamic') return split === true || inner.some((op) => op.op !== 'map');
  return as === 'escape' || as === 'keys';
}

/** The outer level, where it was not taken off before the use. */
function missingLevel(use: Sink, moved: MovedPath, moves: PathMap, work: ResponsePlan): Steps {
  if (use.path.length > 0 || moves !== work.success) return [];
  return isAnchored(use, work) ? [] : moved.path;
}

function shapeOf(use: Sink, { inner, split }: MovedPath): 'same' | 'changed' | 'lost' {
  const names = namesIn(inner).filter((name) => !use.hidden?.includes(name) && isMoved(inner, name));
  const isStructural = inner.some((op) => ['map', 'unnest', 'nest', 'remove'].includes(op.op) && !isHiddenOp(op, use));
  if (split !== true && names.length === 0 && !isStructural) return 'same';
  return use.continues || use.under || use.hidden ? 'lost' : 'changed';
}

function isHiddenOp(op: MovedPath['inner'][number], { hidden }: Sink): boolean {
  return op.op === 'remove' && (hidden?.includes(op.name) ?? false);
}
