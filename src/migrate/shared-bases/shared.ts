import { blockers, type Blocker } from '../../scan/blockers.js';
import { type ApiCall, type CallUrl } from '../../http/call.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { ts } from '../../project/syntax.js';
import type { Analysis } from '../../scan/analyse.js';
import { isSame } from '../../edit/edits.js';
import { type Anchor, anchorsOf, type ChangeSet, block } from '../plan/change-set.js';
import { ownBase } from './own-base.js';
import { ownBaseOption } from './own-option.js';
import { pushDown } from './push-down.js';
import { replacedBase, versionsOf } from './replaced-base.js';
import { type OwnBase, planSingle } from '../strategies/move.js';
import type { Site } from '../../scan/site.js';
import type { TextEdit } from '../../edit/text-edit.js';
import { Additions } from '../aspects/request/additions.js';
import { planBase } from '../aspects/request/index.js';
import { rewriteFor } from '../aspects/url/index.js';
import type { PlacedEdit } from '../plan/url-plan.js';
import { carriersOfPart } from '../aspects/url/rewrite.js';

type Users = Map<ts.Expression, Set<ApiCall>>;

/** URL edits that each call asks for. */
type Wants = Map<ApiCall, PlacedEdit[]>;

/** Finds the calls that stand against an edit of a group. */
type FindBlockers = (group: ChangeSet, edit: PlacedEdit, wants: Wants) => ApiCall[];

/**
 * Holds the closed-world rule: a literal that several calls share is changed only when each of them asks for the same
 * change. A call that cannot have that says its URL in a place of its own, or stays as it is; that may turn others, so
 * it is repeated until nothing changes.
 */
export function settleShared(groups: ChangeSet[], analysis: Analysis): void {
  const users = usersOf(analysis);
  const mocks = new Set(analysis.mocks.map(({ site }) => site.call));
  const callsThatStay = oncePerEdit((group, edit, wants) => {
    const gone = callsOf(groups.filter((other) => other.gone === true && other.blocked === undefined));
    return votersOf(group, edit, users, mocks).filter((call) => !gone.has(call) && isBlocked(call, edit, wants));
  }, mocks);
  const settle = (group: ChangeSet, wants: Wants): boolean => {
    for (const edit of group.urls) {
      const staying = callsThatStay(group, edit, wants);
      if (staying.length === 0) continue;
      if (sayElsewhere(group, edit, users, analysis.interpreter)) return true;
      const [held] = staying;
      if (!held) continue;
      const sharers = users.get(edit.container) ?? new Set();
      const isElsewhere =
        giveBaseOption(group, analysis) ||
        pushDown(edit, groups, sharers, analysis, 'version') ||
        replaceBase(group, edit, users) ||
        pushDown(edit, groups, sharers, analysis);
      if (!isElsewhere) block(group, sharedWith(held));
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
      if (left) block(group, blockers.boundToNeighbour('sink' in left ? 'the call' : 'what stands', nameOf(left)));
      if (left || settle(group, wants)) changed = true;
    }
  }
}

/** Many groups ask for one edit of a shared literal: who blocks it is the same for all of them as long as the wants stand. */
function oncePerEdit(find: FindBlockers, mocks: ReadonlySet<ApiCall>): FindBlockers {
  const known = new WeakMap<Wants, Map<string, ApiCall[]>>();
  return (group, edit, wants) => {
    const found = known.get(wants) ?? new Map<string, ApiCall[]>();
    known.set(wants, found);
    const { file, start, end, text, container } = edit;
    const key = [file, start, end, container.pos, container.end, isMock(group, mocks), edit.whole === true, text].join('\0');
    const staying = found.get(key) ?? find(group, edit, wants);
    found.set(key, staying);
    return staying;
  };
}

function callsOf(groups: ChangeSet[]): Set<Anchor> {
  return new Set(groups.flatMap(anchorsOf));
}

/** Tells the expressions that only calls of a group go through. */
function isOwnOf(group: ChangeSet, users: Users): (node: ts.Expression) => boolean {
  const own = new Set(group.sites.map(({ site }) => site.call));
  return (node) => [...(users.get(node) ?? [])].every((user) => own.has(user));
}

