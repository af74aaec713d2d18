import { usesOf } from '../../../../http/response/index.js';
import type { Interpreter } from '../../../../dataflow/interpreter.js';
import { propertyName } from '../../../../dataflow/interpret/members.js';
import { EMPTY, type Ref } from '../../../../dataflow/value.js';
import { referencesTo, type ValueDeclaration } from '../../../../project/scopes.js';
import { ts } from '../../../../project/syntax.js';
import { unwrap } from '../../../../project/unwrap.js';
import { isPublished } from '../../../../project/packages.js';
import { isAssignment } from '../../../../project/nodes.js';
import { type CallersTemplate, type ValueTemplate, type Entry, type LinkTemplate, writtenTemplate, type Write } from './model.js';
import { declarationNear } from '../plain.js';
import { constantOf, isReassigned, membersNamed, onlyReturn, propertyOf, shapeOf } from '../../../../dataflow/shape/index.js';

/** What decides whether the place where a value is made may be changed. */
export interface Ground {
  interpreter: Interpreter;
  /** The call that the value is for. */
  site: ts.Node;
  /** Functions whose callers were looked at to come here. */
  entered?: number;
}

/** How many functions outwards a value is followed. */
const MAX_CALLERS = 3;

/** The draft of an expression: literals are open to change where they are made for this call only. */
export function draftOf(ref: Ref, ground: Ground): ValueTemplate {
  const { node, env } = ref;
  const next = (inner: ts.Expression): ValueTemplate => draftOf({ node: inner, env }, ground);
  const inner = castOperand(node);
  if (inner) return { kind: 'choice', node, options: [next(inner)], done: [] };
  if (ts.isObjectLiteralExpression(node))
    return { kind: 'object', node, entries: node.properties.map((property) => entryOf(property, ref, ground)) };
  if (
    ts.isArrayLiteralExpression(node) &&
    !node.elements.some((element) => ts.isSpreadElement(element) || ts.isOmittedExpression(element))
  ) {
    return { kind: 'list', node, items: node.elements.map((element) => valueDraft({ node: element, env }, ground)) };
  }
  const options = optionsOf(node);
  if (options) return { kind: 'choice', node, options: options.map((option) => next(option)), done: [] };
  return (
    mergeOf(ref, ground) ??
    linkOf(ref, ground) ??
    memberOf(ref, ground) ??
    callersOf(ref, ground) ??
    itemOf(ref, ground) ??
    builderOf(ref, ground) ??
    codeOf(ref, ground.interpreter)
  );
}

/** The draft of a field's value: a name stays a name. */
function valueDraft(ref: Ref, ground: Ground): ValueTemplate {
  return ts.isIdentifier(ref.node) ? codeOf(ref, ground.interpreter) : draftOf(ref, ground);
}

/** An expression as it is, with what is known of it. */
export function codeOf(ref: Ref, interpreter: Interpreter): ValueTemplate {
  return writtenTemplate(ref, shapeOf(ref, interpreter), constantOf(ref, interpreter));
}

function castOperand(node: ts.Expression): ts.Expression | undefined {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return node.expression;
  if (ts.isNonNullExpression(node) || ts.isTypeAssertionExpression(node)) return node.expression;
  const [argument] = ts.isCallExpression(node) && node.expression.getText() === 'Object.freeze' ? node.arguments : [];
  return argument;
}

/** The operands that may be the value of an expression. */
function optionsOf(node: ts.Expression): ts.Expression[] | undefined {
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse];
  if (!ts.isBinaryExpression(node)) return undefined;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.BarBarToken:
      return [node.left, node.right];
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return [node.right];
    default:
      return undefined;
  }
}

function entryOf(element: ts.ObjectLiteralElementLike, ref: Ref, ground: Ground): Entry {
  const { env } = ref;
  if (ts.isSpreadAssignment(element)) return { kind: 'spread', element, of: draftOf({ node: element.expression, env }, ground) };
  const name = propertyName(element.name, env, ground.interpreter);
  if (ts.isPropertyAssignment(element))
    return { kind: 'field', name, element, value: valueDraft({ node: element.initializer, env }, ground) };
  const value = ts.isIdentifier(element.name) ? element.name : undefined;
  return {
    kind: 'field',
    name,
    element,
    value: value ? codeOf({ node: value, env }, ground.interpreter) : codeOf(ref, ground.interpreter),
  };
}

/** `Object.assign({}, a, b)` makes a new object of its arguments. */
function mergeOf({ node, env }: Ref, ground: Ground): ValueTemplate | undefined {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'Object.assign') return undefined;
  const [target] = node.arguments;
  if (!target || !ts.isObjectLiteralExpression(target) || node.arguments.some((argument) => ts.isSpreadElement(argument))) return undefined;
  const entries = node.arguments.map((argument): Entry => ({ kind: 'spread', of: draftOf({ node: argument, env }, ground) }));
  return { kind: 'object', merged: node, entries };
}

