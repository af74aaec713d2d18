import { helperCode } from '../../../pack/lens/conversions.js';
import type { Conversion } from '../../../pack/model.js';
import { declarationNamed } from '../../../project/scopes.js';
import type { ts } from '../../../project/syntax.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { styleOf } from '../../../edit/style.js';

/** A function in the user's file that does a conversion, and the edit that puts it there. */
export interface Helper {
  name: string;
  /** Absent when the file has the function already. */
  edit?: TextEdit;
}

/** The helper for a conversion, such as `providerOf(model)`; undefined when the conversion has none. */
export function helperFor(conversion: Conversion, field: string, at: ts.Node): Helper | undefined {
  const tree = at.getSourceFile();
  const style = styleOf(at);
  const name = `${field.replaceAll(/[^\w$]+(\w?)/g, (_, next: string) => next.toUpperCase())}Of`;
  const code = helperCode(conversion, name, {
    typescript: /\.[mc]?tsx?$/.test(tree.fileName),
    quote: style.quote,
    indent: style.indent,
    semicolon: style.semicolons ? ';' : '',
  });
  if (code === undefined) return undefined;
  const lines = code.split('\n').join(style.eol);
  if (tree.text.includes(lines)) return { name };
  if (declarationNamed(name, tree)) return undefined;
  const last = tree.statements.at(-1);
  const end = last ? last.getEnd() : 0;
  return { name, edit: { file: tree.fileName, start: end, end, text: `${style.eol}${style.eol}${lines}` } };
}
