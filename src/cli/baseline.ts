import { basename } from 'node:path';
import { z } from 'zod';
import { readJson } from './config/json.js';
import type { Finding, ScanResult } from '../scan/model.js';
import { UsageError } from '../pack/error.js';
import { writeOutputFile } from './output-file.js';

const baselineSchema = z.object({
  schemaVersion: z.literal(1),
  findings: z.array(z.object({ id: z.string(), pack: z.string(), rule: z.string(), file: z.string() })),
});

/** Findings that are tolerated: those that were open when the file was written. */
export type Baseline = z.infer<typeof baselineSchema>;

type Entry = Baseline['findings'][number];

/**
 * Reads a baseline file.
 * @throws UsageError when the file is missing or is no baseline
 */
export async function readBaseline(path: string): Promise<Baseline> {
  const parsed = baselineSchema.safeParse(await readJson(path));
  if (parsed.success) return parsed.data;
  throw new UsageError(`${basename(path)}: is no baseline file; write one with --update-baseline`);
}

/** Writes the open findings of a result, and the entries of the old baseline that this run could not see. */
export async function writeBaseline(path: string, { findings }: ScanResult, unseen: readonly Entry[]): Promise<void> {
  const open = findings.filter(({ state }) => state === 'open').map(({ id, pack, rule, file }) => ({ id, pack, rule, file }));
  const all = [...open, ...unseen].toSorted((a, b) => compare(a.file, b.file) || compare(a.id, b.id));
  const baseline: Baseline = { schemaVersion: 1, findings: all };
  await writeOutputFile(path, `${JSON.stringify(baseline, undefined, 2)}\n`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What a run could have seen. */
export type Scope = (entry: Entry) => boolean;

/** Marks the findings that the baseline lists as ignored, and names the entries that are gone. */
export function applyBaseline(result: ScanResult, baseline: Baseline, name: string, inScope: Scope): { result: ScanResult; gone: Entry[] } {
  const known = new Set(baseline.findings.map(({ id }) => id));
  const found = new Set(result.findings.map(({ id }) => id));
  const findings = result.findings.map((finding): Finding =>
    finding.state === 'open' && known.has(finding.id) ? { ...finding, state: 'ignored', reason: `known: listed in ${name}` } : finding,
  );
  const ignored = findings.filter(({ state }) => state === 'ignored').length;
  const byState = { ...result.summary.byState, ignored, open: findings.filter(({ state }) => state === 'open').length };
  return {
    result: { ...result, findings, summary: { ...result.summary, byState } },
    gone: baseline.findings.filter((entry) => !found.has(entry.id) && inScope(entry)),
  };
}
