/**
 * Breaks text between words into lines of a width, each with an indent. A word that is longer than a line, such as a path, keeps to a
 * line of its own, so that it can be copied.
 * @param width columns; undefined: one line
 */
export function wrap(text: string, width: number | undefined, indent: string, next = indent): string[] {
  if (width === undefined) return [indent + text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const room = width - (lines.length === 0 ? indent : next).length;
    if (line !== '' && columns(line) + 1 + columns(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((content, index) => (index === 0 ? indent : next) + content);
}

// oxlint-disable-next-line no-control-regex -- these are the sequences that take no room
const SEQUENCES = /\u001B\[[\d;]*m|\u001B\]8;;[^\u0007]*\u0007/g;

/** Columns that a text takes at a terminal: colours and hyperlinks take none. */
export function columns(text: string): number {
  return text.replaceAll(SEQUENCES, '').length;
}
