import type { Read } from '../../../http/response/index.js';
import { ts } from '../../../project/syntax.js';

/**
 * What the code does where the value of a read is missing: `asked` when it expects that (`??`, `?.`, a test, a default),
 * `silent` when it goes on without looking, `fails` when it throws there.
 */
export type Tolerance = 'asked' | 'silent' | 'fails';

/** How a read takes a value that is missing. */
export function toleranceOf({ node }: Read): Tolerance {
  if (ts.isStringLiteralLike(node)) return 'asked';
  if (ts.isBindingElement(node)) return bindingTolerance(node);
  if (ts.isPropertyAssignment(node)) return hasDefault(node.initializer) ? 'asked' : 'silent';
  if (ts.isShorthandPropertyAssignment(node)) return node.objectAssignmentInitializer ? 'asked' : 'silent';
  return expressionTolerance(node);
}

/** True when only the presence of the value matters where it is read: a condition, a comparison with nothing, `in`. */
export function isPresenceTest({ node }: Read): boolean {
  if (ts.isStringLiteralLike(node)) return true;
  return ts.isExpression(node) && isTested(transparent(node));
}

function bindingTolerance({ name, initializer, parent }: ts.BindingElement): Tolerance {
  if (initializer) return 'asked';
  if (!ts.isIdentifier(name)) return 'fails';
  const declaration = parent.parent;
  return !ts.isBindingElement(declaration) && declaration.initializer && ts.isParameter(declaration) ? 'asked' : 'silent';
}

function hasDefault(target: ts.Expression): boolean {
  return ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

function expressionTolerance(read: ts.Expression): Tolerance {
  const node = transparent(read);
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) {
    if (parent.expression !== node) return 'silent';
    return parent.questionDotToken ? 'asked' : 'fails';
  }
  if (ts.isCallExpression(parent) && parent.expression === node) return 'fails';
  if (ts.isForOfStatement(parent) || ts.isSpreadElement(parent)) return 'fails';
  if (ts.isVariableDeclaration(parent) && !ts.isIdentifier(parent.name)) return 'fails';
  if (isAsked(node)) return 'asked';
  return isWritten(node) ? 'fails' : hasOptionalBase(read) ? 'asked' : 'silent';
}

function hasOptionalBase(node: ts.Expression): boolean {
  return (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && node.questionDotToken !== undefined;
}

function isWritten({ parent }: ts.Expression): boolean {
  return (
    ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isPropertyAccessExpression(parent.left)
  );
}

/** The expression with the parentheses, casts and `!` around it. */
function transparent(node: ts.Expression): ts.Expression {
  const { parent } = node;
  const isSame =
    ts.isParenthesizedExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isTypeAssertionExpression(parent);
  return isSame ? transparent(parent) : node;
}

/** `x ?? y`, `x || y`, and wherever the presence of the value is tested. */
function isAsked(node: ts.Expression): boolean {
  const { parent } = node;
  if (!ts.isBinaryExpression(parent) || parent.left !== node) return isTested(node);
  const { kind } = parent.operatorToken;
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken || isTested(node);
}

function isTested(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) return parent.expression === node;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (ts.isTypeOfExpression(parent)) return true;
  if (ts.isCallExpression(parent)) return ts.isIdentifier(parent.expression) && parent.expression.text === 'Boolean';
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return parent.left === node || isTested(parent);
  if (kind === ts.SyntaxKind.BarBarToken) return isTested(parent);
  return isNothing(parent.left === node ? parent.right : parent.left) && /^[!=]==?$/.test(parent.operatorToken.getText());
}

function isNothing(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined');
}
