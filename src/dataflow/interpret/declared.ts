import { joinKnown } from './parameters.js';
import { eachOf } from './arguments.js';
import { declarationOf, type ValueDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { isWritten, withAssignments } from './assignments.js';
import { callbackArgument } from './callbacks.js';
import { nearestConstructor } from './classes.js';
import { elementName, isRef } from './environment.js';
import type { Interpreter } from '../interpreter.js';
import type { LimitName } from '../limits.js';
import { importedValue } from './imports.js';
import {
  assumed,
  type Binding,
  type Environment,
  isNothing,
  textValue,
  through,
  join,
  top,
  unknown,
  type AbstractValue,
  alternatives,
} from '../value.js';

/** What a declared name stands for at a use; undefined when nothing is known of it. */
export function declaredValue(
  declaration: ValueDeclaration,
  env: Environment,
  use: ts.Expression | undefined,
  interpreter: Interpreter,
): AbstractValue | undefined {
  const bound = env.bindings.get(declaration);
  return bound ? boundValue(declaration, bound, interpreter) : freeValue(declaration, env, use, interpreter);
}

/** True for names whose value may differ from use to use. */
export function isVariable(declaration: ValueDeclaration): boolean {
  return (ts.isVariableDeclaration(declaration) || ts.isParameter(declaration)) && isWritten(declaration);
}

function freeValue(
  declaration: ValueDeclaration,
  env: Environment,
  use: ts.Expression | undefined,
  interpreter: Interpreter,
): AbstractValue | undefined {
  if (ts.isVariableDeclaration(declaration)) return variableValue(declaration, env, interpreter, use);
  if (ts.isBindingElement(declaration)) return elementOf(declaration, env, interpreter);
  if (ts.isParameter(declaration)) return parameterValue(declaration, env, interpreter, use);
  if (ts.isFunctionDeclaration(declaration) || ts.isFunctionExpression(declaration)) return { kind: 'function', node: declaration, env };
  if (ts.isClassLike(declaration)) return { kind: 'class', node: declaration, env };
  if (ts.isEnumDeclaration(declaration)) return { kind: 'enum', node: declaration };
  if (ts.isModuleDeclaration(declaration)) return { kind: 'namespace', node: declaration };
  return importedValue(declaration, interpreter);
}

function boundValue(declaration: ValueDeclaration, bound: Binding, interpreter: Interpreter): AbstractValue {
  const value = interpreter.resolve(bound);
  if (value.kind === 'unknown' && ts.isParameter(declaration) && declaration.type) {
    const typed = interpreter.typed(declaration.type);
    if (typed) return typed;
  }
  return isRef(bound) && value.kind !== 'constant' ? through(value, bound.node) : value;
}

/** The placeholder that a name leaves of which nothing is known. */
export function placeholderOf(declaration: ValueDeclaration, env: Environment, use: ts.Expression | undefined): AbstractValue {
  if (use) return unknown(use, env);
  const { name } = declaration;
  const place = name && firstName(name);
  return place ? unknown(place, env) : textValue('');
}

/** A name that stands for a whole pattern of which nothing is known. */
function firstName(name: ts.Node): ts.Identifier | undefined {
  if (ts.isIdentifier(name)) return name;
  if (!ts.isObjectBindingPattern(name) && !ts.isArrayBindingPattern(name)) return undefined;
  for (const element of name.elements) {
    const found = ts.isBindingElement(element) ? firstName(element.name) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** A declared name of which a bound hides the value. */
export function topOf(limit: LimitName, declaration: ValueDeclaration, env: Environment, use: ts.Expression | undefined): AbstractValue {
  const place = placeholderOf(declaration, env, use);
  return place.kind === 'unknown' ? top(limit, place.ref.node, env) : place;
}

function variableValue(
  declaration: ts.VariableDeclaration,
  env: Environment,
  interpreter: Interpreter,
  use?: ts.Node,
): AbstractValue | undefined {
  const loop = declaration.parent.parent;
  if (ts.isForOfStatement(loop)) return eachOf(interpreter.valueOf(loop.expression, env), interpreter);
  const initial = declaration.initializer ? interpreter.valueOf(declaration.initializer, env) : undefined;
  const value = isConstant(declaration, initial) ? initial : withAssignments(declaration, initial, env, interpreter, use);
  if (value && value.kind !== 'unknown') return value;
  return (declaration.type && interpreter.typed(declaration.type)) ?? value ?? ambientValue(declaration);
}

/** `declare const self: …` names a global. */
function ambientValue({ name, parent: list }: ts.VariableDeclaration): AbstractValue | undefined {
  const isAmbient =
    ts.isVariableStatement(list.parent) && list.parent.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true;
  return isAmbient && ts.isIdentifier(name) ? { kind: 'external', module: 'global', path: [name.text] } : undefined;
}

/** A `const` of a kind that nothing can change in a way that is followed: looking for assignments would be of no use. */
function isConstant(declaration: ts.VariableDeclaration, value: AbstractValue | undefined): boolean {
  if ((declaration.parent.flags & ts.NodeFlags.Const) === 0 || !value) return false;
  return (
    value.kind !== 'text' &&
    value.kind !== 'array' &&
    value.kind !== 'list' &&
    value.kind !== 'search' &&
    value.kind !== 'union' &&
    value.kind !== 'unknown'
  );
}

function elementOf(declaration: ts.BindingElement, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const holder = declaration.parent.parent;
  const index = declaration.parent.elements.findIndex((element) => element === declaration);
  const name = elementName(declaration) ?? String(index);
  const from =
    ts.isVariableDeclaration(holder) && holder.initializer
      ? interpreter.valueOf(holder.initializer, env)
      : interpreter.declared(holder, env);
  if (declaration.dotDotDotToken) return from?.kind === 'object' || from?.kind === 'record' ? from : undefined;
  const value = from && interpreter.member(from, name);
  const initial = declaration.initializer;
  if (value && !isNothing(value)) {
    // Whether the default applies is only known where the value is.
    return initial && (value.kind === 'unknown' || value.kind === 'external') ? join([value, interpreter.valueOf(initial, env)]) : value;
  }
  const otherwise = initial && interpreter.valueOf(initial, env);
  return otherwise && isOfParameter(holder) ? assumed(otherwise) : otherwise;
}

/** True when a caller decides what is taken apart. */
function isOfParameter(holder: ts.Node): boolean {
  if (ts.isParameter(holder)) return true;
  if (ts.isBindingElement(holder)) return isOfParameter(holder.parent.parent);
  const source = ts.isVariableDeclaration(holder) ? holder.initializer : undefined;
  const declaration = source && ts.isIdentifier(source) ? declarationOf(source) : undefined;
  return declaration !== undefined && ts.isParameter(declaration);
}

function parameterValue(
  declaration: ts.ParameterDeclaration,
  env: Environment,
  interpreter: Interpreter,
  use?: ts.Node,
): AbstractValue | undefined {
  const owner = declaration.parent;
  if (ts.isConstructorDeclaration(owner)) {
    const given = constructedWith(declaration, owner, env, interpreter);
    if (given) return given;
  }
  const value = callbackArgument(declaration, env, interpreter);
  if (value) return value;
  const initial = declaration.initializer && assumed(interpreter.valueOf(declaration.initializer, env));
  const changed = ts.isIdentifier(declaration.name) ? withAssignments(declaration, initial, env, interpreter, use) : initial;
  return changed ?? (declaration.type && interpreter.typed(declaration.type));
}

/** What the visible instantiations of the class pass for a constructor parameter. */
function constructedWith(
  parameter: ts.ParameterDeclaration,
  owner: ts.ConstructorDeclaration,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue | undefined {
  const index = owner.parameters.indexOf(parameter);
  const { self } = env;
  const of = self?.kind === 'instance' && nearestConstructor(self.of, self.env, interpreter) === owner ? self.of : owner.parent;
  const { items, incomplete } = interpreter.constructions(of);
  const values = items.map(({ node, env: at }) => {
    const arg = node.arguments?.[index];
    if (arg) return interpreter.valueOf(arg, at);
    return parameter.initializer && interpreter.valueOf(parameter.initializer, env);
  });
  const known = joinKnown(values);
  if (!known) return undefined;
  const all = incomplete && ts.isIdentifier(parameter.name) ? join([known, top(incomplete.limit, parameter.name, env)]) : known;
  const typed = alternatives(all).every(({ kind }) => kind === 'object') && parameter.type ? interpreter.typed(parameter.type) : undefined;
  // Tests hand over objects that stand in for what the program hands over, which its type tells.
  return typed && typed.kind !== 'shape' ? join([typed, all]) : all;
}
