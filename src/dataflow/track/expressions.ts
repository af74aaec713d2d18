import { ts } from '../../project/syntax.js';
import { declarationOf } from '../../project/scopes.js';
import { unwrap } from '../../project/unwrap.js';
import { assignTo, bindName, bindProperty, followExported } from './bindings.js';
import type { TrackedValue } from './facts.js';
import { comparison } from './status.js';
import { unlessHarmless } from './harmless.js';
import { dynamic, noteKey, stepInto } from './reads.js';
import type { Tracer } from './worklist.js';
import { escaped, used } from './sinks.js';
import { bindingOf } from '../../project/template.js';
import { consumeArgument, consumeMethod } from './calls.js';
import { storeField } from './fields.js';
import { returned } from './functions.js';
import { passComponent } from './jsx.js';
import { followCalled, followMade } from './made.js';
import { elementOf, insideContainer, pointOf } from './access-path.js';
import { followRejection, followThrow } from './rejections.js';

const ASSIGNMENTS = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
]);

/** Follows a tracked operand of a binary expression. */
function consumeBinary(flow: TrackedValue, parent: ts.BinaryExpression, tracer: Tracer): void {
  const isLeft = parent.left === flow.node;
  const operator = parent.operatorToken.kind;
  if (ASSIGNMENTS.has(operator)) {
    if (isLeft) return;
    assignTo(parent.left, flow, tracer);
    tracer.follow({ ...flow, node: parent });
    return;
  }
  const compared = comparison(parent);
  if (compared) {
    const isOrder = compared.startsWith('<') || compared.startsWith('>');
    used(isOrder ? 'number' : 'compare', flow, compared, tracer, isLeft ? parent.right : parent.left);
    return;
  }
  switch (operator) {
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
      tracer.follow({ ...flow, node: parent, others: [...flow.others, ...unlessHarmless(isLeft ? parent.right : parent.left)] });
      return;
    case ts.SyntaxKind.AmpersandAmpersandToken:
      if (isLeft) used('test', flow, 'tested', tracer);
      else tracer.follow({ ...flow, node: parent });
      return;
    case ts.SyntaxKind.CommaToken:
      if (!isLeft) tracer.follow({ ...flow, node: parent });
      return;
    case ts.SyntaxKind.InKeyword:
      if (isLeft) used('text', flow, 'a property name', tracer);
      else noteKey(flow, parent.left, tracer);
      return;
    case ts.SyntaxKind.InstanceOfKeyword:
      if (flow.accessPath.kind !== 'failure') used('type', flow, 'instanceof', tracer);
      return;
    case ts.SyntaxKind.PlusToken:
    case ts.SyntaxKind.PlusEqualsToken:
      if (flow.accessPath.kind === 'text') joinText(flow, parent, tracer);
      else used(isText(isLeft ? parent.right : parent.left) ? 'text' : 'number', flow, 'added to', tracer);
      return;
    default:
      if (flow.accessPath.kind === 'body' || flow.accessPath.kind === 'status') used('number', flow, 'calculated with', tracer);
      else escaped(flow, 'calculated with', tracer);
  }
}

/** Pieces of the unparsed body put together: `raw += chunk`. */
function joinText(flow: TrackedValue, parent: ts.BinaryExpression, tracer: Tracer): void {
  if (parent.operatorToken.kind === ts.SyntaxKind.PlusToken) tracer.follow({ ...flow, node: parent });
  else if (parent.left !== flow.node) assignTo(parent.left, flow, tracer);
}

function isText(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isStringLiteralLike(inner) || ts.isTemplateExpression(inner)) return true;
  return (
    ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.PlusToken && (isText(inner.left) || isText(inner.right))
  );
}

/** Looks at what is done with a tracked expression, and follows its value. */
export function consume(flow: TrackedValue, tracer: Tracer): void {
  const { parent } = flow.node;
  if (passesThrough(flow, parent, tracer)) return;
  if (ts.isExpression(parent) && consumeInExpression(flow, parent, tracer)) return;
  if (consumeInStatement(flow, parent, tracer)) return;
  escaped(flow, 'used in a way that is not followed', tracer);
}

/** Wrappings that do not change what a value is. */
function passesThrough(flow: TrackedValue, parent: ts.Node, tracer: Tracer): boolean {
  if (ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent)) {
    tracer.follow({ ...flow, node: parent });
    return true;
  }
  if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent) || ts.isTypeAssertionExpression(parent)) {
    tracer.type({ form: 'assertion', type: parent.type, accessPath: flow.accessPath, node: parent, ...pointOf(flow) });
    tracer.follow({ ...flow, node: parent });
    return true;
  }
  if (ts.isAwaitExpression(parent)) {
    tracer.follow({ ...flow, node: parent, promise: false });
    if (flow.promise) followRejection(parent, flow, tracer);
    return true;
  }
  return false;
}

