import { isRef } from '../dataflow/interpret/environment.js';
import type { Interpreter } from '../dataflow/interpreter.js';
import { alternatives, constantText, type Environment, type Ref } from '../dataflow/value.js';
import { isAssignment } from '../project/nodes.js';
import { declarationNamed, declarationOf, referencesTo, type ValueDeclaration } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import { unwrap } from '../project/unwrap.js';
import type { Given } from './callers.js';

/** How far names are followed back. */
const MAX_DEPTH = 12;

/** What the response of a call stands for in a provenance; undefined for nodes that no response reaches. */
export type ResponseName = (node: ts.Node) => string | undefined;

const RESPONSE = 'response';

/** Names a place in the response of the call at an index, alike in both versions of a program. */
export function responseAt(index: number, path: readonly (string | number)[]): string {
  return `${RESPONSE} ${index} ${path.join('.')}`;
}

/** True for a provenance that begins at a response. */
export function isFromResponse(provenance: string): boolean {
  return provenance.startsWith(`${RESPONSE} `);
}

/** The index of the call whose response a provenance begins at. */
export function responseIndex(provenance: string): number | undefined {
  const found = /^response (\d+) /.exec(provenance)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Calls that do not change what a value says when it becomes part of a request. */
const TRANSPARENT = new Set(['String', 'encodeURIComponent', 'encodeURI', 'Object.freeze', 'structuredClone']);
const TRANSPARENT_METHODS = new Set(['toString', 'trim', 'valueOf']);

/**
 * Says where values come from, as text that is equal for the same origin in two versions of a program: constants are themselves,
 * names are followed to the parameter, import, response or expression that gave them. A variable that is written again carries the
 * number of the writes before its use.
 */
export class Provenance {
  readonly #interpreter: Interpreter;
  readonly #responseName: ResponseName;
  readonly #given: Given;

  /** @param given what one caller gives to the function that the values stand in */
  constructor(interpreter: Interpreter, responseName: ResponseName, given: Given = new Map()) {
    this.#interpreter = interpreter;
    this.#responseName = responseName;
    this.#given = given;
  }

  /** The same for what one caller gives. */
  within(given: Given): Provenance {
    return new Provenance(this.#interpreter, this.#responseName, given);
  }

  /** What a wrapper or a caller gives for a parameter, or for a part of one that it gives as an object. */
  givenFor(node: ts.Expression, env: Environment): Ref | undefined {
    const declaration = ts.isIdentifier(node) ? declarationAt(node) : undefined;
    const bound = declaration && env.bindings.get(declaration);
    if (bound && isRef(bound)) return bound;
    if (!declaration || bound) return undefined;
    if (ts.isParameter(declaration)) return this.#given.get(declaration);
    if (!ts.isBindingElement(declaration) || !ts.isParameter(declaration.parent.parent)) return undefined;
    const whole = this.#given.get(declaration.parent.parent);
    const object = whole && unwrap(whole.node);
    const name = (declaration.propertyName ?? declaration.name).getText();
    if (!whole || !object || !ts.isObjectLiteralExpression(object)) return undefined;
    const property = object.properties.find((one) => one.name?.getText() === name);
    if (property && ts.isPropertyAssignment(property)) return { node: property.initializer, env: whole.env };
    return property && ts.isShorthandPropertyAssignment(property) ? { node: property.name, env: whole.env } : undefined;
  }

  of({ node, env }: Ref, depth = MAX_DEPTH): string {
    if (depth === 0) return plainText(node);
    const at = unwrap(node);
    const response = this.#responseName(at) ?? this.#responseName(node);
    if (response !== undefined) return response;
    const constant = this.#constant(at, env);
    if (constant !== undefined) return constant;
    const next = (inner: ts.Expression): string => this.of({ node: inner, env }, depth - 1);
    if (ts.isIdentifier(at)) return this.#name(at, env, depth);
    if (ts.isPropertyAccessExpression(at)) return `${next(at.expression)}.${at.name.text}`;
    if (ts.isElementAccessExpression(at)) return `${next(at.expression)}[${next(at.argumentExpression)}]`;
    if (ts.isCallExpression(at)) return this.#call(at, next);
    if (ts.isTemplateExpression(at))
      return [
        JSON.stringify(at.head.text),
        ...at.templateSpans.flatMap(({ expression, literal }) => [next(expression), JSON.stringify(literal.text)]),
      ]
        .filter((part) => part !== '""')
        .join('+');
    if (ts.isBinaryExpression(at)) return `(${next(at.left)}${at.operatorToken.getText()}${next(at.right)})`;
    if (ts.isConditionalExpression(at)) return `(${next(at.condition)}?${next(at.whenTrue)}:${next(at.whenFalse)})`;
    if (ts.isPrefixUnaryExpression(at)) return `${ts.tokenToString(at.operator) ?? ''}${next(at.operand)}`;
    if (ts.isArrayLiteralExpression(at)) return `[${at.elements.map(next).join()}]`;
    if (ts.isObjectLiteralExpression(at)) return `{${at.properties.map((property) => this.#property(property, next)).join()}}`;
    if (ts.isSpreadElement(at)) return `...${next(at.expression)}`;
    return plainText(at);
  }

  #constant(node: ts.Expression, env: Environment): string | undefined {
    if (ts.isCallExpression(node) || ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) return undefined;
    const values = alternatives(this.#interpreter.valueOf(node, env));
    const [value] = values;
    if (!value || values.length > 1) return undefined;
    if (value.kind === 'constant') return JSON.stringify(value.value ?? null);
    if (ts.isIdentifier(node) && isWritten(declarationAt(node))) return undefined;
    const text = value.kind === 'text' ? constantText(value) : undefined;
    return text === undefined ? undefined : JSON.stringify(text);
  }

  #call(call: ts.CallExpression, next: (inner: ts.Expression) => string): string {
    const [argument] = call.arguments;
    const callee = plainText(call.expression);
    if (TRANSPARENT.has(callee) && argument) return next(argument);
    if (ts.isPropertyAccessExpression(call.expression) && TRANSPARENT_METHODS.has(call.expression.name.text) && !argument)
      return next(call.expression.expression);
    return `${next(call.expression)}(${call.arguments.map(next).join()})`;
  }

  #property(property: ts.ObjectLiteralElementLike, next: (inner: ts.Expression) => string): string {
    if (ts.isSpreadAssignment(property)) return `...${next(property.expression)}`;
    if (ts.isPropertyAssignment(property)) return `${property.name.getText()}:${next(property.initializer)}`;
    return ts.isShorthandPropertyAssignment(property) ? `${property.name.text}:${next(property.name)}` : plainText(property);
  }

  #name(node: ts.Identifier, env: Environment, depth: number): string {
    const declaration = declarationAt(node);
    if (!declaration) return node.text;
    const given = this.givenFor(node, env);
    if (given) return this.of(given, depth - 1);
    const version = versionAt(node, declaration);
    if (version !== '') return `${this.#declared(declaration, env, depth)}${version}`;
    return this.#declared(declaration, env, depth);
  }

  #declared(declaration: ValueDeclaration, env: Environment, depth: number): string {
    const name = declaration.name?.getText() ?? '';
    if (ts.isVariableDeclaration(declaration)) {
      const given = declaration.initializer;
      if (given && !isWritten(declaration)) return this.of({ node: given, env }, depth - 1);
      const list = declaration.parent.parent;
      if (ts.isForOfStatement(list)) return `item(${this.of({ node: list.expression, env }, depth - 1)})`;
      return name;
    }
    if (ts.isBindingElement(declaration)) return this.#element(declaration, env, depth);
    if (ts.isParameter(declaration)) return parameterText(declaration);
    if (ts.isImportSpecifier(declaration)) return `import ${(declaration.propertyName ?? declaration.name).text}`;
    return name;
  }

  #element(element: ts.BindingElement, env: Environment, depth: number): string {
    const key = element.propertyName ?? element.name;
    const holder = element.parent.parent;
    const step = ts.isArrayBindingPattern(element.parent)
      ? `[${element.parent.elements.indexOf(element)}]`
      : `.${element.dotDotDotToken ? '...' : key.getText()}`;
    const fallback = element.initializer ? `??${this.of({ node: element.initializer, env }, depth - 1)}` : '';
    if (ts.isBindingElement(holder)) return this.#element(holder, env, depth - 1) + step + fallback;
    if (ts.isParameter(holder)) {
      const whole = this.#given.get(holder);
      return (whole ? this.of(whole, depth - 1) : parameterText(holder)) + step + fallback;
    }
    const given = holder.initializer;
    const list = holder.parent.parent;
    if (!given) return ts.isForOfStatement(list) ? `item(${this.of({ node: list.expression, env }, depth - 1)})${step}` : element.getText();
    return this.of({ node: given, env }, depth - 1) + step + fallback;
  }
}

