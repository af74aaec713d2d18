import { ts } from '../../project/syntax.js';
import { walkBelow } from '../../project/walk.js';
import { equalValues, truthOf } from './conditions.js';
import type { Interpreter } from '../interpreter.js';
import { type Environment, join, type AbstractValue } from '../value.js';

const NOTHING: AbstractValue = { kind: 'constant', value: undefined };

/** Values that a function returns under these bindings; branches that they rule out do not count. */
export function returnedValue(callee: ts.SignatureDeclaration, env: Environment, interpreter: Interpreter): AbstractValue {
  const body = 'body' in callee ? callee.body : undefined;
  if (!body) return NOTHING;
  if (!ts.isBlock(body)) return interpreter.valueOf(body as ts.Expression, env);
  const found: ts.Expression[] = [];
  collect(body.statements, found, env, interpreter);
  return found.length === 0 ? NOTHING : join(found.map((expression) => interpreter.valueOf(expression, env)));
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
function collect(statements: readonly ts.Statement[], found: ts.Expression[], env: Environment, interpreter: Interpreter): boolean {
  return statements.some((statement) => collectOne(statement, found, env, interpreter));
}

function collectOne(statement: ts.Statement, found: ts.Expression[], env: Environment, interpreter: Interpreter): boolean {
  if (ts.isReturnStatement(statement)) {
    if (statement.expression) found.push(statement.expression);
    return true;
  }
  if (ts.isThrowStatement(statement)) return true;
  if (ts.isBlock(statement)) return collect(statement.statements, found, env, interpreter);
  if (ts.isIfStatement(statement)) return collectIf(statement, found, env, interpreter);
  if (ts.isSwitchStatement(statement)) return collectSwitch(statement, found, env, interpreter);
  if (ts.isTryStatement(statement)) {
    const ended = collect(statement.tryBlock.statements, found, env, interpreter);
    const caught = statement.catchClause ? collect(statement.catchClause.block.statements, found, env, interpreter) : true;
    const last = statement.finallyBlock ? collect(statement.finallyBlock.statements, found, env, interpreter) : false;
    return last || (ended && caught);
  }
  if (ts.isLabeledStatement(statement)) return collectOne(statement.statement, found, env, interpreter);
  if (ts.isIterationStatement(statement, false)) collectOne(statement.statement, found, env, interpreter);
  return false;
}

/** True for a statement past which control does not go. */
export function leaves(statement: ts.Statement, env: Environment, interpreter: Interpreter): boolean {
  return collectOne(statement, [], env, interpreter);
}

/** True for a clause that runs when another one, not after it, is the one that is taken. */
export function fallsTo(
  clause: ts.CaseOrDefaultClause,
  chosen: ts.CaseOrDefaultClause,
  env: Environment,
  interpreter: Interpreter,
): boolean {
  const { clauses } = clause.parent;
  const between = clauses.slice(clauses.indexOf(chosen), clauses.indexOf(clause));
  const isBehind = clauses.indexOf(chosen) <= clauses.indexOf(clause);
  return isBehind && between.every((passed) => !breaks(passed) && !collect(passed.statements, [], env, interpreter));
}

function collectIf(statement: ts.IfStatement, found: ts.Expression[], env: Environment, interpreter: Interpreter): boolean {
  const truth = truthOf(statement.expression, env, interpreter);
  const ended = truth === false ? truth : collectOne(statement.thenStatement, found, env, interpreter);
  if (truth === true) return ended;
  const otherwise = statement.elseStatement ? collectOne(statement.elseStatement, found, env, interpreter) : false;
  return truth === false ? otherwise : ended && otherwise;
}

function collectSwitch(statement: ts.SwitchStatement, found: ts.Expression[], env: Environment, interpreter: Interpreter): boolean {
  const { clauses } = statement.caseBlock;
  const chosen = chosenClause(statement, env, interpreter);
  if (chosen) {
    for (const clause of clauses.slice(clauses.indexOf(chosen))) {
      if (collect(clause.statements, found, env, interpreter)) return true;
      if (breaks(clause)) return false;
    }
    return false;
  }
  const ends = clauses.map((clause) => collect(clause.statements, found, env, interpreter));
  return clauses.some(ts.isDefaultClause) && (ends.at(-1) ?? false) && !clauses.some(breaks);
}

function breaks(clause: ts.CaseOrDefaultClause): boolean {
  return clause.statements.some((statement) => ts.isBreakStatement(statement));
}

/** The clause of a `switch` that is taken, when its value is known. */
export function chosenClause(
  statement: ts.SwitchStatement,
  env: Environment,
  interpreter: Interpreter,
): ts.CaseOrDefaultClause | undefined {
  const value = interpreter.valueOf(statement.expression, env);
  for (const clause of statement.caseBlock.clauses) {
    if (!ts.isCaseClause(clause)) continue;
    const same = equalValues(value, interpreter.valueOf(clause.expression, env));
    if (same === undefined) return undefined;
    if (same) return clause;
  }
  return statement.caseBlock.clauses.find(ts.isDefaultClause);
}
