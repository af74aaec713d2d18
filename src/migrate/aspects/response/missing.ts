import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { Read } from '../../../http/response/index.js';
import { ts } from '../../../project/syntax.js';
import { accesses, freshName, isOperand, type Optional, placeOf } from './code.js';
import type { EditBuilder } from './draft.js';
import type { Steps } from './path-map.js';
import type { Rebinding, Rebound } from './patterns.js';
import { ownerOf } from './steps.js';

/**
 * Makes one read see as missing what v2 answers as null: a default in a pattern, and the question whether a name is there.
 * Gives the reason when it cannot.
 */
export function readAsMissing(step: Read, way: Steps, optional: Optional, rebound: Rebound, draft: EditBuilder): Blocker | undefined {
  const { node } = step;
  if (ts.isStringLiteralLike(node)) return askForValue(node, way, optional, draft);
  return ts.isBindingElement(node) && node.initializer
    ? defaultAfter(node, node.initializer, { way, optional: optional.levels }, rebound, draft)
    : undefined;
}

/** `'name' in x` becomes `x.name != null`. */
function askForValue(key: ts.StringLiteralLike, way: Steps, optional: Optional, draft: EditBuilder): Blocker | undefined {
  const owner = ownerOf(key);
  const question = key.parent;
  if (!owner || !ts.isExpression(question)) return blockers.notUnderstood(key.parent.getText(), placeOf(key));
  const test = `${owner.getText()}${accesses(way, key, optional)} != null`;
  const isBare = ts.isBinaryExpression(question) || !ts.isPrefixUnaryExpression(question.parent);
  draft.rewrite(question, isBare ? test : `(${test})`);
  return undefined;
}

/**
 * `const { name = 'none' } = x` becomes `const name = x.name ?? 'none'`; beside other names,
 * `const { name: given, other } = x, name = given ?? 'none'`.
 */
function defaultAfter(
  element: ts.BindingElement,
  initial: ts.Expression,
  to: Pick<Rebinding, 'way' | 'optional'>,
  rebound: Rebound,
  draft: EditBuilder,
): Blocker | undefined {
  const declaration = ts.findAncestor(element, (node) => ts.isVariableDeclaration(node) || ts.isParameter(node));
  const isStatement = declaration && ts.isVariableDeclaration(declaration) && ts.isVariableStatement(declaration.parent.parent);
  if (!isStatement || !ts.isIdentifier(element.name)) return blockers.defaultMissesNull(element.getText(), placeOf(element));
  const { text } = element.name;
  if (element.parent === declaration.name && element.parent.elements.length === 1 && !declaration.type && !element.dotDotDotToken) {
    rebound.set(element, { ...to, alone: `?? ${operandText(initial)}` });
    return undefined;
  }
  const local = freshName(/_/.test(text) ? `${text}_or_null` : `${text}OrNull`, element);
  rebound.set(element, { ...to, local });
  draft.wrap(declaration, '', `, ${text} = ${local} ?? ${operandText(initial)}`);
  return undefined;
}

/** An expression as the right side of `??`. */
function operandText(node: ts.Expression): string {
  const text = node.getText();
  return isOperand(node) || ts.isLiteralExpression(node) || ts.isObjectLiteralExpression(node) || isWord(node) ? text : `(${text})`;
}

function isWord({ kind }: ts.Node): boolean {
  return kind === ts.SyntaxKind.NullKeyword || kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword;
}
