import { printableLine } from './escape.js';
import type { Finding } from '../scan/model.js';
import type { ReportContext } from './model.js';

/** Lines shown before and after the line of a finding in a long frame. */
const AROUND = 2;

/** The line of a finding, with carets below what it is about. What stands in settings may be a secret, and is not shown. */
export function codeFrame(finding: Finding, { linesOf, style, width }: ReportContext, isLong: boolean): string[] {
  if (!isCode(finding.file)) return [];
  const lines = linesOf?.(finding.file);
  const own = lines?.[finding.line - 1];
  if (lines === undefined || own === undefined) return [];
  const around = isLong ? AROUND : 0;
  const first = Math.max(1, finding.line - around);
  const last = Math.min(lines.length, finding.line + around);
  const gutter = `${last}`.length;
  const room = width === undefined ? Infinity : Math.max(20, width - gutter - 5);
  // A line that is too long is shown from a little before its finding.
  const from = own.length <= room || finding.column < room / 2 ? 0 : Math.max(0, finding.column - 1 - Math.floor(room / 4));
  const shown = (text: string): string => cut(printableLine(text.slice(from)), room);
  const frame: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const text = shown(lines[number - 1] ?? '');
    frame.push(`  ${style.dim(`${`${number}`.padStart(gutter)} |`)} ${text}`.trimEnd());
    if (number !== finding.line) continue;
    const end = finding.endLine === finding.line ? finding.endColumn - 1 : own.length;
    const start = finding.column - 1 - from;
    const carets = '^'.repeat(Math.max(1, Math.min(end - from, room) - start));
    frame.push(`  ${' '.repeat(gutter)} ${style.dim('|')} ${' '.repeat(start)}${style.yellow(carets)}`);
  }
  return frame;
}

function cut(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}

/** True for files whose text may be shown. */
function isCode(file: string): boolean {
  return /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|ipynb)$/.test(file);
}
