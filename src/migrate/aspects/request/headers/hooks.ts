import { requestHooks } from '../../../../http/calls/hooks.js';
import type { ApiCall } from '../../../../http/call.js';
import { ts } from '../../../../project/syntax.js';
import { unwrap } from '../../../../project/unwrap.js';
import { walk } from '../../../../project/walk.js';
import type { PlanContext } from '../../../plan/result.js';
import { lineOf, type SetCall } from './calls.js';
import { sharersOf } from './shared.js';

/** A header that a hook of the client sets: it wins over what the call itself says. */
export interface HookedHeader {
  set: SetCall;
  /** The calls that pass the hook, as far as they are v1 calls that a rule names. */
  calls: ApiCall[];
  /** A call passes it that is none of these. */
  others: boolean;
}

/** Methods of headers that set one. */
const SETTERS: ReadonlySet<string> = new Set(['set', 'append', 'setHeader', 'header']);

/**
 * Places where a hook or an interceptor that a call passes sets a header.
 * @param header lower case
 */
export function hookedHeaders(call: ApiCall, header: string, context: PlanContext): HookedHeader[] {
  const { interpreter } = context;
  const sets = requestHooks(call, interpreter).flatMap(({ node }) => setsIn(node, header));
  if (sets.length === 0) return [];
  const users = sharersOf(call, context);
  return sets.map((set) => ({ set, ...users }));
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
