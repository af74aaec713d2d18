import type { Project } from '../../project/project.js';
import { declarationOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { argumentsIn, invocationOf, withBound } from './arguments.js';
import type { Arguments } from '../value.js';
import { tableOf, valueAt } from './tables.js';
import { unwrap } from '../../project/unwrap.js';
import { type Construction, constructionsOf } from './classes.js';
import { truthOf } from './conditions.js';
import { declaredValue, placeholderOf, isVariable, topOf } from './declared.js';
import { LIMITS } from '../limits.js';
import { createModels } from '../models/functions.js';
import { externalResult } from './externals.js';
import { enter, isRef } from './environment.js';
import type { ClientKnowledge, Interpreter } from '../interpreter.js';
import { exportedValue, initializerOf } from './imports.js';
import { invoke } from './invoke.js';
import { memberOf } from './members.js';
import { createMemory } from './memo.js';
import { findProperty, initializerOf as propertyInitializer } from './properties.js';
import { returnedValue } from './returns.js';
import { superValue, thisValue } from './this.js';
import { binaryValue, literalText, templateValue } from './strings.js';
import { typedValue } from './types.js';
import {
  type Binding,
  constantText,
  type Environment,
  type CallFrame,
  join,
  unknown,
  top,
  type AbstractValue,
  mapValue,
} from '../value.js';

export { returnsOf } from './returns.js';

/** That nothing is known of a declared name. */
const ABSENT: AbstractValue = { kind: 'constant', value: undefined };

/** Makes the evaluator of a project. */
export function createInterpreter(project: Project, clients: ClientKnowledge, models = createModels()): Interpreter {
  const constructions = new Map<ts.ClassLikeDeclaration, { seen: number; found: Construction[] }>();
  let entered = new WeakMap<Environment, Map<ts.Node, Entry[]>>();
  let remember = createMemory();
  const evaluate: Interpreter['valueOf'] = (node, env) => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return literalText(node);
    const value = remember(node, env, () => expressionValue(node, env, interpreter)) ?? unknown(node, env);
    return typeof value === 'string' ? top(value, node, env) : value;
  };

  const interpreter: Interpreter = {
    project,
    models,
    valueOf: evaluate,
    forget() {
      entered = new WeakMap();
      remember = createMemory();
    },
    declared(declaration, env, use) {
      // What is assigned later matters by where a variable is used.
      const value =
        env.bindings.has(declaration) || isVariable(declaration)
          ? declaredValue(declaration, env, use, interpreter)
          : remember(declaration, env, () => declaredValue(declaration, env, undefined, interpreter) ?? ABSENT);
      if (typeof value === 'string') return topOf(value, declaration, env, use);
      return value && value !== ABSENT ? value : placeholderOf(declaration, env, use);
    },
    member: guarded((value, name) => memberOf(value, name, interpreter)),
    resolve: (binding) => (isRef(binding) ? evaluate(binding.node, binding.env) : binding.value),
    exported: (file, name) => exportedValue(file, name, interpreter),
    typed: (type) => typedValue(type, interpreter),
    instanceOf,
    returned: (callee, env) => returnedValue(callee, env, interpreter),
    applied(callee, args, call, caller) {
      if (callee.kind === 'external') return externalResult(callee, args, call, caller, interpreter);
      if (callee.kind !== 'function') return undefined;
      const inner = interpreter.enter(callee.node, call, caller, callee.env, undefined, withBound(callee, args));
      if (inner.frames !== caller.frames) return returnedValue(callee.node, inner, interpreter);
      return caller.frames.length >= LIMITS.calls.bound ? top('calls', call, caller) : undefined;
    },
    enter(callee, call, caller, closure, self, args) {
      const isRecursive = caller.frames.filter((frame) => frame.callee === callee).length > 1;
      if (isRecursive || caller.frames.length >= LIMITS.calls.bound) return { ...closure, frames: caller.frames };
      const known = entered.get(caller) ?? new Map<ts.Node, Entry[]>();
      entered.set(caller, known);
      const entries = known.get(call) ?? [];
      known.set(call, entries);
      const before = entries.find((entry) => entry.callee === callee && entry.closure === closure && sameArguments(entry.args, args));
      if (before) return before.inner;
      const given = args ?? argumentsOf(call, caller, interpreter);
      const inner = enter({ call, callee }, given, caller, closure, self, (of, name) => memberBinding(of, name, interpreter));
      entries.push({ callee, closure, args, inner });
      return inner;
    },
    constructions(of) {
      const known = constructions.get(of) ?? { seen: 0, found: [] };
      constructions.set(of, known);
      return constructionsOf(of, interpreter, known);
    },
    initializer: (node, env) => initializerOf(node, env, interpreter),
    instance: (callee, call, env) => clients.instance(callee, call, env, interpreter),
    passed: (callee, position, index) => clients.passed(callee, position, index),
    isClient: (value) => clients.isClient(value),
  };
  return interpreter;
}

