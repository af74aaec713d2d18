import { blockers } from '../../../scan/blockers.js';
import type { ApiCall } from '../../../http/call.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { Site } from '../../../scan/site.js';
import { planResponse } from '../../aspects/response/index.js';
import { addPlan, addUrls, editsOf, emptyChangeSet, type ChangeSet, downgrade, block } from '../../plan/change-set.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { planUrl, rewriteFor } from '../../aspects/url/index.js';
import type { PlacedEdit } from '../../plan/url-plan.js';
import { wayOutBetween } from './between.js';
import { wholeCall } from './nodes.js';
import { type Chain, chainOf, isGone, lineOf, type Use } from './chain.js';
import type { Pair } from '../../../scan/pairs.js';
import { removeStatements } from '../../../edit/removal.js';
import { type Hoist, mergeBodies, mergeOf } from './merge.js';
import { renameUses } from './rename.js';

/** Merges two creations that stand in one function into one call. */
export function planDirect(pair: Pair, members: ChangeSet['sites'], folds: Site[], analysis: Analysis): ChangeSet {
  const group = emptyChangeSet(members);
  lowerForFirst(group, pair);
  const [second] = pair.seconds;
  const chain = chainOf(wholeCall(pair.first.call));
  if (!second || !chain) {
    block(group, blockers.firstNotAlone());
    return group;
  }
  const updates = folds.flatMap(({ call }) => ts.findAncestor(call.site, ts.isStatement) ?? []);
  const statements = [...chain.statements, ...updates];
  const merge = mergeOf(pair, second.site.call, { ...chain, statements }, folds, analysis);
  mergeBodies(group, merge, analysis);
  addUrls(group, planUrl(second.site, pair.first.match.operation.v2 ?? second.site.match.operation.v1));
  sayWithoutId(group, chain, second.site.call);
  addPlan(group, planResponse(second.site.call, second.site.match.operation, analysis));
  if (group.blocked !== undefined) return group;
  removeFirst(group, statements, merge.hoist);
  const out = wayOutBetween(pair.first.call.site, second.site.call.site, (node) => isGone(node, chain));
  if (out) downgrade(group, 'review', blockers.mayLeaveBetween(lineOf(out)));
  if (folds.length > 0) downgrade(group, 'review', blockers.updateMerged());
  const uses = chain.uses.filter((use) => !folds.some(({ call }) => isInside(use.node, call.site)));
  renameUses(group, { ...chain, uses }, merge, analysis);
  return group;
}

/** The second step's own rule may only review what stands alone; here the first step is in reach. */
export function lowerForFirst(group: ChangeSet, { first, seconds }: Pair): void {
  group.level = first.level;
  if (first.reason === undefined) delete group.reason;
  else group.reason = first.reason;
  for (const { site } of seconds) if (site.level === 'manual') downgrade(group, 'manual', site.reason);
}

/** Takes out what only the first call needed; where its body is kept, that stands in the place of the call. */
function removeFirst(group: ChangeSet, statements: ts.Statement[], hoist: Hoist | undefined): void {
  const removals = removeStatements(statements.filter((statement) => statement !== hoist?.statement));
  const kept = hoist && { ...rangeOf(hoist.statement), text: hoist.text };
  const isTaken = (edit: TextEdit): boolean =>
    [...removals, ...(kept ? [kept] : [])].some(
      (removal) => removal.file === edit.file && removal.start <= edit.start && edit.end <= removal.end,
    );
  group.edits = [...group.edits.filter((edit) => !isTaken(edit)), ...removals, ...(kept ? [kept] : [])];
  group.urls = group.urls.filter((edit) => !isTaken(edit));
}

function rangeOf(node: ts.Node): Omit<TextEdit, 'text'> {
  return { file: node.getSourceFile().fileName, start: node.getStart(), end: node.getEnd() };
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
      block(group, blockers.urlByHelper());
      return;
    }
    const isReplaced = (other: PlacedEdit): boolean =>
      rewritten.some((edit) => other.replacements.every((settled) => edit.replacements.includes(settled)));
    group.urls = [...group.urls.filter((other) => !isReplaced(other)), ...rewritten];
  }
}
