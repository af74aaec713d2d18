import { clientForm } from '../../../../http/clients/forms.js';
import type { ApiCall } from '../../../../http/call.js';
import type { Interpreter } from '../../../../dataflow/interpreter.js';
import { alternatives, EMPTY, type AbstractValue, type Ref } from '../../../../dataflow/value.js';
import { nodesOf } from '../../../../project/nodes.js';
import { ts } from '../../../../project/syntax.js';
import { unwrap } from '../../../../project/unwrap.js';
import { walk } from '../../../../project/walk.js';
import type { PlanContext } from '../../../plan/result.js';
import { lineOf, type SetCall } from './calls.js';
import { instanceBehind, sharersOf } from './shared.js';

/** A header that a hook of the client sets: it wins over what the call itself says. */
export interface HookedHeader {
  set: SetCall;
  /** The calls that pass the hook, as far as they are v1 calls that a rule names. */
  calls: ApiCall[];
  /** A call passes it that is none of these. */
  others: boolean;
}

/** Options in which clients take functions that see each request before it is sent. */
const HOOK_OPTIONS: ReadonlySet<string> = new Set(['hooks', 'onRequest', 'transformRequest', 'prepareHeaders']);

/** Methods of headers that set one. */
const SETTERS: ReadonlySet<string> = new Set(['set', 'append', 'setHeader', 'header']);

/**
 * Places where a hook or an interceptor that a call passes sets a header.
 * @param header lower case
 */
export function hookedHeaders(call: ApiCall, header: string, context: PlanContext): HookedHeader[] {
  const { interpreter } = context;
  const configs = [call.request.options, ...(call.request.defaults ?? [])].flatMap((config) => config ?? []);
  const hooks = new Set([...configs.flatMap((config) => hooksIn(config, interpreter)), ...interceptors(call, interpreter)]);
  const sets = [...hooks].flatMap((hook) => setsIn(hook, header));
  if (sets.length === 0) return [];
  const users = sharersOf(call, context);
  return sets.map((set) => ({ set, ...users }));
}

/** Functions that the configuration of a client gives as hooks. */
function hooksIn({ node, env }: Ref, interpreter: Interpreter): ts.Node[] {
  return alternatives(interpreter.valueOf(node, env)).flatMap((value) => {
    if (value.kind !== 'object' || !ts.isObjectLiteralExpression(value.node)) return [];
    return value.node.properties.flatMap((property) => {
      if (!property.name || !HOOK_OPTIONS.has(property.name.getText())) return [];
      if (ts.isMethodDeclaration(property)) return [property];
      const given = ts.isPropertyAssignment(property) ? property.initializer : ts.isShorthandPropertyAssignment(property) && property.name;
      return given ? functionsIn(given, interpreter) : [];
    });
  });
}

/** Functions that are written in an expression, or named by it. */
function functionsIn(node: ts.Expression, interpreter: Interpreter): ts.Node[] {
  const found: ts.Node[] = [];
  walk(node, (at) => {
    if (ts.isFunctionLike(at)) {
      found.push(at);
      return false;
    }
    if (ts.isIdentifier(at) && !(ts.isPropertyAssignment(at.parent) && at.parent.name === at))
      for (const value of alternatives(interpreter.valueOf(at, EMPTY))) if (value.kind === 'function') found.push(value.node);
    return true;
  });
  return found;
}

/** Functions that `instance.interceptors.request.use` takes for the axios instance of a call. */
function interceptors(call: ApiCall, interpreter: Interpreter): ts.Node[] {
  if (!clientForm(call.request.client)?.interceptors) return [];
  const made = instanceBehind(call.sink, call, interpreter)?.made;
  return interpreter.project.parsed().flatMap(({ tree }) =>
    (nodesOf(tree).accesses.get('interceptors') ?? []).flatMap((access) => {
      const [handler] = handlersOf(access);
      return handler && isInstance(interpreter.valueOf(access.expression, EMPTY), made) ? functionsIn(handler, interpreter) : [];
    }),
  );
}

/** Arguments of `interceptors.request.use(…)`. */
function handlersOf(interceptorsAccess: ts.PropertyAccessExpression): readonly ts.Expression[] {
  const request = interceptorsAccess.parent;
  const use = request.parent;
  if (!ts.isPropertyAccessExpression(request) || request.name.text !== 'request' || !ts.isPropertyAccessExpression(use)) return [];
  return use.name.text === 'use' && ts.isCallExpression(use.parent) ? use.parent.arguments : [];
}

function isInstance(value: AbstractValue, made: ts.Node | undefined): boolean {
  return alternatives(value).some((option) =>
    made === undefined ? option.kind === 'external' && option.module === 'axios' : option.kind === 'client' && option.made === made,
  );
}

/** Where a function sets a header: by a method, by assignment to a member, or in an object of headers. */
function setsIn(hook: ts.Node, header: string): SetCall[] {
  const found: SetCall[] = [];
  walk(hook, (node) => {
    const set = setAt(node, header);
    if (set) found.push({ name: header, ...set });
  });
  return found;
}

function setAt(node: ts.Node, header: string): Omit<SetCall, 'name'> | undefined {
  if (ts.isCallExpression(node)) {
    const [name, value] = node.arguments;
    const isSetter = ts.isPropertyAccessExpression(node.expression) && SETTERS.has(node.expression.name.text);
    return isSetter && name && value && isText(name, header) ? { value, ...removalOf(node) } : undefined;
  }
  if (ts.isPropertyAssignment(node)) return isText(node.name, header) ? { value: node.initializer } : undefined;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const target = unwrap(node.left);
  if (!ts.isElementAccessExpression(target) || !isText(target.argumentExpression, header)) return undefined;
  return { value: node.right, ...removalOf(node) };
}

function isText(node: ts.Node, header: string): boolean {
  return ts.isStringLiteralLike(node) && node.text.toLowerCase() === header;
}

function removalOf(node: ts.Expression): Pick<SetCall, 'removal'> {
  return ts.isExpressionStatement(node.parent) ? { removal: lineOf(node.parent) } : {};
}
