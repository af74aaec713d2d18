import { elementName } from '../../../dataflow/interpret/environment.js';
import type { ApiCall } from '../../../http/call.js';
import { climb } from './chain.js';
import { responseParameter, wholeCall } from './nodes.js';
import { declarationNamed, referencesTo } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';

/** Names under which the answer of a call can be read after it. */
export interface Result {
  /** Code of a field of the parsed answer, or of all of it, at a place; undefined where no name for it is in scope. */
  codeAt(at: ts.Node, field?: string): string | undefined;
}

type Declaration = ts.VariableDeclaration | ts.BindingElement | ts.ParameterDeclaration;

interface Named {
  code: string;
  root: Declaration;
  /** Steps from what the call gives. */
  path: string[];
  /** Offset after which the name holds. */
  from: number;
}

/**
 * Finds the names of a call's answer: declared with the call, or from such a name.
 * @param ways steps from what the call gives to the parsed body
 */
export function resultOf(call: ApiCall, ways: string[][]): Result | undefined {
  const names = namesOf(call);
  const known = ways.filter((way) => names.some(({ path }) => startsWith(path, way) || startsWith(way, path)));
  if (known.length === 0) return undefined;
  return {
    codeAt(at, field) {
      const usable = names.filter(({ code, root, from }) => from <= at.getStart() && declarationNamed(code, at) === root);
      const targets = known.map((way) => (field === undefined ? way : [...way, field]));
      return targets.map((target) => codeOf(usable, target)).find((code) => code !== undefined);
    },
  };
}

/** The shortest code for what stands at a path. */
function codeOf(names: readonly Named[], target: string[]): string | undefined {
  const [nearest] = names
    .filter(({ path }) => startsWith(target, path) && !target.slice(path.length).some((step) => step.endsWith('()')))
    .toSorted((a, b) => b.path.length - a.path.length);
  return nearest && [nearest.code, ...target.slice(nearest.path.length)].join('.');
}

function startsWith(path: string[], prefix: string[]): boolean {
  return prefix.every((step, index) => path[index] === step);
}

function namesOf(call: ApiCall): Named[] {
  const names: Named[] = [];
  const given = responseParameter(call);
  if (given) {
    collect(given.parameter, [], names);
    return names;
  }
  const top = climb(wholeCall(call), []);
  const declaration = top.node.parent;
  if (ts.isVariableDeclaration(declaration) && declaration.initializer === top.node) collect(declaration, top.path, names);
  return names;
}

function collect(declaration: Declaration, path: string[], names: Named[]): void {
  if (ts.isIdentifier(declaration.name)) {
    if (names.some(({ root }) => root === declaration)) return;
    names.push({ code: declaration.name.text, root: declaration, path, from: declaration.getEnd() });
    for (const reference of referencesTo(declaration)) {
      const top = climb(reference, path);
      const next = top.node.parent;
      if (ts.isVariableDeclaration(next) && next.initializer === top.node) collect(next, top.path, names);
    }
    return;
  }
  for (const element of declaration.name.elements) {
    if (!ts.isBindingElement(element) || element.dotDotDotToken) continue;
    const name = elementName(element);
    if (name !== undefined) collect(element, [...path, name], names);
  }
}