function consumeInExpression(flow: TrackedValue, parent: ts.Expression, tracer: Tracer): boolean {
  const { node } = flow;
  if (ts.isBinaryExpression(parent)) consumeBinary(flow, parent, tracer);
  else if (ts.isConditionalExpression(parent)) consumeConditional(flow, parent, tracer);
  else if (ts.isPropertyAccessExpression(parent)) consumeAccess(flow, parent, tracer);
  else if (ts.isElementAccessExpression(parent)) consumeElement(flow, parent, tracer);
  else if (ts.isCallExpression(parent) && parent.expression !== node) consumeArgument(flow, parent, tracer);
  else if (ts.isCallExpression(parent)) return followCalled(flow, parent, tracer);
  else if (ts.isNewExpression(parent) && parent.expression !== node) consumeArgument(flow, parent, tracer);
  else if (ts.isArrayLiteralExpression(parent)) consumeInArray(flow, parent, tracer);
  else if (ts.isArrowFunction(parent)) returned(parent, flow, tracer);
  else if (ts.isPrefixUnaryExpression(parent)) {
    used(parent.operator === ts.SyntaxKind.ExclamationToken ? 'test' : 'number', flow, 'tested', tracer);
  } else if (ts.isTypeOfExpression(parent)) used('type', flow, 'typeof', tracer);
  else if (ts.isVoidExpression(parent) || ts.isDeleteExpression(parent)) return true;
  else return false;
  return true;
}

function consumeInStatement(flow: TrackedValue, parent: ts.Node, tracer: Tracer): boolean {
  const { node } = flow;
  if (ts.isVariableDeclaration(parent)) bindDeclaration(flow, parent, tracer);
  else if (ts.isReturnStatement(parent)) returned(parent, flow, tracer);
  else if (ts.isExpressionStatement(parent)) useInMarkup(flow, parent, tracer);
  else if (ts.isTemplateSpan(parent)) used('text', flow, 'part of a text', tracer);
  else if (ts.isPropertyAssignment(parent)) bindProperty(flow, parent, tracer);
  else if (ts.isShorthandPropertyAssignment(parent)) {
    if (ts.isObjectLiteralExpression(parent.parent))
      tracer.follow({ ...flow, node: parent.parent, accessPath: insideContainer(parent.name.text, flow.accessPath) });
  } else if (ts.isSpreadAssignment(parent)) consumeSpread(flow, parent, tracer);
  else if (ts.isSpreadElement(parent)) consumeSpreadElement(flow, parent, tracer);
  else if (ts.isForOfStatement(parent) && parent.expression === node) consumeForOf(flow, parent, tracer);
  else if (ts.isForInStatement(parent)) used('keys', flow, 'for…in', tracer);
  else if (ts.isIfStatement(parent) || ts.isIterationStatement(parent, false)) used('test', flow, 'tested', tracer);
  else if (ts.isSwitchStatement(parent)) used('compare', flow, 'switch', tracer, parent);
  else if (ts.isCaseClause(parent)) used('compare', flow, 'case', tracer, parent.parent.parent.expression);
  else if (ts.isThrowStatement(parent)) followThrow(parent, flow, tracer);
  else if (ts.isParameter(parent) || ts.isBindingElement(parent)) bindName(parent.name, flow, tracer);
  else if (ts.isPropertyDeclaration(parent)) storeField(parent.name, parent, flow, tracer);
  else if (ts.isComputedPropertyName(parent)) used('text', flow, 'a property name', tracer);
  else if (ts.isJsxExpression(parent)) passComponent(flow, parent, tracer);
  else if (ts.isExportAssignment(parent) || ts.isExportSpecifier(parent)) exportedAs(flow, parent, tracer);
  else return false;
  return true;
}

/** The definition of a component, a variable that other files name, or something for callers outside. */
function exportedAs(flow: TrackedValue, statement: ts.ExportAssignment | ts.ExportSpecifier, tracer: Tracer): void {
  const { node } = flow;
  const isComponent = ts.isExportAssignment(statement) && node.getSourceFile().fileName.endsWith('.vue');
  if (isComponent && followMade(flow, { gives: 'made' }, node, tracer)) return;
  const declaration = ts.isIdentifier(node) ? declarationOf(node) : undefined;
  if (declaration) followExported(declaration, flow, tracer);
  else escaped(flow, 'exported', tracer);
}

