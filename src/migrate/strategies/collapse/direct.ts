import { asBlocker } from '../../../scan/blockers.js';
import type { ApiCall } from '../../../http/call.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { Site } from '../../../scan/site.js';
import { planResponse } from '../../aspects/response/index.js';
import { addPlan, addUrls, editsOf, emptyChangeSet, type ChangeSet, downgrade, block } from '../../plan/change-set.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { combine } from '../../plan/result.js';
import { planRequest } from '../../aspects/request/index.js';
import { bodyOrigin } from '../../aspects/request/origin.js';
import { planUrl, rewriteFor } from '../../aspects/url/index.js';
import type { PlacedEdit } from '../../plan/url-plan.js';
import { droppedBy, wayOutBetween } from './between.js';
import { mergedObject, overlaid, propertiesOf } from './bodies.js';
import { wholeCall } from './nodes.js';
import { type Chain, chainOf, type Use } from './chain.js';
import type { Pair } from '../../../scan/pairs.js';
import { removeStatements } from '../../../edit/removal.js';
import { nameResponse } from './named.js';
import { resultOf } from './result.js';

/** Merges two creations that stand in one function into one call. */
export function planDirect(pair: Pair, members: ChangeSet['sites'], folds: Site[], analysis: Analysis): ChangeSet {
  const group = emptyChangeSet(members);
  lowerForFirst(group, pair);
  const [second] = pair.seconds;
  const chain = chainOf(wholeCall(pair.first.call));
  if (!second || !chain) {
    block(group, 'the first call is not a statement of its own');
    return group;
  }
  const obstacle = obstacleBetween(group, pair, chain, folds, analysis);
  if (obstacle !== undefined) {
    block(group, obstacle);
    return group;
  }
  mergeBodies(group, pair, second.site.call, analysis, folds);
  addUrls(group, planUrl(second.site, pair.first.match.operation.v2 ?? second.site.match.operation.v1));
  sayWithoutId(group, chain, second.site.call);
  addPlan(group, planResponse(second.site.call, second.site.match.operation, analysis));
  if (group.blocked !== undefined) return group;
  removeFirst(group, {
    ...chain,
    statements: [...chain.statements, ...folds.flatMap(({ call }) => ts.findAncestor(call.site, ts.isStatement) ?? [])],
  });
  const out = wayOutBetween(pair.first.call.site, second.site.call.site, (node) => isGone(node, chain));
  if (out)
    downgrade(
      group,
      'review',
      `line ${lineOf(out)} may leave between the two calls: v1 then keeps what the first one made, v2 makes nothing, check that nothing needs it`,
    );
  if (folds.length > 0)
    downgrade(
      group,
      'review',
      'what was set by an update between the two calls is now part of the creation: check that nothing needs the state before it',
    );
  renameUses(
    group,
    { ...chain, uses: chain.uses.filter((use) => !folds.some(({ call }) => isInside(use.node, call.site))) },
    pair,
    second.site.call,
    analysis,
  );
  return group;
}

/** The second step's own rule may only review what stands alone; here the first step is in reach. */
export function lowerForFirst(group: ChangeSet, { first, seconds }: Pair): void {
  group.level = first.level;
  if (first.reason === undefined) delete group.reason;
  else group.reason = asBlocker(first.reason);
  for (const { site } of seconds) if (site.level === 'manual') downgrade(group, 'manual', site.reason);
}

/** Why the two calls cannot be one; undefined when nothing stands in the way. */
function obstacleBetween(group: ChangeSet, pair: Pair, chain: Chain, folds: Site[], analysis: Analysis): string | undefined {
  const [last] = pair.seconds;
  if (!last) return undefined;
  const second = last.site.call;
  const early = chain.uses.find(
    (use) =>
      use.node.getEnd() < second.site.getStart() &&
      !isGone(use.node, chain) &&
      !folds.some(({ call }) => isInside(use.node, call.site)) &&
      !dropsElsewhere(group, use.node, analysis),
  );
  if (early) return `the answer of the first call is used before the job is created (line ${lineOf(early.node)})`;
  return undefined;
}

/** A use that another call's own edit takes out: the two then go together. */
function dropsElsewhere(group: ChangeSet, use: ts.Expression, analysis: Analysis): boolean {
  const call = droppedBy(use, analysis);
  if (call) group.dependsOn.add(call);
  return call !== undefined;
}

export function isGone(node: ts.Node, chain: Chain): boolean {
  return chain.statements.some((statement) => statement.getStart() <= node.getStart() && node.getEnd() <= statement.getEnd());
}

function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

export function mergeBodies(group: ChangeSet, { first }: Pair, second: ApiCall, analysis: Analysis, folds: Site[] = []): void {
  const from = bodyOf(first.call, analysis.interpreter);
  const to = bodyOf(second, analysis.interpreter);
  if (!from || !to || !isInside(to, wholeCall(second)) || !isInside(from, wholeCall(first.call))) {
    block(group, 'the two request bodies cannot both be seen at their calls');
    return;
  }
  if (!isMovable(from, second.site)) {
    block(group, 'the body of the first call cannot be said at the second');
    return;
  }
  const request = planRequest(first.call, first.match, analysis);
  addPlan(group, combine([request, { kind: 'edits', edits: [], level: 'auto', rules: [] }]));
  if (request.kind === 'blocked') return;
  const within = (edit: TextEdit): boolean =>
    edit.file === from.getSourceFile().fileName && edit.start >= from.getStart() && edit.end <= from.getEnd();
  group.edits = group.edits.filter((edit) => !within(edit));
  const folded = folds.map(({ call }) => bodyOf(call, analysis.interpreter));
  if (folded.some((body) => body === undefined || !isMovable(body, second.site))) {
    block(group, 'the body of an update between the two calls cannot be said at the second');
    return;
  }
  const metadata = folded.reduce(
    (merged, body) => (body ? overlaid(merged, propertiesOf(body, [])) : merged),
    propertiesOf(from, request.edits),
  );
  const text = mergedObject(metadata, propertiesOf(to, []), to);
  group.edits.push({ file: to.getSourceFile().fileName, start: to.getStart(), end: to.getEnd(), text });
}

