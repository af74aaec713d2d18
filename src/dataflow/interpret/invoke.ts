import { ts } from '../../project/syntax.js';
import { invocationOf } from './arguments.js';
import type { Interpreter } from '../interpreter.js';
import { externalCall } from './externals.js';
import { methodValueOf } from './methods.js';
import { type Environment, isNothing, mapValue, unknown, type AbstractValue } from '../value.js';
import { mapValueOf } from './tables.js';
import { queryEntries, urlValue } from './urls.js';

const IMPORT = { kind: 'external' as const, module: 'global', path: ['import'] };

/** The value of a call or `new` expression. */
export function invoke(node: ts.CallExpression | ts.NewExpression, env: Environment, interpreter: Interpreter): AbstractValue {
  if (ts.isNewExpression(node)) {
    const callee = interpreter.valueOf(node.expression, env);
    return mapValue(
      callee,
      (option) => interpreter.instance(option, node, env) ?? construct(option, node, env, interpreter) ?? unknown(node, env),
    );
  }
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return externalCall(IMPORT, invocationOf(node, env, interpreter).args, node, env, interpreter) ?? unknown(node, env);
  const built = methodValueOf(node, env, interpreter);
  if (built) return built;
  const { callee, args } = invocationOf(node, env, interpreter);
  return mapValue(interpreter.valueOf(callee, env), (option) => {
    const made = interpreter.instance(option, node, env);
    if (made) return made;
    if (option.kind === 'component') return option;
    if (option.kind === 'function') {
      const result = interpreter.applied(option, args, node, env);
      return result && !isNothing(result) ? result : unknown(node, env);
    }
    return (
      (option.kind === 'external' && externalCall(option, args, node, env, interpreter)) || accessor(option, node) || unknown(node, env)
    );
  });
}

/** `signal()` gives the text that the signal holds. */
function accessor(value: AbstractValue, node: ts.CallExpression): AbstractValue | undefined {
  return value.kind === 'text' && node.arguments.length === 0 ? value : undefined;
}

function construct(callee: AbstractValue, node: ts.NewExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  if (callee.kind === 'class') return { kind: 'instance', of: callee.node, env: callee.env, made: { node, env } };
  if (callee.kind === 'function') return { kind: 'made', by: callee.node, env: callee.env, made: { node, env } };
  if (callee.kind !== 'external') return undefined;
  switch (callee.path.at(-1)) {
    case 'URL':
      return urlValue(node, env, interpreter);
    case 'URLSearchParams':
      return { kind: 'search', entries: queryEntries(node.arguments?.[0], env, interpreter), node };
    case 'Map':
      return mapValueOf(node, env, interpreter);
    case 'Request':
      return { kind: 'request', node, env };
    default:
      return interpreter.instanceOf(callee);
  }
}