/** An expression of a template; in a script nothing reads the value of a statement. */
function useInMarkup(flow: TrackedValue, statement: ts.ExpressionStatement, tracer: Tracer): void {
  const binding = bindingOf(statement);
  if (binding?.as === 'shown') used('text', flow, 'shown', tracer);
  else if (binding?.as === 'tested') used('test', flow, 'tested', tracer);
  else if (binding?.as === 'attribute') used('text', flow, `the attribute ${binding.name}`, tracer);
  else if (binding?.as === 'passed') escaped(flow, `passed to <${binding.to}>`, tracer);
}

function bindDeclaration(flow: TrackedValue, declaration: ts.VariableDeclaration, tracer: Tracer): void {
  if (declaration.type)
    tracer.type({
      form: 'annotation',
      type: declaration.type,
      accessPath: flow.accessPath,
      node: declaration,
      frames: flow.frames,
      others: flow.others,
    });
  bindName(declaration.name, flow, tracer);
}

function consumeConditional(flow: TrackedValue, parent: ts.ConditionalExpression, tracer: Tracer): void {
  if (parent.condition === flow.node) {
    used('test', flow, 'tested', tracer);
    return;
  }
  const other = parent.whenTrue === flow.node ? parent.whenFalse : parent.whenTrue;
  tracer.follow({ ...flow, node: parent, others: [...flow.others, ...unlessHarmless(other)] });
}

function consumeAccess(flow: TrackedValue, access: ts.PropertyAccessExpression, tracer: Tracer): void {
  const call = calledBy(access);
  if (call) consumeMethod(flow, access, call, tracer);
  else stepInto(flow, access, access.name.text, 'member', tracer);
}

/** The call whose callee an access is. */
function calledBy(access: ts.Expression): ts.CallExpression | undefined {
  const { parent } = access;
  if (ts.isNonNullExpression(parent)) return calledBy(parent);
  return ts.isCallExpression(parent) && parent.expression === access ? parent : undefined;
}

function consumeElement(flow: TrackedValue, access: ts.ElementAccessExpression, tracer: Tracer): void {
  if (access.argumentExpression === flow.node) {
    used('text', flow, 'a property name', tracer);
    return;
  }
  const key = access.argumentExpression;
  if (ts.isStringLiteralLike(key)) stepInto(flow, access, key.text, 'element', tracer);
  else dynamic(flow, access, tracer);
}

function consumeInArray(flow: TrackedValue, list: ts.ArrayLiteralExpression, tracer: Tracer): void {
  const index = list.elements.indexOf(flow.node);
  const name = list.elements.some((element) => ts.isSpreadElement(element)) ? '*' : String(index);
  const beside = list.elements.flatMap((element) => (element === flow.node ? [] : unlessHarmless(element)));
  tracer.follow({ ...flow, node: list, accessPath: insideContainer(name, flow.accessPath, beside) });
}

/** `{ ...value, more }`: a copy, in which the names given after the spread are no longer the value's. */
function consumeSpread(flow: TrackedValue, spread: ts.SpreadAssignment, tracer: Tracer): void {
  const object = spread.parent;
  const { accessPath: place } = flow;
  if (place.kind !== 'body') {
    tracer.follow({ ...flow, node: object });
    return;
  }
  const later = object.properties.slice(object.properties.indexOf(spread) + 1);
  const names = later.flatMap((property) => (property.name && !ts.isComputedPropertyName(property.name) ? [property.name.text] : []));
  tracer.follow({ ...flow, node: object, accessPath: { ...place, hidden: [...(place.hidden ?? []), ...names] } });
}

function consumeSpreadElement(flow: TrackedValue, spread: ts.SpreadElement, tracer: Tracer): void {
  if (!ts.isArrayLiteralExpression(spread.parent)) {
    escaped(flow, 'spread into arguments', tracer);
    return;
  }
  const rest = spread.parent.elements.filter((element) => element !== spread);
  tracer.follow({ ...flow, node: spread.parent, others: [...flow.others, ...rest.flatMap((element) => unlessHarmless(element))] });
}

function consumeForOf(flow: TrackedValue, loop: ts.ForOfStatement, tracer: Tracer): void {
  const inner = elementOf(flow);
  if (!inner) {
    escaped(flow, 'iterated over', tracer);
    return;
  }
  const element: TrackedValue = { ...inner, promise: loop.awaitModifier ? false : flow.promise };
  if (ts.isVariableDeclarationList(loop.initializer)) {
    for (const declaration of loop.initializer.declarations) bindName(declaration.name, element, tracer);
  } else assignTo(loop.initializer, element, tracer);
}
