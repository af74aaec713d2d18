import { referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';

/** What holds an object whose members the code may write later. */
export type Holder = ts.VariableDeclaration | ts.FunctionDeclaration | ts.ClassDeclaration;

/** Where the file of a name writes members of what it holds. */
export interface Writes {
  /** Right sides of `holder.name = …`, by name. */
  named: Map<string, ts.Expression[]>;
  /** `holder[key] = right`. */
  keyed: { key: ts.Expression; right: ts.Expression }[];
  /** What `Object.assign(holder, …)` merges into it. */
  merged: ts.Expression[];
}

const writes = new WeakMap<Holder, Writes>();

/** The writes to the members of what a name holds, in its own file; looked for once. */
export function writesTo(holder: Holder): Writes {
  const known = writes.get(holder);
  if (known) return known;
  const found: Writes = { named: new Map(), keyed: [], merged: [] };
  for (const reference of referencesTo(holder)) {
    const { parent } = reference;
    if (ts.isCallExpression(parent) && parent.arguments[0] === reference && parent.expression.getText() === 'Object.assign')
      found.merged.push(...parent.arguments.slice(1));
    if ((!ts.isPropertyAccessExpression(parent) && !ts.isElementAccessExpression(parent)) || parent.expression !== reference) continue;
    const right = assignedTo(parent);
    if (!right) continue;
    if (ts.isElementAccessExpression(parent)) found.keyed.push({ key: parent.argumentExpression, right });
    else found.named.set(parent.name.text, [...(found.named.get(parent.name.text) ?? []), right]);
  }
  writes.set(holder, found);
  return found;
}

/** The right side of `target = …`. */
export function assignedTo(target: ts.Expression): ts.Expression | undefined {
  const { parent } = target;
  const isTarget = ts.isBinaryExpression(parent) && parent.left === target && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isTarget ? parent.right : undefined;
}
