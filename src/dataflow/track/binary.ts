import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';
import { assignTo } from './bindings.js';
import type { TrackedValue } from './facts.js';
import { comparison } from './status.js';
import { unlessHarmless } from './harmless.js';
import { noteKey } from './reads.js';
import type { Tracer } from './worklist.js';
import { escaped, used } from './sinks.js';

const ASSIGNMENTS = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
]);

/** Follows a tracked operand of a binary expression. */
export function consumeBinary(flow: TrackedValue, parent: ts.BinaryExpression, tracer: Tracer): void {
  const isLeft = parent.left === flow.node;
  const operator = parent.operatorToken.kind;
  if (ASSIGNMENTS.has(operator)) {
    if (isLeft) return;
    assignTo(parent.left, flow, tracer);
    tracer.follow({ ...flow, node: parent });
    return;
  }
  const compared = comparison(parent);
  if (compared) {
    const isOrder = compared.startsWith('<') || compared.startsWith('>');
    used(isOrder ? 'number' : 'compare', flow, compared, tracer, isLeft ? parent.right : parent.left);
    return;
  }
  switch (operator) {
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
      tracer.follow({ ...flow, node: parent, others: [...flow.others, ...unlessHarmless(isLeft ? parent.right : parent.left)] });
      return;
    case ts.SyntaxKind.AmpersandAmpersandToken:
      if (isLeft) used('test', flow, 'tested', tracer);
      else tracer.follow({ ...flow, node: parent });
      return;
    case ts.SyntaxKind.CommaToken:
      if (!isLeft) tracer.follow({ ...flow, node: parent });
      return;
    case ts.SyntaxKind.InKeyword:
      if (isLeft) used('text', flow, 'a property name', tracer);
      else noteKey(flow, parent.left, tracer);
      return;
    case ts.SyntaxKind.InstanceOfKeyword:
      if (flow.accessPath.kind !== 'failure') used('type', flow, 'instanceof', tracer);
      return;
    case ts.SyntaxKind.PlusToken:
    case ts.SyntaxKind.PlusEqualsToken:
      if (flow.accessPath.kind === 'text') joinText(flow, parent, tracer);
      else used(isText(isLeft ? parent.right : parent.left) ? 'text' : 'number', flow, 'added to', tracer);
      return;
    default:
      if (flow.accessPath.kind === 'body' || flow.accessPath.kind === 'status') used('number', flow, 'calculated with', tracer);
      else escaped(flow, 'calculated with', tracer);
  }
}

/** Pieces of the unparsed body put together: `raw += chunk`. */
function joinText(flow: TrackedValue, parent: ts.BinaryExpression, tracer: Tracer): void {
  if (parent.operatorToken.kind === ts.SyntaxKind.PlusToken) tracer.follow({ ...flow, node: parent });
  else if (parent.left !== flow.node) assignTo(parent.left, flow, tracer);
}

function isText(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isStringLiteralLike(inner) || ts.isTemplateExpression(inner)) return true;
  return (
    ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.PlusToken && (isText(inner.left) || isText(inner.right))
  );
}
