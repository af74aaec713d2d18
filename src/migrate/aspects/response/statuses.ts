import { type Blocker, blockers, ruleBlocker } from '../../../scan/blockers.js';
import type { ResponseTrace, StatusTest, StatusUse } from '../../../http/response/index.js';
import type { Operation } from '../../../match/index.js';
import { ts } from '../../../project/syntax.js';
import { NOTHING, type Plan } from '../../plan/result.js';
import { isPure } from './code.js';
import { createEditBuilder, type EditBuilder } from './draft.js';
import { followRule } from './follow.js';
import type { SharedReaders } from './sharing.js';

/** What a status test has to accept in v2. */
interface Wanted {
  /** Statuses of v2 that stand in the place of the tested one. */
  statuses: number[];
  /** The tested status stays possible. */
  keep: boolean;
  rules: string[];
}

/** Makes the status tests of an answer accept what v2 answers. */
export function planStatus(answer: ResponseTrace, operation: Operation, sharing: SharedReaders): Plan {
  if (operation.status.size === 0 && operation.errorStatus.size === 0) return NOTHING;
  const draft = createEditBuilder();
  const rules = new Set<string>();
  const open: Blocker[] = [];
  for (const test of distinct(answer.statusTests)) {
    const wanted = wantedOf(test, operation);
    if (wanted) {
      const isShared = !sharing.agreed(test.node, test, (other) => mapsAlike(test, operation, other.match.operation));
      if (isShared) open.push(blockers.statusTestShared(place(test.node)));
      const failure = accept(test, { ...wanted, keep: wanted.keep || isShared }, answer.statusTests, draft);
      if (failure !== undefined) open.push(failure);
      wanted.rules.forEach((rule) => rules.add(rule));
      if (isShared && !wanted.keep) rules.add(followRule(operation, 'status-helper'));
    } else if (test.value === undefined && test.form !== 'list' && operation.status.size > 0) {
      open.push(blockers.statusUnknown(test.other.getText(), place(test.node)));
    }
  }
  for (const use of answer.statusUses)
    if (operation.status.size > 0 && use.outcome !== 'failure' && isTold(use)) open.push(blockers.statusEscapes(use.by, place(use.node)));
  for (const change of operation.changes) if (rules.has(change.id) && change.level !== 'auto') open.push(ruleBlocker(change));
  const [reason] = open;
  return {
    kind: 'edits',
    edits: draft.finish(),
    level: reason === undefined ? 'auto' : 'review',
    rules: [...rules],
    ...(reason === undefined ? {} : { reason }),
  };
}

function distinct(tests: readonly StatusTest[]): StatusTest[] {
  const seen = new Set<string>();
  return tests.filter(({ node, other }) => {
    const key = `${node.getSourceFile().fileName}:${node.getStart()}:${other.getSourceFile().fileName}:${other.getStart()}`;
    return !seen.has(key) && seen.add(key);
  });
}

function wantedOf({ value }: StatusTest, { status, errorStatus, changes }: Operation): Wanted | undefined {
  if (value === undefined) return undefined;
  const success = status.get(value);
  if (success !== undefined) {
    const rules = changes.filter((change) => change.status?.[value] !== undefined).map(({ id }) => id);
    return { statuses: [success], keep: false, rules };
  }
  const errors = errorStatus.get(value);
  if (!errors) return undefined;
  return { statuses: errors, keep: true, rules: changes.filter((change) => change.errorStatus?.[value] !== undefined).map(({ id }) => id) };
}

function mapsAlike({ value }: StatusTest, own: Operation, other: Operation): boolean {
  if (value === undefined) return false;
  return own.status.get(value) === other.status.get(value) && own.errorStatus.get(value)?.join() === other.errorStatus.get(value)?.join();
}

/** What is done with the status comes out differently for another one; a text that is shown does so too, and may. */
function isTold({ node, by }: StatusUse): boolean {
  if (by.startsWith('passed to') || by.startsWith('stored') || by === 'calculated with' || by === 'a property name') return true;
  return by === 'added to' && !isShown(node);
}

/** The status is part of a text of an error, or of one that is printed. */
function isShown(node: ts.Node): boolean {
  const around = ts.findAncestor(node, (at) => ts.isCallExpression(at) || ts.isNewExpression(at) || ts.isThrowStatement(at));
  if (!around || ts.isThrowStatement(around)) return around !== undefined;
  return /(?:Error|^console\..*|(?:^|\.)log(?:ger)?\b.*)$/.test(
    ts.isCallExpression(around) || ts.isNewExpression(around) ? around.expression.getText() : '',
  );
}

/** Edits one test; gives the reason when it cannot. */
function accept(test: StatusTest, wanted: Wanted, all: readonly StatusTest[], draft: EditBuilder): Blocker | undefined {
  const missing = wanted.statuses.filter((status) => !isTestedBeside(test, status, all));
  if (missing.length === 0) return undefined;
  switch (test.form) {
    case 'compare':
      return acceptInComparison(test, missing, wanted.keep, draft);
    case 'case':
      acceptInCase(test, missing, wanted.keep, draft);
      return undefined;
    case 'list':
      return acceptInList(test, missing, wanted.keep, draft);
    case 'assertion':
      return acceptInAssertion(test, missing, wanted.keep, draft);
    default:
      return undefined;
  }
}

