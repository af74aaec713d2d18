import type { Project } from '../project/project.js';
import { declarationOf, type ValueDeclaration } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import { withAssignments } from './assignments.js';
import { elementName, enter, isRef } from './environment.js';
import type { Evaluation, InstanceMaker } from './evaluation.js';
import { exportedValue, importedValue } from './imports.js';
import { constructionsOf, memberOf } from './members.js';
import { invoke } from './invoke.js';
import { typedValue } from './types.js';
import { type Binding, concat, EMPTY, type Env, textValue, union, through, unknown, type Value } from './value.js';

const MAX_DEPTH = 80;
const MAX_FRAMES = 12;

/** Makes the evaluator of a project. `instances` recognise the calls that make HTTP client instances. */
export function createEvaluation(project: Project, instances: InstanceMaker[]): Evaluation {
  const memo = new WeakMap<Env, Map<ts.Node, Value>>();
  const constructions = new Map<ts.ClassLikeDeclaration, { count: number; found: { node: ts.NewExpression; env: Env }[] }>();
  let depth = 0;

  const evaluate: Evaluation['evaluate'] = (node, env) => {
    const known = memo.get(env) ?? new Map<ts.Node, Value>();
    memo.set(env, known);
    const before = known.get(node);
    if (before) return before;
    if (depth > MAX_DEPTH) return unknown(node, env);
    // A cycle meets this entry and ends as a hole.
    known.set(node, unknown(node, env));
    depth += 1;
    try {
      const value = expressionValue(node, env, evaluation, instances);
      known.set(node, value);
      return value;
    } finally {
      depth -= 1;
    }
  };

  const evaluation: Evaluation = {
    project,
    evaluate,
    declared: (declaration, env, use) => declaredValue(declaration, env, use, evaluation),
    member: (value, name) => memberOf(value, name, evaluation),
    resolve: (binding) => (isRef(binding) ? evaluate(binding.node, binding.env) : binding.value),
    exported: (file, name) => exportedValue(file, name, evaluation),
    typed: (type) => typedValue(type, evaluation),
    returned: (callee, env) => returnedValue(callee, env, evaluation),
    enter(callee, call, caller, closure, self) {
      const recursive = caller.frames.length > MAX_FRAMES || caller.frames.filter((frame) => frame.callee === callee).length > 1;
      if (recursive) return { ...closure, frames: caller.frames };
      return enter(callee, call.arguments ?? [], caller, closure, self, call, (of, name) => memberBinding(of, name, evaluation));
    },
    constructions(of) {
      const count = project.parsed().length;
      const known = constructions.get(of);
      if (known && known.count === count) return known.found;
      const fresh = { count, found: known?.found ?? [] };
      constructions.set(of, fresh);
      fresh.found = constructionsOf(of, evaluation);
      return fresh.found;
    },
  };
  return evaluation;
}

function memberBinding(of: Binding, name: string | number, evaluation: Evaluation): Binding | undefined {
  const value = evaluation.resolve(of);
  const found = evaluation.member(value, String(name));
  if (found) return { value: found };
  return value.kind === 'unknown' ? { value: { kind: 'unknown', ref: value.ref } } : undefined;
}

