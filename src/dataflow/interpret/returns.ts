import { ts } from '../../project/syntax.js';
import { walkBelow } from '../../project/walk.js';
import { equalValues, truthOf } from './conditions.js';
import type { Interpreter } from '../interpreter.js';
import { type Environment, join, type AbstractValue } from '../value.js';

const NOTHING: AbstractValue = { kind: 'constant', value: undefined };

/** Values that a function returns under these bindings; branches that they rule out do not count. */
export function returnedValue(callee: ts.SignatureDeclaration, env: Environment, evaluation: Interpreter): AbstractValue {
  const body = 'body' in callee ? callee.body : undefined;
  if (!body) return NOTHING;
  if (!ts.isBlock(body)) return evaluation.valueOf(body as ts.Expression, env);
  const found: ts.Expression[] = [];
  collect(body.statements, found, env, evaluation);
  return found.length === 0 ? NOTHING : join(found.map((expression) => evaluation.valueOf(expression, env)));
}

/** Expressions that a function body returns, without those of functions inside it. */
export function returnsOf(body: ts.Block): ts.Expression[] {
  const found: ts.Expression[] = [];
  walkBelow(body, (node) => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    return true;
  });
  return found;
}

/** Collects what statements return; true when control does not go past them. */
function collect(statements: readonly ts.Statement[], found: ts.Expression[], env: Environment, evaluation: Interpreter): boolean {
  return statements.some((statement) => collectOne(statement, found, env, evaluation));
}

function collectOne(statement: ts.Statement, found: ts.Expression[], env: Environment, evaluation: Interpreter): boolean {
  if (ts.isReturnStatement(statement)) {
    if (statement.expression) found.push(statement.expression);
    return true;
  }
  if (ts.isThrowStatement(statement)) return true;
  if (ts.isBlock(statement)) return collect(statement.statements, found, env, evaluation);
  if (ts.isIfStatement(statement)) return collectIf(statement, found, env, evaluation);
  if (ts.isSwitchStatement(statement)) return collectSwitch(statement, found, env, evaluation);
  if (ts.isTryStatement(statement)) {
    const ended = collect(statement.tryBlock.statements, found, env, evaluation);
    const caught = statement.catchClause ? collect(statement.catchClause.block.statements, found, env, evaluation) : true;
    const last = statement.finallyBlock ? collect(statement.finallyBlock.statements, found, env, evaluation) : false;
    return last || (ended && caught);
  }
  if (ts.isLabeledStatement(statement)) return collectOne(statement.statement, found, env, evaluation);
  if (ts.isIterationStatement(statement, false)) collectOne(statement.statement, found, env, evaluation);
  return false;
}

function collectIf(statement: ts.IfStatement, found: ts.Expression[], env: Environment, evaluation: Interpreter): boolean {
  const truth = truthOf(statement.expression, env, evaluation);
  const ended = truth === false ? truth : collectOne(statement.thenStatement, found, env, evaluation);
  if (truth === true) return ended;
  const otherwise = statement.elseStatement ? collectOne(statement.elseStatement, found, env, evaluation) : false;
  return truth === false ? otherwise : ended && otherwise;
}

function collectSwitch(statement: ts.SwitchStatement, found: ts.Expression[], env: Environment, evaluation: Interpreter): boolean {
  const { clauses } = statement.caseBlock;
  const chosen = chosenClause(statement, env, evaluation);
  if (chosen) {
    for (const clause of clauses.slice(clauses.indexOf(chosen))) {
      if (collect(clause.statements, found, env, evaluation)) return true;
      if (breaks(clause)) return false;
    }
    return false;
  }
  const ends = clauses.map((clause) => collect(clause.statements, found, env, evaluation));
  return clauses.some(ts.isDefaultClause) && (ends.at(-1) ?? false) && !clauses.some(breaks);
}

function breaks(clause: ts.CaseOrDefaultClause): boolean {
  return clause.statements.some((statement) => ts.isBreakStatement(statement));
}

/** The clause of a `switch` that is taken, when its value is known. */
export function chosenClause(statement: ts.SwitchStatement, env: Environment, evaluation: Interpreter): ts.CaseOrDefaultClause | undefined {
  const value = evaluation.valueOf(statement.expression, env);
  for (const clause of statement.caseBlock.clauses) {
    if (!ts.isCaseClause(clause)) continue;
    const same = equalValues(value, evaluation.valueOf(clause.expression, env));
    if (same === undefined) return undefined;
    if (same) return clause;
  }
  return statement.caseBlock.clauses.find(ts.isDefaultClause);
}
