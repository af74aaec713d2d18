import { declarationOf, isReference, referencesTo, type ValueDeclaration } from '../../../project/scopes.js';
import { isAssignment, isInside } from '../../../project/nodes.js';
import { ts } from '../../../project/syntax.js';
import { unwrap } from '../../../project/unwrap.js';
import { walk } from '../../../project/walk.js';

/** What may happen to the values that an expression reads, before it is evaluated at a later place. */
export type Change =
  /** Another value, or another field of an object: a copy made at the old place has the old one. */
  | 'shallow'
  /** Something inside of a value: only a deep copy has the old one. */
  | 'deep';

/** Callees that change nothing that the program reads. */
const HARMLESS =
  /^(?:console|Math|JSON|Number|String|Boolean|Object\.(?:keys|values|entries|freeze)|encodeURIComponent|parseInt|parseFloat)\b/;

const PRIMITIVE_TYPES: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.StringKeyword,
  ts.SyntaxKind.NumberKeyword,
  ts.SyntaxKind.BooleanKeyword,
  ts.SyntaxKind.LiteralType,
]);

/**
 * Whether an expression may give another value when it is evaluated later in its function; undefined when it does not.
 * @param from what is evaluated before it, at its own place
 * @param to what it is to be evaluated with
 * @param isGone true for statements that are taken out
 */
export function changeBetween(
  expression: ts.Expression,
  from: ts.Node,
  to: ts.Node,
  isGone: (node: ts.Node) => boolean,
): Change | undefined {
  const between = actionsBetween(from, to, isGone);
  if (between.length === 0) return undefined;
  const isOpen = between.some(isOpaque);
  let found: Change | undefined;
  walk(expression, (node) => {
    if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return false;
    const change = changeOf(node, between, isOpen);
    if (change !== undefined && found !== 'deep') found = change;
    return true;
  });
  return found;
}

function changeOf(node: ts.Node, between: readonly ts.Node[], isOpen: boolean): Change | undefined {
  if (hasEffect(node)) return 'shallow';
  if (node.kind === ts.SyntaxKind.ThisKeyword) return isOpen || between.some((action) => writesThis(action)) ? 'shallow' : undefined;
  const declaration = ts.isIdentifier(node) && isReference(node) ? declarationOf(node) : undefined;
  return declaration && isVariable(declaration) ? changeOfVariable(declaration, between, isOpen) : undefined;
}

/** Calls and the like have an order among the other things that the code does. */
function hasEffect(node: ts.Node): boolean {
  if (ts.isCallExpression(node)) return !HARMLESS.test(node.expression.getText());
  return (
    ts.isNewExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isYieldExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) ||
    isUpdate(node)
  );
}

function isUpdate(node: ts.Node): node is ts.PrefixUnaryExpression | ts.PostfixUnaryExpression {
  return (
    (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)
  );
}

/** Everything between two places of a function that does something: calls, waits, writes. */
function actionsBetween(from: ts.Node, to: ts.Node, isGone: (node: ts.Node) => boolean): ts.Node[] {
  const home = ts.findAncestor(to, ts.isFunctionLike) ?? to.getSourceFile();
  const actions: ts.Node[] = [];
  walk(home, (node) => {
    if (node !== home && ts.isFunctionLike(node)) return false;
    if (node.end <= from.end || node.pos >= to.getStart() || isGone(node)) return false;
    const isBetween = node.getStart() >= from.end && node.end <= to.getStart();
    if (isBetween && (hasEffect(node) || ts.isDeleteExpression(node))) actions.push(node);
    return true;
  });
  return actions;
}

/** Runs code that is not looked at. */
function isOpaque(action: ts.Node): boolean {
  return ts.isCallExpression(action) || ts.isNewExpression(action) || ts.isAwaitExpression(action) || ts.isYieldExpression(action);
}

type Variable = ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement;

function isVariable(declaration: ValueDeclaration): declaration is Variable {
  return ts.isVariableDeclaration(declaration) || ts.isParameter(declaration) || ts.isBindingElement(declaration);
}

function changeOfVariable(declaration: Variable, between: readonly ts.Node[], isOpen: boolean): Change | undefined {
  const isBetween = (node: ts.Node): boolean => between.some((action) => isInside(node, action));
  const home = ts.findAncestor(declaration, ts.isFunctionLike);
  const isCaptured = (node: ts.Node): boolean => isOpen && ts.findAncestor(node, ts.isFunctionLike) !== home;
  let found: Change | undefined;
  for (const use of referencesTo(declaration)) {
    if (!isBetween(use) && !isCaptured(use)) continue;
    const written = writeDepth(use);
    const depth = written ?? (isBetween(use) && isHandedOn(use) && !isPrimitive(declaration) ? 1 : undefined);
    if (depth === undefined) continue;
    if (depth > 1) return 'deep';
    found = 'shallow';
  }
  return found;
}

/** How deep below a variable a use writes: 0 for the variable, 1 for a member of it; undefined for a use that only reads. */
function writeDepth(use: ts.Expression): number | undefined {
  let depth = 0;
  let at: ts.Node = use;
  for (;;) {
    const { parent } = at;
    if ((ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === at) {
      const isCalled = ts.isCallExpression(parent.parent) && parent.parent.expression === parent;
      if (isCalled) return depth + 1;
      depth += 1;
      at = parent;
    } else if (ts.isNonNullExpression(parent) || ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent)) at = parent;
    else break;
  }
  const { parent } = at;
  const isTarget =
    isUpdate(parent) ||
    ts.isDeleteExpression(parent) ||
    (ts.isBinaryExpression(parent) && parent.left === at && isAssignment(parent.operatorToken.kind));
  if (isTarget) return depth;
  const [target] =
    ts.isCallExpression(parent) && /^Object\.(?:assign|defineProperty)$/.test(parent.expression.getText()) ? parent.arguments : [];
  return target === at ? depth + 1 : undefined;
}

/** Given to a call, which may change what it holds. */
function isHandedOn(use: ts.Expression): boolean {
  const call = ts.findAncestor(use, (node) => ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isStatement(node));
  if (!call || ts.isStatement(call) || HARMLESS.test(call.expression.getText())) return false;
  return (
    call.arguments?.some(
      (argument) => unwrap(ts.isSpreadElement(argument) ? argument.expression : argument) === use || isObjectAround(argument, use),
    ) ?? false
  );
}

function isObjectAround(argument: ts.Expression, use: ts.Expression): boolean {
  const inner = unwrap(argument);
  return (ts.isObjectLiteralExpression(inner) || ts.isArrayLiteralExpression(inner)) && isInside(use, inner);
}

/** A text, a number or a truth value cannot be changed by who gets it. */
function isPrimitive(declaration: Variable): boolean {
  if (ts.isBindingElement(declaration)) return false;
  if (declaration.type) return PRIMITIVE_TYPES.has(declaration.type.kind);
  const initial = declaration.initializer && unwrap(declaration.initializer);
  return initial !== undefined && (ts.isLiteralExpression(initial) || ts.isTemplateExpression(initial));
}

function writesThis(action: ts.Node): boolean {
  return action.getText().includes('this');
}