function expressionValue(node: ts.Expression, env: Env, evaluation: Evaluation, instances: InstanceMaker[]): Value {
  const inner = bare(node);
  if (inner !== node) return evaluation.evaluate(inner, env);
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return literalText(node);
  if (ts.isTemplateExpression(node)) return templateValue(node, env, evaluation);
  if (ts.isTaggedTemplateExpression(node)) return evaluation.evaluate(node.template, env);
  if (ts.isNumericLiteral(node)) return { kind: 'constant', value: Number(node.text), node };
  if (ts.isIdentifier(node)) return identifierValue(node, env, evaluation);
  if (ts.isPropertyAccessExpression(node)) return accessValue(node, node.name.text, env, evaluation);
  if (ts.isElementAccessExpression(node)) return elementValue(node, env, evaluation);
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return invoke(node, env, evaluation, instances);
  if (ts.isBinaryExpression(node)) return binaryValue(node, env, evaluation);
  if (ts.isConditionalExpression(node)) return union([evaluation.evaluate(node.whenTrue, env), evaluation.evaluate(node.whenFalse, env)]);
  if (ts.isObjectLiteralExpression(node)) return { kind: 'object', node, env };
  if (ts.isArrayLiteralExpression(node)) return { kind: 'array', node, env };
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return { kind: 'function', node, env };
  if (ts.isClassExpression(node)) return { kind: 'class', node, env };
  if (node.kind === ts.SyntaxKind.ThisKeyword) return thisValue(node, env) ?? unknown(node, env);
  if (node.kind === ts.SyntaxKind.SuperKeyword) return superValue(node, env, evaluation) ?? unknown(node, env);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: 'constant', value: true, node };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: 'constant', value: false, node };
  if (node.kind === ts.SyntaxKind.NullKeyword) return { kind: 'constant', value: null, node };
  return unknown(node, env);
}

/** The expression without parentheses, casts and `await`, which do not change what it stands for. */
export function bare(node: ts.Expression): ts.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isTypeAssertionExpression(at) ||
    ts.isAwaitExpression(at)
  ) {
    at = at.expression;
  }
  return at;
}

function literalText(node: ts.StringLiteral | ts.NoSubstitutionTemplateLiteral): Value {
  const start = node.getStart() + 1;
  return { kind: 'text', parts: [chunk(node, node.text, start, node.getEnd() - 1)] };
}

function chunk(node: ts.Node, text: string, start: number, end: number): { text: string; node: ts.Node; start?: number } {
  const shown = node.getSourceFile().text.slice(start, end);
  return shown === text ? { text, node, start } : { text, node };
}

function templateValue(node: ts.TemplateExpression, env: Env, evaluation: Evaluation): Value {
  const headEnd = node.head.getEnd() - 2;
  const values: Value[] = [{ kind: 'text', parts: [chunk(node.head, node.head.text, node.head.getStart() + 1, headEnd)] }];
  for (const span of node.templateSpans) {
    const { literal } = span;
    const isLast = literal.kind === ts.SyntaxKind.TemplateTail;
    values.push(operand(span.expression, env, evaluation));
    values.push({ kind: 'text', parts: [chunk(literal, literal.text, literal.getStart() + 1, literal.getEnd() - (isLast ? 1 : 2))] });
  }
  return concat(values, unknown(node, env));
}

/** A piece of a template or concatenation, its parts marked as having come through this expression. */
function operand(node: ts.Expression, env: Env, evaluation: Evaluation): Value {
  const value = asText(evaluation.evaluate(node, env), node, env);
  const isVisible = ts.isStringLiteralLike(node) || (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken);
  return isVisible ? value : through(value, node);
}

/** What an expression adds to a text: itself when it is text, else a hole. */
export function asText(value: Value, node: ts.Expression, env: Env): Value {
  if (value.kind === 'union') return union(value.options.map((option) => asText(option, node, env)));
  if (value.kind === 'text' || value.kind === 'unknown') return value;
  if (value.kind === 'constant' && value.value !== undefined && value.value !== null) return value;
  if (value.kind === 'search') return { kind: 'text', parts: [], query: value.entries };
  return unknown(node, env);
}

function binaryValue(node: ts.BinaryExpression, env: Env, evaluation: Evaluation): Value {
  const { left, right, operatorToken } = node;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.PlusToken: {
      const a = operand(left, env, evaluation);
      const b = operand(right, env, evaluation);
      return concat([a, b], unknown(node, env));
    }
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken: {
      const first = evaluation.evaluate(left, env);
      if (first.kind === 'constant' && (first.value === undefined || first.value === null)) return evaluation.evaluate(right, env);
      return isPresent(first) ? first : union([first, evaluation.evaluate(right, env)]);
    }
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.CommaToken:
    case ts.SyntaxKind.EqualsToken:
      return evaluation.evaluate(right, env);
    default:
      return unknown(node, env);
  }
}

