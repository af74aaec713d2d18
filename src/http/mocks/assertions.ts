import type { CallNode } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';
import { isNamed } from '../clients/client.js';

/** Without those that count calls: their first argument is a number. */
const CALLED_WITH = /^(?:toHaveBeen(?:Last)?CalledWith|toBeCalledWith|lastCalledWith|toHaveBeenCalledExactlyOnceWith)$/;
const GIVES = /^mock(?:Resolved|Return|Rejected)Value(?:Once)?$/;

/** The function of `expect(fn).toHaveBeenCalledWith(…)`. */
export function expectedFunction(call: CallNode): ts.Expression | undefined {
  const callee = unwrap(call.expression);
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(callee) || !CALLED_WITH.test(callee.name.text)) return undefined;
  let subject = unwrap(callee.expression);
  while (ts.isPropertyAccessExpression(subject) && ['not', 'resolves', 'rejects'].includes(subject.name.text))
    subject = unwrap(subject.expression);
  if (!ts.isCallExpression(subject) || !isNamed(subject.expression, 'expect')) return undefined;
  const [fn] = subject.arguments;
  return fn && withoutMarks(fn);
}

/** `fn.mockResolvedValue(body)`: the function and what it is made to give. */
export function mockedResult(call: CallNode): { fn: ts.Expression; result: ts.Expression } | undefined {
  const callee = unwrap(call.expression);
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(callee) || !GIVES.test(callee.name.text)) return undefined;
  const [result] = call.arguments;
  return result && { fn: withoutMarks(callee.expression), result };
}

/** `vi.mocked(fn)` and `jest.spyOn(object, 'fn')` are about the function itself. */
function withoutMarks(node: ts.Expression): ts.Expression {
  const inner = unwrap(node);
  if (!ts.isCallExpression(inner)) return inner;
  const [first] = inner.arguments;
  return first && /(?:^|\.)mocked$/.test(inner.expression.getText()) ? unwrap(first) : inner;
}
