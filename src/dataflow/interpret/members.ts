import { nodesOf } from '../../project/nodes.js';
import { declarationNamed, declarationOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { elementsOf } from './arguments.js';
import { classMember, staticMember } from './classes.js';
import { wrapperOf } from '../../project/unwrap.js';
import { componentMember } from './components.js';
import { withObject } from './environment.js';
import type { Interpreter } from '../interpreter.js';
import { keyedMember } from './for-in.js';
import { joinKnown } from './parameters.js';
import { findProperty } from './properties.js';
import { madeMember } from './prototypes.js';
import { shorthandValue } from './shorthand.js';
import { shapeMember } from './types.js';
import { originOf, pathOf } from './urls.js';
import { constantText, EMPTY, type Environment, join, type AbstractValue } from '../value.js';
import { holdsVariables, variableValue } from './variables.js';

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

/** What code gives to a member of a function, a class or an object after it was made: `api.get = …`, `Object.assign(api, { get })`. */
function addedMembers(value: AbstractValue, name: string, interpreter: Interpreter): AbstractValue[] {
  if (value.kind !== 'function' && value.kind !== 'object' && value.kind !== 'class' && value.kind !== 'array') return [];
  const holder = ts.isFunctionDeclaration(value.node) || ts.isClassDeclaration(value.node) ? value.node : wrapperOf(value.node).parent;
  if (!ts.isVariableDeclaration(holder) && !ts.isFunctionDeclaration(holder) && !ts.isClassDeclaration(holder)) return [];
  const env = value.kind === 'class' ? EMPTY : value.env;
  const assigned = writersOf(holder, name, interpreter).flatMap((tree) =>
    (nodesOf(tree).accesses.get(name) ?? []).flatMap((access) => {
      const { parent } = access;
      if (!ts.isBinaryExpression(parent) || parent.left !== access || parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return [];
      const isOwn = ts.isIdentifier(access.expression) && isHolder(access.expression, holder, value, interpreter);
      return isOwn ? [interpreter.valueOf(parent.right, tree === holder.getSourceFile() ? env : EMPTY)] : [];
    }),
  );
  assigned.push(...keyedWrites(holder, name, env, interpreter));
  if (value.kind !== 'object') return assigned;
  return [...assigned, ...mergedInto(holder, name, env, interpreter), keyedMember(holder, name, env, interpreter)].filter(
    (member) => member !== undefined,
  );
}

/** `list[0] = value`, `table['name'] = value`: at this key, or at one that is not known. */
function keyedWrites(holder: ts.Declaration, name: string, env: Environment, interpreter: Interpreter): AbstractValue[] {
  return nodesOf(holder.getSourceFile()).keyed.flatMap((access) => {
    const { parent, expression, argumentExpression } = access;
    if (!ts.isBinaryExpression(parent) || !ts.isIdentifier(expression) || declarationOf(expression) !== holder) return [];
    const key = constantText(interpreter.valueOf(argumentExpression, env));
    if (key !== undefined && key !== name) return [];
    const value = interpreter.valueOf(parent.right, env);
    // A loop over the keys of another table is followed on its own.
    return key === name || value.kind === 'text' ? [value] : [];
  });
}

/** Files that may set a member: the holder's own, and those that import it and write the member. */
function writersOf(holder: ts.Declaration, name: string, { project }: Interpreter): readonly ts.SourceFile[] {
  const home = holder.getSourceFile();
  const byName = writers.get(home) ?? new Map<string, readonly ts.SourceFile[]>();
  writers.set(home, byName);
  const known = byName.get(name);
  if (known) return known;
  const writing = [`.${name} = `, `.${name}=`];
  const others = project.importersOf(home.fileName).filter((path) => project.mentions(path, writing));
  const found = [home, ...others.flatMap((path) => project.source(path)?.tree ?? [])];
  byName.set(name, found);
  return found;
}

/** By the file of what is written to, and the name of the member: asking reads every importer. */
const writers = new WeakMap<ts.SourceFile, Map<string, readonly ts.SourceFile[]>>();

function isHolder(identifier: ts.Identifier, holder: ts.Declaration, value: AbstractValue, interpreter: Interpreter): boolean {
  if (identifier.getSourceFile() === holder.getSourceFile()) return declarationOf(identifier) === holder;
  const imported = interpreter.valueOf(identifier, EMPTY);
  return 'node' in imported && 'node' in value && imported.node === value.node;
}

/** `Object.assign(table, { name: value })`. */
function mergedInto(
  holder: ts.VariableDeclaration | ts.FunctionDeclaration | ts.ClassDeclaration,
  name: string,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue[] {
  return (nodesOf(holder.getSourceFile()).accesses.get('assign') ?? []).flatMap((access) => {
    const call = access.parent;
    if (!ts.isCallExpression(call) || call.expression !== access || access.expression.getText() !== 'Object') return [];
    const [target, ...sources] = call.arguments;
    if (!target || !ts.isIdentifier(target) || declarationOf(target) !== holder) return [];
    return sources.flatMap((source) => {
      const merged = interpreter.valueOf(source, env);
      return merged.kind === 'unknown' ? [merged] : (interpreter.member(merged, name) ?? []);
    });
  });
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
