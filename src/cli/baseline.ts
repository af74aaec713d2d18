import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { UsageError } from '../pack/error.js';
import type { Finding, ScanResult } from '../scan/model.js';
import type { DifferenceKey } from '../verify/compare/allow.js';
import { systemReason } from './error.js';
import { writeOutputFile } from './output-file.js';

/** A finding that is tolerated. */
export interface BaselineEntry {
  id: string;
  pack: string;
  rule: string;
  file: string;
  /** What the finding is about, whatever its file is called; absent in files of older versions. */
  key?: string;
}

/** Findings that are tolerated: those that were open when the file was written. */
export interface Baseline {
  entries: BaselineEntry[];
  /** The file holds both sides of a merge conflict. */
  isConflicted: boolean;
}

const VERSION = 1;

/**
 * Reads a baseline file. One with the markers of a merge conflict counts with both of its sides: what one of them no longer has is
 * reported as gone.
 * @throws UsageError when the file is missing, of another version, or is no baseline
 */
export function readBaseline(path: string): Promise<Baseline> {
  return readEntries(path, 'findings', isEntry, ({ id }) => id);
}

/** Differences that `verify` accepts, as `readBaseline` does. */
export async function readDifferences(path: string): Promise<DifferenceKey[]> {
  const { entries } = await readEntries(path, 'differences', isDifference, textOf);
  return entries;
}

