import type { Interpreter } from '../../dataflow/interpreter.js';
import { alternatives, EMPTY } from '../../dataflow/value.js';
import { ts } from '../../project/syntax.js';
import { isAssignment } from '../../project/nodes.js';

/** Kinds of expressions that do something when they are evaluated, or may. */
const EFFECTS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AwaitExpression,
  ts.SyntaxKind.YieldExpression,
  ts.SyntaxKind.NewExpression,
  ts.SyntaxKind.DeleteExpression,
  ts.SyntaxKind.PostfixUnaryExpression,
  ts.SyntaxKind.TaggedTemplateExpression,
  ts.SyntaxKind.ClassExpression,
  ts.SyntaxKind.SpreadElement,
]);

/** Methods of texts and lists that only make a new value. */
const PLAIN_METHODS = new Set(['concat', 'join', 'replace', 'slice', 'toLowerCase', 'toString', 'toUpperCase', 'trim']);

const PLAIN_FUNCTIONS = new Set(['String', 'Number', 'Boolean', 'encodeURIComponent', 'encodeURI', 'require']);

/** True for an expression that can be left out when nobody needs its value. */
export function hasNoEffect(node: ts.Node, interpreter: Interpreter, entered: ReadonlySet<ts.Node> = new Set()): boolean {
  if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return true;
  if (EFFECTS.has(node.kind)) return false;
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return false;
  if (ts.isPrefixUnaryExpression(node) && [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(node.operator))
    return false;
  if (ts.isCallExpression(node) && !isPlainCall(node, interpreter, entered)) return false;
  return ts.forEachChild(node, (child) => !hasNoEffect(child, interpreter, entered)) !== true;
}

function isPlainCall({ expression }: ts.CallExpression, interpreter: Interpreter, entered: ReadonlySet<ts.Node>): boolean {
  if (ts.isIdentifier(expression) && PLAIN_FUNCTIONS.has(expression.text)) return true;
  const callees = alternatives(interpreter.valueOf(expression, EMPTY));
  if (callees.every(({ kind }) => kind === 'function'))
    return callees.every((callee) => callee.kind === 'function' && returnsPlainly(callee.node, interpreter, entered));
  return ts.isPropertyAccessExpression(expression) && PLAIN_METHODS.has(expression.name.text);
}

/** A function of one expression, such as the text of a URL. */
function returnsPlainly(callee: ts.FunctionLikeDeclaration, interpreter: Interpreter, entered: ReadonlySet<ts.Node>): boolean {
  const { body } = callee;
  if (!body || entered.has(callee)) return false;
  const [only, ...others] = ts.isBlock(body) ? body.statements : [];
  const result = ts.isBlock(body) ? (only && others.length === 0 && ts.isReturnStatement(only) ? only.expression : undefined) : body;
  return result !== undefined && hasNoEffect(result, interpreter, new Set([...entered, callee]));
}