/** Text without what only formats it. */
export function plainText(node: ts.Node): string {
  return node
    .getText()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([,:;(){}[\]]) ?/g, '$1');
}

function declarationAt(node: ts.Identifier): ValueDeclaration | undefined {
  return ts.isShorthandPropertyAssignment(node.parent) ? declarationNamed(node.text, node) : declarationOf(node);
}

/** A parameter by its function and position, so that another name for it makes no difference. */
function parameterText(parameter: ts.ParameterDeclaration): string {
  const owner = parameter.parent;
  const index = owner.parameters.indexOf(parameter);
  const called = ts.isCallExpression(owner.parent) ? `${plainText(owner.parent.expression)}()` : nameOfFunction(owner);
  return `parameter ${index} of ${called}`;
}

function nameOfFunction(owner: ts.SignatureDeclaration): string {
  if (owner.name) return owner.name.getText();
  const { parent } = owner;
  return (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) && parent.name
    ? parent.name.getText()
    : '';
}

function isWritten(declaration: ValueDeclaration | undefined): boolean {
  return declaration !== undefined && writesTo(declaration).some(({ whole }) => whole);
}

/** `#2` for a variable, or an object, that was written twice before this use in the same file. */
function versionAt(use: ts.Identifier, declaration: ValueDeclaration): string {
  const writes = writesTo(declaration);
  if (writes.length === 0) return '';
  const before = writes.filter(({ node }) => node.getEnd() <= use.getStart()).length;
  return before === 0 ? '' : `#${before}`;
}