/** The object that a call sends, where the code that belongs to the call makes it. */
export function bodyOf(call: ApiCall, interpreter: Interpreter): ts.Expression | undefined {
  const { body } = call.request;
  const origin = body && bodyOrigin(body.ref, body.encoding, interpreter);
  return origin && 'ref' in origin ? origin.ref.node : undefined;
}

/** Every name in the expression is declared before the other call, and nothing in it waits or calls. */
function isMovable(node: ts.Expression, to: ts.Node): boolean {
  let movable = true;
  const visit = (at: ts.Node): void => {
    if (ts.isAwaitExpression(at) || ts.isYieldExpression(at)) movable = false;
    if (movable) ts.forEachChild(at, visit);
  };
  visit(node);
  return movable && node.getSourceFile() === to.getSourceFile();
}

function removeFirst(group: ChangeSet, chain: Chain): void {
  const removals = removeStatements(chain.statements);
  group.edits = group.edits.filter(
    (edit) => !removals.some((removal) => removal.file === edit.file && removal.start <= edit.start && edit.end <= removal.end),
  );
  group.urls = group.urls.filter(
    (edit) => !removals.some((removal) => removal.file === edit.file && removal.start <= edit.start && edit.end <= removal.end),
  );
  group.edits.push(...removals);
}

/** Other uses of the former id become the id of the job, which is what v2 knows it by. */
export function renameUses(group: ChangeSet, chain: Chain, pair: Pair, second: ApiCall, analysis: Analysis): void {
  const open = chain.uses.filter(
    (use) =>
      !isGone(use.node, chain) &&
      !dropsElsewhere(group, use.node, analysis) &&
      !isInside(use.node, second.request.urlRef?.node ?? second.site) &&
      !isInUrl(use, pair),
  );
  if (open.length === 0) return;
  const way = waysOf(pair, pair.first.call);
  const result = resultOf(second, waysOf(pair, second)) ?? nameResponse(group, pair, second, waysOf(pair, second));
  for (const use of open) {
    const steps = way.find((candidate) => candidate.every((step, index) => use.path[index] === step));
    const field = steps && use.path.slice(steps.length);
    const [name] = field ?? [];
    const code =
      name === undefined ? field && result?.whole : result?.field(Object.values(pair.rule.link).includes(name) ? pair.rule.identity : name);
    if (code === undefined || !result || use.node.getStart() < result.from || !result.isSayable(use.node) || (field?.length ?? 0) > 1) {
      block(group, `the answer of the first call is used where no name for the job is in scope (line ${lineOf(use.node)})`);
      return;
    }
    const text = ts.isShorthandPropertyAssignment(use.node.parent) ? `${use.node.getText()}: ${code}` : code;
    group.edits.push({ file: use.node.getSourceFile().fileName, start: use.node.getStart(), end: use.node.getEnd(), text });
    if (name === undefined)
      downgrade(group, 'review', 'the job takes the place of the experiment in the code that follows: check what it reads');
  }
}

/** The id no longer exists: a URL helper that still takes it as an argument is not called any more. */
export function sayWithoutId(group: ChangeSet, chain: Chain, second: ApiCall): void {
  const isCovered = ({ node }: Use): boolean =>
    editsOf(group).some(
      (edit) => edit.file === node.getSourceFile().fileName && edit.start <= node.getStart() && node.getEnd() <= edit.end,
    );
  for (const use of chain.uses.filter(({ node }) => isInside(node, second.site))) {
    if (group.blocked !== undefined || isCovered(use)) continue;
    const rewritten = group.changes.flatMap((change) => {
      const replacement = change.replacements.find(({ start }) => start >= change.base.end);
      return (replacement && rewriteFor(change, replacement, ({ node }) => isInside(use.node, node))) ?? [];
    });
    if (rewritten.length === 0) {
      block(group, 'the URL of the second call is built by a helper that needs the id of the first');
      return;
    }
    const isReplaced = (other: PlacedEdit): boolean =>
      rewritten.some((edit) => other.replacements.every((settled) => edit.replacements.includes(settled)));
    group.urls = [...group.urls.filter((other) => !isReplaced(other)), ...rewritten];
  }
}

/** Ways to the parsed body where a call of the pair stands: both go through the same wrapper, or each is the client's own. */
function waysOf({ first, seconds }: Pair, call: ApiCall): string[][] {
  const wrapper = call.env.frames[0]?.callee;
  const known = seconds[0]?.way;
  return known && wrapper === first.call.env.frames[0]?.callee ? [known] : call.request.response.body;
}

function isInUrl(use: Use, pair: Pair): boolean {
  return pair.seconds.some(({ id }) => isInside(use.node, id.node) || isInside(id.node, use.node));
}
