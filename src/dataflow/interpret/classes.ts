import { nodesOf } from '../../project/nodes.js';
import { createSourceIndex } from '../../project/source-index.js';
import { declarationOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { withSelf } from './environment.js';
import type { Interpreter } from '../interpreter.js';
import { LIMITS, type Listing } from '../limits.js';
import { mutatingCall } from './mutations.js';
import { joinKnown } from './parameters.js';
import { heritageOf, isStatic } from './this.js';
import { assignedTo } from './writes.js';
import { walk } from '../../project/walk.js';
import { constantText, EMPTY, type Environment, isNothing, mapValue, textValue, join, unknown, type AbstractValue } from '../value.js';

type Instance = Extract<AbstractValue, { kind: 'instance' }>;

/** A class with the bindings of the function that made it: a mixin knows its parent by them. */
interface Ancestor {
  node: ts.ClassLikeDeclaration;
  env: Environment;
}

/** A member of an instance: its own, or one of the classes it extends. */
export function classMember(self: Instance, name: string, interpreter: Interpreter): AbstractValue | undefined {
  const { classes, root } = lineage(self.of, self.env, interpreter);
  const from = classes.findIndex(({ node }) => node === self.from);
  const overridden = self.made || self.from ? [] : overridesOf(self.of, name, interpreter);
  for (const ancestor of classes.slice(Math.max(from, 0))) {
    const own = ownMember(ancestor.node, name, instanceEnv(self, ancestor, classes, interpreter), interpreter);
    if (own) return joinKnown([own, ...overridden]) ?? own;
  }
  if (overridden.length > 0) return join(overridden);
  const last = classes.at(-1);
  return root && last ? inherited(root, last.node, instanceEnv(self, last, classes, interpreter), name, interpreter) : undefined;
}

const heirs = createSourceIndex((source) => classesIn(source.tree).filter((node) => heritageOf(node) !== undefined));

/** The member of this name in each class that extends a class: where only the class is known, an object may be of any of them. */
function overridesOf(of: ts.ClassLikeDeclaration, name: string, interpreter: Interpreter): AbstractValue[] {
  const found: AbstractValue[] = [];
  for (const node of descendantsOf(of, interpreter)) {
    if (!indexOf(node).members.has(name)) continue;
    const own = ownMember(node, name, withSelf(EMPTY, { kind: 'instance', of: node, env: EMPTY }), interpreter);
    if (own) found.push(own);
  }
  return found;
}

const descendants = new WeakMap<ts.ClassLikeDeclaration, { count: number; found: readonly ts.ClassLikeDeclaration[] }>();

/** The classes that extend a class, in the files parsed so far. */
function descendantsOf(of: ts.ClassLikeDeclaration, interpreter: Interpreter): readonly ts.ClassLikeDeclaration[] {
  const all = heirs(interpreter.project);
  const known = descendants.get(of);
  if (known?.count === all.length) return known.found;
  const found = new Set([of]);
  for (const parent of found) {
    // Only those that name the parent are evaluated: an evaluation reads further files.
    const likely = all.filter((heir) => namedParent(heir) === parent.name?.text || namedParent(heir) === undefined);
    for (const heir of likely) {
      const base = heritageOf(heir);
      const value = base && interpreter.valueOf(base.expression, EMPTY);
      if (value?.kind === 'class' && value.node === parent) found.add(heir);
    }
  }
  found.delete(of);
  descendants.set(of, { count: all.length, found: [...found] });
  return [...found];
}

const parents = new WeakMap<ts.ClassLikeDeclaration, { name: string | undefined }>();

/** The name that the class which a class extends has where it is declared; undefined where only its value tells. */
function namedParent(node: ts.ClassLikeDeclaration): string | undefined {
  const known = parents.get(node) ?? { name: parentName(heritageOf(node)?.expression) };
  parents.set(node, known);
  return known.name;
}

function parentName(parent: ts.Expression | undefined): string | undefined {
  if (!parent) return undefined;
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text;
  if (!ts.isIdentifier(parent)) return undefined;
  const declaration = declarationOf(parent);
  if (declaration && ts.isImportClause(declaration)) return undefined;
  return declaration && ts.isImportSpecifier(declaration) ? (declaration.propertyName ?? declaration.name).text : parent.text;
}

function classesIn(tree: ts.SourceFile): ts.ClassLikeDeclaration[] {
  const found: ts.ClassLikeDeclaration[] = [];
  walk(tree, (node) => {
    if (ts.isClassLike(node)) found.push(node);
  });
  return found;
}

/** A member of a class of a package; what `super(...)` passes configures an HTTP client. */
function inherited(
  base: AbstractValue,
  from: ts.ClassLikeDeclaration,
  env: Environment,
  name: string,
  interpreter: Interpreter,
): AbstractValue | undefined {
  if (base.kind === 'client') return interpreter.member(base, name);
  if (base.kind !== 'external') return undefined;
  const call = superCall(from);
  const made = (call && interpreter.instance(base, call, env)) ?? interpreter.instanceOf(base);
  return made && interpreter.member(made, name);
}

/** Bindings of the constructor parameters of a class, as far as the `new` expression or `super(...)` shows them. */
function instanceEnv(self: Instance, { node, env }: Ancestor, classes: Ancestor[], interpreter: Interpreter): Environment {
  const whole = withoutFrom(self);
  const base = withSelf(env, whole);
  const constructor = constructorOf(node);
  if (!constructor) return base;
  const below = classes.slice(
    0,
    classes.findIndex((ancestor) => ancestor.node === node),
  );
  // The nearest class below with a constructor of its own calls `super`; without one, `new` does.
  const child = below.findLast((ancestor) => constructorOf(ancestor.node) !== undefined);
  if (!child) return self.made ? interpreter.enter(constructor, self.made.node, self.made.env, base, whole) : base;
  const call = superCall(child.node);
  return call ? interpreter.enter(constructor, call, instanceEnv(self, child, classes, interpreter), base, whole) : base;
}

const wholeInstances = new WeakMap<Instance, Instance>();

/** The object itself, where `super` is a view of it. */
function withoutFrom(self: Instance): Instance {
  if (!self.from) return self;
  const { from: _, ...whole } = self;
  const known = wholeInstances.get(self) ?? whole;
  wholeInstances.set(self, known);
  return known;
}

/** The constructor that `new` runs: the class's own, or the one it inherits. */
export function nearestConstructor(
  node: ts.ClassLikeDeclaration,
  env: Environment,
  interpreter: Interpreter,
): ts.ConstructorDeclaration | undefined {
  return lineage(node, env, interpreter)
    .classes.map((ancestor) => constructorOf(ancestor.node))
    .find((constructor) => constructor !== undefined);
}

/** A class and those it extends, nearest first, and what the last of them extends when that is no class of the user. */
function lineage(node: ts.ClassLikeDeclaration, env: Environment, interpreter: Interpreter): { classes: Ancestor[]; root?: AbstractValue } {
  const classes: Ancestor[] = [{ node, env }];
  for (let at: Ancestor = { node, env }; classes.length < LIMITS.lineage.bound;) {
    const parent = heritageOf(at.node);
    if (!parent) return { classes };
    const base = interpreter.valueOf(parent.expression, at.env);
    if (base.kind !== 'class') return { classes, root: base };
    if (classes.some((ancestor) => ancestor.node === base.node)) return { classes };
    at = { node: base.node, env: base.env };
    classes.push(at);
  }
  return { classes };
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

function ownMember(node: ts.ClassLikeDeclaration, name: string, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const { parameters, members } = indexOf(node);
  const parameter = parameters.get(name);
  if (parameter) return interpreter.declared(parameter, env);
  const member = members.get(name);
  if (member && ts.isMethodDeclaration(member)) return { kind: 'function', node: member, env };
  if (member && ts.isGetAccessor(member)) return interpreter.returned(member, env);
  const property = member && ts.isPropertyDeclaration(member) ? member : undefined;
  const values = assignmentsTo(node, name).map((expression) => interpreter.valueOf(expression, env));
  if (property?.initializer) values.unshift(interpreter.valueOf(property.initializer, env));
  const given = values.filter((value) => !isNothing(value));
  const known = given.filter((value) => value.kind !== 'unknown');
  const later = values.find((value) => value.kind === 'unknown');
  // `id = ''` until it is known.
  if (later && known.every((value) => constantText(value) === '')) return (property?.type && interpreter.typed(property.type)) ?? later;
  const joined = joinKnown(given);
  if (joined) return grown(joined, growthsOf(node, name)[0], env);
  return (property?.type && interpreter.typed(property.type)) ?? values[0];
}

/** Members of a class by name; of overloads the one with a body. */
interface ClassIndex {
  parameters: Map<string, ts.ParameterDeclaration>;
  members: Map<string, ts.ClassElement>;
  statics: Map<string, ts.ClassElement>;
}

const indexes = new WeakMap<ts.ClassLikeDeclaration, ClassIndex>();

function indexOf(node: ts.ClassLikeDeclaration): ClassIndex {
  const known = indexes.get(node);
  if (known) return known;
  const index: ClassIndex = { parameters: new Map(), members: new Map(), statics: new Map() };
  for (const parameter of constructorOf(node)?.parameters ?? []) {
    if (ts.isIdentifier(parameter.name) && ts.isParameterPropertyDeclaration(parameter, parameter.parent)) {
      index.parameters.set(parameter.name.text, parameter);
    }
  }
  for (const member of node.members) {
    const name = nameOf(member);
    const group = isStatic(member) ? index.statics : index.members;
    if (name !== undefined && hasBody(member) && !group.has(name)) group.set(name, member);
  }
  indexes.set(node, index);
  return index;
}

function hasBody(member: ts.ClassElement): boolean {
  return !ts.isMethodDeclaration(member) || member.body !== undefined;
}

function nameOf({ name }: ts.ClassElement): string | undefined {
  return name === undefined || ts.isComputedPropertyName(name) ? undefined : name.text;
}

const assigned = new WeakMap<ts.Node, Map<string, ts.Expression[]>>();

/** Right sides of `this.name = …` in a class; the constructor's first. */
function assignmentsTo(node: ts.ClassLikeDeclaration, name: string): ts.Expression[] {
  const byName = assigned.get(node) ?? new Map<string, ts.Expression[]>();
  assigned.set(node, byName);
  const known = byName.get(name) ?? findAssignments(node, name);
  byName.set(name, known);
  return known;
}

/** `this.name` in a class. */
function accessesTo(node: ts.ClassLikeDeclaration, name: string): ts.PropertyAccessExpression[] {
  const accesses = nodesOf(node.getSourceFile()).accesses.get(name) ?? [];
  return accesses.filter(
    (access) => access.expression.kind === ts.SyntaxKind.ThisKeyword && ts.findAncestor(access, ts.isClassLike) === node,
  );
}

function findAssignments(node: ts.ClassLikeDeclaration, name: string): ts.Expression[] {
  const found: { expression: ts.Expression; first: boolean }[] = [];
  for (const access of accessesTo(node, name)) {
    const expression = assignedTo(access);
    if (expression) found.push({ expression, first: ts.findAncestor(access, ts.isConstructorDeclaration) !== undefined });
  }
  return found.toSorted((a, b) => Number(b.first) - Number(a.first)).map(({ expression }) => expression);
}

/** A field to which methods add: text goes on with what is not known, and of a list nothing is. */
function grown(value: AbstractValue, growth: ts.Expression | undefined, env: Environment): AbstractValue {
  if (!growth) return value;
  return mapValue(value, (option) => {
    const added = { placeholder: { node: growth, env } };
    // Two parts: what methods add may be several segments.
    if (option.kind === 'text') return { ...option, parts: [...option.parts, added, added] };
    return option.kind === 'array' || option.kind === 'list' ? unknown(growth, env) : option;
  });
}

/** `this.name += …` and `this.name.push(…)` in a class. */
function growthsOf(node: ts.ClassLikeDeclaration, name: string): ts.Expression[] {
  return accessesTo(node, name).filter((access) => isAppendedTo(access) || mutatingCall(access) !== undefined);
}

function isAppendedTo(access: ts.Expression): boolean {
  const { parent } = access;
  return ts.isBinaryExpression(parent) && parent.left === access && parent.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken;
}

const statics = new WeakMap<ts.ClassLikeDeclaration, Environment>();

function staticEnv(node: ts.ClassLikeDeclaration): Environment {
  const known = statics.get(node) ?? withSelf(EMPTY, { kind: 'class', node, env: EMPTY });
  statics.set(node, known);
  return known;
}

/** A static member of a class, or of one that it extends. */
export function staticMember(node: ts.ClassLikeDeclaration, name: string, interpreter: Interpreter): AbstractValue | undefined {
  const env = staticEnv(node);
  const member = indexOf(node).statics.get(name);
  if (member && ts.isMethodDeclaration(member)) return { kind: 'function', node: member, env };
  if (member && ts.isGetAccessor(member)) return interpreter.returned(member, env);
  if (member && ts.isPropertyDeclaration(member) && member.initializer) return interpreter.valueOf(member.initializer, env);
  const parent = heritageOf(node);
  if (parent) return interpreter.member(interpreter.valueOf(parent.expression, EMPTY), name);
  return name === 'name' && node.name ? textValue(node.name.text) : undefined;
}

const newExpressions = createSourceIndex((source) => nodesOf(source.tree).news);

/** `new` expressions of a class in the files parsed so far, from a position in their list on. */
export function constructionsOf(
  node: ts.ClassLikeDeclaration,
  interpreter: Interpreter,
  known: { seen: number; found: Construction[] },
): Listing<Construction> {
  const all = newExpressions(interpreter.project);
  const from = known.seen;
  known.seen = all.length;
  for (const construction of all.slice(from)) {
    const made = interpreter.valueOf(construction.expression, EMPTY);
    if (made.kind === 'class' && made.node === node) known.found.push({ node: construction, env: EMPTY });
  }
  const { bound } = LIMITS.constructions;
  const next = known.found[bound];
  return next ? { items: known.found.slice(0, bound), incomplete: { limit: 'constructions', node: next.node } } : { items: known.found };
}

/** A `new` expression and the bindings that it is read under. */
export interface Construction {
  node: ts.NewExpression;
  env: Environment;
}
