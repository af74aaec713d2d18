import { Blocker, blockers } from '../../../scan/blockers.js';
import type { ApiCall } from '../../../http/call.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';
import type { Analysis } from '../../../scan/analyse.js';
import { planResponse } from '../../aspects/response/index.js';
import { addPlan, addUrls, emptyChangeSet, type ChangeSet, downgrade, block } from '../../plan/change-set.js';
import { freeIn } from '../../names.js';
import { planRequest } from '../../aspects/request/index.js';
import { planUrl } from '../../aspects/url/index.js';
import { mergedObject, type Properties, propertiesOf } from './bodies.js';
import { chainOf, type Chain, isGone } from './chain.js';
import { bodyOf, metadataName, wholeCall } from './nodes.js';
import { sayWithoutId } from './direct.js';
import { type Merge, mergeOf, readsIn } from './merge.js';
import { renameUses } from './rename.js';
import { isOptional, type Pair } from '../../../scan/pairs.js';
import { removeStatements } from '../../../edit/removal.js';
import { styleOf } from '../../../edit/style.js';

/**
 * The id is used for several jobs of one function: the metadata stays in a constant where the first call stood, and each
 * creation carries it.
 */
export function planKept(pair: Pair, members: ChangeSet['sites'], analysis: Analysis): ChangeSet {
  const group = emptyChangeSet(members);
  const chain = chainOf(wholeCall(pair.first.call));
  const [statement, ...rest] = chain?.statements ?? [];
  const from = bodyOf(pair.first.call, analysis.interpreter);
  const leader = pair.seconds[0]?.site.call;
  if (!chain || !statement || !from || !leader || !ts.isVariableStatement(statement)) {
    block(group, blockers.firstNotAlone());
    return group;
  }
  const conditional = pair.seconds.find(({ site }) => isConditional(site.call.site, pair.first.call.site));
  if (conditional && pair.seconds.length === 1) {
    block(group, blockers.secondConditional(pair.rule.steps[1], pair.rule.steps[0]));
    return group;
  }
  downgrade(group, 'review', blockers.firstShared(pair.rule.steps[0]));
  const name = freeIn(metadataName(pair), [statement.getSourceFile()]);
  const request = planRequest(pair.first.call, pair.first.match, analysis);
  if (request.kind === 'blocked') {
    block(group, request.reason);
    return group;
  }
  const metadata = withoutAdded(propertiesOf(from, request.edits), propertiesOf(from, []));
  const { semicolons } = styleOf(statement);
  const code = `const ${name} = ${mergedObject({ entries: [], isMultiLine: metadata.isMultiLine }, metadata, statement)}${semicolons ? ';' : ''}`;
  group.edits.push({ file: statement.getSourceFile().fileName, start: statement.getStart(), end: statement.getEnd(), text: code });
  group.edits.push(...removeStatements(rest));
  const mergeFor = (call: ApiCall): Merge => ({ ...mergeOf(pair, call, chain, [], analysis), hoist: { name, statement, text: code } });
  for (const second of pair.seconds) planSecond(group, second, mergeFor(second.site.call), analysis);
  if (group.blocked === undefined) renameUses(group, outside(chain, pair, analysis), mergeFor(leader), analysis);
  return group;
}

/** True when the second call may not run after the first: under a condition, outside any loop or callback. */
function isConditional(second: ts.Node, first: ts.Node): boolean {
  const home = ts.findAncestor(first, (node) => ts.isBlock(node) || ts.isSourceFile(node));
  for (let at = second; at !== home && !ts.isSourceFile(at); at = at.parent) {
    if (isOptional(at)) return true;
  }
  return false;
}

function planSecond(group: ChangeSet, { site }: Pair['seconds'][number], merge: Merge, analysis: Analysis): void {
  const { chain, hoist } = merge;
  const to = bodyOf(site.call, analysis.interpreter);
  const request = planRequest(site.call, site.match, analysis);
  if (!to || request.kind === 'blocked' || !isInside(to, wholeCall(site.call)) || !site.match.operation.v2) {
    block(group, request.kind === 'blocked' ? request.reason : blockers.secondBodyUnseen());
    return;
  }
  if (!hoist || !isInside(site.call.site, hoist.statement.parent)) {
    block(group, blockers.secondOutsideBlock());
    return;
  }
  const reads = readsIn(to, merge);
  if (reads instanceof Blocker) {
    block(group, reads);
    return;
  }
  group.edits.push(...request.edits.filter((edit) => edit.end <= to.getStart() || edit.start >= to.getEnd()));
  const text = mergedObject(
    { entries: [], isMultiLine: false },
    withSpread(propertiesOf(to, [...request.edits, ...reads]), hoist.name),
    to,
  );
  group.edits.push({ file: to.getSourceFile().fileName, start: to.getStart(), end: to.getEnd(), text });
  addUrls(group, planUrl(site, site.match.operation.v2));
  sayWithoutId(group, chain, site.call);
  addPlan(group, planResponse(site.call, site.match.operation, analysis));
}

/** The spread goes after what the rule adds and before what the job says itself, which wins. */
export function withSpread({ entries, isMultiLine }: Properties, code: string): Properties {
  const own = entries.findIndex(({ name }) => name !== 'kind');
  const at = own === -1 ? entries.length : own;
  return { entries: [...entries.slice(0, at), { name: undefined, text: `...${code}` }, ...entries.slice(at)], isMultiLine };
}

/** Properties after the edits, without those that the rule adds: each job gets these itself. */
export function withoutAdded(edited: Properties, original: Properties): Properties {
  const had = new Set(original.entries.map(({ name }) => name));
  return { ...edited, entries: edited.entries.filter(({ name }) => name !== 'kind' || had.has(name)) };
}

/** The chain without uses inside the second steps' own URLs, which their URL edits deal with. */
function outside(chain: Chain, pair: Pair, { interpreter }: Analysis): Chain {
  const own = pair.seconds.flatMap(({ site }) =>
    [site.call.request.urlRef?.node ?? site.call.site, bodyOf(site.call, interpreter) ?? []].flat(),
  );
  return { ...chain, uses: chain.uses.filter((use) => !isGone(use.node, chain) && !own.some((node) => isInside(use.node, node))) };
}