const knownWrites = new WeakMap<ts.Node, { node: ts.Node; whole: boolean }[]>();

/** Assignments to a variable or to members of what it holds, and calls that change an object given to them. */
function writesTo(declaration: ValueDeclaration): { node: ts.Node; whole: boolean }[] {
  const known = knownWrites.get(declaration);
  if (known) return known;
  const writes = referencesTo(declaration).flatMap((reference): { node: ts.Node; whole: boolean }[] => {
    let target: ts.Node = reference;
    while (
      (ts.isPropertyAccessExpression(target.parent) || ts.isElementAccessExpression(target.parent)) &&
      target.parent.expression === target
    )
      target = target.parent;
    const { parent } = target;
    const whole = target === reference;
    if (ts.isBinaryExpression(parent) && parent.left === target && isAssignment(parent.operatorToken.kind))
      return [{ node: parent, whole }];
    if (ts.isDeleteExpression(parent) || ts.isPostfixUnaryExpression(parent)) return [{ node: parent, whole }];
    const isTarget =
      ts.isCallExpression(parent) &&
      parent.arguments[0] === target &&
      /^(Object\.assign|_\.merge|merge)$/.test(parent.expression.getText());
    return isTarget ? [{ node: parent, whole: false }] : [];
  });
  knownWrites.set(declaration, writes);
  return writes;
}

/** True for a provenance that says the value itself. */
export function isConstantProvenance(provenance: string): boolean {
  return /^(?:"(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*|true|false|null)$/.test(provenance);
}
