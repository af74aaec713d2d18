import { Blocker, blockers } from '../../../scan/blockers.js';
import type { ApiCall } from '../../../http/call.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import { propertyRef } from '../../../http/clients/client.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';
import { walk } from '../../../project/walk.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { Pair } from '../../../scan/pairs.js';
import type { Site } from '../../../scan/site.js';
import { addPlan, block, type ChangeSet, downgrade } from '../../plan/change-set.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { styleOf } from '../../../edit/style.js';
import { freeIn } from '../../names.js';
import { planRequest } from '../../aspects/request/index.js';
import { isResolvableAt } from '../../aspects/url/scope-check.js';
import { mergedObject, overlaid, type Properties, propertiesOf } from './bodies.js';
import { bodyOf, metadataName, wholeCall } from './nodes.js';
import { isGone, lineOf, type Chain } from './chain.js';
import { changeBetween } from './stability.js';

/** A constant that keeps what the first call sent, in its place. */
export interface Hoist {
  name: string;
  statement: ts.Statement;
  text: string;
}

/** Two bodies that become one. */
export interface Merge {
  pair: Pair;
  second: ApiCall;
  chain: Chain;
  folds: readonly Site[];
  from: ts.Expression | undefined;
  to: ts.Expression | undefined;
  interpreter: Interpreter;
  /** The first body has to be evaluated where it stood. */
  isEarly: boolean;
  isDeep: boolean;
  hoist?: Hoist;
}

/** Finds out whether the body of the first call can be evaluated with that of the second. */
export function mergeOf(pair: Pair, second: ApiCall, chain: Chain, folds: readonly Site[], { interpreter }: Analysis): Merge {
  const from = bodyOf(pair.first.call, interpreter);
  const to = bodyOf(second, interpreter);
  const change = from && to && changeBetween(from, chain.first, to, (node) => isGone(node, chain));
  return {
    pair,
    second,
    chain,
    folds,
    from,
    to,
    interpreter,
    isEarly: change !== undefined || (from !== undefined && waits(from)),
    isDeep: change === 'deep',
  };
}

/** Puts what both calls send into the body of the second. */
export function mergeBodies(group: ChangeSet, merge: Merge, analysis: Analysis): void {
  const { pair, second, from, to, folds } = merge;
  const { first } = pair;
  if (!from || !to || !isInside(to, wholeCall(second)) || !isInside(from, wholeCall(first.call))) {
    block(group, blockers.bodiesUnseen());
    return;
  }
  if (from.getSourceFile() !== to.getSourceFile()) {
    block(group, blockers.twoFiles());
    return;
  }
  const request = planRequest(first.call, first.match, analysis);
  addPlan(group, request);
  if (request.kind === 'blocked') return;
  const within = (edit: TextEdit): boolean =>
    edit.file === from.getSourceFile().fileName && edit.start >= from.getStart() && edit.end <= from.getEnd();
  group.edits = group.edits.filter((edit) => !within(edit));
  const folded = folds.map(({ call }) => bodyOf(call, analysis.interpreter));
  if (folded.some((body) => body === undefined || waits(body))) {
    block(group, blockers.updateOutOfScope());
    return;
  }
  const sent = propertiesOf(from, []);
  const metadata = propertiesOf(from, request.edits);
  const reads = readsIn(to, merge);
  if (reads instanceof Blocker) {
    block(group, reads);
    return;
  }
  const own = propertiesOf(to, reads);
  const taken = own.entries.find(({ name }) => name !== undefined && addedBy(metadata, sent).has(name));
  if (taken) {
    block(group, blockers.fieldClash(taken.name ?? ''));
    return;
  }
  const both = own.entries.find(({ name, text }) =>
    sent.entries.some((other) => name !== undefined && other.name === name && other.text !== text),
  );
  if (both) downgrade(group, 'review', blockers.fieldInBoth(both.name ?? ''));
  if (merge.isEarly) merge.hoist = hoisted(merge, metadata);
  const { hoist } = merge;
  const carried: Properties = hoist ? { entries: [{ name: undefined, text: `...${hoist.name}` }], isMultiLine: false } : metadata;
  const all = folded.reduce((merged, body) => (body ? overlaid(merged, propertiesOf(body, [])) : merged), carried);
  const text = mergedObject(all, own, to);
  group.edits.push({ file: to.getSourceFile().fileName, start: to.getStart(), end: to.getEnd(), text });
}