async function readEntries<Entry>(
  path: string,
  name: 'findings' | 'differences',
  isOne: (value: unknown) => value is Entry,
  identify: (entry: Entry) => string,
): Promise<{ entries: Entry[]; isConflicted: boolean }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: ${systemReason(error.code ?? '', error.message)}`);
  });
  if (/^(?:<{7}|>{7}) /m.test(text)) return { entries: entriesOfLines(text, isOne, identify), isConflicted: true };
  const value = parsed(text);
  const notOne = new UsageError(
    `${basename(path)}: is not a baseline file: name another, or move it away and write one with --update-baseline`,
  );
  const entries = isRecord(value) ? value[name] : undefined;
  if (!isRecord(value) || typeof value['schemaVersion'] !== 'number' || !Array.isArray(entries)) throw notOne;
  if (value['schemaVersion'] !== VERSION)
    throw new UsageError(
      `${basename(path)}: is a baseline of version ${value['schemaVersion']}, and this api-migrate reads version ${VERSION}: move it away, and write it anew with --update-baseline`,
    );
  if (!entries.every(isOne)) throw notOne;
  return { entries, isConflicted: false };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isEntry(value: unknown): value is BaselineEntry {
  if (!isRecord(value)) return false;
  const { key } = value;
  return ['id', 'pack', 'rule', 'file'].every((name) => typeof value[name] === 'string') && (key === undefined || typeof key === 'string');
}

/** The entries of a file that is no JSON as a whole: each stands on a line of its own. */
function entriesOfLines<Entry>(text: string, isOne: (value: unknown) => value is Entry, identify: (entry: Entry) => string): Entry[] {
  const entries = text.split('\n').flatMap((line) => {
    const value = parsed(line.trim().replace(/,$/, ''));
    return isOne(value) ? [value] : [];
  });
  return [...new Map(entries.map((entry) => [identify(entry), entry])).values()];
}

function isDifference(value: unknown): value is DifferenceKey {
  return isRecord(value) && ['endpoint', 'path', 'what'].every((name) => typeof value[name] === 'string');
}

function textOf({ endpoint, path, what }: DifferenceKey): string {
  return [endpoint, path, what].join('\0');
}

/** Writes the open findings of a result, and the entries of the old baseline that this run could not see. */
export async function writeBaseline(path: string, { findings }: ScanResult, unseen: readonly BaselineEntry[]): Promise<void> {
  const open = findings.filter(({ state }) => state === 'open').map(entryOf);
  await writeEntries(
    path,
    'findings',
    [...open, ...unseen].toSorted((a, b) => compare(a.file, b.file) || compare(a.id, b.id)),
  );
}

/** A line for each entry, so that the changes of two branches merge. */
async function writeEntries(path: string, name: 'findings' | 'differences', entries: readonly object[]): Promise<void> {
  const lines = entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
  await writeOutputFile(path, `{\n  "schemaVersion": ${VERSION},\n  "${name}": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`);
}

/** The differences that `verify` accepts: those of a file, or with `isUpdate` all that occur. */
export class AcceptedDifferences {
  readonly #known: ReadonlySet<string>;
  readonly #met = new Map<string, DifferenceKey>();
  readonly #isUpdate: boolean;

  constructor(known: readonly DifferenceKey[], isUpdate: boolean) {
    this.#known = new Set(known.map(textOf));
    this.#isUpdate = isUpdate;
  }

  readonly accepts = (difference: DifferenceKey): boolean => {
    const text = textOf(difference);
    if (!this.#isUpdate && !this.#known.has(text)) return false;
    this.#met.set(text, difference);
    return true;
  };

  /** How many of the file did not occur. */
  get gone(): number {
    return this.#known.size - [...this.#known].filter((text) => this.#met.has(text)).length;
  }

  /** Writes those that occurred. */
  write(path: string): Promise<void> {
    return writeEntries(
      path,
      'differences',
      [...this.#met].toSorted(([a], [b]) => compare(a, b)).map(([, difference]) => difference),
    );
  }
}

function entryOf(finding: Finding): BaselineEntry {
  const { id, pack, rule, file } = finding;
  return { id, pack, rule, file, key: keyOf(finding) };
}

/** What a finding is about: neither its file nor its place, so that it stays the same when the file is renamed. */
function keyOf({ rule, method = '', v1 }: Finding): string {
  return createHash('sha256').update([rule, method, v1].join('\0')).digest('hex').slice(0, 12);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What a run could have seen. */
export type Scope = (entry: BaselineEntry) => boolean;

/**
 * Marks the findings that the baseline lists as ignored, and names the entries that are gone. A finding in a file that the baseline does
 * not know is known, too, when a file that is gone had the same: the file was renamed.
 * @param exists whether a file is still there
 */
export function applyBaseline(
  result: ScanResult,
  { entries }: Baseline,
  name: string,
  inScope: Scope,
  exists: (file: string) => boolean = (file) => existsSync(resolve(file)),
): { result: ScanResult; gone: BaselineEntry[] } {
  const known = new Set(entries.map(({ id }) => id));
  const files = new Set(entries.map(({ file }) => file));
  const found = new Set(result.findings.map(({ id }) => id));
  const orphans = orphansByKey(entries.filter(({ id, file }) => !found.has(id) && !exists(file)));
  const renamed = new Set<string>();
  const isKnown = (finding: Finding): boolean => {
    if (known.has(finding.id)) return true;
    if (files.has(finding.file)) return false;
    const orphan = orphans.get(keyOf(finding))?.shift();
    if (orphan) renamed.add(orphan.id);
    return orphan !== undefined;
  };
  const findings = result.findings.map((finding): Finding =>
    finding.state === 'open' && isKnown(finding) ? { ...finding, state: 'ignored', reason: `known: listed in ${name}` } : finding,
  );
  return {
    result: { ...result, findings, summary: { ...result.summary, byState: statesOf(findings, result) } },
    gone: entries.filter((entry) => !found.has(entry.id) && !renamed.has(entry.id) && inScope(entry)),
  };
}

function orphansByKey(entries: readonly BaselineEntry[]): Map<string, BaselineEntry[]> {
  const orphans = new Map<string, BaselineEntry[]>();
  for (const entry of entries) {
    if (entry.key !== undefined) orphans.set(entry.key, [...(orphans.get(entry.key) ?? []), entry]);
  }
  return orphans;
}

/** The counts of states after findings were marked as ignored. */
export function statesOf(findings: readonly Finding[], { summary }: ScanResult): ScanResult['summary']['byState'] {
  const amount = (wanted: Finding['state']): number => findings.filter(({ state }) => state === wanted).length;
  return { ...summary.byState, ignored: amount('ignored'), open: amount('open') };
}