/** Moves an edit from a shared literal to a place that only the calls of the group use: a base of their own, or an expression. */
function sayElsewhere(group: ChangeSet, edit: PlacedEdit, users: Users, interpreter: Interpreter): boolean {
  const isOwn = isOwnOf(group, users);
  if (giveOwnBase(group, edit, isOwn, interpreter)) return true;
  for (const change of group.changes) {
    const replacement = edit.replacements.find((candidate) => change.replacements.includes(candidate));
    const moved = replacement && rewriteFor(change, replacement, ({ node }) => isOwn(node) && isOnlyWay(node, change.url, group));
    if (!moved) continue;
    group.urls = [
      ...group.urls.filter((other) => other !== edit && !other.replacements.every((settled) => moved.replacements.includes(settled))),
      moved,
    ];
    return true;
  }
  return false;
}

/** False where the expression brings something else to another alternative of the URL: one text in its place would stand for both. */
function isOnlyWay(node: ts.Expression, url: CallUrl, { sites }: ChangeSet): boolean {
  const own = broughtBy(node, url);
  return sites.every(({ site }) => site.call.urls.every((option) => ['', own].includes(broughtBy(node, option.url))));
}

/** What comes to a URL through an expression. */
function broughtBy(node: ts.Expression, { parts }: CallUrl): string {
  const brought = parts.filter((part) => carriersOfPart(part).includes(node));
  return brought.map(({ part }) => ('text' in part ? part.text : `{${part.placeholder.node.getText()}}`)).join('');
}

function replaceBase(group: ChangeSet, edit: PlacedEdit, users: Users): boolean {
  const edits = replacedBase(group, edit, isOwnOf(group, users));
  if (!edits) return false;
  group.urls = [...group.urls.filter((other) => other !== edit), ...edits];
  return true;
}

/** Gives the calls of a group the base as an option of their own. A single call is planned anew with it. */
function giveBaseOption(group: ChangeSet, analysis: Analysis): boolean {
  const versions = versionsOf(group);
  const [only, ...others] = group.sites;
  if (!only) return false;
  if (others.length === 0 && only.site.match.operation.rule.kind === 'move') {
    const base = ownBaseOption(only.site, group.changes, versions, analysis.interpreter);
    const planned = base && planSingle(only.site, only.finding, analysis, base);
    if (!planned || planned.blocked !== undefined) return false;
    Object.assign(group, planned);
    return true;
  }
  const plans = group.sites.flatMap(({ site }) => {
    const changes = group.changes.filter(({ url }) => site.call.urls.some((alternative) => alternative.url === url));
    return changes.length === 0 ? [] : [{ site, base: ownBaseOption(site, changes, versions, analysis.interpreter) }];
  });
  const edits = plans.map(({ site, base }) => base && baseEdits(site, base.code, analysis.interpreter));
  if (plans.length === 0 || edits.some((own) => own === undefined)) return false;
  group.edits.push(...edits.flatMap((own) => own ?? []));
  group.urls = group.urls.filter((edit) => !plans.some(({ base }) => base && isInBase(edit, group, base)));
  return true;
}

/** The edits that give a call its base as an option. */
function baseEdits({ call }: Site, code: string, interpreter: Interpreter): TextEdit[] | undefined {
  const additions = new Additions({ interpreter, site: call.site });
  return planBase(call, code, interpreter, additions).kind === 'blocked' ? undefined : additions.edits();
}

/** True for an edit of what stands before the part of the URL that the call itself says. */
function isInBase({ replacements }: PlacedEdit, { changes }: ChangeSet, { ends }: OwnBase): boolean {
  return changes.some(
    ({ url, replacements: own }) =>
      ends.has(url) && replacements.every((replacement) => own.includes(replacement) && replacement.end <= (ends.get(url) ?? 0)),
  );
}

function giveOwnBase(group: ChangeSet, edit: PlacedEdit, isOwn: (node: ts.Expression) => boolean, interpreter: Interpreter): boolean {
  const edits = ownBase(group, edit, isOwn, interpreter);
  if (!edits) return false;
  group.urls = group.urls.filter((other) => other !== edit);
  group.edits.push(...edits);
  return true;
}

function sharedWith(call: ApiCall): Blocker {
  return blockers.sharedUrl(nameOf(call));
}

function nameOf({ site }: Anchor): string {
  const tree = site.getSourceFile();
  const { line } = tree.getLineAndCharacterOfPosition(site.getStart());
  return `${tree.fileName.split('/').at(-1) ?? ''}:${line + 1}`;
}

/** All calls by the expressions that their URLs come through: those of other products, whose paths look alike, among them. */
function usersOf(analysis: Analysis): Users {
  const found: Users = new Map();
  for (const call of new Set([...analysis.calls, ...analysis.mocks.map(({ site }) => site.call)])) {
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
