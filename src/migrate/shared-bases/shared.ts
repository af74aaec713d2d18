import { type ApiCall, type CallUrl, limitOf } from '../../http/call.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { ts } from '../../project/syntax.js';
import type { Analysis } from '../../scan/analyse.js';
import { isSame } from '../../edit/edits.js';
import { type Anchor, anchorsOf, type ChangeSet, protect } from '../plan/change-set.js';
import { ownBase } from './own-base.js';
import { ownBaseOption } from './own-option.js';
import { pushDown } from './push-down.js';
import { planSingle } from '../strategies/move.js';
import { rewriteFor } from '../aspects/url/index.js';
import type { PlacedEdit } from '../plan/url-plan.js';
import { carriersOfPart } from '../aspects/url/rewrite.js';

/** Kinds of rules for what v2 does not have. */
const STAYING: ReadonlySet<string> = new Set(['removed', 'internal', 'keep']);

type Users = Map<ts.Expression, Set<ApiCall>>;

/** URL edits that each call asks for. */
type Wants = Map<ApiCall, PlacedEdit[]>;

/** Finds the calls that stand against an edit of a group. */
type FindBlockers = (group: ChangeSet, edit: PlacedEdit, wants: Wants) => ApiCall[];

/**
 * Holds the closed-world rule: a literal that several calls share is changed only when each of them asks for the same
 * change. A call that cannot have that says its URL in a place of its own, or stays as it is; that may turn others, so
 * it is repeated until nothing changes. A call whose place in v2 was not proved does not hold the others back: where they
 * can take no other way, it is overtaken, which its finding and a marker in the code say.
 */
export function settleShared(groups: ChangeSet[], analysis: Analysis): void {
  const users = usersOf(analysis);
  const mocks = new Set(analysis.mocks.map(({ site }) => site.call));
  const blockersOf = oncePerEdit((group, edit, wants) => {
    const gone = callsOf(groups.filter((other) => other.gone === true && other.blocked === undefined));
    return votersOf(group, edit, users, mocks).filter((call) => !gone.has(call) && isBlocked(call, edit, wants));
  }, mocks);
  const settle = (group: ChangeSet, wants: Wants): boolean => {
    for (const edit of group.urls) {
      const blockers = blockersOf(group, edit, wants);
      if (blockers.length === 0) continue;
      if (sayElsewhere(group, edit, users, analysis.interpreter)) return true;
      const abandoned = abandonedIn(groups);
      const held = blockers.find((call) => !abandoned.has(call));
      if (!held) continue;
      const sharers = users.get(edit.container) ?? new Set();
      if (!giveBaseOption(group, analysis) && !pushDown(edit, groups, sharers, analysis)) protect(group, sharedWith(held));
      return true;
    }
    return false;
  };
  for (let changed = true; changed;) {
    changed = false;
    const wants = wantsOf(groups);
    const moving = callsOf(groups.filter((group) => group.blocked === undefined));
    for (const group of groups) {
      const left = group.blocked === undefined ? [...group.dependsOn].find((call) => !moving.has(call)) : undefined;
      if (left) protect(group, `it belongs with ${'sink' in left ? 'the call' : 'what stands'} at ${nameOf(left)}, which stays as it is`);
      if (left || settle(group, wants)) changed = true;
    }
  }
  markOvertaken(groups, blockersOf);
}

/** Calls that v2 has a place for, which was not proved: a person has to deal with them. What v2 does not have stays on v1. */
function abandonedIn(groups: ChangeSet[]): Set<Anchor> {
  const open = groups.filter(({ blocked, isProtected }) => blocked !== undefined && isProtected !== true);
  return callsOf(open.filter(({ sites }) => !sites.some(({ site }) => STAYING.has(site.match.operation.rule.kind) || limitOf(site.call))));
}

/** Many groups ask for one edit of a shared literal: who blocks it is the same for all of them as long as the wants stand. */
function oncePerEdit(find: FindBlockers, mocks: ReadonlySet<ApiCall>): FindBlockers {
  const known = new WeakMap<Wants, Map<string, ApiCall[]>>();
  return (group, edit, wants) => {
    const found = known.get(wants) ?? new Map<string, ApiCall[]>();
    known.set(wants, found);
    const { file, start, end, text, container } = edit;
    const key = [file, start, end, container.pos, container.end, isMock(group, mocks), edit.whole === true, text].join('\0');
    const blockers = found.get(key) ?? find(group, edit, wants);
    found.set(key, blockers);
    return blockers;
  };
}

function markOvertaken(groups: ChangeSet[], blockersOf: FindBlockers): void {
  const wants = wantsOf(groups);
  const overtaken = new Set(groups.flatMap((group) => group.urls.flatMap((edit) => blockersOf(group, edit, wants))));
  for (const group of groups) group.baseMoves = group.blocked !== undefined && group.sites.some(({ site }) => overtaken.has(site.call));
}

function callsOf(groups: ChangeSet[]): Set<Anchor> {
  return new Set(groups.flatMap(anchorsOf));
}

