import { ts } from '../../project/syntax.js';
import { isTaken } from './assignments.js';
import type { Interpreter } from '../interpreter.js';
import { leaves } from './returns.js';
import type { Environment } from '../value.js';

/** False for a node of a function that the bindings rule out: in a branch that is not taken, or behind one that leaves. */
export function isReachable(node: ts.Node, fn: ts.Node, env: Environment, interpreter: Interpreter): boolean {
  for (let at = node; at !== fn && !ts.isSourceFile(at); at = at.parent) {
    if (isTaken(at, env, interpreter) === false) return false;
    const { parent } = at;
    if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) continue;
    for (const statement of parent.statements) {
      if (statement === at) break;
      if (leaves(statement, env, interpreter)) return false;
    }
  }
  return true;
}
