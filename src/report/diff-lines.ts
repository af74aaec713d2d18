/** A line of a unified diff and what it is. */
export interface DiffLine {
  kind: 'header' | 'hunk' | 'added' | 'removed' | 'context';
  text: string;
}

/** Tells the lines of a diff apart; a removed line that reads `-- x` is no header, because it stands in a hunk. */
export function diffLines(diff: string): DiffLine[] {
  let inHunk = false;
  return diff
    .trimEnd()
    .split('\n')
    .map((text): DiffLine => {
      if (text.startsWith('diff --git ')) inHunk = false;
      if (text.startsWith('@@ ')) {
        inHunk = true;
        return { kind: 'hunk', text };
      }
      if (!inHunk) return { kind: 'header', text };
      return { kind: text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : 'context', text };
    });
}
