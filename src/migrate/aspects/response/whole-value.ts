import { type Blocker, blockers } from '../../../scan/blockers.js';
import type { Sink } from '../../../http/response/index.js';
import type { Lens } from '../../../pack/model.js';
import { isInTemplate } from '../../../project/template.js';
import { ts } from '../../../project/syntax.js';
import { adapterOf, arrow, codeStyleOf, isMoved, namesIn } from './adapter-code.js';
import { accesses, isOperand, isPure, placeOf } from './code.js';
import type { EditBuilder } from './draft.js';
import { mapObservable } from './observables.js';
import { haveSameContent, type PathMap, type Steps, successPathMap } from './path-map.js';
import type { MovedPath } from '../../../pack/lens/index.js';
import { propertyKey, type Style, styleOf } from '../../../edit/style.js';
import { prunedLens } from './prune.js';
import { disagreement } from './reads.js';
import { statedExit } from './stated.js';
import { isAnchored, movesFor, type Refusal, type ResponsePlan } from './context.js';

/** Puts a value that leaves what can be seen back into its v1 shape; gives the reason when it cannot. */
function putBack(use: Sink, way: Steps, lens: Lens, draft: EditBuilder): Blocker | undefined {
  const { node, kind } = use;
  const style = codeStyleOf(node);
  const adapter = adapterOf(lens, style);
  if (isInTemplate(node)) return blockers.sinkInTemplate(use.by, placeOf(node));
  if ('problem' in adapter) return blockers.sinkNotAdapted(use.by, placeOf(node), adapter.problem.text);
  if (kind === 'mixed') return blockers.valueOrPromise(node.getText(), placeOf(node));
  const after = accesses(way, node);
  const callback = adapter.body === adapter.parameter ? undefined : arrow(adapter, style);
  const steps = [...(after === '' ? [] : [`(body) => body${after}`]), ...(callback === undefined ? [] : [callback])];
  const shorthand = ts.isShorthandPropertyAssignment(node.parent) ? `${node.getText()}: ` : '';
  const [open, close] = isOperand(node) ? ['', ''] : ['(', ')'];
  if (kind === 'observable') for (const step of steps) mapObservable(node, step, draft);
  else if (kind === 'promise') draft.wrap(node, `${shorthand}${open}`, close + steps.map((step) => `.then(${step})`).join(''));
  else if (callback === undefined) draft.wrap(node, `${shorthand}${after === '' ? '' : open}`, after === '' ? '' : close + after);
  else draft.wrap(node, `${shorthand}(${callback})(${after === '' ? '' : open}`, `${after === '' ? '' : close + after})`);
  return undefined;
}

/** Makes what is done with a value as a whole see the v1 shape, where it matters. */
export function readWhole(use: Sink, work: ResponsePlan): Refusal | undefined {
  const moves = movesFor(use.outcome, use.path, work);
  const target = moves.target(use.path);
  if ('gone' in target) return undefined;
  const moved = { ...target, inner: prunedLens(target.inner, use.path, work.answer, work.interpreter) };
  if (!seesShape(use, moved)) return undefined;
  const way = missingLevel(use, moved, moves, work);
  const shape = shapeOf(use, moved);
  if (way.length === 0 && shape === 'same') return undefined;
  const receiver = way.length === 0 && shape === 'changed' && use.path.length === 0 ? work.sentBackTo(use.node) : undefined;
  if (receiver && receiver !== work.call && isPure(use.node)) {
    work.sharing.joins(receiver);
    sendBack(use, work);
    return undefined;
  }
  if (shape === 'lost') return { reason: blockers.responseEscapes(use.by, placeOf(use.node)) };
  const stated = shape === 'changed' ? statedExit(use, moved.inner, work.interpreter) : undefined;
  const problem = putBack(use, way, stated ? [] : [...moved.inner, ...newFields(use, work)], work.draft);
  if (problem !== undefined) return { reason: problem };
  const refusal = disagreement(use.node, use, work, (site, answer) => {
    if (moves === work.success && site.call !== work.call && work.isPutBack(site.call)) return false;
    const other = moves === work.success ? successPathMap(site.match.operation) : moves;
    return answer.sinks.filter(({ node }) => node === use.node).every(({ path }) => haveSameContent(other.target(path), target));
  });
  if (refusal) return refusal;
  if (stated) {
    work.isStated = true;
    if (stated.open !== undefined) work.open.push(stated.open);
    return undefined;
  }
  if (shape === 'changed') work.adapted.set(use.node, isTyped(use));
  moved.rules.forEach((rule) => work.rules.add(rule));
  if (shape === 'changed') work.open.push(blockers.v1ShapeMade(use.by, placeOf(use.node)));
  return undefined;
}

/** The value goes on as one of its declared type. */
function isTyped({ as, by }: Sink): boolean {
  return as === 'escape' && !/^(?:printed|serialised)/.test(by);
}

/** What v2 filled in by itself does not go back to it as if the code had set it. */
function sendBack({ node }: Sink, { operation, answer, draft }: ResponsePlan): void {
  const isUsed = ([name]: string[]): boolean => answer.reads.some((read) => read.from.length === 0 && read.name === name);
  const paths = operation.changes
    .flatMap((change) => change.added ?? [])
    .map((path) => path.split('.'))
    .filter((path) => !isUsed(path));
  if (paths.length > 0) draft.rewrite(node, without(paths, node.getText(), styleOf(node)));
}

/** `{ ...value, name: undefined }`, which JSON leaves out. */
function without(paths: string[][], value: string, style: Style): string {
  const names = [...new Set(paths.flatMap(([name]) => name ?? []))];
  const entries = names.map((name) => {
    const inner = paths.filter((path) => path[0] === name).map((path) => path.slice(1));
    const isWhole = inner.some((path) => path.length === 0);
    const key = propertyKey(name, style);
    return `${key}: ${isWhole ? 'undefined' : without(inner, key === name ? `${value}.${name}` : `${value}[${key}]`, style)}`;
  });
  const body = [`...${value}`, ...entries].join(', ');
  return style.padding ? `{ ${body} }` : `{${body}}`;
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
