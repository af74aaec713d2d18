import { isAssignment } from '../../project/nodes.js';
import { declarationOf, referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';
import type { Arguments } from '../value.js';
import type { Binding, Environment, CallFrame, Ref, AbstractValue } from '../value.js';

/** Reads a member; `absent` when it is known that there is none. */
export type MemberReader = (of: Binding, name: string) => Binding | 'absent' | undefined;

/**
 * Enters a function of the user: binds its parameters to the arguments.
 * @param member reads a member of a value, for destructured parameters
 */
export function enter(
  frame: CallFrame,
  args: Arguments,
  caller: Environment,
  closure: Environment,
  self: AbstractValue | undefined,
  member: MemberReader,
): Environment {
  const bindings = new Map(closure.bindings);
  const receiver = self ?? closure.self;
  const inner: Environment = { bindings, frames: [...caller.frames, frame], ...(receiver ? { self: receiver } : {}) };
  const parameters = frame.callee.parameters.filter((parameter) => !isThis(parameter));
  parameters.forEach((parameter, index) => {
    const given = args.items[index];
    if (parameter.dotDotDotToken) {
      if (!args.open) bind(parameter, { value: { kind: 'list', items: args.items.slice(index) } }, bindings, inner, member);
    } else if (given) bind(parameter, orDefault(given, parameter, inner), bindings, inner, member);
    else if (!args.open) bind(parameter, defaultOf(parameter, inner), bindings, inner, member);
  });
  return inner;
}

/** `this: Type` is no parameter. */
function isThis({ name }: ts.ParameterDeclaration): boolean {
  return ts.isIdentifier(name) && name.text === 'this';
}

function defaultOf(parameter: ts.ParameterDeclaration | ts.BindingElement, env: Environment): Binding {
  return parameter.initializer ? { node: parameter.initializer, env } : { value: { kind: 'constant', value: undefined } };
}

/** An argument that is `undefined` leaves the default in place, also one that a caller left out: `(path, query) => get(path, query)`. */
function orDefault(given: Binding, parameter: ts.ParameterDeclaration | ts.BindingElement, env: Environment): Binding {
  const value = behind(given);
  const isUndefined = isRef(value)
    ? ts.isIdentifier(value.node) && value.node.text === 'undefined'
    : value.value.kind === 'constant' && value.value.value === undefined;
  return isUndefined ? defaultOf(parameter, env) : given;
}

/** What the parameters that a function hands on unchanged were given. */
function behind(given: Binding): Binding {
  let at = given;
  while (isRef(at)) {
    const node = unwrap(at.node);
    const declaration = ts.isIdentifier(node) ? declarationOf(node) : undefined;
    const bound = declaration && at.env.bindings.get(declaration);
    if (!bound || referencesTo(declaration).some(isSet)) return at;
    at = bound;
  }
  return at;
}

/** True for the left side of `=`, `??=` and the like. */
function isSet(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isBinaryExpression(parent) && parent.left === node && isAssignment(parent.operatorToken.kind);
}

function bind(
  target: ts.ParameterDeclaration | ts.BindingElement,
  given: Binding,
  bindings: Map<ts.Node, Binding>,
  env: Environment,
  member: MemberReader,
): void {
  if (ts.isIdentifier(target.name)) {
    bindings.set(target, given);
    return;
  }
  target.name.elements.forEach((element, index) => {
    if (!ts.isBindingElement(element) || element.dotDotDotToken) return;
    const found = member(given, elementName(element) ?? String(index));
    if (found === 'absent') bind(element, defaultOf(element, env), bindings, env, member);
    else if (found) bind(element, orDefault(found, element, env), bindings, env, member);
    else if (ts.isIdentifier(element.name)) bindings.set(element, { value: { kind: 'unknown', ref: { node: element.name, env } } });
  });
}

/** Property that an element of an object pattern takes; undefined in array patterns and for computed names. */
export function elementName(element: ts.BindingElement): string | undefined {
  if (!ts.isObjectBindingPattern(element.parent)) return undefined;
  const name = element.propertyName ?? element.name;
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : undefined;
}

const selves = new WeakMap<Environment, WeakMap<AbstractValue, Environment>>();

/** The same bindings with another `this`; equal ones are the same, so that what is known under them is found again. */
export function withSelf(env: Environment, self: AbstractValue): Environment {
  const known = selves.get(env) ?? new WeakMap<AbstractValue, Environment>();
  selves.set(env, known);
  const inner = known.get(self) ?? { ...env, self };
  known.set(self, inner);
  return inner;
}

const objects = new WeakMap<Environment, WeakMap<ts.Node, Environment>>();

/** The bindings under which the functions of an object literal run: the object is their `this`. */
export function withObject(env: Environment, node: ts.ObjectLiteralExpression): Environment {
  const known = objects.get(env) ?? new WeakMap<ts.Node, Environment>();
  objects.set(env, known);
  const inner: Environment = known.get(node) ?? { ...env, self: { kind: 'object', node, env } };
  known.set(node, inner);
  return inner;
}

/** True for a binding that is an expression. */
export function isRef(binding: Binding): binding is Ref {
  return 'node' in binding;
}