/** A variable that holds an object for this call only: the object is changed where it is made. */
function linkOf(ref: Ref, ground: Ground): LinkTemplate | undefined {
  const { node, env } = ref;
  if (!ts.isIdentifier(node) || env.frames.length > 0) return undefined;
  const declaration = declarationNear(node);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  if (isReassigned(declaration) || isExported(declaration)) return undefined;
  const writes = exclusiveWrites(declaration, node, ground);
  if (!writes) return undefined;
  const target = draftOf({ node: declaration.initializer, env }, ground);
  if (target.kind === 'code') return undefined;
  return { kind: 'link', node, target, writes, done: [], ...(declaration.type ? { type: declaration.type } : {}) };
}

function isExported(declaration: ts.VariableDeclaration): boolean {
  const statement = declaration.parent.parent;
  if (ts.isVariableStatement(statement) && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true)
    return true;
  return referencesTo(declaration).some(({ parent }) => ts.isExportSpecifier(parent) || ts.isExportAssignment(parent));
}

/** The assignments to fields of a variable, when it has no other use than this one. */
function exclusiveWrites(declaration: ValueDeclaration, use: ts.Identifier, ground: Ground): Write[] | undefined {
  const writes: Write[] = [];
  for (const reference of referencesTo(declaration)) {
    if (reference === use) continue;
    const write = writeOf(reference, ground);
    if (!write) return undefined;
    writes.push(write);
  }
  return writes;
}

function writeOf(reference: ts.Identifier, ground: Ground): Write | undefined {
  const access = reference.parent;
  const assignment = access.parent;
  if (!ts.isBinaryExpression(assignment) || assignment.left !== access || !isAssignment(assignment.operatorToken.kind)) return undefined;
  const value = { node: assignment.right, env: EMPTY };
  if (ts.isPropertyAccessExpression(access) && access.expression === reference && ts.isIdentifier(access.name)) {
    return writeTo(access, access.name.text, valueDraft(value, ground));
  }
  if (!ts.isElementAccessExpression(access) || access.expression !== reference || !ts.isStringLiteral(access.argumentExpression))
    return undefined;
  return writeTo(access, access.argumentExpression.text, valueDraft(value, ground));
}

function writeTo(access: Write['access'], name: string, value: ValueTemplate): Write {
  return { access, written: name, field: { kind: 'field', name, value } };
}

/** A private property that holds an object for this call only. */
function memberOf({ node, env }: Ref, ground: Ground): LinkTemplate | undefined {
  const property = env.frames.length === 0 ? propertyOf(node) : undefined;
  if (!property?.initializer || !isPrivate(property)) return undefined;
  const uses = membersNamed(property.name.getText(), node);
  const isOnlyUse = uses.length === 1 && uses[0] === node;
  const target = isOnlyUse ? draftOf({ node: property.initializer, env: EMPTY }, ground) : undefined;
  if (!target || target.kind === 'code') return undefined;
  return { kind: 'link', node, target, writes: [], done: [], ...(property.type ? { type: property.type } : {}) };
}

function isPrivate(property: ts.PropertyDeclaration): boolean {
  return ts.isPrivateIdentifier(property.name) || property.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) === true;
}

/** A parameter that only carries the value, of a function all of whose calls are visible. */
function callersOf({ node, env }: Ref, ground: Ground): CallersTemplate | undefined {
  const entered = ground.entered ?? 0;
  if (!ts.isIdentifier(node) || env.frames.length > 0 || entered >= MAX_CALLERS) return undefined;
  const parameter = declarationNear(node);
  if (!parameter || !ts.isParameter(parameter) || parameter.dotDotDotToken || parameter.initializer) return undefined;
  if (referencesTo(parameter).some((reference) => reference !== node)) return undefined;
  const targets = argumentsFor(parameter, { ...ground, entered: entered + 1 });
  if (!targets) return undefined;
  const shape = shapeOf({ node, env }, ground.interpreter);
  return { kind: 'callers', node, targets, added: [], shape, done: [], ...(parameter.type ? { type: parameter.type } : {}) };
}

const WALKS = new Set(['map', 'forEach', 'flatMap']);

/** The item of a list of literals that only one loop goes through: changes go to the literals. */
function itemOf({ node, env }: Ref, ground: Ground): CallersTemplate | undefined {
  const item = ts.isIdentifier(node) ? declarationNear(node) : undefined;
  if (!ts.isIdentifier(node) || !item) return undefined;
  if (referencesTo(item).some((reference) => reference !== node)) return undefined;
  const list = walkedBy(item);
  const literal = list && listBehind(list);
  if (!literal) return undefined;
  const targets = literal.array.elements.map((argument) => ({ argument, draft: draftOf({ node: argument, env: EMPTY }, ground) }));
  if (targets.length === 0 || targets.some(({ draft }) => draft.kind !== 'object')) return undefined;
  const shape = shapeOf({ node, env }, ground.interpreter);
  return { kind: 'callers', node, targets, added: [], shape, done: [], ...(literal.type ? { type: literal.type } : {}) };
}

