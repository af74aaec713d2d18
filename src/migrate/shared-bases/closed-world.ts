import { blockers, type Blocker } from '../../scan/blockers.js';
import type { ApiCall } from '../../http/call.js';
import { alternatives, EMPTY } from '../../dataflow/value.js';
import { referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { Analysis } from '../../scan/analyse.js';
import { type ChangeSet, downgrade } from '../plan/change-set.js';
import { firstOpenUse, importedUses } from './handed-uses.js';
import { constantOf } from './own-base.js';
import { carriersOfPart } from '../aspects/url/rewrite.js';

/**
 * A base that changes is also changed for code that builds on it in ways that are no visible call: a link, a URL that is
 * handed on. Such a use lowers every group that changes the base, naming the place.
 */
export function watchBases(groups: ChangeSet[], analysis: Analysis): void {
  const known = knownNodes(analysis);
  const reasons = new Map<ts.Node, Blocker | undefined>();
  for (const group of groups) {
    if (group.blocked !== undefined) continue;
    for (const edit of group.urls) {
      const base = constantOf(edit.container);
      if (!base || isClient(base.declaration, analysis) || isOfClient(edit.container, base.declaration, analysis)) continue;
      if (!reasons.has(edit.container)) reasons.set(edit.container, openUse(base.declaration, edit.container, known, analysis));
      const reason = reasons.get(edit.container);
      if (reason !== undefined) downgrade(group, 'review', reason);
    }
  }
}

/** A client instance sends requests, all of which are calls that are seen; its other uses configure it. */
function isClient({ initializer }: ts.VariableDeclaration, { interpreter }: Analysis): boolean {
  return initializer !== undefined && alternatives(interpreter.valueOf(initializer, EMPTY)).some(({ kind }) => kind === 'client');
}

/** The literal configures a client instance, which is then handed on: `new Repository(axios.create({ baseURL }))`. */
function isOfClient(container: ts.Node, declaration: ts.VariableDeclaration, { interpreter }: Analysis): boolean {
  for (let at = container; at !== declaration && at.parent; at = at.parent) {
    if (ts.isCallExpression(at) && alternatives(interpreter.valueOf(at, EMPTY)).some(({ kind }) => kind === 'client')) return true;
  }
  return false;
}

/** A use of the constant that a URL literal is part of which is no visible call; undefined when there is none. */
export function openUseOf(container: ts.Expression, analysis: Analysis): Blocker | undefined {
  const base = constantOf(container);
  if (!base || isClient(base.declaration, analysis)) return undefined;
  return openUse(base.declaration, container, knownNodes(analysis), analysis);
}

function openUse(
  declaration: ts.VariableDeclaration,
  container: ts.Expression,
  known: Set<ts.Node>,
  { interpreter, project }: Analysis,
): Blocker | undefined {
  const path = memberPathOf(container, declaration);
  const uses = [...referencesTo(declaration), ...importedUses(declaration, interpreter)];
  const open = firstOpenUse(
    uses.filter((use) => !isExport(use) && !isOfOtherMember(use, path)),
    (use) => isKnown(use, known),
    interpreter,
  );
  if (!open) return undefined;
  const tree = open.getSourceFile();
  const { line } = tree.getLineAndCharacterOfPosition(open.getStart());
  return blockers.baseUsedUnseen(declaration.name.getText(), `${project.relative(tree.fileName)}:${line + 1}`);
}

function knownNodes({ sites, mocks, unclassified, current }: Analysis): Set<ts.Node> {
  const nodes = new Set<ts.Node>();
  const calls: ApiCall[] = [...[...sites, ...mocks.map(({ site }) => site), ...unclassified].map(({ call }) => call), ...current];
  for (const call of calls) {
    nodes.add(call.site).add(call.sink);
    for (const { url } of call.urls) for (const part of url.parts) carriersOfPart(part).forEach((node) => nodes.add(node));
  }
  return nodes;
}

/** Part of a known call or of a URL that leads to one, or the configuration of a client instance. */
function isKnown(use: ts.Node, known: Set<ts.Node>): boolean {
  for (let at: ts.Node = use; !ts.isStatement(at) && at.parent; at = at.parent) {
    if (known.has(at)) return true;
    if (ts.isCallExpression(at) && /\.(create|extend|defaults)$/.test(at.expression.getText())) return true;
    if (ts.isBinaryExpression(at) && /\.(baseURL|prefixUrl)$/.test(at.left.getText())) return true;
  }
  return false;
}

/**
 * Names of the members that lead from a constant to a literal in it: those before a computed name or an element of a list, and none
 * where a call makes of the literal what it will.
 */
function memberPathOf(container: ts.Node, declaration: ts.VariableDeclaration): string[] {
  const names: string[] = [];
  for (let at = container; at !== declaration; at = at.parent) {
    const isMade = (ts.isCallExpression(at) && at.expression.getText() !== 'Object.freeze') || ts.isNewExpression(at);
    if (ts.isArrayLiteralExpression(at) || isMade) names.length = 0;
    if (!ts.isPropertyAssignment(at)) continue;
    if (ts.isComputedPropertyName(at.name)) names.length = 0;
    else names.unshift(at.name.text);
  }
  return names;
}

/** `links.help` is no use of `links.api`. */
function isOfOtherMember(use: ts.Identifier, path: readonly string[]): boolean {
  let at: ts.Node = use;
  for (const name of path) {
    const { parent } = at;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === at) {
      if (parent.name.text !== name) return true;
      at = parent;
      continue;
    }
    const pattern = ts.isVariableDeclaration(parent) && parent.initializer === at ? parent.name : undefined;
    if (!pattern || !ts.isObjectBindingPattern(pattern)) return false;
    return pattern.elements.every(
      ({ dotDotDotToken, propertyName, name: own }) => !dotDotDotToken && (propertyName ?? own).getText() !== name,
    );
  }
  return false;
}

function isExport(use: ts.Identifier): boolean {
  return ts.isExportSpecifier(use.parent) || ts.isExportAssignment(use.parent) || ts.isImportSpecifier(use.parent);
}
