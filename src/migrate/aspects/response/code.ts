import { ts } from '../../../project/syntax.js';
import { propertyKey, quoted, styleOf } from '../../../edit/style.js';
import type { Steps } from './path-map.js';

/** Where a way may end early: at the value that it starts from (`base`), at each new level on it (`levels`). */
export interface Optional {
  base: boolean;
  levels: boolean;
}

/** The accesses that go a way from an expression: `.data.items[0]`, with `?.` where a value may be missing. */
export function accesses(way: Steps, at: ts.Node, optional: Partial<Optional> = {}): string {
  const style = styleOf(at);
  return way
    .map((step, index) => {
      const chain = (index === 0 ? optional.base : optional.levels) === true ? '?.' : '';
      if (typeof step === 'number') return `${chain}[${step}]`;
      if (propertyKey(step, style) === step) return chain === '' ? `.${step}` : `${chain}${step}`;
      return `${chain}[${quoted(step, style)}]`;
    })
    .join('');
}

/** True when an access can follow the expression as it stands, without parentheses. */
export function isOperand(node: ts.Node): boolean {
  return (
    ts.isIdentifier(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isStringLiteralLike(node) ||
    ts.isTemplateExpression(node) ||
    ts.isArrayLiteralExpression(node) ||
    node.kind === ts.SyntaxKind.ThisKeyword
  );
}

/** True when the expression can be written twice: names and members only. */
export function isPure(node: ts.Node): boolean {
  if (ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isPropertyAccessExpression(node) || ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node))
    return isPure(node.expression);
  return ts.isElementAccessExpression(node) && ts.isLiteralExpression(node.argumentExpression) && isPure(node.expression);
}

/** The expression inside parentheses, casts and `!`. */
export function bareExpression(node: ts.Expression): ts.Expression {
  let at = node;
  while (ts.isParenthesizedExpression(at) || ts.isNonNullExpression(at) || ts.isAsExpression(at) || ts.isSatisfiesExpression(at))
    at = at.expression;
  return at;
}

/** The outermost expression that is the same value: parentheses, casts and `!` around it, and `await` when it is a promise. */
export function outermost(node: ts.Expression, promise: boolean): { node: ts.Expression; promise: boolean } {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent)) return outermost(parent, promise);
  if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent)) return outermost(parent, promise);
  if (promise && ts.isAwaitExpression(parent)) return outermost(parent, false);
  return { node, promise };
}

/** Code of one line `at file.ts:12`, for people. */
export function placeOf(node: ts.Node): string {
  const tree = node.getSourceFile();
  const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
  return `at ${tree.fileName.split(/[\\/]/).at(-1) ?? ''}:${line + 1}`;
}

/** A node as one short line, for people. */
export function shortText(node: ts.Node): string {
  const text = node.getText().replaceAll(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** A name that nothing in the file has. */
export function freshName(wanted: string, at: ts.Node): string {
  const { text } = at.getSourceFile();
  let name = wanted;
  for (let count = 2; new RegExp(`\\b${name}\\b`).test(text); count += 1) name = `${wanted}${count}`;
  return name;
}

/** True for files with types. */
export function isTyped(node: ts.Node): boolean {
  return styleOf(node).typed;
}