/** The same list, switch, or chain of comparisons names the status already. */
function isTestedBeside(test: StatusTest, status: number, all: readonly StatusTest[]): boolean {
  const home = chainOf(test);
  return all.some((other) => other.value === status && other.form === test.form && chainOf(other) === home);
}

function chainOf({ form, node, status }: StatusTest): ts.Node {
  if (form === 'case') return status;
  if (form === 'list') return node;
  let at = node;
  while (ts.isParenthesizedExpression(at.parent) || (ts.isBinaryExpression(at.parent) && isLogical(at.parent))) at = at.parent;
  return at;
}

function isLogical({ operatorToken }: ts.BinaryExpression): boolean {
  return operatorToken.kind === ts.SyntaxKind.BarBarToken || operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
}

function acceptInComparison(test: StatusTest, statuses: number[], keep: boolean, draft: EditBuilder): Blocker | undefined {
  const { node, status, other, literal, operator, value } = test;
  const [first] = statuses;
  if (operator === undefined || first === undefined || value === undefined || !ts.isBinaryExpression(node)) return undefined;
  if (operator.startsWith('<') || operator.startsWith('>')) return orderProblem(test, statuses);
  if (!keep && statuses.length === 1) {
    draft.replace(literal ?? other, ...rangeOf(literal ?? other), literalText(literal, first));
    return undefined;
  }
  const isEqual = operator === '===' || operator === '==';
  const text = status.getText();
  const tests = [...(keep ? [value] : []), ...statuses];
  if (literal && literal.parent !== node) return blockers.statusFromCallers(place(node));
  if (!isPure(status)) {
    draft.rewrite(node, `${isEqual ? '' : '!'}[${tests.join(', ')}].includes(${text})`);
    return undefined;
  }
  const joined = tests
    .map((number) => `${text} ${operator} ${number === value ? other.getText() : literalText(literal, number)}`)
    .join(isEqual ? ' || ' : ' && ');
  draft.rewrite(node, needsParentheses(node, isEqual) ? `(${joined})` : joined);
  return undefined;
}

/** An order test such as `status <= 200` that tells the two statuses apart. */
function orderProblem({ node, operator, value, status }: StatusTest, statuses: number[]): Blocker | undefined {
  if (operator === undefined || value === undefined || !ts.isBinaryExpression(node)) return undefined;
  const holds = (number: number): boolean => {
    const [a, b] = node.left === status ? [number, value] : [value, number];
    if (operator === '<') return a < b;
    if (operator === '<=') return a <= b;
    return operator === '>' ? a > b : a >= b;
  };
  return statuses.some((number) => holds(number) !== holds(value)) ? blockers.statusTellsVersions(node.getText()) : undefined;
}

function needsParentheses(node: ts.BinaryExpression, isOr: boolean): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return false;
  if (ts.isBinaryExpression(parent)) {
    const same = isOr ? ts.SyntaxKind.BarBarToken : ts.SyntaxKind.AmpersandAmpersandToken;
    return parent.operatorToken.kind !== same && parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken;
  }
  return ts.isPrefixUnaryExpression(parent) || ts.isAsExpression(parent);
}

function acceptInCase({ node, literal, other }: StatusTest, statuses: number[], keep: boolean, draft: EditBuilder): void {
  const [first] = statuses;
  if (!keep && statuses.length === 1 && first !== undefined) {
    draft.replace(other, ...rangeOf(other), literalText(literal, first));
    return;
  }
  const indent = indentOf(node);
  const more = statuses.map((status) => `case ${literalText(literal, status)}:${indent}`).join('');
  draft.replace(node, node.getStart(), node.getStart(), more);
}

function acceptInList({ literal, other }: StatusTest, statuses: number[], keep: boolean, draft: EditBuilder): Blocker | undefined {
  if (!ts.isArrayLiteralExpression(other.parent)) return blockers.statusListElsewhere(place(other));
  const texts = statuses.map((status) => literalText(literal, status));
  draft.replace(other, ...rangeOf(other), [...(keep ? [other.getText()] : []), ...texts].join(', '));
  return undefined;
}

function acceptInAssertion(
  { node, literal, other }: StatusTest,
  statuses: number[],
  keep: boolean,
  draft: EditBuilder,
): Blocker | undefined {
  const [first] = statuses;
  if (keep || statuses.length !== 1 || first === undefined) return blockers.statusAsserted(place(node), statuses.join(' or '));
  draft.replace(other, ...rangeOf(literal ?? other), literalText(literal, first));
  return undefined;
}

function literalText(literal: ts.NumericLiteral | ts.StringLiteralLike | undefined, status: number): string {
  if (!literal || ts.isNumericLiteral(literal)) return String(status);
  const quote = literal.getText()[0] ?? "'";
  return `${quote}${status}${quote}`;
}

function rangeOf(node: ts.Node): [start: number, end: number] {
  return [node.getStart(), node.getEnd()];
}

function indentOf(node: ts.Node): string {
  const { text } = node.getSourceFile();
  const start = node.getStart();
  const line = text.lastIndexOf('\n', start - 1);
  const before = text.slice(line + 1, start);
  return before.trim() === '' ? `${text[line - 1] === '\r' ? '\r\n' : '\n'}${before}` : ' ';
}

/** `at file.ts:12`, for people. */
export function place(node: ts.Node): string {
  const tree = node.getSourceFile();
  const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
  return `at ${tree.fileName.split('/').at(-1) ?? ''}:${line + 1}`;
}
