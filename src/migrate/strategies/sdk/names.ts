import { declarationNamed, referencesTo, type ValueDeclaration } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';
import type { ExportName, ImportUse } from '../../../scan/sdk/index.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { NOTHING, type Plan } from '../../plan/result.js';

/** Gives the names that come through an import those of the new version. */
export function planNames({ names, rule, level, reason }: ImportUse): Plan {
  const edits = names.flatMap((name) => renamed(name, rule.rename?.[name.symbol] ?? name.symbol));
  return edits.length === 0 ? NOTHING : { kind: 'edits', edits, level, rules: [rule.id], ...(reason === undefined ? {} : { reason }) };
}

function renamed({ node }: ExportName, to: string): TextEdit[] {
  if (ts.isPropertyAccessExpression(node)) return [edit(node.name, to)];
  if (ts.isQualifiedName(node)) return [edit(node.right, to)];
  if (node.propertyName) return [edit(node.propertyName, to)];
  if (ts.isExportSpecifier(node)) return [edit(node.name, `${to} as ${node.name.text}`)];
  return renamedBinding(node, to);
}

/** A name that is also that of the file: it follows, where nothing stands in its way; else it stays as an alias. */
function renamedBinding(node: ts.ImportSpecifier | ts.BindingElement, to: string): TextEdit[] {
  const references = referencesTo(node satisfies ValueDeclaration);
  const follows = references.every((reference) => isFree(reference) && declarationNamed(to, reference) === undefined);
  if (!follows) return [edit(node.name, ts.isImportSpecifier(node) ? `${to} as ${node.name.getText()}` : `${to}: ${node.name.getText()}`)];
  return [edit(node.name, to), ...references.map((reference) => edit(reference, to))];
}

/** False where the name of the variable is also the name of something else. */
function isFree({ parent }: ts.Identifier): boolean {
  return !ts.isShorthandPropertyAssignment(parent) && !ts.isExportSpecifier(parent);
}

function edit(node: ts.Node, text: string): TextEdit {
  return { file: node.getSourceFile().fileName, start: node.getStart(), end: node.getEnd(), text };
}
