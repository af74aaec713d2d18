import { declarationOf, identifiersIn, isReference, referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { TextEdit } from '../model.js';

/** Takes a statement out with its line and one of the blank lines around it. */
export function removeStatement(statement: ts.Statement): TextEdit {
  const tree = statement.getSourceFile();
  const { text } = tree;
  const lineStart = text.lastIndexOf('\n', statement.getStart() - 1) + 1;
  const alone = text.slice(lineStart, statement.getStart()).trim() === '';
  const lineEnd = text.indexOf('\n', statement.getEnd());
  const rest = text.slice(statement.getEnd(), lineEnd === -1 ? text.length : lineEnd);
  if (!alone || rest.trim() !== '') return { file: tree.fileName, start: statement.getStart(), end: statement.getEnd(), text: '' };
  let end = lineEnd === -1 ? text.length : lineEnd + 1;
  const blank = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0];
  const before = text.slice(0, lineStart);
  if (blank !== undefined && (/\n[ \t]*\r?\n$/.test(before) || /[{(]\s*\r?\n$/.test(before))) end += blank.length;
  return { file: tree.fileName, start: lineStart, end, text: '' };
}

/** Takes out the imports of a file that only the removed ranges used. */
export function removeImports(tree: ts.SourceFile, removed: { start: number; end: number }[]): TextEdit[] {
  const gone = (node: ts.Node): boolean => removed.some(({ start, end }) => start <= node.getStart() && node.getEnd() <= end);
  const specifiers = new Set<ts.ImportSpecifier>();
  for (const identifiers of identifiersIn(tree).values()) {
    for (const identifier of identifiers) {
      if (!gone(identifier) || !isReference(identifier)) continue;
      const declaration = declarationOf(identifier);
      if (declaration && ts.isImportSpecifier(declaration) && referencesTo(declaration).every(gone)) specifiers.add(declaration);
    }
  }
  return importEdits([...specifiers]);
}

function importEdits(specifiers: ts.ImportSpecifier[]): TextEdit[] {
  const byImport = new Map<ts.NamedImports, ts.ImportSpecifier[]>();
  for (const specifier of specifiers) byImport.set(specifier.parent, [...(byImport.get(specifier.parent) ?? []), specifier]);
  return [...byImport].flatMap(([named, gone]) => {
    const declaration = ts.findAncestor(named, ts.isImportDeclaration);
    if (declaration && gone.length === named.elements.length && !declaration.importClause?.name) return [removeStatement(declaration)];
    return gone.map((specifier) => removeElement(specifier, named.elements));
  });
}

/** Takes one element out of a list with the comma beside it. */
function removeElement(element: ts.Node, list: ts.NodeArray<ts.Node>): TextEdit {
  const index = list.findIndex((other) => other === element);
  const next = list[index + 1];
  const before = list[index - 1];
  const start = next || !before ? element.getStart() : before.getEnd();
  const end = next ? next.getStart() : element.getEnd();
  return { file: element.getSourceFile().fileName, start, end, text: '' };
}
