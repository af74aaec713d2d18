import { declarationNamed, declarationOf, type ValueDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../interpreter.js';
import { type AbstractValue, type Binding, constantText, EMPTY, type Environment, join, textValue } from '../value.js';
import { dirname, sep } from 'node:path';
import { nodesOf } from '../../project/nodes.js';
import { unwrap, wrapperOf } from '../../project/unwrap.js';
import { elementsOf } from './arguments.js';
import { classMember, staticMember } from './classes.js';
import { componentMember } from './components.js';
import { withObject } from './environment.js';
import { joinKnown } from './parameters.js';
import { findProperty } from './properties.js';
import { madeMember } from './prototypes.js';
import { shapeMember } from './types.js';
import { originOf, pathOf } from './urls.js';
import { assignedTo, type Holder, writesTo } from './writes.js';

/** The value of a shorthand property: the variable of the same name. */
function shorthandValue(node: ts.ShorthandPropertyAssignment, env: Environment, interpreter: Interpreter): AbstractValue {
  const declaration = declarationNamed(node.name.text, node);
  return declaration ? interpreter.declared(declaration, env, node.name) : { kind: 'external', module: 'global', path: [node.name.text] };
}

/** Objects that hold the environment variables of the program. */
const HOLDERS = new Set(['process.env', 'import.meta.env', 'Bun.env']);

/** True for a global object that holds environment variables. */
export function holdsVariables({ module, path }: Extract<AbstractValue, { kind: 'external' }>): boolean {
  return module === 'global' && HOLDERS.has(path.join('.'));
}

/**
 * What the files of the project set an environment variable to; undefined when none does. It may also be set elsewhere.
 * @param from file that reads it: files beside it or above it say more than those of other packages
 */
function variableValue(name: string, from: string | undefined, interpreter: Interpreter): AbstractValue | undefined {
  const { environmentFiles, texts } = interpreter.project;
  const settings = environmentFiles.flatMap((file) => {
    const all = interpreter.exported(file, 'default');
    const value = all && interpreter.member(all, name);
    return value ? [{ file, directory: dirname(file), value }] : [];
  });
  const near = settings.filter(({ directory }) => from?.startsWith(directory + sep));
  const nearest = Math.max(...near.map(({ directory }) => directory.length));
  const chosen = near.length === 0 ? settings : near.filter(({ directory }) => directory.length === nearest);
  // A file that is nearer hides those of other packages; only one with the address of an API says what the code is for.
  const values = chosen.flatMap(({ file, value }) => (texts.includes(file) ? [value] : []));
  return values.length === 0 ? undefined : join(values);
}

/**
 * A member that a loop over the keys of another object gives: `for (const key in table) api[key] = …`.
 * @param holder variable that holds the object
 */
function keyedMember(holder: ValueDeclaration, name: string, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  for (const access of nodesOf(holder.getSourceFile()).keyed) {
    const { parent } = access;
    if (!ts.isBinaryExpression(parent) || !ts.isIdentifier(access.expression) || declarationOf(access.expression) !== holder) continue;
    const key = unwrap(access.argumentExpression);
    const declaration = ts.isIdentifier(key) ? declarationOf(key) : undefined;
    const bindings = declaration && keyBindings(declaration, name, env, interpreter);
    if (bindings) return interpreter.valueOf(parent.right, { ...env, bindings: new Map([...env.bindings, ...bindings]) });
  }
  return undefined;
}

/** Bindings of the loop variables when the loop is at a key; undefined when the looped object has no such key. */
function keyBindings(
  declaration: ValueDeclaration,
  name: string,
  env: Environment,
  interpreter: Interpreter,
): [ts.Node, Binding][] | undefined {
  const loop = loopOf(declaration);
  const table = loop && interpreter.valueOf(loop.table, env);
  const member = table && interpreter.member(table, name);
  if (!loop || !member) return undefined;
  const key: [ts.Node, Binding] = [declaration, { value: textValue(name) }];
  return loop.value ? [key, [loop.value, { value: member }]] : [key];
}

interface Loop {
  /** The object whose keys are gone through. */
  table: ts.Expression;
  /** Variable that holds the value of the key. */
  value?: ts.Node;
}

function loopOf(declaration: ValueDeclaration): Loop | undefined {
  if (ts.isVariableDeclaration(declaration)) {
    const statement = declaration.parent.parent;
    if (ts.isForInStatement(statement)) return { table: statement.expression };
    return ts.isForOfStatement(statement) ? listOf(statement.expression) : undefined;
  }
  if (ts.isParameter(declaration)) return callbackLoop(declaration);
  if (!ts.isBindingElement(declaration) || declaration.parent.elements[0] !== declaration) return undefined;
  const [, second] = declaration.parent.elements;
  const holder = declaration.parent.parent;
  const loop = ts.isBindingElement(holder) ? undefined : loopOf(holder);
  return loop && { ...loop, ...(second && ts.isBindingElement(second) ? { value: second } : {}) };
}

/** `Object.keys(table).forEach((key) => …)`. */
function callbackLoop(parameter: ts.ParameterDeclaration): Loop | undefined {
  const call = parameter.parent.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression) || parameter.parent.parameters[0] !== parameter)
    return undefined;
  return call.expression.name.text === 'forEach' ? listOf(call.expression.expression) : undefined;
}

