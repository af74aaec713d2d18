import type { TextEdit } from './model.js';

/** Edits of one file in order, identical ones once. */
export function normalise(edits: TextEdit[]): TextEdit[] {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  return sorted.filter((edit, index) => {
    const before = sorted[index - 1];
    return !before || !isSame(before, edit);
  });
}

/** True for two edits that do the same. */
export function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end && a.text === b.text;
}

/** True for two different edits that cannot both be applied. Insertions at one place keep their order and do not clash. */
export function clash(a: TextEdit, b: TextEdit): boolean {
  if (a.file !== b.file || isSame(a, b)) return false;
  if (a.start === a.end && b.start === b.end) return false;
  return a.start < b.end && b.start < a.end;
}

/** Applies edits that do not clash, in one pass. Offsets are those of `text`. */
export function applyEdits(text: string, edits: TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of normalise(edits)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Edits by file. */
export function byFile(edits: TextEdit[]): Map<string, TextEdit[]> {
  const files = new Map<string, TextEdit[]>();
  for (const edit of edits) {
    const list = files.get(edit.file);
    if (list) list.push(edit);
    else files.set(edit.file, [edit]);
  }
  return files;
}
