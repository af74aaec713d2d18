import { blockers } from '../../scan/blockers.js';
import type { ApiCall, CallUrl } from '../../http/call.js';
import { declarationOf, referencesTo } from '../../project/scopes.js';
import { isEnvironmentFile } from '../../project/file-kinds.js';
import { ts } from '../../project/syntax.js';
import type { Analysis } from '../../scan/analyse.js';
import { openUseOf } from './closed-world.js';
import { clash, isSame } from '../../edit/edits.js';
import { placeOf } from '../aspects/response/code.js';
import { type ChangeSet, downgrade } from '../plan/change-set.js';
import type { TextEdit } from '../../edit/text-edit.js';
import { standingsOf } from '../aspects/url/literals.js';
import type { PlacedEdit } from '../plan/url-plan.js';
import { carriersOfPart } from '../aspects/url/rewrite.js';

type UrlPart = CallUrl['parts'][number];

/** A piece of a URL that stands in a literal as it is. */
interface Written {
  node: ts.Node;
  start: number;
  text: string;
  at: number;
}

/** Where a base ends with its version, in the text of one URL. */
interface Tail {
  base: Written;
  /** The version in v1, with the slash that divides it from the path: `/v1`, or `v1/` where the base ends with a slash. */
  text: string;
}

/**
 * Takes the version out of a base that some calls leave and others keep, and lets each call say it: `/v2/route` here,
 * `/v1/agents` there. Only where every use of the base is a call whose own path is written at it. False when it cannot be done.
 * @param length whether more than the version may go with it, such as `/v1/orgs/acme`
 */
