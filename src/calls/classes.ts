import { nodesOf } from '../project/nodes.js';
import { ts } from '../project/syntax.js';
import { withSelf } from './environment.js';
import type { Evaluation } from './evaluation.js';
import { heritageOf, isStatic } from './self.js';
import { EMPTY, type Env, isNothing, textValue, union, type Value } from './value.js';

const MAX_CONSTRUCTIONS = 8;

type Instance = Extract<Value, { kind: 'instance' }>;

/** A member of an instance: its own, or one of the classes it extends. */
export function classMember(self: Instance, name: string, evaluation: Evaluation): Value | undefined {
  return memberFrom(self, self.from ?? self.of, name, evaluation, new Set());
}

function memberFrom(
  self: Instance,
  from: ts.ClassLikeDeclaration,
  name: string,
  evaluation: Evaluation,
  seen: Set<ts.Node>,
): Value | undefined {
  if (seen.has(from)) return undefined;
  seen.add(from);
  const own = ownMember(from, name, instanceEnv(self, from, evaluation), evaluation);
  if (own) return own;
  const parent = heritageOf(from);
  if (!parent) return undefined;
  const base = evaluation.evaluate(parent.expression, EMPTY);
  if (base.kind === 'class') return memberFrom(self, base.node, name, evaluation, seen);
  return inherited(base, from, instanceEnv(self, from, evaluation), name, evaluation);
}

/** A member of a class of a package; what `super(...)` passes configures an HTTP client. */
function inherited(base: Value, from: ts.ClassLikeDeclaration, env: Env, name: string, evaluation: Evaluation): Value | undefined {
  if (base.kind === 'client') return evaluation.member(base, name);
  if (base.kind !== 'external') return undefined;
  const call = superCall(from);
  const made = call && evaluation.instance(base, call, env);
  const typed: Value = { ...base, path: base.path.map((part, index) => (index === base.path.length - 1 ? `#${part}` : part)) };
  return evaluation.member(made ?? typed, name);
}

/** Bindings of the constructor parameters of a class, as far as the `new` expression or `super(...)` shows them. */
function instanceEnv(self: Instance, from: ts.ClassLikeDeclaration, evaluation: Evaluation): Env {
  const { from: _, ...whole } = self;
  const bare = withSelf(self.env, whole);
  const constructor = constructorOf(from);
  if (!constructor) return bare;
  // The constructor that runs first is the nearest one.
  if (nearestConstructor(self.of, evaluation) === constructor) {
    return self.made ? evaluation.enter(constructor, self.made.node, self.made.env, bare, whole) : bare;
  }
  const child = callerOf(from, self.of, evaluation);
  const call = child && superCall(child);
  return call ? evaluation.enter(constructor, call, instanceEnv(self, child, evaluation), bare, whole) : bare;
}

/** The constructor that `new` runs: the class's own, or the one it inherits. */
export function nearestConstructor(node: ts.ClassLikeDeclaration, evaluation: Evaluation): ts.ConstructorDeclaration | undefined {
  return lineage(node, evaluation)
    .map(constructorOf)
    .find((constructor) => constructor !== undefined);
}

/** The nearest class below an ancestor that has a constructor of its own, and so calls `super`. */
function callerOf(
  ancestor: ts.ClassLikeDeclaration,
  from: ts.ClassLikeDeclaration,
  evaluation: Evaluation,
): ts.ClassLikeDeclaration | undefined {
  const classes = lineage(from, evaluation);
  return classes.slice(0, classes.indexOf(ancestor)).findLast((node) => constructorOf(node) !== undefined);
}

/** A class and those it extends, nearest first. */
function lineage(node: ts.ClassLikeDeclaration, evaluation: Evaluation): ts.ClassLikeDeclaration[] {
  const classes: ts.ClassLikeDeclaration[] = [];
  for (let at: ts.ClassLikeDeclaration | undefined = node; at && !classes.includes(at);) {
    classes.push(at);
    const parent: ts.ExpressionWithTypeArguments | undefined = heritageOf(at);
    const base: Value | undefined = parent && evaluation.evaluate(parent.expression, EMPTY);
    at = base?.kind === 'class' ? base.node : undefined;
  }
  return classes;
}

