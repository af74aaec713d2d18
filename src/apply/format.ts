import type { FileChange } from '../edit/text-edit.js';
import { isData } from '../project/file-kinds.js';
import { parseSource, UnparsableError } from '../project/source.js';
import { formatterFor, type ProjectFormatter } from './formatters.js';
import { changedRegions, linesOf, type Region } from './lines.js';

/** Changes with their new lines as the formatters of the project write them. */
export interface Formatted {
  changes: FileChange[];
  /** What a formatter could not do, for people. */
  problems: string[];
}

/** Milliseconds that one formatter may take for a file, and for all files of a run. */
const TIMEOUT = 30_000;

/**
 * Formats what edits wrote with the formatter that the project has installed and configured. Lines that no edit touched keep every
 * byte, as they do where there is no formatter, and where it fails.
 */
export async function formatChanges(changes: readonly FileChange[]): Promise<Formatted> {
  const groups = new Map<string, { formatter: ProjectFormatter; members: FileChange[] }>();
  for (const change of changes) {
    const formatter = change.before === null || isData(change.file) ? undefined : formatterFor(change.file);
    if (!formatter) continue;
    const key = `${formatter.name} ${formatter.directory}`;
    const group = groups.get(key) ?? { formatter, members: [] };
    group.members.push(change);
    groups.set(key, group);
  }
  const texts = new Map<string, string>();
  const problems: string[] = [];
  for (const { formatter, members } of groups.values()) {
    try {
      const whole = await formatter.format(
        members.map(({ file, after }) => ({ file, text: after })),
        TIMEOUT,
      );
      for (const [file, text] of whole) texts.set(file, text);
    } catch (error) {
      problems.push(`${formatter.name} did not format the changes: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { changes: changes.map((change) => withFormatted(change, texts.get(change.file))), problems };
}

/** The change with those lines of the formatted text that an edit wrote, or that belong to one. */
function withFormatted(change: FileChange, formatted: string | undefined): FileChange {
  const { file, before, after } = change;
  if (formatted === undefined || formatted === after || before === null) return change;
  const lines = linesOf(after);
  const written = changedRegions(linesOf(before), lines);
  const pretty = linesOf(formatted);
  const isOfEdit = ({ aStart, aEnd }: Region): boolean => written.some(({ bStart, bEnd }) => aStart < bEnd && bStart < aEnd);
  const taken = changedRegions(lines, pretty).filter(isOfEdit);
  const text = taken
    .toReversed()
    .reduce((all, { aStart, aEnd, bStart, bEnd }) => all.toSpliced(aStart, aEnd - aStart, ...pretty.slice(bStart, bEnd)), lines);
  const joined = text.join('');
  return parses(file, joined) ? { ...change, after: joined } : change;
}

function parses(file: string, text: string): boolean {
  try {
    return parseSource(file, text).syntaxError === undefined;
  } catch (error) {
    if (error instanceof UnparsableError) return false;
    throw error;
  }
}
