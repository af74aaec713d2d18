import type { CallUrl } from '../calls/call.js';
import type { Evaluation } from '../calls/evaluation.js';
import { declarationNamed, declarationOf, visibleNames } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import { applyEdits } from './edits.js';
import type { Group } from './group.js';
import type { TextEdit } from './model.js';
import { styleOf } from './style.js';
import type { PlacedEdit } from './urls/index.js';

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
  group: Group,
  edit: PlacedEdit,
  isOwn: (node: ts.Expression) => boolean,
  evaluation: Evaluation,
): TextEdit[] | undefined {
  const base = constantOf(edit.container);
  if (!base) return undefined;
  const change = group.changes.find(({ replacements }) => edit.replacements.some((replacement) => replacements.includes(replacement)));
  const use = change && namedIn(change.url, base, isOwn, evaluation);
  if (!use) return undefined;
  const name = versionedName(base);
  const edits: TextEdit[] = [{ file: use.getSourceFile().fileName, start: use.getStart(), end: use.getEnd(), text: name }];
  if (declarationNamed(name, base.declaration) === undefined) edits.push(declarationEdit(base, name, edit));
  if (use.getSourceFile() !== base.declaration.getSourceFile()) {
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
  evaluation: Evaluation,
): ts.Identifier | undefined {
  for (const { part } of url.parts) {
    for (const node of part.via ?? []) {
      if (!ts.isIdentifier(node) || !isOwn(node)) continue;
      const found = declarationOf(node);
      if (found === declaration || (found && ts.isImportSpecifier(found) && resolvesTo(found, declaration, evaluation))) return node;
    }
  }
  return undefined;
}

/** True when an import leads, directly or through re-exports, to the file of the constant, under its name. */
function resolvesTo(specifier: ts.ImportSpecifier, declaration: ts.VariableDeclaration, evaluation: Evaluation): boolean {
  const from = ts.findAncestor(specifier, ts.isImportDeclaration);
  if (!from || !ts.isStringLiteral(from.moduleSpecifier)) return false;
  const target = evaluation.project.resolver.resolve(from.moduleSpecifier.text, specifier.getSourceFile().fileName);
  return 'file' in target && target.file === declaration.getSourceFile().fileName;
}

/** `API_V2` for `API` or `API_V1`, `apiBaseV2` for `apiBase` or `apiBaseV1`. */
function versionedName({ name, declaration }: BaseConstant): string {
  if (/v1/i.test(name)) return name.replace(/v1/i, (found) => `${found[0] ?? 'v'}2`);
  const isUpper = name === name.toUpperCase();
  const wanted = isUpper ? `${name}_V2` : `${name}V2`;
  return visibleNames(declaration).has(wanted) && declarationNamed(wanted, declaration) === undefined ? `${wanted}_` : wanted;
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