/** Moves an edit from a shared literal to a place that only the calls of the group use: a base of their own, or an expression. */
function sayElsewhere(group: ChangeSet, edit: PlacedEdit, users: Users, interpreter: Interpreter): boolean {
  const own = new Set(group.sites.map(({ site }) => site.call));
  const isOwn = (node: ts.Expression): boolean => [...(users.get(node) ?? [])].every((user) => own.has(user));
  if (giveOwnBase(group, edit, isOwn, interpreter)) return true;
  for (const change of group.changes) {
    const replacement = edit.replacements.find((candidate) => change.replacements.includes(candidate));
    const moved = replacement && rewriteFor(change, replacement, ({ node }) => isOwn(node));
    if (!moved) continue;
    group.urls = [
      ...group.urls.filter((other) => other !== edit && !other.replacements.every((settled) => moved.replacements.includes(settled))),
      moved,
    ];
    return true;
  }
  return false;
}

/** Plans the call of a group anew, with the base as an option of its own. */
function giveBaseOption(group: ChangeSet, analysis: Analysis): boolean {
  const [only, ...others] = group.sites;
  if (!only || others.length > 0 || only.site.match.operation.rule.kind !== 'move') return false;
  const base = ownBaseOption(only.site, group.changes);
  const planned = base && planSingle(only.site, only.finding, analysis, base);
  if (!planned || planned.blocked !== undefined) return false;
  Object.assign(group, planned);
  return true;
}

function giveOwnBase(group: ChangeSet, edit: PlacedEdit, isOwn: (node: ts.Expression) => boolean, interpreter: Interpreter): boolean {
  const edits = ownBase(group, edit, isOwn, interpreter);
  if (!edits) return false;
  group.urls = group.urls.filter((other) => other !== edit);
  group.edits.push(...edits);
  return true;
}

function sharedWith(call: ApiCall): string {
  return `its URL is shared with the call at ${nameOf(call)}, which does not change in the same way`;
}

function nameOf({ site }: Anchor): string {
  const tree = site.getSourceFile();
  const { line } = tree.getLineAndCharacterOfPosition(site.getStart());
  return `${tree.fileName.split('/').at(-1) ?? ''}:${line + 1}`;
}

/** Calls of the known APIs by the expressions that their URLs come through. */
function usersOf(analysis: Analysis): Users {
  const found: Users = new Map();
  for (const { call } of [...analysis.sites, ...analysis.mocks.map(({ site }) => site), ...analysis.unclassified, ...analysis.dynamic]) {
    for (const { url } of call.urls) {
      for (const part of url.parts) {
        for (const node of carriersOfPart(part)) found.set(node, (found.get(node) ?? new Set<ApiCall>()).add(call));
      }
    }
  }
  return found;
}

function wantsOf(groups: ChangeSet[]): Wants {
  const wants: Wants = new Map();
  for (const group of groups) {
    for (const { site } of group.sites) wants.set(site.call, [...(wants.get(site.call) ?? []), ...group.urls]);
  }
  return wants;
}

/** Calls that a group's edit of a literal has to suit. A mock follows the calls that it stands for and never holds them back. */
function votersOf(group: ChangeSet, edit: PlacedEdit, users: Users, mocks: ReadonlySet<ApiCall>): ApiCall[] {
  const isForMock = isMock(group, mocks);
  return [...(users.get(edit.container) ?? [])].filter((call) => isForMock || !mocks.has(call));
}

function isMock({ sites }: ChangeSet, mocks: ReadonlySet<ApiCall>): boolean {
  return sites.some(({ site }) => mocks.has(site.call));
}

/** True for a call that does not ask for this very edit, and whose URL the edit would change. */
function isBlocked(call: ApiCall, edit: PlacedEdit, wants: Wants): boolean {
  const own = wants.get(call) ?? [];
  return !own.some((other) => isSame(other, edit)) && isChanged(call, edit, own);
}

/** True when a URL of the call shows what the edit changes, and the call does not write that part anew itself. */
function isChanged(call: ApiCall, edit: PlacedEdit, own: PlacedEdit[]): boolean {
  const anew = new Set(own.filter((other) => other.whole === true).map((other) => other.container));
  return call.urls.some(({ url }) =>
    url.parts.some((part) => shows(part, edit) && !carriersOfPart(part).some((node) => anew.has(node) && node !== edit.container)),
  );
}

function shows(part: CallUrl['parts'][number], edit: PlacedEdit): boolean {
  if (edit.whole === true) return carriersOfPart(part).includes(edit.container);
  const { part: piece } = part;
  if ('text' in piece && piece.node && piece.start !== undefined && piece.node.getSourceFile().fileName === edit.file) {
    const end = piece.start + piece.text.length;
    if (edit.start === edit.end) return piece.start <= edit.start && edit.start <= end;
    if (piece.start < edit.end && edit.start < end) return true;
  }
  return (piece.via ?? []).some(
    (node) => node.getSourceFile().fileName === edit.file && edit.start <= node.getStart() && node.getEnd() <= edit.end,
  );
}
