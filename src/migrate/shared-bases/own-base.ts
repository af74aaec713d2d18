import type { CallUrl } from '../../http/call.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { declarationNamed, declarationOf, type ValueDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { applyEdits } from '../../edit/edits.js';
import type { ChangeSet } from '../plan/change-set.js';
import type { TextEdit } from '../../edit/text-edit.js';
import { freeIn } from '../names.js';
import { styleOf } from '../../edit/style.js';
import type { PlacedEdit } from '../plan/url-plan.js';

/** A module-level constant that holds a base URL. */
interface BaseConstant {
  declaration: ts.VariableDeclaration;
  name: string;
  statement: ts.VariableStatement;
}

/**
 * Gives the calls of a group a base of their own, where a shared one has to stay on v1: a second constant beside the
 * first, used where these calls name the base. Undefined where the base is no constant, or is named in shared code.
 * @param isOwn true for an expression that only calls of the group go through
 */
export function ownBase(
  group: ChangeSet,
  edit: PlacedEdit,
  isOwn: (node: ts.Expression) => boolean,
  interpreter: Interpreter,
): TextEdit[] | undefined {
  const base = constantOf(edit.container);
  if (!base) return undefined;
  const change = group.changes.find(({ replacements }) => edit.replacements.some((replacement) => replacements.includes(replacement)));
  const use = change && namedIn(change.url, base, isOwn, interpreter);
  if (!use) return undefined;
  const wanted = versionedName(base, group);
  const isThere = holdsSame(declarationNamed(wanted, base.declaration), base, edit);
  const name = isThere ? wanted : freeIn(wanted, [base.declaration.getSourceFile(), use.getSourceFile()]);
  const edits: TextEdit[] = [{ file: use.getSourceFile().fileName, start: use.getStart(), end: use.getEnd(), text: name }];
  if (!isThere) edits.push(declarationEdit(base, name, edit));
  if (use.getSourceFile() !== base.declaration.getSourceFile() && !(isThere && declarationNamed(name, use))) {
    const imported = importEdit(use, name);
    if (!imported) return undefined;
    edits.push(imported);
  }
  return edits;
}

/** The module-level constant whose value a URL literal is part of. */
export function constantOf(container: ts.Expression): BaseConstant | undefined {
  const declaration = ts.findAncestor(container, ts.isVariableDeclaration);
  if (
    !declaration ||
    !ts.isIdentifier(declaration.name) ||
    ts.findAncestor(container, (node) => ts.isFunctionLike(node) || ts.isAwaitExpression(node) || node === declaration) !== declaration
  )
    return undefined;
  const list = declaration.parent;
  if (!ts.isVariableDeclarationList(list) || list.declarations.length !== 1 || !ts.isVariableStatement(list.parent)) return undefined;
  if (!ts.isSourceFile(list.parent.parent)) return undefined;
  return { declaration, name: declaration.name.text, statement: list.parent };
}

/** The identifier by which this URL names the base constant. */
function namedIn(
  url: CallUrl,
  { declaration }: BaseConstant,
  isOwn: (node: ts.Expression) => boolean,
  interpreter: Interpreter,
): ts.Identifier | undefined {
  for (const { part } of url.parts) {
    for (const node of part.via ?? []) {
      if (!ts.isIdentifier(node) || !isOwn(node)) continue;
      const found = declarationOf(node);
      if (found === declaration || (found && ts.isImportSpecifier(found) && resolvesTo(found, declaration, interpreter))) return node;
    }
  }
  return undefined;
}

/** True when an import leads, directly or through re-exports, to the file of the constant, under its name. */
function resolvesTo(specifier: ts.ImportSpecifier, declaration: ts.VariableDeclaration, interpreter: Interpreter): boolean {
  const from = ts.findAncestor(specifier, ts.isImportDeclaration);
  if (!from || !ts.isStringLiteral(from.moduleSpecifier)) return false;
  const target = interpreter.project.resolver.resolve(from.moduleSpecifier.text, specifier.getSourceFile().fileName);
  return 'file' in target && target.file === declaration.getSourceFile().fileName;
}

/** `API_V2` for `API` or `API_V1`, `apiBaseV2` for `apiBase` or `apiBaseV1`: with the version that the pack leads to. */
function versionedName({ name }: BaseConstant, { sites }: ChangeSet): string {
  const { v1, v2 } = sites[0]?.site.match.table.pack.base ?? { v1: [], v2: '' };
  const [to = 'next'] = versionsIn(v2);
  const from = [v1]
    .flat()
    .flatMap(versionsIn)
    .find((version) => name.toLowerCase().includes(version));
  if (from !== undefined) return name.replace(new RegExp(from, 'i'), (found) => (found[0] === 'V' ? to.toUpperCase() : to));
  return name === name.toUpperCase() ? `${name}_${to.toUpperCase()}` : `${name}${(to[0] ?? '').toUpperCase()}${to.slice(1)}`;
}

/** `v4` of `/api/v4`. */
function versionsIn(base: string): string[] {
  return [...base.matchAll(/(?<=^|\/)v\d+(?=\/|$)/gi)].map(([version]) => version.toLowerCase()).toReversed();
}

/** A constant that is there holds what the new one would: it is used in its place. */
function holdsSame(known: ValueDeclaration | undefined, { declaration }: BaseConstant, edit: PlacedEdit): boolean {
  const made = declaration.initializer;
  if (!known || !made || !ts.isVariableDeclaration(known)) return false;
  const start = made.getStart();
  const text = applyEdits(made.getText(), [{ file: edit.file, start: edit.start - start, end: edit.end - start, text: edit.text }]);
  return known.initializer?.getText() === text;
}

function declarationEdit({ declaration, name, statement }: BaseConstant, newName: string, edit: PlacedEdit): TextEdit {
  const tree = declaration.getSourceFile();
  const start = statement.getStart();
  const text = applyEdits(tree.text.slice(start, statement.getEnd()), [
    {
      file: tree.fileName,
      start: declaration.name.getStart() - start,
      end: declaration.name.getStart() - start + name.length,
      text: newName,
    },
    { file: tree.fileName, start: edit.start - start, end: edit.end - start, text: edit.text },
  ]);
  const at = statement.getEnd();
  return { file: tree.fileName, start: at, end: at, text: `${styleOf(statement).eol}${text}` };
}

function importEdit(use: ts.Identifier, name: string): TextEdit | undefined {
  const specifier = declarationOf(use);
  if (!specifier || !ts.isImportSpecifier(specifier)) return undefined;
  const at = specifier.getEnd();
  return { file: use.getSourceFile().fileName, start: at, end: at, text: `, ${name}` };
}
