import { ts } from '../project/syntax.js';
import type { Binding, Env, Frame, Ref, Value } from './value.js';

/**
 * Enters a function of the user: binds its parameters to the arguments.
 * @param member reads a member of a value, for destructured parameters
 */
export function enter(
  callee: ts.SignatureDeclaration,
  args: readonly ts.Expression[],
  caller: Env,
  closure: Env,
  self: Value | undefined,
  call: Frame['call'],
  member: (of: Binding, name: string | number) => Binding | undefined,
): Env {
  const bindings = new Map(closure.bindings);
  const receiver = self ?? closure.self;
  const frames = [...caller.frames, { call, callee }];
  const inner: Env = { bindings, frames, ...(receiver ? { self: receiver } : {}) };
  const spread = args.findIndex((arg) => ts.isSpreadElement(arg));
  callee.parameters.forEach((parameter, index) => {
    if (parameter.dotDotDotToken) return;
    const arg = spread === -1 || index < spread ? args[index] : undefined;
    if (arg) bind(parameter, { node: arg, env: caller }, bindings, inner, member);
    else if (spread === -1 || index < spread) bind(parameter, defaultOf(parameter, inner), bindings, inner, member);
  });
  return inner;
}

function defaultOf(parameter: ts.ParameterDeclaration | ts.BindingElement, env: Env): Binding {
  return parameter.initializer ? { node: parameter.initializer, env } : { value: { kind: 'constant', value: undefined } };
}

function bind(
  target: ts.ParameterDeclaration | ts.BindingElement,
  given: Binding,
  bindings: Map<ts.Node, Binding>,
  env: Env,
  member: (of: Binding, name: string | number) => Binding | undefined,
): void {
  if (ts.isIdentifier(target.name)) {
    bindings.set(target, given);
    return;
  }
  target.name.elements.forEach((element, index) => {
    if (!ts.isBindingElement(element) || element.dotDotDotToken) return;
    const name = elementName(element) ?? index;
    bind(element, member(given, name) ?? defaultOf(element, env), bindings, env, member);
  });
}

/** Property that an element of an object pattern takes; undefined in array patterns and for computed names. */
export function elementName(element: ts.BindingElement): string | undefined {
  if (!ts.isObjectBindingPattern(element.parent)) return undefined;
  const name = element.propertyName ?? element.name;
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : undefined;
}

/** The same bindings with another `this`. */
export function withSelf(env: Env, self: Value): Env {
  return { ...env, self };
}

/** True for a binding that is an expression. */
export function isRef(binding: Binding): binding is Ref {
  return 'node' in binding;
}
