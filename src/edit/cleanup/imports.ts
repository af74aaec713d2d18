import { referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { EditIndex } from '../edits.js';
import type { TextEdit } from '../text-edit.js';
import { removeStatement } from '../removal.js';
import { isGone, mentions } from './uses.js';

/** Takes out the imports of a file that only edited text used. */
export function unusedImports(tree: ts.SourceFile, edits: EditIndex): TextEdit[] {
  const unused = specifiersIn(tree).filter((specifier) => {
    const uses = referencesTo(specifier);
    return uses.length > 0 && uses.every((use) => isGone(use, edits)) && !mentions(edits.all(), specifier.name.text);
  });
  return importEdits(unused).filter((edit) => edits.within(edit.start, edit.end).length === 0);
}

function specifiersIn({ statements }: ts.SourceFile): ts.ImportSpecifier[] {
  return statements.flatMap((statement) => {
    const named = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    return named && ts.isNamedImports(named) ? [...named.elements] : [];
  });
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
