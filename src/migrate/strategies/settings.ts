import { blockers, ruleBlocker } from '../../scan/blockers.js';
import type { Json } from '../../pack/model.js';
import { ts } from '../../project/syntax.js';
import type { Analysis } from '../../scan/analyse.js';
import type { Finding } from '../../scan/model.js';
import { blindReader, entryNamed, namedElsewhere, readersOf, type SettingsUse } from '../../scan/settings.js';
import { addPlan, type ChangeSet, placeChangeSet, block } from '../plan/change-set.js';
import type { TextEdit } from '../../edit/text-edit.js';
import { literalText } from '../aspects/request/draft/literal.js';
import { editsOf, spanOf } from '../../edit/spliced-text.js';
import { quoted, styleOf } from '../../edit/style.js';

/**
 * Plans the changes of settings, in code or JSON: with all calls that read them, or not at all. What cannot be seen to
 * read them may be anywhere, so that they never reach more than a review.
 */
export function planSettings(selected: Finding[], settingsOf: ReadonlyMap<string, SettingsUse>, analysis: Analysis): ChangeSet[] {
  return selected.flatMap((finding) => {
    const use = settingsOf.get(finding.id);
    return use ? [planUse(use, finding, analysis)] : [];
  });
}

function planUse(use: SettingsUse, finding: Finding, analysis: Analysis): ChangeSet {
  const group = placeChangeSet(use, finding);
  const { rule, object } = use;
  const blind = blindReader(use, analysis);
  if (blind) block(group, blockers.versionAtRunTime(placeOf(blind.site)));
  const edits = Object.entries(use.set).map(([name, value]) => setEdit(object, name, value, analysis));
  const missing = edits.findIndex((edit) => edit === undefined);
  if (missing !== -1) block(group, blockers.settingNotText(Object.keys(use.set)[missing] ?? ''));
  if (group.blocked !== undefined) return group;
  readersOf(use, analysis).forEach((call) => group.dependsOn.add(call));
  const read = use.remove.flatMap((name) => namedElsewhere(name, use, analysis) ?? []);
  const reason = ruleBlocker(rule);
  addPlan(group, {
    kind: 'edits',
    edits: [...edits.flatMap((edit) => edit ?? []), ...(read.length > 0 ? [] : removal(use, analysis))],
    level: rule.level,
    rules: [],
    reason,
  });
  const [first] = read;
  if (first) group.reason = blockers.settingStays(use.remove.join(', '), placeOf(first), reason.text);
  return group;
}

/** The value inside its quotes, as an edit of a URL that reads it would place it. */
function setEdit(object: ts.ObjectLiteralExpression, name: string, value: Json, analysis: Analysis): TextEdit | undefined {
  const entry = entryNamed(object, name, analysis);
  const node = entry && ts.isPropertyAssignment(entry) ? entry.initializer : undefined;
  if (!node || !ts.isStringLiteralLike(node) || typeof value !== 'string') return undefined;
  const { fileName: file } = node.getSourceFile();
  const text = quoted(value, styleOf(node)).slice(1, -1);
  return { file, start: node.getStart() + 1, end: node.getEnd() - 1, text };
}

/** The object without the entries that go; the others keep every byte. */
function removal({ object, remove }: SettingsUse, analysis: Analysis): TextEdit[] {
  const gone = new Set<ts.Node>(remove.flatMap((name) => entryNamed(object, name, analysis) ?? []));
  if (gone.size === 0) return [];
  const kept = object.properties.filter((entry) => !gone.has(entry)).map((entry) => ({ kept: entry, rope: [spanOf(entry)] }));
  return editsOf(literalText({ kind: 'object', node: object, entries: [] }, kept), object);
}

function placeOf(node: ts.Node): string {
  const tree = node.getSourceFile();
  return `${tree.fileName.split('/').at(-1) ?? ''}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}