export function pushDown(
  edit: PlacedEdit,
  groups: readonly ChangeSet[],
  calls: ReadonlySet<ApiCall>,
  analysis: Analysis,
  length: 'version' | 'any' = 'any',
): boolean {
  const movers = groups.filter((group) => group.blocked === undefined && group.urls.some((other) => isOf(other, edit)));
  const version = versionsOf(edit, movers);
  // The same variable is set for other environments in places that are not seen.
  if (length === 'version' && version && /\w\/\w/.test(version.v1)) return false;
  if (!version || isEnvironmentFile(edit.file) || openUseOf(edit.container, analysis) !== undefined) return false;
  const moving = new Set(movers.flatMap(({ sites }) => sites.map(({ site }) => site.call)));
  if (analysis.mocks.some(({ site }) => calls.has(site.call))) return false;
  // Calls that were given a base of their own do not name this one any more.
  const elsewhere = new Set(
    groups.flatMap((group) => (group.blocked === undefined && !movers.includes(group) ? callsElsewhere(group, edit.container) : [])),
  );
  const kept = movers.flatMap((group) => [...group.urls.filter((other) => !isOf(other, edit)), ...group.edits]);
  const edits: TextEdit[] = [];
  const anew = new Map<TextEdit, string>();
  const says = <E extends TextEdit>(one: E): E => (anew.has(one) ? { ...one, text: anew.get(one) ?? one.text } : one);
  for (const call of calls) {
    if (elsewhere.has(call) || kept.some((other) => covers(other, call.site))) continue;
    const to = moving.has(call) ? version.v2 : version.v1;
    const own = editsFor(call, edit, version.v1, to, calls);
    if (!own) return false;
    for (const one of own) {
      const rewritten = kept.filter((other) => clash(one, other));
      // A path that is written anew says its version itself.
      if (rewritten.some(({ text }) => one.text === '' || !/^['"`]\//.test(text))) return false;
      rewritten.forEach((other) => anew.set(other, other.text.slice(0, 1) + prefix(to, '/') + other.text.slice(1)));
      if (rewritten.length === 0) edits.push(one);
    }
  }
  const reader = [...calls].flatMap((call) => otherReaders(call, edit.container))[0];
  for (const group of movers) {
    if (reader) downgrade(group, 'review', blockers.baseAlsoRead(placeOf(reader)));
    group.urls = group.urls.filter((other) => !isOf(other, edit)).map(says);
    group.edits = [...group.edits.map(says), ...edits];
    moving.forEach((call) => group.dependsOn.add(call));
  }
  return true;
}

/** True for an edit of the base, and for one that a call makes in its stead where it names the base. */
function isOf(other: PlacedEdit, edit: PlacedEdit): boolean {
  return isSame(other, edit) || (other.instead !== undefined && isSame(other.instead, edit));
}

/** Calls of a group in which something else stands where they named the base. */
function callsElsewhere({ sites, edits }: ChangeSet, container: ts.Expression): ApiCall[] {
  const isReplaced = (node: ts.Node): boolean => edits.some((edit) => covers(edit, node));
  return sites.flatMap(({ site: { call } }) => {
    const parts = call.urls.flatMap(({ url }) => url.parts.filter((part) => standsIn(part, container)));
    const isOwn = parts.length > 0 && parts.every(({ part }) => (part.via ?? []).some((node) => ts.isIdentifier(node) && isReplaced(node)));
    return isOwn ? [call] : [];
  });
}

/** True for an edit that writes something else in the place of a node. */
function covers({ file, start, end }: TextEdit, node: ts.Node): boolean {
  return file === node.getSourceFile().fileName && start <= node.getStart() && node.getEnd() <= end;
}

/** The version at the end of the base in v1 and v2, as the edit says it. */
function versionsOf(edit: PlacedEdit, movers: readonly ChangeSet[]): { v1: string; v2: string } | undefined {
  const [replacement, ...more] = edit.replacements;
  const change = movers.flatMap(({ changes }) => changes).find(({ replacements }) => replacement && replacements.includes(replacement));
  if (!replacement || !change || more.length > 0 || edit.whole === true) return undefined;
  const tail = tailOf(change.url, edit.container, replacement.start);
  if (!tail) return undefined;
  const from = tail.base.at + tail.base.text.length - tail.text.length;
  if (replacement.start < from || replacement.end > from + tail.text.length) return undefined;
  return {
    v1: tail.text,
    v2: tail.text.slice(0, replacement.start - from) + replacement.text + tail.text.slice(replacement.end - from),
  };
}

function tailOf({ parts }: CallUrl, container: ts.Expression, from: number): Tail | undefined {
  const last = parts.findLast((part) => standsIn(part, container) && part.at <= from);
  const base = last && writtenIn(last);
  if (!base || parts.some((part) => part.at > base.at && standsIn(part, container))) return undefined;
  const slash = base.text.lastIndexOf('/', from - base.at);
  if (slash === -1) return undefined;
  const text = base.text.slice(base.text.endsWith('/') ? slash + 1 : slash);
  return /^\/?[\w.-]+(?:\/[\w.-]+)*\/?$/.test(text) ? { base, text } : undefined;
}

/** The edits by which one call says its version itself; undefined where its own path is not written for it alone. */
function editsFor(
  { urls }: ApiCall,
  { container }: PlacedEdit,
  v1: string,
  version: string,
  calls: ReadonlySet<ApiCall>,
): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const { url } of urls) {
    const last = url.parts.findLast((part) => standsIn(part, container));
    const base = last && writtenIn(last);
    const next = last && url.parts.slice(url.parts.indexOf(last) + 1);
    const own = next?.map((part) => writtenIn(part)).find((piece) => piece !== undefined);
    const isNext =
      own &&
      next
        ?.slice(
          0,
          next.findIndex(({ at }) => at === own.at),
        )
        .every(({ part }) => 'text' in part && part.text === '/');
    if (!base || !own || !isNext || !base.text.endsWith(v1) || usersOf(own, calls) > 1) return undefined;
    const cut = base.start + base.text.length - v1.length;
    edits.push({ file: fileOf(base), start: cut, end: cut + v1.length, text: '' });
    edits.push({ file: fileOf(own), start: own.start, end: own.start, text: prefix(version, own.text) });
  }
  return edits.length === 0 ? undefined : edits;
}

/** Uses of a wrapper's path parameter that are not part of a URL: they see the version too. */
function otherReaders({ urls }: ApiCall, container: ts.Expression): ts.Node[] {
  return urls.flatMap(({ url }) => {
    const carriers = new Set<ts.Node>(url.parts.flatMap((part) => carriersOfPart(part)));
    const base = url.parts.findLastIndex((part) => standsIn(part, container));
    const names = url.parts.slice(base + 1).flatMap(({ part }) => (part.via ?? []).filter((node) => ts.isIdentifier(node)));
    return names.flatMap((name) => {
      const declaration = declarationOf(name);
      return declaration ? referencesTo(declaration).filter((use) => !carriers.has(use)) : [];
    });
  });
}

/** The version as it stands before a path: `/v2` before `/route`, `v2/` before `route`. */
function prefix(version: string, path: string): string {
  const trimmed = version.replace(/^\//, '').replace(/\/$/, '');
  return path.startsWith('/') ? `/${trimmed}` : `${trimmed}/`;
}

function usersOf({ node, start }: Written, calls: ReadonlySet<ApiCall>): number {
  const uses = (call: ApiCall): boolean =>
    call.urls.some(({ url }) => url.parts.some(({ part }) => 'text' in part && part.node === node && part.start === start));
  return [...calls].filter((call) => uses(call)).length;
}

function standsIn(part: UrlPart, container: ts.Expression): boolean {
  return standingsOf(part).some((standing) => standing.container === container && !standing.operand) && isWritten(part);
}

function isWritten({ part }: UrlPart): boolean {
  return 'text' in part && part.text !== '';
}

function writtenIn({ part, at }: UrlPart): Written | undefined {
  if (!('text' in part) || !part.node || part.start === undefined || part.text === '') return undefined;
  return { node: part.node, start: part.start, text: part.text, at };
}

function fileOf({ node }: Written): string {
  return node.getSourceFile().fileName;
}
