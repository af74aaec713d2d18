import { unwrap, wrapperOf } from '../../project/unwrap.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { alternatives, EMPTY } from '../../dataflow/value.js';
import type { TextNode } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';

/** Functions that look at a text, write it down or stand in for what it names. */
const LOOKERS =
  /^(?:startsWith|endsWith|includes|match|matchAll|test|exec|search|indexOf|lastIndexOf|split|describe|it|test|each|expect|assert|equal|strictEqual|deepEqual|log|info|warn|error|debug|trace|Error|RegExp|replace|replaceAll|Controller|redirect|navigate|push)$/;
/** What keeps things under a name, which comes first. */
const KEEPERS = /(?:cache|caches|storage|redis|store|db|map|router|history)$/i;
/** Members beside a path that make an object the description of a route. */
const HANDLERS = new Set(['handler', 'component', 'element', 'controller', 'middleware', 'destination', 'source', 'loader', 'operationId']);
/** Attributes of an element whose text a browser asks for. */
const ASKED = new Set(['href', 'src', 'action', 'url']);

/** The whole text that a literal is a piece of: the template, or the chain of `+`. */
export function wholeText(node: TextNode): ts.Expression {
  let at: ts.Node = ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node) ? templateOf(node) : node;
  for (let up = wrapperOf(at).parent; isPieceOf(at, up); up = wrapperOf(at).parent) at = ts.isTemplateSpan(up) ? up.parent : up;
  return at as ts.Expression;
}

/** `new URL(path, base)` and the like, which only say the same in another way. */
function isUrl(node: ts.Node): node is ts.NewExpression {
  return ts.isNewExpression(node) && /^(?:URL|Request)$/.test(node.expression.getText());
}

function templateOf(piece: ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail): ts.Node {
  return ts.isTemplateHead(piece) ? piece.parent : piece.parent.parent;
}

function isPieceOf(node: ts.Node, parent: ts.Node): boolean {
  if (isUrl(parent)) return parent.expression !== node;
  if (ts.isTemplateSpan(parent)) return parent.expression === wrapperOf(node);
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

const SENDERS = /^(?:get|post|put|patch|del|delete|head|request|send|call|fetch|ask|load|invoke|execute)$/i;

/** True for an argument of a function whose name says that it sends something. */
export function isGivenToSender(whole: ts.Expression): boolean {
  const { parent } = wrapperOf(whole);
  if (!ts.isCallExpression(parent)) return false;
  const callee = unwrap(parent.expression);
  return SENDERS.test(ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText());
}

/** True for an argument of a function of a package or of the platform: what it sends is known otherwise. What keeps it gives it back. */
export function isGivenToPackage(whole: ts.Expression, interpreter: Interpreter): boolean {
  const place = wrapperOf(whole);
  const { parent } = place;
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return false;
  if (parent.arguments?.[0] !== place && KEEPERS.test(rootOf(parent.expression).getText())) return false;
  return alternatives(interpreter.valueOf(parent.expression, EMPTY)).every(({ kind }) => kind === 'external');
}

/** True for an argument that a client is told for calls to come: `fetch.bind(null, url)`. */
export function isBound(whole: ts.Expression, interpreter: Interpreter): boolean {
  const { parent } = wrapperOf(whole);
  const callee = ts.isCallExpression(parent) ? unwrap(parent.expression) : undefined;
  if (!callee || !ts.isPropertyAccessExpression(callee) || callee.name.text !== 'bind') return false;
  return alternatives(interpreter.valueOf(callee.expression, EMPTY)).some(
    (value) => interpreter.isClient(value) || value.kind === 'client',
  );
}

/** True for a text that may end in a request: no type, name, comparison, message, test or route of a server. */
export function mayBeSent(whole: ts.Expression, interpreter: Interpreter): boolean {
  const place = wrapperOf(whole);
  const { parent } = place;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === place && !describesRoute(parent.parent);
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent))
    return parent.expression === place || mayBeSentBy(parent, place, interpreter);
  if (ts.isBinaryExpression(parent)) return !isComparison(parent.operatorToken.kind);
  if (ts.isJsxAttribute(parent)) return ASKED.has(parent.name.getText());
  if (ts.isJsxExpression(parent)) return !ts.isJsxAttribute(parent.parent) || ASKED.has(parent.parent.name.getText());
  return !(
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isExternalModuleReference(parent) ||
    ts.isTypeNode(parent) ||
    ts.isCaseClause(parent) ||
    ts.isElementAccessExpression(parent) ||
    ts.isExpressionStatement(parent) ||
    ('name' in parent && parent.name === place)
  );
}

function describesRoute(object: ts.ObjectLiteralExpression): boolean {
  return object.properties.some(({ name }) => name !== undefined && !ts.isComputedPropertyName(name) && HANDLERS.has(name.text));
}

/** False for a call that looks at the text, registers a handler for it, or decorates with a package. */
function mayBeSentBy(call: ts.CallExpression | ts.NewExpression, place: ts.Node, interpreter: Interpreter): boolean {
  const callee = unwrap(call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  const isName = call.arguments?.[0] === place;
  if (LOOKERS.test(name) || isBelowTest(call) || (isName && KEEPERS.test(rootOf(call.expression).getText()))) return false;
  if (ts.isDecorator(call.parent)) return interpreter.valueOf(call.expression, EMPTY).kind === 'function';
  return !isBeforeHandler(call, place, interpreter);
}

/** A path is registered with what follows it; what follows a function, as in `reduce(fn, start)`, is not one. */
function isBeforeHandler(call: ts.CallExpression | ts.NewExpression, place: ts.Node, interpreter: Interpreter): boolean {
  const given = call.arguments ?? [];
  return given.slice(given.findIndex((argument) => argument === place) + 1).some((argument) => isHandler(argument, interpreter));
}

/** True for the path of a route that a server answers, or that a table of routes describes. */
export function isRouteOfServer(whole: ts.Expression, interpreter: Interpreter): boolean {
  const place = wrapperOf(whole);
  const { parent } = place;
  if (ts.isPropertyAssignment(parent)) return describesRoute(parent.parent);
  if (!ts.isCallExpression(parent)) return false;
  return ts.isDecorator(parent.parent) || isBeforeHandler(parent, place, interpreter);
}

/** `expect(…).toBe(text)` and `assert.equal(…, text)`. */
function isBelowTest(call: ts.CallExpression | ts.NewExpression): boolean {
  const root = rootOf(call.expression);
  return ts.isIdentifier(root) && /^(?:expect|assert|cy|should)$/.test(root.text);
}

function rootOf(node: ts.Expression): ts.Expression {
  let at = unwrap(node);
  while (ts.isPropertyAccessExpression(at) || ts.isCallExpression(at)) at = unwrap(at.expression);
  return at;
}

function isHandler(node: ts.Expression, interpreter: Interpreter): boolean {
  const value = interpreter.valueOf(ts.isSpreadElement(node) ? node.expression : node, EMPTY);
  return value.kind === 'function' || value.kind === 'class';
}

function isComparison(kind: ts.SyntaxKind): boolean {
  return (
    (kind >= ts.SyntaxKind.LessThanToken && kind <= ts.SyntaxKind.ExclamationEqualsEqualsToken) ||
    kind === ts.SyntaxKind.InKeyword ||
    kind === ts.SyntaxKind.InstanceOfKeyword
  );
}
