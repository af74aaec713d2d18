import { relative, sep } from 'node:path';
import type { TextEdit } from '../edit/text-edit.js';
import type { MigratePlan } from '../migrate/index.js';
import type { Fix, FixEdit } from '../report/model.js';
import { lineAt, lineStarts } from '../scan/suppressions.js';

/** What a plan writes, by finding, as the reports show it: each edit with its place in the file as it was. */
export function fixesOf({ groups, changes }: MigratePlan, cwd: string): Map<string, Fix> {
  const texts = new Map(changes.map(({ file, before }) => [file, { text: before ?? '', starts: lineStarts(before ?? '') }]));
  const fixes = new Map<string, Fix>();
  for (const { findings, edits } of groups) {
    const placed = distinct(edits).flatMap(({ file, start, end, text: after }): FixEdit[] => {
      const source = texts.get(file);
      if (!source) return [];
      const place = (offset: number): { line: number; column: number } => {
        const line = lineAt(source.starts, offset);
        return { line, column: offset - (source.starts[line - 1] ?? 0) + 1 };
      };
      const [from, to] = [place(start), place(end)];
      const before = source.text.slice(start, end);
      return before === after ? [] : [{ file: nameOf(file, cwd), ...from, endLine: to.line, endColumn: to.column, before, after }];
    });
    for (const id of findings) fixes.set(id, { findings, edits: placed });
  }
  return fixes;
}

/** A file as the reports name it. */
export function nameOf(file: string, cwd: string): string {
  return relative(cwd, file).split(sep).join('/');
}

/** A change set may ask for the same edit more than once. */
function distinct(edits: readonly TextEdit[]): TextEdit[] {
  const byKey = new Map(edits.map((edit) => [`${edit.file}\0${edit.start}\0${edit.end}\0${edit.text}`, edit]));
  return [...byKey.values()].toSorted((a, b) => (a.file === b.file ? a.start - b.start : a.file < b.file ? -1 : 1));
}
