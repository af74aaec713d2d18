import type { TextEdit } from './text-edit.js';

/** Edits of one file in order, identical ones once. */
export function normalise(edits: TextEdit[]): TextEdit[] {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end || (a.rank ?? 0) - (b.rank ?? 0));
  let first = 0;
  return sorted.filter((edit, index) => {
    if (sorted[first]?.start !== edit.start || sorted[first]?.end !== edit.end) first = index;
    for (let before = first; before < index; before += 1) if (sorted[before]?.text === edit.text) return false;
    return true;
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

/** Edits of one file that do not clash, to be asked by place in logarithmic time. */
export class EditIndex {
  /** In order of their places; as they do not clash, their ends are in order as well. */
  private readonly edits: TextEdit[];

  constructor(edits: readonly TextEdit[] = []) {
    this.edits = normalise([...edits]);
  }

  /** All edits, in order. */
  all(): readonly TextEdit[] {
    return this.edits;
  }

  /** Edits that change something between two offsets. */
  within(start: number, end: number): TextEdit[] {
    const found: TextEdit[] = [];
    for (let at = this.firstEndingAfter(start); at < this.edits.length; at += 1) {
      const edit = this.edits[at];
      if (!edit || edit.start >= end) break;
      found.push(edit);
    }
    return found;
  }

  /** True when an edit cannot be applied with those that are there. */
  clashes(edit: TextEdit): boolean {
    return this.within(edit.start, edit.end).some((other) => clash(edit, other));
  }

  add(edit: TextEdit): void {
    let at = this.firstEndingAfter(edit.start);
    while (at < this.edits.length && (this.edits[at]?.start ?? 0) < edit.end) at += 1;
    this.edits.splice(at, 0, edit);
  }

  private firstEndingAfter(offset: number): number {
    let low = 0;
    let high = this.edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.edits[middle]?.end ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
