import type { ApiCall } from '../http/call.js';
import { propertyName } from '../dataflow/interpret/members.js';
import { EMPTY } from '../dataflow/value.js';
import type { Table } from '../match/index.js';
import type { AdviceRule, JsonObject } from '../pack/model.js';
import { isCode } from '../project/file-kinds.js';
import { ts } from '../project/syntax.js';
import type { Analysis } from './analyse.js';

/** Settings, in code or JSON, that a rule changes: an object with what is set in it and what is taken out. */
export interface SettingsUse {
  rule: AdviceRule;
  table: Table;
  /** Where it is reported: the first entry that the rule names. */
  site: ts.Node;
  object: ts.ObjectLiteralExpression;
  set: JsonObject;
  remove: string[];
}

type Entry = ts.PropertyAssignment | ts.ShorthandPropertyAssignment;

/** The entry of an object that has a name; the last one counts. */
export function entryNamed(object: ts.ObjectLiteralExpression, name: string, { interpreter }: Analysis): Entry | undefined {
  return object.properties.findLast(
    (entry): entry is Entry =>
      (ts.isPropertyAssignment(entry) || ts.isShorthandPropertyAssignment(entry)) && propertyName(entry.name, EMPTY, interpreter) === name,
  );
}

/** Calls whose URL holds what stands in an entry that the rule sets. */
export function readersOf(use: SettingsUse, analysis: Analysis): ApiCall[] {
  const values = new Set(Object.keys(use.set).flatMap((name) => valueOf(entryNamed(use.object, name, analysis)) ?? []));
  return analysis.calls.filter((call) =>
    call.urls.some(({ url }) => url.parts.some(({ part }) => 'text' in part && part.node !== undefined && values.has(part.node))),
  );
}

function valueOf(entry: Entry | undefined): ts.Node | undefined {
  return entry && ts.isPropertyAssignment(entry) ? entry.initializer : undefined;
}

/** A call of the same API whose version only the running program knows: it may read it from these settings. */
export function blindReader({ table }: SettingsUse, { calls, dynamic, matcher }: Analysis): ApiCall | undefined {
  const known = dynamic.find((open) => open.table === table)?.call;
  const versions = [table.pack.base.v1].flat().map((base) => base.slice(base.lastIndexOf('/') + 1));
  const isOurs = (call: ApiCall, url: string): boolean =>
    matcher.matchAll(call.method, url).some((result) => result.kind === 'match' && result.match.table === table);
  return known ?? calls.find((call) => call.urls.some(({ url: { text } }) => filled(text, versions).some((url) => isOurs(call, url))));
}

/** A URL with a version in place of each segment that is only known at run time. */
function filled(url: string, versions: string[]): string[] {
  return [...url.matchAll(/(?<=\/)v?[\uE000-\uF8FF](?=\/)/g)].flatMap(({ 0: placeholder, index }) =>
    versions.map((version) => url.slice(0, index) + version + url.slice(index + placeholder.length)),
  );
}

/** Where code names a key of settings outside of the settings themselves. */
export function namedElsewhere(name: string, { object }: SettingsUse, { project }: Analysis): ts.Node | undefined {
  for (const file of project.files) {
    if (!isCode(file) || !project.mentions(file, [name])) continue;
    const tree = project.source(file)?.tree;
    const found = tree && findNode(tree, (node) => isNamed(node, name) && node.parent.parent !== object);
    if (found) return found;
  }
  return undefined;
}

function isNamed(node: ts.Node, name: string): boolean {
  return (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) && node.text === name;
}

function findNode(tree: ts.Node, fits: (node: ts.Node) => boolean): ts.Node | undefined {
  const visit = (node: ts.Node): ts.Node | undefined => (fits(node) ? node : ts.forEachChild(node, visit));
  return visit(tree);
}

/** The dates among the values that are taken out, when they lie in the past: the change was due by then. */
export function overdue({ object, remove }: Pick<SettingsUse, 'object' | 'remove'>, analysis: Analysis, now: Date): string | undefined {
  const today = now.toISOString().slice(0, 10);
  const dates = remove.flatMap((name) => {
    const value = valueOf(entryNamed(object, name, analysis));
    return value && ts.isStringLiteralLike(value) && /^\d{4}-\d{2}-\d{2}/.test(value.text) ? [value.text.slice(0, 10)] : [];
  });
  return dates.find((date) => date < today);
}
