import { relative, sep } from 'node:path';
import { isEnvironmentFile } from '../project/file-kinds.js';
import type { FileChange } from '../edit/text-edit.js';
import { changedRegions, linesOf, type Region } from './lines.js';

const CONTEXT = 3;

/** A change as it is shown: like `unifiedDiff`, but what stands beside a change in a file of environment variables may be a secret. */
export function shownDiff(change: FileChange, root: string): string {
  return unifiedDiff(change, root, isEnvironmentFile(change.file) ? 0 : CONTEXT);
}

/**
 * A change as a unified diff that `git apply` takes, with paths relative to `root`. Line ends are those of the file; empty when
 * nothing changed.
 */
export function unifiedDiff({ file, before, after }: FileChange, root: string, context = CONTEXT): string {
  const a = linesOf(before ?? '');
  const b = linesOf(after);
  const regions = changedRegions(a, b);
  if (regions.length === 0 && before !== null) return '';
  const name = relative(root, file).split(sep).join('/');
  const header = [`diff --git ${quoted(`a/${name}`)} ${quoted(`b/${name}`)}`];
  if (before === null) header.push('new file mode 100644');
  if (regions.length > 0) header.push(`--- ${before === null ? '/dev/null' : tabbed(`a/${name}`)}`, `+++ ${tabbed(`b/${name}`)}`);
  return `${header.join('\n')}\n${grouped(regions, context)
    .map((group) => hunk(group, a, b, context))
    .join('')}`;
}

/** Regions whose context overlaps share a hunk. */
function grouped(regions: Region[], context: number): [Region, ...Region[]][] {
  const groups: [Region, ...Region[]][] = [];
  let last: Region | undefined;
  for (const region of regions) {
    if (last && region.aStart - last.aEnd <= 2 * context) groups.at(-1)?.push(region);
    else groups.push([region]);
    last = region;
  }
  return groups;
}

function hunk(group: [Region, ...Region[]], a: string[], b: string[], context: number): string {
  const [first] = group;
  const last = group.at(-1) ?? first;
  const lead = Math.min(context, first.aStart);
  const aStart = first.aStart - lead;
  const bStart = first.bStart - lead;
  const tail = Math.min(context, a.length - last.aEnd);
  const lines: string[] = [];
  let at = aStart;
  for (const region of group) {
    lines.push(...marked(' ', a.slice(at, region.aStart)), ...marked('-', a.slice(region.aStart, region.aEnd)));
    lines.push(...marked('+', b.slice(region.bStart, region.bEnd)));
    at = region.aEnd;
  }
  lines.push(...marked(' ', a.slice(at, at + tail)));
  return `@@ -${span(aStart, last.aEnd + tail)} +${span(bStart, last.bEnd + tail)} @@\n${lines.join('')}`;
}

function marked(mark: string, lines: string[]): string[] {
  return lines.map((line) => (line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`));
}

/** `start,count` of a hunk header; an empty span names the line before it. */
function span(start: number, end: number): string {
  const count = end - start;
  return count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`;
}

/** A path as git prints it: in C quotes when it holds a control character, a quote or a backslash. */
function quoted(path: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what must be quoted
  if (!/[\u0000-\u001F"\\\u007F]/.test(path)) return path;
  // oxlint-disable-next-line no-control-regex -- as above
  return `"${path.replaceAll(/[\u0000-\u001F"\\\u007F]/g, escaped)}"`;
}

function escaped(char: string): string {
  return char === '"' || char === '\\' ? `\\${char}` : `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
}

/** Names with blanks end in a tab on `---` and `+++` lines, so that no reader takes a part for a date. */
function tabbed(path: string): string {
  return /\s/.test(path) ? `${quoted(path)}\t` : quoted(path);
}
