import { ts } from '../../project/syntax.js';
import type { Outcome, StatusTest } from './facts.js';

/** True for success, false for failure. */
type Polarity = boolean;

/** What it says of the outcome that a condition holds, and that it does not; absent where it says nothing. */
interface Meaning {
  holds?: Polarity;
  fails?: Polarity;
}

/** From here on a status is an error of the server: a response below may be an error as well. */
const SERVER_ERROR = 500;

/** Judges of which answer a node speaks, by the status tests around it. */
export function outcomeJudge(tests: {
  status: readonly StatusTest[];
  ok: readonly ts.Expression[];
}): (node: ts.Node, failed: boolean) => Outcome {
  const marks = new Map<ts.Node, Meaning>();
  for (const node of tests.ok) marks.set(node, { holds: true, fails: false });
  for (const test of tests.status) {
    const polarity = polarityOf(test);
    if (polarity !== undefined) marks.set(test.node, meaningOf(polarity, test.value));
  }
  return (node, failed) => (failed ? 'failure' : outcomeOf(node, marks));
}

function meaningOf(holds: Polarity, value: number | undefined): Meaning {
  const isPartial = value !== undefined && value >= SERVER_ERROR;
  if (!isPartial) return { holds, fails: !holds };
  return holds ? { fails: false } : { holds };
}

/** Whether a comparison of the status holds for success. */
function polarityOf({ form, operator, value, node, status }: StatusTest): Polarity | undefined {
  if (value === undefined || form === 'assertion' || form === 'list') return undefined;
  const isSuccess = value < 400;
  if (form === 'case') return isSuccess;
  if (operator === '===' || operator === '==') return isSuccess;
  if (operator === '!==' || operator === '!=') return !isSuccess;
  if (operator === undefined || !ts.isBinaryExpression(node)) return undefined;
  const isBelow = operator.startsWith('<') === (node.left === status);
  return value >= 300 || isSuccess ? isBelow === value >= 300 : undefined;
}

function outcomeOf(node: ts.Node, marks: ReadonlyMap<ts.Node, Meaning>): Outcome {
  if (marks.size === 0) return 'open';
  for (let at = node; at.parent; at = at.parent) {
    const around = byBranch(at, marks) ?? byEarlierExit(at, marks);
    if (around !== undefined) return around ? 'success' : 'failure';
    if (ts.isFunctionLike(at.parent) && !isInlineCallback(at.parent)) break;
  }
  return 'open';
}

function isInlineCallback(node: ts.Node): boolean {
  return (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && ts.isCallExpression(node.parent);
}

/** The node stands in a branch of a test. */
function byBranch(at: ts.Node, marks: ReadonlyMap<ts.Node, Meaning>): Polarity | undefined {
  const { parent } = at;
  if (ts.isIfStatement(parent)) return branch(parent.expression, at, parent.thenStatement, parent.elseStatement, marks);
  if (ts.isConditionalExpression(parent)) return branch(parent.condition, at, parent.whenTrue, parent.whenFalse, marks);
  if (ts.isCaseClause(parent) && parent.expression !== at) return marks.get(parent)?.holds;
  if (ts.isBinaryExpression(parent) && parent.right === at) {
    const { holds, fails } = conditionOf(parent.left, marks);
    if (parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return holds;
    if (parent.operatorToken.kind === ts.SyntaxKind.BarBarToken) return fails;
  }
  return undefined;
}

function branch(
  condition: ts.Expression,
  at: ts.Node,
  whenTrue: ts.Node,
  whenFalse: ts.Node | undefined,
  marks: ReadonlyMap<ts.Node, Meaning>,
): Polarity | undefined {
  if (at === condition) return undefined;
  const { holds, fails } = conditionOf(condition, marks);
  if (at === whenTrue) return holds;
  return at === whenFalse ? fails : undefined;
}

/** An `if` before the node, in the same block, leaves on one of the two outcomes. */
function byEarlierExit(at: ts.Node, marks: ReadonlyMap<ts.Node, Meaning>): Polarity | undefined {
  const { parent } = at;
  if (!ts.isBlock(parent) && !ts.isSourceFile(parent) && !ts.isCaseOrDefaultClause(parent)) return undefined;
  for (const statement of parent.statements) {
    if (statement === at) return undefined;
    if (!ts.isIfStatement(statement) || !exits(statement.thenStatement)) continue;
    const { fails } = conditionOf(statement.expression, marks);
    if (fails !== undefined) return fails;
  }
  return undefined;
}

function exits(statement: ts.Statement): boolean {
  if (ts.isReturnStatement(statement) || ts.isThrowStatement(statement) || ts.isContinueStatement(statement)) return true;
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : undefined;
  return last !== undefined && exits(last);
}

/** What a condition says of the outcome. */
function conditionOf(condition: ts.Node, marks: ReadonlyMap<ts.Node, Meaning>): Meaning {
  const known = marks.get(condition);
  if (known !== undefined) return known;
  if (ts.isParenthesizedExpression(condition)) return conditionOf(condition.expression, marks);
  if (ts.isPrefixUnaryExpression(condition) && condition.operator === ts.SyntaxKind.ExclamationToken) {
    const { holds, fails } = conditionOf(condition.operand, marks);
    return meaning(fails, holds);
  }
  if (!ts.isBinaryExpression(condition)) return {};
  const [left, right] = [conditionOf(condition.left, marks), conditionOf(condition.right, marks)];
  if (condition.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
    return meaning(left.holds ?? right.holds, left.fails ?? right.fails);
  if (condition.operatorToken.kind !== ts.SyntaxKind.BarBarToken) return {};
  return meaning(agreed(left.holds, right.holds), agreed(left.fails, right.fails));
}

function agreed(a: Polarity | undefined, b: Polarity | undefined): Polarity | undefined {
  return a === b ? a : undefined;
}

function meaning(holds: Polarity | undefined, fails: Polarity | undefined): Meaning {
  return { ...(holds === undefined ? {} : { holds }), ...(fails === undefined ? {} : { fails }) };
}
