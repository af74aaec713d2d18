import { elementName } from '../../../dataflow/interpret/environment.js';
import { referencesTo } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';

/** A use of the first call's answer that is not just another name for it. */
export interface Use {
  /** The whole access, such as `experiment.id`. */
  node: ts.Expression;
  /** Steps from what the call gives; `json()` is a method call. */
  path: string[];
}

/** Everything in one function that exists only because of a call: names for its answer, and guards on its failure. */
export interface Chain {
  /** Statements that only name or guard the answer; they go when the call goes. */
  statements: ts.Statement[];
  uses: Use[];
  /** Guards among the statements. */
  guards: ts.IfStatement[];
}

/** Collects the chain of a call that stands in a declaration or alone; undefined when it stands anywhere else. */
export function chainOf(call: ts.Expression): Chain | undefined {
  const chain: Chain = { statements: [], uses: [], guards: [] };
  const top = climb(call, []);
  const { parent } = top.node;
  if (ts.isExpressionStatement(parent)) {
    chain.statements.push(parent);
    return chain;
  }
  const statement = ts.isVariableDeclaration(parent) ? statementOf(parent) : undefined;
  if (!statement || !ts.isVariableDeclaration(parent)) return undefined;
  chain.statements.push(statement);
  follow(parent, top.path, chain);
  return chain;
}

/** The outermost access that starts at an expression: members, `json()`, casts and `await`. */
function climb(node: ts.Expression, path: string[]): Use {
  const { parent } = node;
  if (isPlain(parent)) return climb(parent, path);
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    const name = parent.name.text;
    const call = parent.parent;
    if (ts.isCallExpression(call) && call.expression === parent) {
      return ['json', 'text'].includes(name) && call.arguments.length === 0 ? climb(call, [...path, `${name}()`]) : { node, path };
    }
    return climb(parent, [...path, name]);
  }
  return { node, path };
}

function isPlain(node: ts.Node): node is ts.Expression {
  return (
    ts.isAwaitExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node)
  );
}

/** The statement of a declaration that declares nothing else. */
function statementOf(declaration: ts.VariableDeclaration): ts.VariableStatement | undefined {
  const list = declaration.parent;
  return ts.isVariableDeclarationList(list) && list.declarations.length === 1 && ts.isVariableStatement(list.parent)
    ? list.parent
    : undefined;
}

function follow(declaration: ts.VariableDeclaration | ts.BindingElement, path: string[], chain: Chain): void {
  if (!ts.isIdentifier(declaration.name)) {
    for (const element of declaration.name.elements) {
      if (!ts.isBindingElement(element)) continue;
      const name = elementName(element);
      if (name !== undefined) follow(element, [...path, name], chain);
    }
    return;
  }
  for (const reference of referencesTo(declaration)) addReference(reference, path, chain);
}

function addReference(reference: ts.Identifier, path: string[], chain: Chain): void {
  const guard = guardOf(reference);
  if (guard) {
    if (!chain.guards.includes(guard)) {
      chain.guards.push(guard);
      chain.statements.push(guard);
    }
    return;
  }
  const use = climb(reference, path);
  const holder = use.node.parent;
  const statement = ts.isVariableDeclaration(holder) && holder.initializer === use.node ? statementOf(holder) : undefined;
  if (statement && ts.isVariableDeclaration(holder)) {
    chain.statements.push(statement);
    follow(holder, use.path, chain);
    return;
  }
  chain.uses.push(use);
}

/** `if (!res.ok) throw …`: a branch that looks at the answer only to leave. */
function guardOf(reference: ts.Identifier): ts.IfStatement | undefined {
  const statement = ts.findAncestor(reference, ts.isStatement);
  const guard = ts.findAncestor(reference, ts.isIfStatement);
  if (!guard || guard.elseStatement || !leaves(guard.thenStatement)) return undefined;
  const inCondition = guard.expression.getStart() <= reference.getStart() && reference.getEnd() <= guard.expression.getEnd();
  return inCondition || (statement !== undefined && guard.getStart() <= statement.getStart() && statement.getEnd() <= guard.getEnd())
    ? guard
    : undefined;
}

function leaves(branch: ts.Statement): boolean {
  const last = ts.isBlock(branch) ? branch.statements.at(-1) : branch;
  return last !== undefined && (ts.isThrowStatement(last) || ts.isReturnStatement(last));
}
