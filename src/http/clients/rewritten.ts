import { nodesOf } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { Ref, TextPart, AbstractValue } from '../../dataflow/value.js';

/** Assignments to a member, whatever the object. */
export function written(tree: ts.SourceFile, name: string): { target: ts.Expression; value: ts.Expression }[] {
  return (nodesOf(tree).accesses.get(name) ?? []).flatMap((access) => {
    const { parent } = access;
    const isAssigned = ts.isBinaryExpression(parent) && parent.left === access && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    return isAssigned ? [{ target: access.expression, value: parent.right }] : [];
  });
}

/** What `config.url = BASE + config.url` puts before the URL. */
export function prefixOf({ node, env }: Ref, interpreter: Interpreter): AbstractValue {
  const value = interpreter.valueOf(node, env);
  if (value.kind !== 'text') return value;
  const parts: TextPart[] = [];
  for (const part of value.parts) {
    if ('placeholder' in part && /\burl$/.test(part.placeholder.node.getText())) break;
    parts.push(part);
  }
  return { kind: 'text', parts };
}