function isPresent(value: Value): boolean {
  if (value.kind === 'text') return value.parts.some((part) => 'text' in part && part.text !== '');
  return ['object', 'record', 'array', 'function', 'class', 'instance', 'client', 'module'].includes(value.kind);
}

function identifierValue(node: ts.Identifier, env: Env, evaluation: Evaluation): Value {
  const declaration = declarationOf(node);
  if (declaration) return evaluation.declared(declaration, env, node);
  if (node.text === 'undefined') return { kind: 'constant', value: undefined, node };
  return { kind: 'external', module: 'global', path: [node.text] };
}

function accessValue(node: ts.PropertyAccessExpression, name: string, env: Env, evaluation: Evaluation): Value {
  const value = evaluation.evaluate(node.expression, env);
  return evaluation.member(value, name) ?? unknown(node, env);
}

function elementValue(node: ts.ElementAccessExpression, env: Env, evaluation: Evaluation): Value {
  const value = evaluation.evaluate(node.expression, env);
  const key = evaluation.evaluate(node.argumentExpression, env);
  if (key.kind === 'constant') return evaluation.member(value, String(key.value)) ?? unknown(node, env);
  if (key.kind === 'text' && key.parts.every((part) => 'text' in part)) {
    return evaluation.member(value, key.parts.map((part) => ('text' in part ? part.text : '')).join('')) ?? unknown(node, env);
  }
  return anyMember(value, evaluation) ?? unknown(node, env);
}

/** `MAP[key]` with an unknown key: any of the members of a small object. */
function anyMember(value: Value, evaluation: Evaluation): Value | undefined {
  if (value.kind !== 'object' || value.node.properties.length > 8) return undefined;
  const names = value.node.properties.flatMap((property) => (property.name && ts.isIdentifier(property.name) ? [property.name.text] : []));
  const options = names.map((name) => evaluation.member(value, name)).filter((option) => option !== undefined);
  return options.length === 0 ? undefined : union(options);
}

function declaredValue(declaration: ValueDeclaration, env: Env, use: ts.Expression | undefined, evaluation: Evaluation): Value {
  const bound = env.bindings.get(declaration);
  if (bound) return boundValue(declaration, bound, evaluation);
  const hole = (): Value => (use ? unknown(use, env) : textHole(declaration, env));
  if (ts.isVariableDeclaration(declaration)) return variableValue(declaration, env, evaluation) ?? hole();
  if (ts.isBindingElement(declaration)) return elementOf(declaration, env, evaluation) ?? hole();
  if (ts.isParameter(declaration)) return parameterValue(declaration, env, evaluation) ?? hole();
  if (ts.isFunctionDeclaration(declaration) || ts.isFunctionExpression(declaration)) return { kind: 'function', node: declaration, env };
  if (ts.isClassLike(declaration)) return { kind: 'class', node: declaration, env };
  if (ts.isEnumDeclaration(declaration)) return { kind: 'enum', node: declaration };
  if (ts.isModuleDeclaration(declaration)) return hole();
  return importedValue(declaration, evaluation) ?? hole();
}

function boundValue(declaration: ValueDeclaration, bound: Binding, evaluation: Evaluation): Value {
  const value = evaluation.resolve(bound);
  if (value.kind === 'unknown' && ts.isParameter(declaration) && declaration.type) {
    const typed = evaluation.typed(declaration.type);
    if (typed) return typed;
  }
  return isRef(bound) ? through(value, bound.node) : value;
}

function textHole(declaration: ValueDeclaration, env: Env): Value {
  const { name } = declaration;
  return name && ts.isIdentifier(name) ? unknown(name, env) : textValue('');
}

function variableValue(declaration: ts.VariableDeclaration, env: Env, evaluation: Evaluation): Value | undefined {
  const loop = declaration.parent.parent;
  if (ts.isForOfStatement(loop)) return eachOf(evaluation.evaluate(loop.expression, env), evaluation);
  const initial = declaration.initializer ? evaluation.evaluate(declaration.initializer, env) : undefined;
  const value = withAssignments(declaration, initial, env, evaluation);
  if (value && value.kind !== 'unknown') return value;
  return (declaration.type && evaluation.typed(declaration.type)) ?? value;
}

