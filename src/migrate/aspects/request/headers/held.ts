import { usesOf } from '../../../../http/response/index.js';
import { unwrap } from '../../../../project/unwrap.js';
import type { ApiCall } from '../../../../http/call.js';
import type { Interpreter } from '../../../../dataflow/interpreter.js';
import { initializerOf, propertyName } from '../../../../dataflow/interpret/properties.js';
import { alternatives, EMPTY, type Ref } from '../../../../dataflow/value.js';
import { ts } from '../../../../project/syntax.js';
import type { PlanContext } from '../../../plan/result.js';
import { argumentOf } from '../origin.js';
import { type SharedHeaders, usersOf } from './shared.js';

/** The way from a call to the literal that sets a header for it. */
interface Trail {
  /** The literal that sets it. */
  setters: Set<ts.ObjectLiteralExpression>;
  /** Objects and functions that are passed, which other calls may name too. */
  holders: Set<ts.Node>;
  /** Expressions by which they are named. */
  names: Set<ts.Node>;
}

const MAX_DEPTH = 12;

/**
 * The object in which a header is set for every call that names it (`const headers = {…}`, a function that makes it,
 * a spread of either), with those calls; undefined when it is not set in one such object.
 * @param header lower case
 */
export function heldHeaders(call: ApiCall, header: string, context: PlanContext): SharedHeaders | undefined {
  const { evaluation, sites } = context;
  const [setter, ...more] = trailOf(call, header, evaluation).setters;
  if (!setter || more.length > 0) return undefined;
  const users = sites.map((site) => ({ call: site.call, trail: trailOf(site.call, header, evaluation) }));
  const through = users.filter(({ trail }) => trail.setters.has(setter));
  const names = new Set(through.flatMap(({ trail }) => [...trail.names]));
  const holders = new Set(through.flatMap(({ trail }) => [...trail.holders]));
  const { calls, others } = usersOf([...new Set(through.map((user) => user.call.sink))], context);
  return {
    slot: { kind: 'filled', ref: { node: setter, env: EMPTY } },
    at: setter,
    calls,
    others: others || [...holders].some((holder) => isNamedElsewhere(holder, names, evaluation)),
  };
}

function isNamedElsewhere(holder: ts.Node, names: ReadonlySet<ts.Node>, evaluation: Interpreter): boolean {
  const { uses, unresolved } = usesOf(holder, evaluation);
  return unresolved.length > 0 || uses.some(({ node }) => !names.has(node));
}

function trailOf({ request }: ApiCall, header: string, evaluation: Interpreter): Trail {
  const trail: Trail = { setters: new Set(), holders: new Set(), names: new Set() };
  if (request.headers) leadsTo(header, request.headers, trail, evaluation, 0);
  if (request.options) leadsToHeaders(header, request.options, trail, evaluation);
  return trail;
}

/** The headers may stand in an object of options that is shared as a whole. */
function leadsToHeaders(header: string, options: Ref, trail: Trail, evaluation: Interpreter): void {
  walk(options, trail, evaluation, 0, (literal, next) =>
    literal.node.properties.some((property) => {
      if (ts.isSpreadAssignment(property)) return next({ node: property.expression, env: literal.env });
      const value = nameIn(property, literal, evaluation) === 'headers' ? initializerOf(property, literal.env) : undefined;
      return value !== undefined && leadsTo(header, value, trail, evaluation, 0);
    }),
  );
}

/** Follows headers to the literals that set the header; true when there is one. */
function leadsTo(header: string, ref: Ref, trail: Trail, evaluation: Interpreter, depth: number): boolean {
  return walk(ref, trail, evaluation, depth, (literal, next) => {
    const found = literal.node.properties.map((property) => {
      if (ts.isSpreadAssignment(property)) return next({ node: property.expression, env: literal.env });
      if (nameIn(property, literal, evaluation)?.toLowerCase() !== header) return false;
      trail.setters.add(literal.node);
      return true;
    });
    return found.includes(true);
  });
}

function nameIn(
  property: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
  { env }: Literal,
  evaluation: Interpreter,
): string | undefined {
  return propertyName(property.name, env, evaluation);
}

type Literal = Ref & { node: ts.ObjectLiteralExpression };

/** Goes to the object literals that an expression may be, and notes by which names; `visit` tells whether one leads on. */
function walk(
  ref: Ref,
  trail: Trail,
  evaluation: Interpreter,
  depth: number,
  visit: (literal: Literal, next: (inner: Ref) => boolean) => boolean,
): boolean {
  if (depth > MAX_DEPTH) return false;
  const next = (inner: Ref): boolean => walk(inner, trail, evaluation, depth + 1, visit);
  const node = unwrap(ref.node);
  const at = { node, env: ref.env };
  if (ts.isObjectLiteralExpression(node)) {
    const leads = visit({ node, env: ref.env }, next);
    if (leads) trail.holders.add(node);
    return leads;
  }
  const options = optionsOf(node);
  if (options) return options.map((option) => next({ node: option, env: ref.env })).includes(true);
  const given = argumentOf(at, evaluation);
  if (given) return next(given);
  const found = alternatives(evaluation.valueOf(node, ref.env)).map(
    (value) => value.kind === 'object' && next({ node: value.node, env: value.env }),
  );
  if (!found.includes(true)) return false;
  noteName(at, trail, evaluation);
  return true;
}

function noteName({ node, env }: Ref, trail: Trail, evaluation: Interpreter): void {
  trail.names.add(node);
  if (!ts.isCallExpression(node)) return;
  trail.names.add(node.expression);
  for (const callee of alternatives(evaluation.valueOf(node.expression, env)))
    if (callee.kind === 'function') trail.holders.add(callee.node);
}

/** Operands of which an expression is one. */
function optionsOf(node: ts.Expression): ts.Expression[] | undefined {
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse];
  if (!ts.isBinaryExpression(node)) return undefined;
  const { kind } = node.operatorToken;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return [node.right];
  const isFallback = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
  return isFallback ? [node.left, node.right] : undefined;
}
