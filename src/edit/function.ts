import type { ts } from '../project/syntax.js';
import { styleOf } from './style.js';

/** A function to be written into a file. */
export interface NewFunction {
  /** One sentence for its doc comment. */
  says: string;
  /** All before the brace that opens the body. */
  signature: string;
  /** Lines of the body, without semicolons; a space at the front is a level of indentation. */
  lines: string[];
}

/** Code of a function in the style of the file of a node. */
export function functionCode({ says, signature, lines }: NewFunction, at: ts.Node): string {
  const style = styleOf(at);
  const ended = lines.map((line) => {
    const text = line.trimStart();
    const indent = style.indent.repeat(1 + line.length - text.length);
    return `${indent}${text}${style.semicolons && !/^for |^\}$/.test(text) ? ';' : ''}`;
  });
  return [`/** ${says} */`, `${signature} {`, ...ended, '}'].join(style.eol);
}