function eachOf(list: Value, evaluation: Evaluation): Value | undefined {
  if (list.kind !== 'array' || list.node.elements.length === 0 || list.node.elements.length > 8) return undefined;
  return union(list.node.elements.map((element) => evaluation.evaluate(element, list.env)));
}

function elementOf(declaration: ts.BindingElement, env: Env, evaluation: Evaluation): Value | undefined {
  const holder = declaration.parent.parent;
  const index = declaration.parent.elements.findIndex((element) => element === declaration);
  const name = elementName(declaration) ?? String(index);
  const from = ts.isVariableDeclaration(holder)
    ? holder.initializer && evaluation.evaluate(holder.initializer, env)
    : evaluation.declared(holder, env);
  const value = from && declaration.dotDotDotToken === undefined ? evaluation.member(from, name) : undefined;
  if (value) return value;
  return declaration.initializer ? evaluation.evaluate(declaration.initializer, env) : undefined;
}

function parameterValue(declaration: ts.ParameterDeclaration, env: Env, evaluation: Evaluation): Value | undefined {
  const owner = declaration.parent;
  if (ts.isConstructorDeclaration(owner)) {
    const given = constructedWith(declaration, owner, evaluation);
    if (given) return given;
  }
  if (declaration.initializer) return evaluation.evaluate(declaration.initializer, env);
  return declaration.type && evaluation.typed(declaration.type);
}

/** What the visible instantiations of the class pass for a constructor parameter. */
function constructedWith(parameter: ts.ParameterDeclaration, owner: ts.ConstructorDeclaration, evaluation: Evaluation): Value | undefined {
  const index = owner.parameters.indexOf(parameter);
  const values = evaluation.constructions(owner.parent).map(({ node, env }) => {
    const arg = node.arguments?.[index];
    if (arg) return evaluation.evaluate(arg, env);
    return parameter.initializer ? evaluation.evaluate(parameter.initializer, env) : undefined;
  });
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : union(known);
}

function thisValue(node: ts.Node, env: Env): Value | undefined {
  if (env.self) return env.self;
  const member = enclosingMember(node);
  if (!member) return undefined;
  const owner = member.parent;
  if (!ts.isClassLike(owner)) return undefined;
  const isStatic =
    ts.canHaveModifiers(member) && ts.getModifiers(member)?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword);
  return isStatic === true ? { kind: 'class', node: owner, env: EMPTY } : { kind: 'instance', of: owner, env: EMPTY };
}

/** The class member whose `this` a node sees; undefined inside a plain function. */
function enclosingMember(node: ts.Node): ts.ClassElement | undefined {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    if (ts.isClassElement(at) && ts.isClassLike(at.parent)) return at;
    if (ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at)) return undefined;
    if (ts.isMethodDeclaration(at) && ts.isObjectLiteralExpression(at.parent)) return undefined;
  }
  return undefined;
}

function superValue(node: ts.Node, env: Env, evaluation: Evaluation): Value | undefined {
  const owner = enclosingMember(node)?.parent;
  if (!owner || !ts.isClassLike(owner)) return undefined;
  const parent = owner.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const base = parent && evaluation.evaluate(parent.expression, EMPTY);
  if (base?.kind !== 'class') return undefined;
  const self = env.self?.kind === 'instance' ? env.self : undefined;
  return { kind: 'instance', of: base.node, env: EMPTY, ...(self?.made ? { made: self.made } : {}) };
}

function returnedValue(callee: ts.SignatureDeclaration, env: Env, evaluation: Evaluation): Value {
  const body = 'body' in callee ? callee.body : undefined;
  if (!body) return { kind: 'constant', value: undefined };
  if (!ts.isBlock(body as ts.Node)) return evaluation.evaluate(body as ts.Expression, env);
  const values = returnsOf(body as ts.Block).map((expression) => evaluation.evaluate(expression, env));
  return values.length === 0 ? { kind: 'constant', value: undefined } : union(values);
}

/** Expressions that a function body returns, without those of functions inside it. */
export function returnsOf(body: ts.Block): ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}