interface Entry {
  callee: ts.SignatureDeclaration;
  closure: Environment;
  args: Arguments | undefined;
  inner: Environment;
}

function sameArguments(a: Arguments | undefined, b: Arguments | undefined): boolean {
  if (a === b) return true;
  if (!a || !b || a.open !== b.open || a.items.length !== b.items.length) return false;
  return a.items.every((binding, index) => sameBinding(binding, b.items[index]));
}

function sameBinding(a: Binding, b: Binding | undefined): boolean {
  if (!b) return false;
  return isRef(a) ? isRef(b) && a.node === b.node && a.env === b.env : !isRef(b) && a.value === b.value;
}

/** Ends the search for a member that leads back to itself: `options = { ...options, more }`. */
function guarded(find: Interpreter['member']): Interpreter['member'] {
  const running: { node: ts.Node; env: Environment; name: string }[] = [];
  return (value, name) => {
    if (value.kind !== 'object') return find(value, name);
    const { node, env } = value;
    if (running.length >= LIMITS.members.bound || running.some((entry) => entry.node === node && entry.name === name && entry.env === env))
      return undefined;
    running.push({ node, env, name });
    try {
      return find(value, name);
    } finally {
      running.pop();
    }
  };
}

function argumentsOf(call: CallFrame['call'], caller: Environment, interpreter: Interpreter): Arguments {
  if (!ts.isTaggedTemplateExpression(call)) return invocationOf(call, caller, interpreter).args;
  const { template } = call;
  const expressions = ts.isTemplateExpression(template) ? template.templateSpans.map((span) => span.expression) : [];
  const { items } = argumentsIn(expressions, caller, interpreter);
  return { items: [{ value: { kind: 'template', node: template, env: caller } }, ...items], open: false };
}

function memberBinding(of: Binding, name: string, interpreter: Interpreter): Binding | 'absent' | undefined {
  const value = interpreter.resolve(of);
  if (value.kind === 'object') {
    const property = findProperty(value.node, name, value.env, interpreter);
    if (property.kind === 'absent') return 'absent';
    const written = property.kind === 'own' ? propertyInitializer(property.node, value.env) : undefined;
    if (written) return written;
  }
  const found = interpreter.member(value, name);
  if (found) return { value: found };
  return value.kind === 'constant' || value.kind === 'list' || value.kind === 'record' || value.kind === 'array' ? 'absent' : undefined;
}

/** An object of a class; of a package, its type is marked: `#AxiosInstance`. */
function instanceOf(value: AbstractValue): AbstractValue | undefined {
  if (value.kind === 'class') return { kind: 'instance', of: value.node, env: value.env };
  if (value.kind !== 'external' || value.path.length === 0) return undefined;
  return { ...value, path: value.path.map((part, index) => (index === value.path.length - 1 ? `#${part}` : part)) };
}

function expressionValue(node: ts.Expression, env: Environment, interpreter: Interpreter): AbstractValue {
  const inner = unwrap(node);
  if (inner !== node) return interpreter.valueOf(inner, env);
  if (ts.isTemplateExpression(node)) return templateValue(node, env, interpreter);
  if (ts.isTaggedTemplateExpression(node)) return taggedValue(node, env, interpreter);
  if (ts.isNumericLiteral(node)) return { kind: 'constant', value: Number(node.text), node };
  if (ts.isIdentifier(node)) return identifierValue(node, env, interpreter);
  if (ts.isPropertyAccessExpression(node))
    return interpreter.member(interpreter.valueOf(node.expression, env), node.name.text) ?? unknown(node, env);
  if (ts.isElementAccessExpression(node)) return elementValue(node, env, interpreter);
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return invoke(node, env, interpreter);
  if (ts.isBinaryExpression(node)) return binaryValue(node, env, interpreter);
  if (ts.isConditionalExpression(node)) return conditionalValue(node, env, interpreter);
  return literalValue(node, env, interpreter);
}

