import { byFile } from './edits.js';
import type { TextEdit } from './text-edit.js';

/** True for the edit of an expression that another edit writes anew. */
export function isWoven(edit: TextEdit, others: readonly TextEdit[]): boolean {
  return edit.renames !== undefined && others.some((other) => isAround(other, edit));
}

/** Edits in which those that write an expression anew use its new name. */
export function weaveRenames(edits: TextEdit[]): TextEdit[] {
  return [...byFile(edits).values()].flatMap((own) => {
    const renames = own.filter((edit) => edit.renames !== undefined);
    if (renames.length === 0) return own;
    return own
      .filter((edit) => !isWoven(edit, own))
      .map((edit) => {
        const text = edit.renames ? edit.text : renames.reduce((code, rename) => renamed(code, rename, edit), edit.text);
        return text === edit.text ? edit : { ...edit, text };
      });
  });
}

function isAround(edit: TextEdit, rename: TextEdit): boolean {
  return edit.renames === undefined && edit.file === rename.file && edit.start <= rename.start && rename.end <= edit.end;
}

/** Code in which an expression has its new name; a shorthand property keeps its key. */
function renamed(code: string, rename: TextEdit, edit: TextEdit): string {
  const { renames, text } = rename;
  if (!renames || edit.start < renames.start || edit.end > renames.end || !code.includes(renames.code)) return code;
  const name = text.startsWith(`${renames.code}: `) ? text.slice(renames.code.length + 2) : text;
  const escaped = renames.code.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  // In new code a short name may be a parameter or a key.
  if (!/^[\w$]+$/.test(renames.code)) return code.replaceAll(new RegExp(`(?<![\\w$.])${escaped}(?![\\w$])`, 'g'), () => name);
  const inTemplates = code.replaceAll(`\${${renames.code}}`, () => `\${${name}}`);
  if (!isAround(edit, rename)) return inTemplates;
  return inTemplates
    .replaceAll(
      new RegExp(`((?<!\\$)\\{|,)(\\s*)${escaped}(?=\\s*[,}])`, 'g'),
      (_, open: string, gap: string) => `${open}${gap}${renames.code}: ${name}`,
    )
    .replaceAll(new RegExp(`(?<![\\w$.])${escaped}(?![\\w$]|\\s*:)`, 'g'), () => name);
}
