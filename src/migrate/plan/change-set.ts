import { lowerLevel } from '../../match/index.js';
import type { Level } from '../../pack/model.js';
import type { ts } from '../../project/syntax.js';
import { Blocker } from '../../scan/blockers.js';
import type { Finding } from '../../scan/model.js';
import type { Site } from '../../scan/site.js';
import type { TextEdit } from '../../edit/text-edit.js';
import type { Plan } from './result.js';
import type { PlacedEdit, UrlChange, UrlPlan } from './url-plan.js';

/** What groups depend on: a call, or another place that is reported by itself. */
export interface Anchor {
  readonly site: ts.Node;
}

/** What is being planned for one call site, or for several that stand or fall together. */
export interface ChangeSet {
  sites: { site: Site; finding: Finding }[];
  /** A place that is no call, such as an import. */
  place?: { anchor: Anchor; finding: Finding };
  /** URL edits, which other calls may share. */
  urls: PlacedEdit[];
  /** What the URL edits do, should a shared literal have to stay. */
  changes: UrlChange[];
  edits: TextEdit[];
  /** Calls and places whose edits these share: when one of them stays, so does this group. */
  dependsOn: Set<Anchor>;
  /** The types that the result needs come with a new version of a package: what this says of a type error lowers the level. */
  awaits?: Blocker;
  /** The calls themselves are taken out, and need no literal any more. */
  gone?: true;
  level: Level;
  reason?: Blocker;
  /** Rules that took part. */
  rules: string[];
  /** Set when the group cannot be applied. */
  blocked?: Blocker;
}

/** A group with nothing planned yet. */
export function emptyChangeSet(sites: ChangeSet['sites']): ChangeSet {
  const [first] = sites;
  const group: ChangeSet = {
    sites,
    urls: [],
    changes: [],
    edits: [],
    dependsOn: new Set(),
    level: first?.site.level ?? 'manual',
    rules: [],
  };
  if (first?.site.reason !== undefined) group.reason = first.site.reason;
  return group;
}

/** All findings that a group settles. */
export function findingsOf({ sites, place }: ChangeSet): Finding[] {
  return [...sites.map(({ finding }) => finding), ...(place ? [place.finding] : [])];
}

/** All that others may depend on in a group. */
export function anchorsOf({ sites, place }: ChangeSet): Anchor[] {
  return [...sites.map(({ site }) => site.call), ...(place ? [place.anchor] : [])];
}

/** A group for a place that is no call. */
export function placeChangeSet(anchor: Anchor, finding: Finding): ChangeSet {
  const { level, reason, reasonCode } = finding;
  const group: ChangeSet = { ...emptyChangeSet([]), place: { anchor, finding }, level };
  if (reason !== undefined && reasonCode !== undefined) group.reason = new Blocker(reasonCode, reason);
  return group;
}

/** A group that stays as it is. */
export function block(group: ChangeSet, reason: Blocker | Blocker): void {
  group.blocked ??= reason;
  group.urls = [];
  group.edits = [];
}

/** Adds a plan to a group. A refused group asks for nothing any more. */
export function addPlan(group: ChangeSet, plan: Plan): void {
  if (group.blocked !== undefined) return;
  if (plan.kind === 'blocked') {
    block(group, plan.reason);
    return;
  }
  group.edits.push(...plan.edits);
  plan.dependsOn?.forEach((call) => group.dependsOn.add(call));
  group.rules.push(...plan.rules.filter((rule) => !group.rules.includes(rule)));
  downgrade(group, plan.level, plan.reason);
}

/** Adds the URL edits of a group. A refused group asks for nothing any more. */
export function addUrls(group: ChangeSet, plan: UrlPlan): void {
  if (group.blocked !== undefined) return;
  if ('refused' in plan) {
    block(group, plan.refused);
    return;
  }
  group.urls.push(...plan.edits);
  group.changes.push(...plan.changes);
}

/** Lowers the level of a group; the first reason stays. */
export function downgrade(group: ChangeSet, level: Level, reason: Blocker | undefined): void {
  const next = lowerLevel(group.level, level);
  if (next === group.level) return;
  group.level = next;
  if (reason !== undefined) group.reason = reason;
}

/** All edits of a group. */
export function editsOf(group: ChangeSet): TextEdit[] {
  return [...group.urls, ...group.edits];
}
