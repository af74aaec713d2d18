import { declarationOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../interpreter.js';
import { unwrap } from '../../project/unwrap.js';
import { EMPTY, type CallFrame } from '../value.js';
import type { TrackedValue, StatusTest } from './facts.js';
import type { Tracer } from './worklist.js';

const OPERATORS = new Map<ts.SyntaxKind, NonNullable<StatusTest['operator']>>([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '==='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.EqualsEqualsToken, '=='],
  [ts.SyntaxKind.ExclamationEqualsToken, '!='],
  [ts.SyntaxKind.LessThanToken, '<'],
  [ts.SyntaxKind.LessThanEqualsToken, '<='],
  [ts.SyntaxKind.GreaterThanToken, '>'],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>='],
]);

/** The operator of a comparison; undefined for any other binary expression. */
export function comparison(node: ts.BinaryExpression): StatusTest['operator'] {
  return OPERATORS.get(node.operatorToken.kind);
}

/** Notes a comparison of the status: in a binary expression, or as the subject of a `switch`. */
export function testStatus(flow: TrackedValue, other: ts.Node, tracer: Tracer): void {
  if (ts.isSwitchStatement(other)) {
    for (const clause of other.caseBlock.clauses) if (ts.isCaseClause(clause)) noteTest('case', flow, clause, clause.expression, tracer);
    return;
  }
  const { parent } = flow.node;
  if (!ts.isExpression(other)) return;
  const operator = ts.isBinaryExpression(parent) ? comparison(parent) : undefined;
  noteTest('compare', flow, parent, other, tracer, operator);
}

/** Notes one test of the status against one number. */
export function noteTest(
  form: StatusTest['form'],
  flow: TrackedValue,
  node: ts.Node,
  other: ts.Expression,
  tracer: Tracer,
  operator?: StatusTest['operator'],
): void {
  const given = argumentOr(other, flow.frames);
  const value = numberOf(given.node, tracer.interpreter);
  const literal = ts.isNumericLiteral(given.node) || (ts.isStringLiteralLike(given.node) && value !== undefined) ? given.node : undefined;
  tracer.statusTest({
    form,
    status: flow.node,
    node,
    other,
    value,
    frames: literal ? given.frames : flow.frames,
    others: flow.others,
    ...(literal ? { literal } : {}),
    ...(operator ? { operator } : {}),
  });
}

/** The argument that a parameter of an entered function stands for, else the expression itself. */
export function argumentOr(node: ts.Expression, frames: readonly CallFrame[]): { node: ts.Expression; frames: readonly CallFrame[] } {
  const inner = unwrap(node);
  const declaration = ts.isIdentifier(inner) ? declarationOf(inner) : undefined;
  const at = frames.findLastIndex(({ callee }) => declaration !== undefined && declaration.parent === callee);
  const frame = frames[at];
  if (!frame || !declaration || !ts.isParameter(declaration) || ts.isTaggedTemplateExpression(frame.call)) return { node: inner, frames };
  const argument = frame.call.arguments?.[frame.callee.parameters.indexOf(declaration)] ?? declaration.initializer;
  return argument ? argumentOr(argument, frames.slice(0, at)) : { node: inner, frames };
}

function numberOf(node: ts.Expression, interpreter: Interpreter): number | undefined {
  if (ts.isStringLiteralLike(node)) return /^\d{3}$/.test(node.text) ? Number(node.text) : undefined;
  const value = interpreter.valueOf(node, EMPTY);
  return value.kind === 'constant' && typeof value.value === 'number' ? value.value : undefined;
}
