import { referencesTo } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import type { Evaluation } from './evaluation.js';
import { concat, type Env, type QueryEntry, union, type Value } from './value.js';

/**
 * The value of a variable after what the code does to it: `=`, `+=`, and `append`/`set` on URL and URLSearchParams
 * objects, in source order. A change inside a branch may or may not have happened: both stay possible.
 */
export function withAssignments(
  declaration: ts.VariableDeclaration,
  initial: Value | undefined,
  env: Env,
  evaluation: Evaluation,
): Value | undefined {
  let value = initial;
  for (const reference of referencesTo(declaration)) {
    const changed = changedBy(reference, value, env, evaluation);
    if (changed) value = value && isConditional(reference, declaration) ? union([value, changed]) : changed;
  }
  return value;
}

function changedBy(reference: ts.Identifier, value: Value | undefined, env: Env, evaluation: Evaluation): Value | undefined {
  const { parent } = reference;
  if (ts.isBinaryExpression(parent) && parent.left === reference) {
    const right = (): Value => evaluation.evaluate(parent.right, env);
    if (parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) return right();
    if (parent.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken && value) return concat([value, right()], value);
    return undefined;
  }
  const entry = value && queryEntry(reference, env, evaluation);
  if (!entry) return undefined;
  if (value.kind === 'search') return { ...value, entries: [...value.entries, entry] };
  if (value.kind === 'text') return { ...value, query: [...(value.query ?? []), entry] };
  return undefined;
}

/** `params.set(name, value)` or `url.searchParams.append(name, value)`. */
function queryEntry(reference: ts.Identifier, env: Env, evaluation: Evaluation): QueryEntry | undefined {
  let target: ts.Node = reference.parent;
  if (ts.isPropertyAccessExpression(target) && target.name.text === 'searchParams') target = target.parent;
  if (!ts.isPropertyAccessExpression(target) || !['set', 'append'].includes(target.name.text)) return undefined;
  const call = target.parent;
  if (!ts.isCallExpression(call) || call.expression !== target) return undefined;
  const [name, value] = call.arguments;
  return name && value && { name: evaluation.evaluate(name, env), value: evaluation.evaluate(value, env) };
}

function isConditional(node: ts.Node, declaration: ts.Node): boolean {
  const home = blockOf(declaration);
  for (let at: ts.Node | undefined = node; at && at !== home; at = at.parent) {
    if (ts.isIfStatement(at) || ts.isIterationStatement(at, false) || ts.isConditionalExpression(at) || ts.isCaseOrDefaultClause(at))
      return true;
    if (ts.isFunctionLike(at) || ts.isTryStatement(at)) return true;
  }
  return false;
}

function blockOf(node: ts.Node): ts.Node {
  let at = node;
  while (at.parent && !ts.isBlock(at) && !ts.isSourceFile(at)) at = at.parent;
  return at;
}