/** `Object.keys(table)` and `Object.entries(table)`. */
function listOf(node: ts.Expression): Loop | undefined {
  const call = unwrap(node);
  if (!ts.isCallExpression(call) || !/^Object\.(?:keys|entries)$/.test(call.expression.getText())) return undefined;
  const [table] = call.arguments;
  return table && { table };
}

export { propertyName } from './properties.js';

/** A member of a value; undefined when nothing is known of it. */
export function memberOf(value: AbstractValue, name: string, interpreter: Interpreter): AbstractValue | undefined {
  const own = ownMember(value, name, interpreter);
  return joinKnown([own, ...addedMembers(value, name, interpreter)]) ?? own;
}

function ownMember(value: AbstractValue, name: string, interpreter: Interpreter): AbstractValue | undefined {
  switch (value.kind) {
    case 'union': {
      const found = value.options.map((option) => interpreter.member(option, name)).filter((member) => member !== undefined);
      return found.length === 0 ? undefined : join(found);
    }
    case 'object':
      return propertyOf(value.node, name, value.env, interpreter);
    case 'record':
      return value.members.get(name);
    case 'array':
    case 'list':
      return elementAt(value, name, interpreter);
    case 'instance':
      return classMember(value, name, interpreter);
    case 'class':
      return staticMember(value.node, name, interpreter);
    case 'made':
      return madeMember(value, name, interpreter);
    case 'component':
      return componentMember(value, name, interpreter);
    case 'shape':
      return shapeMember(value.node, name, interpreter);
    case 'enum':
      return enumMember(value.node, name, interpreter);
    case 'namespace':
      return namespaceMember(value.node, name, interpreter);
    case 'module':
      return interpreter.exported(value.file, name);
    case 'external':
      return externalMember(value, name, interpreter);
    case 'client':
      return madeWith(value, name, interpreter) ?? { ...value, path: [...value.path, name] };
    case 'text':
      return textMember(value, name);
    default:
      return undefined;
  }
}

function externalMember(value: Extract<AbstractValue, { kind: 'external' }>, name: string, interpreter: Interpreter): AbstractValue {
  const member: AbstractValue = { ...value, path: name === 'default' && value.path.length === 0 ? [] : [...value.path, name] };
  const known = holdsVariables(value) ? variableValue(name, value.from, interpreter) : undefined;
  return known ? join([known, member]) : member;
}

function propertyOf(node: ts.ObjectLiteralExpression, name: string, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const property = findProperty(node, name, env, interpreter);
  if (property.kind === 'absent' || property.kind === 'open') return undefined;
  const found =
    property.kind === 'spread' ? interpreter.member(property.value, name) : propertyValue(property.node, node, env, interpreter);
  return (
    joinKnown([
      found,
      ...property.over
        .map((spread) => interpreter.valueOf(spread.expression, env))
        .map((over) => (over.kind === 'unknown' ? over : undefined)),
    ]) ?? found
  );
}