/** Names that a rule adds to a body. */
function addedBy(edited: Properties, sent: Properties): Set<string> {
  const had = new Set(sent.entries.map(({ name }) => name));
  return new Set(edited.entries.flatMap(({ name }) => (name === undefined || had.has(name) ? [] : [name])));
}

function hoisted({ pair, chain, isDeep }: Merge, metadata: Properties): Hoist {
  const statement = chain.first;
  const name = freeIn(metadataName(pair), [statement.getSourceFile()]);
  const object = mergedObject({ entries: [], isMultiLine: metadata.isMultiLine }, metadata, statement);
  const value = isDeep ? `structuredClone(${object})` : object;
  return { name, statement, text: `const ${name} = ${value}${styleOf(statement).semicolons ? ';' : ''}` };
}

/** What the second body reads of the first answer, said without it; or why that cannot be done. */
export function readsIn(to: ts.Expression, merge: Merge): TextEdit[] | Blocker {
  const edits: TextEdit[] = [];
  for (const { node, path } of merge.chain.uses.filter((use) => isInside(use.node, to))) {
    const code = sentValue(merge, path.at(-1) ?? '', node);
    if (code === undefined) return blockers.secondReadsMore(node.getText(), lineOf(node));
    const text = ts.isShorthandPropertyAssignment(node.parent) ? `${node.getText()}: ${code}` : code;
    edits.push({ file: node.getSourceFile().fileName, start: node.getStart(), end: node.getEnd(), text });
  }
  return edits;
}

/** True when the first call is seen to send a field. */
export function isSent({ from, pair, interpreter }: Merge, field: string): boolean {
  return from !== undefined && propertyRef({ node: from, env: pair.first.call.env }, field, interpreter) !== undefined;
}

/** True when the second call may send a field as well. */
export function isSentLater({ to }: Merge, field: string): boolean {
  return to === undefined || !ts.isObjectLiteralExpression(to) || propertiesOf(to, []).entries.some(({ name }) => name === field);
}

/** Code for a field that the first call sends, which its answer repeats; undefined where no name for it means the same. */
export function sentValue(merge: Merge, field: string, at: ts.Node): string | undefined {
  const { from, hoist, chain, pair, interpreter } = merge;
  const value = from && propertyRef({ node: from, env: pair.first.call.env }, field, interpreter)?.node;
  if (!from || !value) return undefined;
  if (isConstant(value)) return value.getText();
  const stays = (node: ts.Expression): boolean =>
    isResolvableAt(node, at) && changeBetween(node, chain.first, at, (other) => isGone(other, chain)) === undefined;
  if (isInside(value, from) && stays(value)) return isName(value) ? value.getText() : `(${value.getText()})`;
  if (isName(from) && stays(from)) return `${from.getText()}.${field}`;
  return hoist && isInside(at, hoist.statement.parent) && hoist.text.includes(field) ? `${hoist.name}.${field}` : undefined;
}

function isConstant(node: ts.Expression): boolean {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isNumericLiteral(node) ||
    [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind)
  );
}

function isName(node: ts.Expression): boolean {
  return (
    ts.isIdentifier(node) || (ts.isPropertyAccessExpression(node) && isName(node.expression)) || node.kind === ts.SyntaxKind.ThisKeyword
  );
}

function waits(node: ts.Expression): boolean {
  let found = false;
  walk(node, (at) => {
    if (ts.isAwaitExpression(at) || ts.isYieldExpression(at)) found = true;
    return !found && !ts.isFunctionLike(at);
  });
  return found;
}