/** The constructor of a class that has a body. */
export function constructorOf(node: ts.ClassLikeDeclaration): ts.ConstructorDeclaration | undefined {
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
  const parameter = constructorOf(node)?.parameters.find(
    (candidate) =>
      ts.isIdentifier(candidate.name) && candidate.name.text === name && ts.isParameterPropertyDeclaration(candidate, candidate.parent),
  );
  if (parameter) return evaluation.declared(parameter, env);
  const member = node.members.find((candidate) => !isStatic(candidate) && nameOf(candidate) === name && hasBody(candidate));
  if (member && ts.isMethodDeclaration(member)) return { kind: 'function', node: member, env };
  if (member && ts.isGetAccessor(member)) return evaluation.returned(member, env);
  const property = member && ts.isPropertyDeclaration(member) ? member : undefined;
  const values = assignmentsTo(node, name).map((assigned) => evaluation.evaluate(assigned, env));
  if (property?.initializer) values.unshift(evaluation.evaluate(property.initializer, env));
  const known = values.filter((value) => value.kind !== 'unknown' && !isNothing(value));
  if (known.length > 0) return union(known);
  return (property?.type && evaluation.typed(property.type)) ?? values[0];
}

function hasBody(member: ts.ClassElement): boolean {
  return !ts.isMethodDeclaration(member) || member.body !== undefined;
}

function nameOf({ name }: ts.ClassElement): string | undefined {
  return name === undefined || ts.isComputedPropertyName(name) ? undefined : name.text;
}

/** Right sides of `this.name = …` in a class; the constructor's first. */
function assignmentsTo(node: ts.ClassLikeDeclaration, name: string): ts.Expression[] {
  const found: { expression: ts.Expression; first: boolean }[] = [];
  for (const access of nodesOf(node.getSourceFile()).accesses.get(name) ?? []) {
    if (access.expression.kind !== ts.SyntaxKind.ThisKeyword) continue;
    const assignment = access.parent;
    if (!ts.isBinaryExpression(assignment) || assignment.left !== access || assignment.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
      continue;
    if (ts.findAncestor(assignment, ts.isClassLike) !== node) continue;
    found.push({ expression: assignment.right, first: ts.findAncestor(assignment, ts.isConstructorDeclaration) !== undefined });
  }
  return found.toSorted((a, b) => Number(b.first) - Number(a.first)).map(({ expression }) => expression);
}

/** A static member of a class, or of one that it extends. */
export function staticMember(node: ts.ClassLikeDeclaration, name: string, evaluation: Evaluation): Value | undefined {
  const self: Value = { kind: 'class', node, env: EMPTY };
  const env = withSelf(EMPTY, self);
  const member = node.members.find((candidate) => isStatic(candidate) && nameOf(candidate) === name && hasBody(candidate));
  if (member && ts.isMethodDeclaration(member)) return { kind: 'function', node: member, env };
  if (member && ts.isGetAccessor(member)) return evaluation.returned(member, env);
  if (member && ts.isPropertyDeclaration(member) && member.initializer) return evaluation.evaluate(member.initializer, env);
  const parent = heritageOf(node);
  if (parent) return evaluation.member(evaluation.evaluate(parent.expression, EMPTY), name);
  return name === 'name' && node.name ? textValue(node.name.text) : undefined;
}

/** `new` expressions of a class in the files parsed so far. */
export function constructionsOf(node: ts.ClassLikeDeclaration, evaluation: Evaluation): { node: ts.NewExpression; env: Env }[] {
  const found: { node: ts.NewExpression; env: Env }[] = [];
  for (const source of evaluation.project.parsed()) {
    for (const construction of nodesOf(source.tree).news) {
      const made = evaluation.evaluate(construction.expression, EMPTY);
      if (made.kind === 'class' && made.node === node) found.push({ node: construction, env: EMPTY });
      if (found.length >= MAX_CONSTRUCTIONS) return found;
    }
  }
  return found;
}
