import type { Interpreter } from '../../dataflow/interpreter.js';
import type { ts } from '../../project/syntax.js';
import { EditIndex } from '../edits.js';
import type { TextEdit } from '../text-edit.js';
import { unusedDeclarations } from './declarations.js';
import { unusedImports } from './imports.js';
import { isInside } from './uses.js';

/** Edits of a file, with the removal of the imports and declarations that only edited text used. What was unused before stays. */
export function withoutLeftovers(tree: ts.SourceFile, own: readonly TextEdit[], interpreter: Interpreter): TextEdit[] {
  let edits = [...own];
  for (;;) {
    const removals = unusedDeclarations(tree, new EditIndex(edits), interpreter);
    if (removals.length === 0) break;
    edits = [...edits.filter((edit) => !removals.some((removal) => isInside(edit, removal))), ...removals];
  }
  return [...edits, ...unusedImports(tree, new EditIndex(edits))];
}