/** What `for (const item of list)` and `list.map((item) => …)` go through. */
function walkedBy(item: ValueDeclaration): ts.Expression | undefined {
  const loop = ts.isVariableDeclaration(item) ? item.parent.parent : undefined;
  if (loop && ts.isForOfStatement(loop)) return loop.expression;
  const callback = ts.isParameter(item) ? item.parent : undefined;
  const call = callback?.parent;
  if (!callback || !call || !ts.isCallExpression(call) || call.arguments[0] !== callback || callback.parameters[0] !== item)
    return undefined;
  const { expression } = call;
  return ts.isPropertyAccessExpression(expression) && WALKS.has(expression.name.text) ? expression.expression : undefined;
}

/** The array literal of a name that stands nowhere else, with the declared type of its items. */
function listBehind(list: ts.Expression): { array: ts.ArrayLiteralExpression; type?: ts.TypeNode } | undefined {
  const own = unwrap(list);
  if (ts.isArrayLiteralExpression(own)) return { array: own };
  const declaration = ts.isIdentifier(own) ? declarationNear(own) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer || isExportedName(declaration)) return undefined;
  if (referencesTo(declaration).some((reference) => reference !== own)) return undefined;
  const array = unwrap(declaration.initializer);
  if (!ts.isArrayLiteralExpression(array)) return undefined;
  const { type } = declaration;
  return { array, ...(type && ts.isArrayTypeNode(type) ? { type: type.elementType } : {}) };
}

function isExportedName(declaration: ts.VariableDeclaration): boolean {
  const statement = declaration.parent.parent;
  return ts.isVariableStatement(statement) && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

/** A parameter of an exported function that nothing in view calls: its declared type tells those who do. */
export function statedParameter({ node, env }: Ref, interpreter: Interpreter): CallersTemplate | undefined {
  const parameter = ts.isIdentifier(node) && env.frames.length === 0 ? declarationNear(node) : undefined;
  if (!ts.isIdentifier(node) || !parameter || !ts.isParameter(parameter) || !parameter.type || parameter.initializer) return undefined;
  const { items, incomplete, unresolved, exported } = usesOf(parameter.parent, interpreter);
  if (incomplete || items.length > 0 || unresolved.length > 0 || !exported) return undefined;
  if (isPublished(node.getSourceFile().fileName, interpreter.project.root)) return undefined;
  return { kind: 'callers', node, targets: [], added: [], shape: shapeOf({ node, env }, interpreter), done: [], type: parameter.type };
}

function argumentsFor(parameter: ts.ParameterDeclaration, ground: Ground): CallersTemplate['targets'] | undefined {
  const owner = parameter.parent;
  const { incomplete, unresolved, exported, items: uses } = usesOf(owner, ground.interpreter);
  const isUsedElsewhere = uses.some(({ node }) => node.getSourceFile() !== owner.getSourceFile());
  // What is exported and used nowhere else may be used by other programs.
  if (incomplete || uses.length === 0 || unresolved.length > 0 || (exported && !isUsedElsewhere)) return undefined;
  const index = owner.parameters.indexOf(parameter);
  const targets: CallersTemplate['targets'] = [];
  for (const { call } of uses) {
    if (!call || call.arguments.slice(0, index + 1).some((argument) => ts.isSpreadElement(argument))) return undefined;
    const argument = call.arguments[index];
    if (argument) targets.push({ argument, draft: draftOf({ node: argument, env: EMPTY }, { ...ground, site: call }) });
  }
  return targets.length > 0 ? targets : undefined;
}

/** A call of the user's own function that makes the object for this call only. */
function builderOf({ node, env }: Ref, ground: Ground): LinkTemplate | undefined {
  if (!ts.isCallExpression(node) || env.frames.length > 0) return undefined;
  const callee = ground.interpreter.valueOf(node.expression, env);
  if (callee.kind !== 'function') return undefined;
  const made = onlyReturn(callee.node);
  const { incomplete, items, unresolved } = usesOf(callee.node, ground.interpreter);
  if (!made || incomplete || items.length !== 1 || unresolved.length > 0) return undefined;
  const target = draftOf({ node: made, env: EMPTY }, { ...ground, site: callee.node });
  if (target.kind === 'code') return undefined;
  return { kind: 'link', node, target, writes: [], done: [], ...(callee.node.type ? { type: callee.node.type } : {}) };
}
