import type { Finding } from '../scan/model.js';
import { escapeMarkup } from './escape.js';
import { groupBy } from './findings.js';
import type { FixEdit, ReportContext } from './model.js';

/** Lines that one side shows; an edit of more is told in the diff. */
const MOST = 40;

/** The code of a finding; beside it what migrate makes of it. */
export function beforeAfter(finding: Finding, context: ReportContext): string {
  const edits = context.fixes?.get(finding.id)?.edits ?? [];
  const sides = [...groupBy(edits, ({ file }) => file)].map(([file, own]) => pair(file, own, context));
  if (sides.some((side) => side !== '')) return sides.join('');
  const code = sourceOf(finding, context);
  return code === '' ? '' : `<details><summary>code</summary><pre tabindex="0">${code}</pre></details>`;
}

/** The lines of the edits of one file, before and after. */
function pair(file: string, edits: readonly FixEdit[], { linesOf }: ReportContext): string {
  const lines = linesOf?.(file);
  const sorted = edits.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!lines || !first || !last || isSettings(file)) return '';
  const hunks = hunksOf(sorted);
  const before: string[] = [];
  const after: string[] = [];
  for (const hunk of hunks) {
    before.push(sideOf(hunk, lines, 'before'));
    after.push(sideOf(hunk, lines, 'after'));
  }
  const place = escapeMarkup(`${file}:${first.line}`);
  return `<div class="sides"><figure class="before"><figcaption>before, ${place}</figcaption><pre tabindex="0">${before.join('\n⋮\n')}</pre></figure><figure class="after"><figcaption>after</figcaption><pre tabindex="0">${after.join('\n⋮\n')}</pre></figure></div>`;
}

/** Edits whose lines touch share a hunk. */
function hunksOf(edits: readonly FixEdit[]): FixEdit[][] {
  const hunks: FixEdit[][] = [];
  for (const edit of edits) {
    const last = hunks.at(-1)?.at(-1);
    if (last && edit.line <= last.endLine + 1) hunks.at(-1)?.push(edit);
    else hunks.push([edit]);
  }
  return hunks;
}

/** The lines of a hunk with the replaced parts, or what replaces them, marked. */
function sideOf(edits: readonly FixEdit[], lines: readonly string[], side: 'before' | 'after'): string {
  const from = edits[0]?.line ?? 1;
  const to = Math.max(...edits.map(({ endLine }) => endLine));
  let html = '';
  let at = { line: from, column: 1 };
  for (const edit of edits) {
    html += escapeMarkup(textBetween(lines, at, edit));
    const text = side === 'before' ? edit.before : edit.after;
    if (text !== '') html += `<mark>${escapeMarkup(text)}</mark>`;
    at = { line: edit.endLine, column: edit.endColumn };
  }
  html += escapeMarkup(textBetween(lines, at, { line: to, column: (lines[to - 1] ?? '').length + 1 }));
  const all = html.split('\n');
  return all.length > MOST ? [...all.slice(0, MOST), '…'].join('\n') : html;
}

interface Position {
  line: number;
  column: number;
}

function textBetween(lines: readonly string[], from: Position, to: Position): string {
  if (from.line === to.line) return (lines[from.line - 1] ?? '').slice(from.column - 1, to.column - 1);
  return [
    (lines[from.line - 1] ?? '').slice(from.column - 1),
    ...lines.slice(from.line, to.line - 1),
    (lines[to.line - 1] ?? '').slice(0, to.column - 1),
  ].join('\n');
}

/** The lines of a finding and one around them; none of settings, which may hold secrets. */
function sourceOf({ file, line, endLine, client }: Finding, { linesOf }: ReportContext): string {
  if (client === 'text' || isSettings(file)) return '';
  const lines = linesOf?.(file)?.slice(Math.max(0, line - 2), Math.min(endLine, line + MOST) + 1);
  return lines === undefined ? '' : escapeMarkup(lines.join('\n'));
}

function isSettings(file: string): boolean {
  return /(?:^|[./])env(?:\.|$)/i.test(file) || file.endsWith('.json');
}
