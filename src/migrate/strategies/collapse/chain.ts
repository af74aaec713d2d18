import { elementName } from '../../../dataflow/interpret/environment.js';
import { isFirstValue } from '../../../dataflow/track/origin.js';
import { declarationOf, referencesTo } from '../../../project/scopes.js';
import { unwrap } from '../../../project/unwrap.js';
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
  /** The statement of the call itself. */
  first: ts.Statement;
  /** Statements that only name or guard the answer; they go when the call goes. */
  statements: ts.Statement[];
  uses: Use[];
  /** Guards among the statements. */
  guards: ts.IfStatement[];
}

/** Collects the chain of a call that stands in a declaration or alone; undefined when it stands anywhere else. */
export function chainOf(call: ts.Expression): Chain | undefined {
  const top = climb(call, []);
  const { parent } = top.node;
  if (ts.isExpressionStatement(parent)) return { first: parent, statements: [parent], uses: [], guards: [] };
  const statement = ts.isVariableDeclaration(parent) ? statementOf(parent) : undefined;
  if (!statement || !ts.isVariableDeclaration(parent)) return undefined;
  const chain: Chain = { first: statement, statements: [statement], uses: [], guards: [] };
  follow(parent, top.path, chain);
  return chain;
}

/** The outermost access that starts at an expression: members, `json()`, casts, `await`, and `.then` that only takes a part. */
export function climb(node: ts.Expression, path: string[]): Use {
  const { parent } = node;
  if (isPlain(parent) || isFirstValue(parent, node)) return climb(parent, path);
  if (isParse(parent, node) && path.at(-1) === 'text()') return climb(parent, [...path.slice(0, -1), 'json()']);
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    const name = parent.name.text;
    const call = parent.parent;
    if (ts.isCallExpression(call) && call.expression === parent) {
      const taken = name === 'then' ? takenBy(call) : undefined;
      if (taken) return climb(call, [...path, ...taken]);
      return ['json', 'text'].includes(name) && call.arguments.length === 0 ? climb(call, [...path, `${name}()`]) : { node, path };
    }
    return climb(parent, [...path, name]);
  }
  return { node, path };
}

/** `JSON.parse(text)`. */
function isParse(node: ts.Node, text: ts.Node): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) && node.arguments.length === 1 && node.arguments[0] === text && node.expression.getText() === 'JSON.parse'
  );
}

/** The part that `.then((response) => response.json())` takes of what it is given; undefined where it does more. */
export function takenBy({ arguments: given }: ts.CallExpression): string[] | undefined {
  const [callback, ...more] = given;
  if (!callback || more.length > 0 || !ts.isArrowFunction(callback) || ts.isBlock(callback.body)) return undefined;
  const [parameter, ...others] = callback.parameters;
  if (!parameter || others.length > 0 || parameter.initializer) return undefined;
  const names = new Map<ts.Node, string[]>();
  nameParts(parameter, [], names);
  const root = rootOf(callback.body);
  const declaration = root && declarationOf(root);
  const start = declaration && names.get(declaration);
  if (!root || !start) return undefined;
  const end = climb(root, start);
  return end.node === callback.body || unwrap(callback.body) === unwrap(end.node) ? end.path : undefined;
}

function nameParts(declaration: ts.ParameterDeclaration | ts.BindingElement, path: string[], names: Map<ts.Node, string[]>): void {
  if (ts.isIdentifier(declaration.name)) {
    names.set(declaration, path);
    return;
  }
  for (const element of declaration.name.elements) {
    const name = ts.isBindingElement(element) && !element.initializer ? elementName(element) : undefined;
    if (name !== undefined && ts.isBindingElement(element)) nameParts(element, [...path, name], names);
  }
}

/** The name that an access starts with. */
function rootOf(expression: ts.Expression): ts.Identifier | undefined {
  const at = unwrap(expression);
  if (ts.isIdentifier(at)) return at;
  return ts.isPropertyAccessExpression(at) || ts.isCallExpression(at) ? rootOf(at.expression) : undefined;
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

/** The step to what a pattern leaves, or to a member whose name is not known. */
const REST = '\0';

function follow(declaration: ts.VariableDeclaration | ts.BindingElement, path: string[], chain: Chain): void {
  if (!ts.isIdentifier(declaration.name)) {
    for (const element of declaration.name.elements) {
      if (!ts.isBindingElement(element)) continue;
      const name = element.dotDotDotToken ? REST : elementName(element);
      follow(element, [...path, name ?? REST], chain);
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

/** True for what goes with the call. */
export function isGone(node: ts.Node, { statements }: Pick<Chain, 'statements'>): boolean {
  return statements.some((statement) => statement.getStart() <= node.getStart() && node.getEnd() <= statement.getEnd());
}

/** Line of a node, for people. */
export function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

/** Each single name of a pattern. */
export function bound<T extends ts.ParameterDeclaration | ts.VariableDeclaration | ts.BindingElement>(
  declaration: T,
): (T | ts.BindingElement)[] {
  if (ts.isIdentifier(declaration.name)) return [declaration];
  return declaration.name.elements.flatMap((element) => (ts.isBindingElement(element) ? bound(element) : []));
}
