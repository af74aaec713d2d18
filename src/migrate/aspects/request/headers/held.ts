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
  const { interpreter, sites } = context;
  const [setter, ...more] = trailOf(call, header, interpreter).setters;
  if (!setter || more.length > 0) return undefined;
  const users = sites.map((site) => ({ call: site.call, trail: trailOf(site.call, header, interpreter) }));
  const through = users.filter(({ trail }) => trail.setters.has(setter));
  const names = new Set(through.flatMap(({ trail }) => [...trail.names]));
  const holders = new Set(through.flatMap(({ trail }) => [...trail.holders]));
  const { calls, others } = usersOf([...new Set(through.map((user) => user.call.sink))], context);
  return {
    slot: { kind: 'filled', ref: { node: setter, env: EMPTY } },
    at: setter,
    calls,
    others: others || [...holders].some((holder) => isNamedElsewhere(holder, names, interpreter)),
  };
}

function isNamedElsewhere(holder: ts.Node, names: ReadonlySet<ts.Node>, interpreter: Interpreter): boolean {
  const { items, incomplete, unresolved } = usesOf(holder, interpreter);
  return incomplete !== undefined || unresolved.length > 0 || items.some(({ node }) => !names.has(node));
}

function trailOf({ request }: ApiCall, header: string, interpreter: Interpreter): Trail {
  const trail: Trail = { setters: new Set(), holders: new Set(), names: new Set() };
  if (request.headers) leadsTo(header, request.headers, trail, interpreter, 0);
  if (request.options) leadsToHeaders(header, request.options, trail, interpreter);
  return trail;
}

/** The headers may stand in an object of options that is shared as a whole. */
function leadsToHeaders(header: string, options: Ref, trail: Trail, interpreter: Interpreter): void {
  walk(options, trail, interpreter, 0, (literal, next) =>
    literal.node.properties.some((property) => {
      if (ts.isSpreadAssignment(property)) return next({ node: property.expression, env: literal.env });
      const value = nameIn(property, literal, interpreter) === 'headers' ? initializerOf(property, literal.env) : undefined;
      return value !== undefined && leadsTo(header, value, trail, interpreter, 0);
    }),
  );
}

/** Follows headers to the literals that set the header; true when there is one. */
function leadsTo(header: string, ref: Ref, trail: Trail, interpreter: Interpreter, depth: number): boolean {
  return walk(ref, trail, interpreter, depth, (literal, next) => {
    const found = literal.node.properties.map((property) => {
      if (ts.isSpreadAssignment(property)) return next({ node: property.expression, env: literal.env });
      if (nameIn(property, literal, interpreter)?.toLowerCase() !== header) return false;
      trail.setters.add(literal.node);
      return true;
    });
    return found.includes(true);
  });
}

function nameIn(
  property: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
  { env }: Literal,
  interpreter: Interpreter,
): string | undefined {
  return propertyName(property.name, env, interpreter);
}

type Literal = Ref & { node: ts.ObjectLiteralExpression };

/** Goes to the object literals that an expression may be, and notes by which names; `visit` tells whether one leads on. */
function walk(
  ref: Ref,
  trail: Trail,
  interpreter: Interpreter,
  depth: number,
  visit: (literal: Literal, next: (inner: Ref) => boolean) => boolean,
): boolean {
  if (depth > MAX_DEPTH) return false;
  const next = (inner: Ref): boolean => walk(inner, trail, interpreter, depth + 1, visit);
  const node = unwrap(ref.node);
  const at = { node, env: ref.env };
  if (ts.isObjectLiteralExpression(node)) {
    const leads = visit({ node, env: ref.env }, next);
    if (leads) trail.holders.add(node);
    return leads;
  }
  const options = optionsOf(node);
  if (options) return options.map((option) => next({ node: option, env: ref.env })).includes(true);
  const given = argumentOf(at, interpreter);
  if (given) return next(given);
  const found = alternatives(interpreter.valueOf(node, ref.env)).map(
    (value) => value.kind === 'object' && next({ node: value.node, env: value.env }),
  );
  if (!found.includes(true)) return false;
  noteName(at, trail, interpreter);
  return true;
}

function noteName({ node, env }: Ref, trail: Trail, interpreter: Interpreter): void {
  trail.names.add(node);
  if (!ts.isCallExpression(node)) return;
  trail.names.add(node.expression);
  for (const callee of alternatives(interpreter.valueOf(node.expression, env)))
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
