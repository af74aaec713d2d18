import { identifiersIn } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import { withSelf } from './environment.js';
import { shorthandValue } from './shorthand.js';
import type { Evaluation } from './evaluation.js';
import { EMPTY, type Env, textValue, union, type Value } from './value.js';

/** A member of a value; undefined when nothing is known of it. */
export function memberOf(value: Value, name: string, evaluation: Evaluation): Value | undefined {
  switch (value.kind) {
    case 'union': {
      const found = value.options.map((option) => memberOf(option, name, evaluation)).filter((member) => member !== undefined);
      return found.length === 0 ? undefined : union(found);
    }
    case 'object':
      return propertyOf(value.node, name, value.env, evaluation);
    case 'record':
      return value.members.get(name);
    case 'array':
      return elementAt(value.node, name, value.env, evaluation);
    case 'instance':
      return instanceMember(value, name, evaluation);
    case 'class':
      return staticMember(value.node, name, evaluation);
    case 'enum':
      return enumMember(value.node, name, evaluation);
    case 'module':
      return evaluation.exported(value.file, name);
    case 'external':
      return { kind: 'external', module: value.module, path: name === 'default' && value.path.length === 0 ? [] : [...value.path, name] };
    case 'client':
      return { ...value, path: [...value.path, name] };
    case 'text':
      return name === 'href' || name === 'url' ? value : undefined;
    default:
      return undefined;
  }
}

/** The last property of an object literal with this name, spreads included. */
function propertyOf(node: ts.ObjectLiteralExpression, name: string, env: Env, evaluation: Evaluation): Value | undefined {
  for (const property of node.properties.toReversed()) {
    if (ts.isSpreadAssignment(property)) {
      const found = evaluation.member(evaluation.evaluate(property.expression, env), name);
      if (found) return found;
    } else if (propertyName(property.name, env, evaluation) === name) {
      return propertyValue(property, node, env, evaluation);
    }
  }
  return undefined;
}

function propertyValue(
  property: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
  owner: ts.ObjectLiteralExpression,
  env: Env,
  evaluation: Evaluation,
): Value | undefined {
  if (ts.isPropertyAssignment(property)) return evaluation.evaluate(property.initializer, env);
  if (ts.isShorthandPropertyAssignment(property)) return shorthandValue(property, env, evaluation);
  const inner = withSelf(env, { kind: 'object', node: owner, env });
  if (ts.isGetAccessor(property)) return evaluation.returned(property, inner);
  return ts.isMethodDeclaration(property) ? { kind: 'function', node: property, env: inner } : undefined;
}

/** Text of a property name; computed names are evaluated. */
export function propertyName(name: ts.PropertyName, env: Env, evaluation: Evaluation): string | undefined {
  if (!ts.isComputedPropertyName(name)) return name.text;
  const value = evaluation.evaluate(name.expression, env);
  if (value.kind === 'constant') return String(value.value);
  if (value.kind !== 'text') return undefined;
  return value.parts.every((part) => 'text' in part) ? value.parts.map((part) => ('text' in part ? part.text : '')).join('') : undefined;
}

function elementAt(node: ts.ArrayLiteralExpression, name: string, env: Env, evaluation: Evaluation): Value | undefined {
  const element = /^\d+$/.test(name) ? node.elements[Number(name)] : undefined;
  return element && !ts.isSpreadElement(element) ? evaluation.evaluate(element, env) : undefined;
}

function enumMember(node: ts.EnumDeclaration, name: string, evaluation: Evaluation): Value | undefined {
  const member = node.members.find((candidate) => !ts.isComputedPropertyName(candidate.name) && candidate.name.text === name);
  return member?.initializer && evaluation.evaluate(member.initializer, EMPTY);
}

type Instance = Extract<Value, { kind: 'instance' }>;

function instanceMember(
  self: Instance,
  name: string,
  evaluation: Evaluation,
  from: ts.ClassLikeDeclaration = self.of,
  seen = new Set<ts.Node>(),
): Value | undefined {
  if (seen.has(from)) return undefined;
  seen.add(from);
  const env = instanceEnv(self, from, evaluation);
  const own = ownMember(from, name, env, evaluation);
  if (own) return own;
  const parent = heritage(from);
  if (!parent) return undefined;
  const base = evaluation.evaluate(parent.expression, EMPTY);
  if (base.kind === 'class') return instanceMember(self, name, evaluation, base.node, seen);
  return base.kind === 'external' || base.kind === 'client' ? evaluation.member(base, name) : undefined;
}

function heritage(node: ts.ClassLikeDeclaration): ts.ExpressionWithTypeArguments | undefined {
  return node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
}

/** Bindings of the constructor parameters of a class, as far as the `new` expression or `super(...)` shows them. */
function instanceEnv(self: Instance, from: ts.ClassLikeDeclaration, evaluation: Evaluation): Env {
  const constructor = constructorOf(from);
  const bare = withSelf(self.env, self);
  if (from === self.of) {
    if (!constructor || !self.made) return bare;
    return evaluation.enter(constructor, self.made.node, self.made.env, bare, self);
  }
  const call = superCall(self.of);
  const owner = constructorOf(self.of);
  if (!constructor || !call || !owner) return bare;
  return evaluation.enter(constructor, call, instanceEnv(self, self.of, evaluation), bare, self);
}

