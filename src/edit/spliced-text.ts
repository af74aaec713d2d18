import type { ts } from '../project/syntax.js';
import type { TextEdit } from './text-edit.js';

/** Characters of a file that stay as they are. */
export interface SourceSpan {
  file: ts.SourceFile;
  start: number;
  end: number;
}

/** Text made of new pieces and of stretches of files. */
export type SplicedText = (string | SourceSpan)[];

/** A node as it is written. */
export function spanOf(node: ts.Node): SourceSpan {
  return { file: node.getSourceFile(), start: node.getStart(), end: node.getEnd() };
}

/** A stretch between two offsets of the file of a node. */
export function between(node: ts.Node, start: number, end: number): SourceSpan {
  return { file: node.getSourceFile(), start, end };
}

/** The text of a rope. */
export function textOf(rope: SplicedText): string {
  return rope.map((piece) => (typeof piece === 'string' ? piece : piece.file.text.slice(piece.start, piece.end))).join('');
}

/** True when the rope is the node as it is written. */
export function isUnchanged(rope: SplicedText, node: ts.Node): boolean {
  return editsOf(rope, node).length === 0;
}

/** The edits that turn a node into the rope. Stretches of the node keep their bytes; those in other places are written anew. */
export function editsOf(rope: SplicedText, node: ts.Node): TextEdit[] {
  const { file, start, end } = spanOf(node);
  const edits: TextEdit[] = [];
  let at = start;
  let fresh = '';
  const close = (to: number): void => {
    const edit = trimmed({ file: file.fileName, start: at, end: to, text: fresh }, file.text);
    if (edit) edits.push(edit);
    fresh = '';
  };
  for (const piece of rope) {
    if (typeof piece === 'string') fresh += piece;
    else if (piece.file !== file || piece.start < at || piece.end > end) fresh += textOf([piece]);
    else {
      close(piece.start);
      at = piece.end;
    }
  }
  close(end);
  return edits;
}

/** The edit without what it has in common with the text that it replaces; undefined when nothing is left. */
function trimmed(edit: TextEdit, source: string): TextEdit | undefined {
  let { start, end, text } = edit;
  while (start < end && text !== '' && source[start] === text[0]) {
    start += 1;
    text = text.slice(1);
  }
  while (start < end && text !== '' && source[end - 1] === text.at(-1)) {
    end -= 1;
    text = text.slice(0, -1);
  }
  return start === end && text === '' ? undefined : { file: edit.file, start, end, text };
}
