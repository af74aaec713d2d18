import { nodesOf } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import { withSelf } from './environment.js';
import type { Interpreter } from '../interpreter.js';
import { EMPTY, type Environment, join, type AbstractValue } from '../value.js';

type Made = Extract<AbstractValue, { kind: 'made' }>;

/** The constructor function that a function belongs to: itself, or the one whose prototype holds it. */
export function prototypeOwner(
  node: ts.FunctionDeclaration | ts.FunctionExpression,
  interpreter: Interpreter,
): ts.FunctionLikeDeclaration | undefined {
  const target = assignedTo(node);
  if (!target) return hasPrototype(node) ? node : undefined;
  const owner = ts.isPropertyAccessExpression(target) && isPrototype(target.expression) ? target.expression.expression : undefined;
  const value = owner && interpreter.valueOf(owner, EMPTY);
  return value?.kind === 'function' ? value.node : undefined;
}

function assignedTo(node: ts.Node): ts.Expression | undefined {
  const { parent } = node;
  return ts.isBinaryExpression(parent) && parent.right === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
    ? parent.left
    : undefined;
}

function isPrototype(node: ts.Node): node is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(node) && node.name.text === 'prototype';
}

/** A function that is called with `new`, or whose prototype is given members. */
function hasPrototype(node: ts.FunctionDeclaration | ts.FunctionExpression): boolean {
  const name = node.name?.text;
  return name !== undefined && prototypesOf(node).some((access) => ts.isIdentifier(access.expression) && access.expression.text === name);
}

function prototypesOf(node: ts.Node): ts.PropertyAccessExpression[] {
  return nodesOf(node.getSourceFile()).accesses.get('prototype') ?? [];
}

/** A member of what a constructor function makes. */
export function madeMember(self: Made, name: string, interpreter: Interpreter): AbstractValue | undefined {
  const env = madeEnv(self, interpreter);
  const own = ownAssignments(self.by, name).map((expression) => interpreter.valueOf(expression, env));
  if (own.length > 0) return join(own);
  for (const access of prototypesOf(self.by)) {
    const owner = interpreter.valueOf(access.expression, EMPTY);
    if (owner.kind !== 'function' || owner.node !== self.by) continue;
    const found = onPrototype(access, name, env, interpreter);
    if (found) return found;
  }
  return undefined;
}

function madeEnv(self: Made, interpreter: Interpreter): Environment {
  const base = withSelf(self.env, self);
  return self.made ? interpreter.enter(self.by, self.made.node, self.made.env, base, self) : base;
}

/** Right sides of `this.name = …` in the function itself. */
function ownAssignments(by: ts.FunctionLikeDeclaration, name: string): ts.Expression[] {
  return (nodesOf(by.getSourceFile()).accesses.get(name) ?? []).flatMap((access) => {
    if (access.expression.kind !== ts.SyntaxKind.ThisKeyword) return [];
    const { parent } = access;
    const isAssigned = ts.isBinaryExpression(parent) && parent.left === access && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    const home = ts.findAncestor(parent, (at) => ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at) || ts.isClassElement(at));
    return isAssigned && home === by ? [parent.right] : [];
  });
}

/** `F.prototype.name = value` and `F.prototype = { name: value }`. */
function onPrototype(
  prototype: ts.PropertyAccessExpression,
  name: string,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue | undefined {
  const { parent } = prototype;
  const whole = ts.isBinaryExpression(parent) && parent.left === prototype ? parent.right : undefined;
  if (whole) return rebind(interpreter.member(interpreter.valueOf(whole, env), name), env);
  if (!ts.isPropertyAccessExpression(parent) || parent.name.text !== name) return undefined;
  const assignment = parent.parent;
  return ts.isBinaryExpression(assignment) && assignment.left === parent ? interpreter.valueOf(assignment.right, env) : undefined;
}

function rebind(value: AbstractValue | undefined, env: Environment): AbstractValue | undefined {
  return value?.kind === 'function' ? { ...value, env } : value;
}
