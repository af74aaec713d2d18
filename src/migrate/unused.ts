import { identifiersIn, isReference, declarationOf, referencesTo } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import type { TextEdit } from './model.js';
import { removeStatement } from './removal.js';

/** Takes out the imports of a file that only edited text used. */
export function unusedImports(tree: ts.SourceFile, edits: TextEdit[]): TextEdit[] {
  const isGone = (identifier: ts.Identifier): boolean =>
    edits.some(({ start, end, text }) => start <= identifier.getStart() && identifier.getEnd() <= end && !mentions(text, identifier.text));
  const named = (name: string): boolean => edits.some(({ text }) => mentions(text, name));
  const unused = new Set<ts.ImportSpecifier>();
  for (const [name, identifiers] of identifiersIn(tree)) {
    if (named(name)) continue;
    for (const identifier of identifiers) {
      if (!isReference(identifier) || !isGone(identifier)) continue;
      const declaration = declarationOf(identifier);
      if (declaration && ts.isImportSpecifier(declaration) && referencesTo(declaration).every(isGone)) unused.add(declaration);
    }
  }
  return importEdits([...unused]).filter((edit) => !edits.some(({ start, end }) => start < edit.end && edit.start < end));
}

function mentions(text: string, name: string): boolean {
  return text.includes(name) && new RegExp(`(?<![\\w$])${name.replaceAll('$', String.raw`\$`)}(?![\\w$])`).test(text);
}

function importEdits(specifiers: ts.ImportSpecifier[]): TextEdit[] {
  const byImport = new Map<ts.NamedImports, ts.ImportSpecifier[]>();
  for (const specifier of specifiers) byImport.set(specifier.parent, [...(byImport.get(specifier.parent) ?? []), specifier]);
  return [...byImport].flatMap(([named, gone]) => {
    const declaration = ts.findAncestor(named, ts.isImportDeclaration);
    if (declaration && gone.length === named.elements.length && !declaration.importClause?.name) return [removeStatement(declaration)];
    return runsOf(named.elements, gone);
  });
}

/** Takes elements out of a list with the commas beside them. */
function runsOf(list: ts.NodeArray<ts.ImportSpecifier>, gone: ts.ImportSpecifier[]): TextEdit[] {
  const file = list[0]?.getSourceFile().fileName ?? '';
  const edits: TextEdit[] = [];
  list.forEach((element, index) => {
    if (!gone.includes(element)) return;
    const next = list[index + 1];
    const keptBefore = list.slice(0, index).findLast((other) => !gone.includes(other));
    const keptAfter = list.slice(index + 1).some((other) => !gone.includes(other));
    if (next && (keptAfter || !keptBefore)) edits.push({ file, start: element.getStart(), end: next.getStart(), text: '' });
    else edits.push({ file, start: list[index - 1]?.getEnd() ?? element.getStart(), end: element.getEnd(), text: '' });
  });
  return edits;
}
