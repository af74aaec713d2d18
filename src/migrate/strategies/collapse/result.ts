import { elementName } from '../../../dataflow/interpret/environment.js';
import type { ApiCall } from '../../../http/call.js';
import { responseParameter, wholeCall } from './nodes.js';
import { declarationNamed } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';

/** Names under which the answer of a call can be read after it. */
export interface Result {
  /** Code of a field of the parsed answer, valid after `from`; undefined when no name for the answer is in scope. */
  field(name: string): string | undefined;
  /** Code of the whole parsed answer. */
  whole: string | undefined;
  /** Offset after which the names hold. */
  from: number;
  /** True where the name for the answer means the answer. */
  isSayable(at: ts.Node): boolean;
}

interface Named {
  code: string;
  /** What the code begins with. */
  root: ts.Node;
  /** Steps from what the call gives. */
  path: string[];
  from: number;
}

/**
 * Finds the names of a call's answer: declared with the call, or by a projection of such a name in the same block.
 * @param ways steps from what the call gives to the parsed body
 */
export function resultOf(call: ApiCall, ways: string[][]): Result | undefined {
  const names = namesOf(call);
  const way = ways.find((steps) => names.some((name) => startsWith(name.path, steps) || startsWith(steps, name.path)));
  if (!way) return undefined;
  const body =
    names.find((name) => name.path.join('.') === way.join('.')) ??
    names.map((name) => extended(name, way)).find((name) => name !== undefined);
  const last = Math.max(...names.map((name) => name.from));
  return {
    whole: body?.code,
    from: body?.from ?? last,
    isSayable: (at) => names.every(({ root, code }) => declarationNamed(/^[\w$]+/.exec(code)?.[0] ?? '', at) === root),
    field: (field) => names.find((name) => name.path.join('.') === [...way, field].join('.'))?.code ?? (body && `${body.code}.${field}`),
  };
}

function startsWith(path: string[], prefix: string[]): boolean {
  return prefix.every((step, index) => path[index] === step);
}

/** `response` with way `data` is `response.data`; a method such as `json()` cannot be called twice. */
function extended(name: Named, way: string[]): Named | undefined {
  if (!startsWith(way, name.path)) return undefined;
  const rest = way.slice(name.path.length);
  if (rest.some((step) => step.endsWith('()'))) return undefined;
  return { ...name, code: [name.code, ...rest].join('.'), path: way };
}

function namesOf(call: ApiCall): Named[] {
  const names: Named[] = [];
  const given = responseParameter(call);
  if (given) {
    collect(given.parameter, [], names);
    if (ts.isBlock(given.callback.body)) collectIn(given.callback.body.statements, given.parameter.getEnd(), names);
    return names;
  }
  const declaration = ts.findAncestor(call.site, (node): node is ts.VariableDeclaration => ts.isVariableDeclaration(node));
  if (!declaration?.initializer) return names;
  collect(declaration, stepsTo(declaration.initializer, wholeCall(call)), names);
  const block = ts.findAncestor(declaration, ts.isBlock) ?? declaration.getSourceFile();
  collectIn(block.statements, declaration.getEnd(), names);
  return names;
}

/** Further names of what is named, by declarations in a block. */
function collectIn(statements: readonly ts.Statement[], from: number, names: Named[]): void {
  for (const statement of statements) {
    if (!ts.isVariableStatement(statement) || statement.getStart() < from) continue;
    for (const next of statement.declarationList.declarations) {
      const root = next.initializer && rootOf(next.initializer);
      const known = root && names.find((name) => name.code === root.name);
      if (known) collect(next, [...known.path, ...root.path], names);
    }
  }
}

function collect(
  declaration: ts.VariableDeclaration | ts.BindingElement | ts.ParameterDeclaration,
  path: string[] | undefined,
  names: Named[],
): void {
  if (!path) return;
  if (ts.isIdentifier(declaration.name)) {
    names.push({ code: declaration.name.text, root: declaration, path, from: declaration.getEnd() });
    return;
  }
  for (const element of declaration.name.elements) {
    if (!ts.isBindingElement(element) || element.dotDotDotToken) continue;
    const name = elementName(element);
    if (name !== undefined) collect(element, [...path, name], names);
  }
}

/** Steps from a call to the expression around it, such as `json()` and `id` for `(await call.json()).id`. */
function stepsTo(outer: ts.Expression, call: ts.Expression): string[] | undefined {
  const steps: string[] = [];
  let at: ts.Expression = outer;
  while (at !== call) {
    if (ts.isAwaitExpression(at) || ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isNonNullExpression(at))
      at = at.expression;
    else if (ts.isPropertyAccessExpression(at)) {
      steps.unshift(at.name.text);
      at = at.expression;
    } else if (ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression) && at.arguments.length === 0) {
      steps.unshift(`${at.expression.name.text}()`);
      at = at.expression.expression;
    } else return undefined;
  }
  return steps;
}

function rootOf(expression: ts.Expression): { name: string; path: string[] } | undefined {
  const path: string[] = [];
  let at: ts.Expression = expression;
  while (!ts.isIdentifier(at)) {
    if (ts.isAwaitExpression(at) || ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isNonNullExpression(at))
      at = at.expression;
    else if (ts.isPropertyAccessExpression(at)) {
      path.unshift(at.name.text);
      at = at.expression;
    } else if (ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression) && at.arguments.length === 0) {
      path.unshift(`${at.expression.name.text}()`);
      at = at.expression.expression;
    } else return undefined;
  }
  return { name: at.text, path };
}
