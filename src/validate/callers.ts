import { usesOf } from '../dataflow/call-graph.js';
import type { Interpreter } from '../dataflow/interpreter.js';
import { EMPTY, type Ref } from '../dataflow/value.js';
import type { ApiCall } from '../http/call.js';
import { ts } from '../project/syntax.js';
import { wrapperOf } from '../project/unwrap.js';

/** How far callers of callers are counted. */
const MAX_DEPTH = 6;

/** From how many places a call is reached, and in how many of those nothing waits for it. */
export interface Arrivals {
  count: number;
  floating: number;
  /** Functions on the way that nothing in the program calls. */
  uncalled: number;
}

/** Arguments of one call of a function, by its parameters. */
export type Given = ReadonlyMap<ts.ParameterDeclaration, Ref>;

/** Counts the calls that lead to a request through the functions of the program; undefined where not all of them are seen. */
export function arrivalsAt({ site }: ApiCall, interpreter: Interpreter): Arrivals | undefined {
  return countAt(site, interpreter, MAX_DEPTH);
}

function countAt(call: ts.Node, interpreter: Interpreter, depth: number): Arrivals | undefined {
  if (depth === 0) return undefined;
  const floating = isFloating(call) ? 1 : 0;
  const fn = functionAround(call);
  if (!fn) return { count: 1, floating, uncalled: 0 };
  const { items, incomplete, unresolved } = usesOf(fn, interpreter);
  const calls = items.flatMap(({ call: use }) => use ?? []);
  if (incomplete || unresolved.length > 0) return undefined;
  if (calls.length === 0) return { count: 1, floating, uncalled: 1 };
  const total = { count: 0, floating, uncalled: 0 };
  for (const use of calls) {
    if (isWithin(use, fn)) continue;
    const outer = countAt(use, interpreter, depth - 1);
    if (!outer) return undefined;
    total.count += outer.count;
    total.floating += outer.floating;
    total.uncalled += outer.uncalled;
  }
  return total;
}

/** The arguments of each call of the function that a request stands in, in the order of the source. */
export function argumentsOfCallers({ site }: ApiCall, interpreter: Interpreter): Given[] {
  const fn = functionAround(site);
  if (!fn || fn.parameters.length === 0) return [];
  const { items, incomplete } = usesOf(fn, interpreter);
  if (incomplete) return [];
  return items.flatMap(({ call }) => {
    if (!call || isWithin(call, fn) || call.arguments.some((argument) => ts.isSpreadElement(argument))) return [];
    return [new Map(fn.parameters.flatMap((parameter, index) => givenAt(parameter, call.arguments[index])))];
  });
}

function givenAt(parameter: ts.ParameterDeclaration, argument: ts.Expression | undefined): [ts.ParameterDeclaration, Ref][] {
  const node = argument ?? parameter.initializer;
  return node && !parameter.dotDotDotToken ? [[parameter, { node, env: EMPTY }]] : [];
}

/** The named function around a node; callbacks that are written in place belong to what they stand in. */
function functionAround(node: ts.Node): ts.SignatureDeclaration | undefined {
  for (let at = node.parent; at && !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isFunctionLike(at)) continue;
    const { parent } = wrapperOf(at as ts.Node as ts.Expression);
    if ((ts.isArrowFunction(at) || ts.isFunctionExpression(at)) && (ts.isCallExpression(parent) || ts.isNewExpression(parent))) continue;
    return at;
  }
  return undefined;
}

/** `send();` as a statement of its own: nothing waits for it. */
function isFloating(call: ts.Node): boolean {
  let at = call;
  while (
    ts.isPropertyAccessExpression(at.parent) ||
    (ts.isCallExpression(at.parent) && at.parent.expression === at) ||
    ts.isParenthesizedExpression(at.parent)
  )
    at = at.parent;
  return ts.isExpressionStatement(at.parent) || ts.isVoidExpression(at.parent);
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end;
}
