import type { CallUrl } from '../../http/call.js';
import { applyEdits } from '../../edit/edits.js';
import { quoted, styleOf } from '../../edit/style.js';
import { declarationOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { ChangeSet } from '../plan/change-set.js';
import type { PlacedEdit, Replacement } from '../plan/url-plan.js';
import { type Carrier, carriersOf } from '../aspects/url/rewrite.js';

/**
 * Gives the calls of a group a base of their own where they name the shared one: `${base.replace('/api/v1', '/api/v2')}/jobs`.
 * This holds wherever the base comes from. Undefined where no expression of theirs alone brings it.
 * @param isOwn true for an expression that only calls of the group go through
 */
export function replacedBase(group: ChangeSet, edit: PlacedEdit, isOwn: (node: ts.Expression) => boolean): PlacedEdit[] | undefined {
  const version = versionsOf(group);
  const edits: PlacedEdit[] = [];
  for (const { url, replacements } of group.changes) {
    const own = replacements.filter((replacement) => edit.replacements.includes(replacement));
    if (own.length === 0) continue;
    const carrier = version && carriersOf(url).findLast((candidate) => canReplace(candidate, url, own, version, isOwn));
    if (!carrier) return undefined;
    const end = carrier.node.getEnd();
    const text = replaceCall(version, carrier.node);
    edits.push({
      file: carrier.node.getSourceFile().fileName,
      start: end,
      end,
      text,
      container: carrier.node,
      replacements: own,
      instead: edit,
    });
  }
  return edits.length === 0 ? undefined : edits;
}

/** A version of a base, before and after. */
export interface Versions {
  v1: string;
  v2: string;
}

/** What tells the base of v2 from that of v1, such as `/api/v1` and `/api/v2`; undefined where they differ in more. */
export function versionsOf({ sites }: ChangeSet): Versions | undefined {
  const base = sites[0]?.site.match.table.pack.base;
  const [v1] = base ? [base.v1].flat().map(written) : [];
  const v2 = base && written(base.v2);
  return v1 === undefined || v2 === undefined || v1 === '' || v2 === '' || v1 === v2 ? undefined : { v1, v2 };
}

function written(base: string): string {
  return (base.split('{')[0] ?? '').replace(/\/$/, '');
}

/** `.replace('/api/v1', '/api/v2')` */
export function replaceCall({ v1, v2 }: Versions, at: ts.Node): string {
  const style = styleOf(at);
  return `.replace(${quoted(v1, style)}, ${quoted(v2, style)})`;
}

/** An operand that brings the base as text, and in which the replacement does exactly what was asked for. */
function canReplace(
  { node, start, end }: Carrier,
  url: CallUrl,
  replacements: Replacement[],
  versions: Versions,
  isOwn: (node: ts.Expression) => boolean,
): boolean {
  if (!isName(node) || !isOperand(node) || !isOwn(node)) return false;
  if (replacements.some((replacement) => replacement.start < start || replacement.end > end)) return false;
  return doesReplace(url.text.slice(start, end), start, replacements, versions);
}

/** True when replacing the version once in a text does exactly what was asked for. */
export function doesReplace(before: string, at: number, replacements: readonly Replacement[], { v1, v2 }: Versions): boolean {
  const asked = applyEdits(
    before,
    replacements.map(({ start, end, text }) => ({ file: '', start: start - at, end: end - at, text })),
  );
  return before.split(v1).length === 2 && before.replace(v1, v2) === asked;
}

/** A name or a member that holds a text: a URL object has no `replace`. */
function isName(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return true;
  const declaration = ts.isIdentifier(node) ? declarationOf(node) : undefined;
  return (
    declaration !== undefined &&
    !(ts.isVariableDeclaration(declaration) && declaration.initializer && ts.isNewExpression(declaration.initializer))
  );
}

function isOperand(node: ts.Expression): boolean {
  const { parent } = node;
  return ts.isTemplateSpan(parent) || (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.PlusToken);
}