function literalValue(node: ts.Expression, env: Environment, interpreter: Interpreter): AbstractValue {
  if (ts.isObjectLiteralExpression(node)) return { kind: 'object', node, env };
  if (ts.isArrayLiteralExpression(node)) return { kind: 'array', node, env };
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return { kind: 'function', node, env };
  if (ts.isClassExpression(node)) return { kind: 'class', node, env };
  if (ts.isVoidExpression(node)) return { kind: 'constant', value: undefined, node };
  if (ts.isMetaProperty(node)) return { kind: 'external', module: 'global', path: ['import', 'meta'], from: node.getSourceFile().fileName };
  switch (node.kind) {
    case ts.SyntaxKind.ThisKeyword:
      return thisValue(node, env, interpreter) ?? unknown(node, env);
    case ts.SyntaxKind.SuperKeyword:
      return superValue(node, env, interpreter) ?? unknown(node, env);
    case ts.SyntaxKind.TrueKeyword:
      return { kind: 'constant', value: true, node };
    case ts.SyntaxKind.FalseKeyword:
      return { kind: 'constant', value: false, node };
    case ts.SyntaxKind.NullKeyword:
      return { kind: 'constant', value: null, node };
    default:
      return unknown(node, env);
  }
}

function identifierValue(node: ts.Identifier, env: Environment, interpreter: Interpreter): AbstractValue {
  const sibling = siblingValue(node, interpreter);
  if (sibling) return sibling;
  const declaration = declarationOf(node);
  if (declaration) return interpreter.declared(declaration, env, node);
  if (node.text === 'undefined') return { kind: 'constant', value: undefined, node };
  return { kind: 'external', module: 'global', path: [node.text], from: node.getSourceFile().fileName };
}

/** Within an enum its members are named without it: `enum Path { Root = '/a', Jobs = `${Root}/jobs` }`. */
function siblingValue(node: ts.Identifier, interpreter: Interpreter): AbstractValue | undefined {
  let at: ts.Node = node;
  while (ts.isExpression(at) || ts.isTemplateSpan(at)) at = at.parent;
  return ts.isEnumMember(at) ? interpreter.member({ kind: 'enum', node: at.parent }, node.text) : undefined;
}

/** A tag of the user is entered; any other tag is taken to leave the text as it is. */
function taggedValue(node: ts.TaggedTemplateExpression, env: Environment, interpreter: Interpreter): AbstractValue {
  const tag = interpreter.valueOf(node.tag, env);
  if (tag.kind === 'function') {
    const inner = interpreter.enter(tag.node, node, env, tag.env);
    const result = interpreter.returned(tag.node, inner);
    if (result.kind === 'text' || result.kind === 'union') return result;
  }
  return interpreter.valueOf(node.template, env);
}

function conditionalValue(node: ts.ConditionalExpression, env: Environment, interpreter: Interpreter): AbstractValue {
  const truth = truthOf(node.condition, env, interpreter);
  if (truth !== undefined) return interpreter.valueOf(truth ? node.whenTrue : node.whenFalse, env);
  return join([interpreter.valueOf(node.whenTrue, env), interpreter.valueOf(node.whenFalse, env)]);
}

function elementValue(node: ts.ElementAccessExpression, env: Environment, interpreter: Interpreter): AbstractValue {
  const value = interpreter.valueOf(node.expression, env);
  const key = constantText(interpreter.valueOf(node.argumentExpression, env));
  if (key !== undefined) return interpreter.member(value, key) ?? unknown(node, env);
  return mapValue(value, (option) => {
    const table = option.kind === 'map' ? undefined : tableOf(option, interpreter);
    return table ? valueAt(table, unknown(node.argumentExpression, env), node, env, interpreter) : unknown(node, env);
  });
}