function constructorOf(node: ts.ClassLikeDeclaration): ts.ConstructorDeclaration | undefined {
  return node.members.find(
    (member): member is ts.ConstructorDeclaration => ts.isConstructorDeclaration(member) && member.body !== undefined,
  );
}

function superCall(node: ts.ClassLikeDeclaration): ts.CallExpression | undefined {
  for (const statement of constructorOf(node)?.body?.statements ?? []) {
    if (!ts.isExpressionStatement(statement)) continue;
    const call = statement.expression;
    if (ts.isCallExpression(call) && call.expression.kind === ts.SyntaxKind.SuperKeyword) return call;
  }
  return undefined;
}

function ownMember(node: ts.ClassLikeDeclaration, name: string, env: Env, evaluation: Evaluation): Value | undefined {
  const member = node.members.find(
    (candidate) => !isStatic(candidate) && candidate.name !== undefined && nameText(candidate.name) === name && hasBody(candidate),
  );
  const parameter = constructorOf(node)?.parameters.find(
    (candidate) =>
      ts.isIdentifier(candidate.name) && candidate.name.text === name && ts.isParameterPropertyDeclaration(candidate, candidate.parent),
  );
  if (parameter) return evaluation.declared(parameter, env);
  if (member && ts.isMethodDeclaration(member)) return { kind: 'function', node: member, env };
  if (member && ts.isGetAccessor(member)) return evaluation.returned(member, env);
  const property = member && ts.isPropertyDeclaration(member) ? member : undefined;
  const values = assignmentsTo(node, name).map((assigned) => evaluation.evaluate(assigned, env));
  if (property?.initializer) values.unshift(evaluation.evaluate(property.initializer, env));
  const known = values.filter(
    (value) => value.kind !== 'unknown' && !(value.kind === 'constant' && (value.value === null || value.value === undefined)),
  );
  if (known.length > 0) return union(known);
  return (property?.type && evaluation.typed(property.type)) ?? values[0];
}

function hasBody(member: ts.ClassElement): boolean {
  return !ts.isMethodDeclaration(member) || member.body !== undefined;
}

function nameText(name: ts.PropertyName): string | undefined {
  return ts.isComputedPropertyName(name) ? undefined : name.text;
}

function isStatic(member: ts.ClassElement): boolean {
  return (
    (ts.canHaveModifiers(member) && ts.getModifiers(member)?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword)) ?? false
  );
}

/** Right sides of `this.name = …` in a class; the constructor's first. */
function assignmentsTo(node: ts.ClassLikeDeclaration, name: string): ts.Expression[] {
  const found: { expression: ts.Expression; first: boolean }[] = [];
  for (const identifier of identifiersIn(node.getSourceFile()).get(name) ?? []) {
    const access = identifier.parent;
    if (!ts.isPropertyAccessExpression(access) || access.name !== identifier || access.expression.kind !== ts.SyntaxKind.ThisKeyword)
      continue;
    const assignment = access.parent;
    if (!ts.isBinaryExpression(assignment) || assignment.left !== access || assignment.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
      continue;
    const owner = ts.findAncestor(assignment, ts.isClassLike);
    if (owner !== node) continue;
    found.push({ expression: assignment.right, first: ts.findAncestor(assignment, ts.isConstructorDeclaration) !== undefined });
  }
  return found.toSorted((a, b) => Number(b.first) - Number(a.first)).map(({ expression }) => expression);
}

function staticMember(node: ts.ClassLikeDeclaration, name: string, evaluation: Evaluation): Value | undefined {
  const self: Value = { kind: 'class', node, env: EMPTY };
  const env = withSelf(EMPTY, self);
  const member = node.members.find(
    (candidate) => isStatic(candidate) && candidate.name !== undefined && nameText(candidate.name) === name && hasBody(candidate),
  );
  if (member && ts.isMethodDeclaration(member)) return { kind: 'function', node: member, env };
  if (member && ts.isGetAccessor(member)) return evaluation.returned(member, env);
  if (member && ts.isPropertyDeclaration(member) && member.initializer) return evaluation.evaluate(member.initializer, env);
  const parent = heritage(node);
  if (parent) return evaluation.member(evaluation.evaluate(parent.expression, EMPTY), name);
  return name === 'name' && node.name ? textValue(node.name.text) : undefined;
}

/** `new` expressions of a class, in the files parsed so far and in those that import its file. */
export function constructionsOf(node: ts.ClassLikeDeclaration, evaluation: Evaluation): { node: ts.NewExpression; env: Env }[] {
  const { project } = evaluation;
  const home = node.getSourceFile().fileName;
  for (const importer of project.importersOf(home)) {
    project.source(importer);
    for (const next of project.importersOf(importer)) project.source(next);
  }
  const found: { node: ts.NewExpression; env: Env }[] = [];
  for (const source of project.parsed()) {
    for (const construction of newExpressionsIn(source.tree)) {
      const made = evaluation.evaluate(construction.expression, EMPTY);
      if (made.kind === 'class' && made.node === node) found.push({ node: construction, env: EMPTY });
      if (found.length >= 8) return found;
    }
  }
  return found;
}

const news = new WeakMap<ts.SourceFile, ts.NewExpression[]>();

function newExpressionsIn(tree: ts.SourceFile): ts.NewExpression[] {
  const known = news.get(tree);
  if (known) return known;
  const found: ts.NewExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  news.set(tree, found);
  return found;
}