function propertyValue(
  found: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
  node: ts.ObjectLiteralExpression,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue | undefined {
  if (ts.isPropertyAssignment(found)) return interpreter.valueOf(found.initializer, env);
  if (ts.isShorthandPropertyAssignment(found)) return shorthandValue(found, env, interpreter);
  const inner = withObject(env, node);
  if (ts.isGetAccessor(found)) return interpreter.returned(found, inner);
  return ts.isMethodDeclaration(found) ? { kind: 'function', node: found, env: inner } : undefined;
}

function elementAt(
  value: Extract<AbstractValue, { kind: 'array' | 'list' }>,
  name: string,
  interpreter: Interpreter,
): AbstractValue | undefined {
  if (!/^\d+$/.test(name)) return undefined;
  const item = elementsOf(value, interpreter)?.items[Number(name)];
  return item && interpreter.resolve(item);
}

function enumMember(node: ts.EnumDeclaration, name: string, interpreter: Interpreter): AbstractValue | undefined {
  const member = node.members.find((candidate) => !ts.isComputedPropertyName(candidate.name) && candidate.name.text === name);
  return member?.initializer && interpreter.valueOf(member.initializer, EMPTY);
}

function namespaceMember(node: ts.ModuleDeclaration, name: string, interpreter: Interpreter): AbstractValue | undefined {
  if (!node.body) return undefined;
  if (ts.isModuleDeclaration(node.body)) return node.body.name.text === name ? { kind: 'namespace', node: node.body } : undefined;
  if (!ts.isModuleBlock(node.body)) return undefined;
  const declaration = declarationNamed(name, node.body);
  return declaration && interpreter.declared(declaration, EMPTY);
}

/** Members of a URL object, and of a reference that holds a text. */
function textMember(value: Extract<AbstractValue, { kind: 'text' }>, name: string): AbstractValue | undefined {
  switch (name) {
    case 'href':
    case 'url':
    case 'value':
    case 'current':
      return value;
    case 'origin':
      return originOf(value);
    case 'pathname':
      return pathOf({ kind: 'text', parts: value.parts });
    case 'search':
      return { kind: 'text', parts: [], query: value.query ?? [] };
    default:
      return undefined;
  }
}

/** What code gives to a member of a function, a class, a list or an object after it was made: `api.get = …`. */
function addedMembers(value: AbstractValue, name: string, interpreter: Interpreter): AbstractValue[] {
  if (value.kind !== 'function' && value.kind !== 'object' && value.kind !== 'class' && value.kind !== 'array') return [];
  const holder = ts.isFunctionDeclaration(value.node) || ts.isClassDeclaration(value.node) ? value.node : wrapperOf(value.node).parent;
  if (!ts.isVariableDeclaration(holder) && !ts.isFunctionDeclaration(holder) && !ts.isClassDeclaration(holder)) return [];
  const env = value.kind === 'class' ? EMPTY : value.env;
  const { named, keyed, merged } = writesTo(holder);
  const found: (AbstractValue | undefined)[] = [];
  for (const right of named.get(name) ?? []) found.push(interpreter.valueOf(right, env));
  for (const { key, right } of keyed) {
    const at = constantText(interpreter.valueOf(key, env));
    if (at !== undefined && at !== name) continue;
    const written = interpreter.valueOf(right, env);
    // A loop over the keys of another table is followed on its own.
    if (at === name || written.kind === 'text') found.push(written);
  }
  for (const right of writtenElsewhere(holder, name, value, interpreter)) found.push(interpreter.valueOf(right, EMPTY));
  if (value.kind === 'object') {
    for (const source of merged) {
      const given = interpreter.valueOf(source, env);
      found.push(given.kind === 'unknown' ? given : interpreter.member(given, name));
    }
    found.push(keyedMember(holder, name, env, interpreter));
  }
  return found.filter((member) => member !== undefined);
}

const writers = new WeakMap<Interpreter, Map<string, readonly ts.SourceFile[]>>();

/** Right sides of `holder.name = …` in the files that import it. */
function writtenElsewhere(holder: Holder, name: string, value: AbstractValue, interpreter: Interpreter): ts.Expression[] {
  const { project } = interpreter;
  const home = holder.getSourceFile().fileName;
  const byName = writers.get(interpreter) ?? new Map<string, readonly ts.SourceFile[]>();
  writers.set(interpreter, byName);
  const key = `${home}\0${name}`;
  const writing = [`.${name} = `, `.${name}=`];
  const trees =
    byName.get(key) ??
    project.importersOf(home).flatMap((path) => (project.mentions(path, writing) ? (project.source(path)?.tree ?? []) : []));
  byName.set(key, trees);
  const found: ts.Expression[] = [];
  for (const tree of trees) {
    for (const access of nodesOf(tree).accesses.get(name) ?? []) {
      const right = assignedTo(access);
      if (!right || !ts.isIdentifier(access.expression)) continue;
      const imported = interpreter.valueOf(access.expression, EMPTY);
      if ('node' in imported && 'node' in value && imported.node === value.node) found.push(right);
    }
  }
  return found;
}

/** What an instance was made with: `instance.defaults.baseURL`. */
function madeWith(
  { config, path }: Extract<AbstractValue, { kind: 'client' }>,
  name: string,
  interpreter: Interpreter,
): AbstractValue | undefined {
  const [only, ...more] = path;
  if (!config || only !== 'defaults' || more.length > 0) return undefined;
  return interpreter.member(interpreter.valueOf(config.node, config.env), name);
}
