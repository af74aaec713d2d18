import type { ScanResult } from '../../../src/scan/index.js';
import type { Scanner } from './scanner.js';
import { type Files, workspace } from '../../workspace.js';

/** A call that every scan must find, whatever stands beside it. */
const NEIGHBOUR = 'export const train = (id: string) => fetch(`https://trains.example.com/api/v1/trains/${id}`);\n';

/** No sample may take longer; most take a small part of it. */
const LIMIT_MS = 15_000;

/** What a scan of some files gave. */
export interface Outcome extends ScanResult {
  /** `file:line rule` of each finding outside the neighbour. */
  found: string[];
  /** True when the good file beside the bad ones was read as ever. */
  sawNeighbour: boolean;
  /** Files that the result names as unreadable, skipped or malformed. */
  reported: string[];
}

/**
 * Writes the files into a new directory beside one good file, lets `prepare` add what cannot be written as text, and scans
 * it.
 * @throws Error when the scan throws, crashes or does not end in time
 */
export async function scanFiles(scanner: Scanner, files: Files, prepare?: (root: string) => void): Promise<Outcome> {
  const root = workspace({ ...files, 'neighbour.ts': NEIGHBOUR });
  prepare?.(root);
  const result = await scanner.scan(root, LIMIT_MS);
  return { ...result, ...summaryOf(result) };
}

function summaryOf({ findings, files, errors }: ScanResult): Pick<Outcome, 'found' | 'sawNeighbour' | 'reported'> {
  const others = findings.filter(({ file }) => file !== 'neighbour.ts');
  return {
    found: others.map(({ file, line, rule }) => `${file}:${line} ${rule}`),
    sawNeighbour: findings.some(({ file, rule }) => file === 'neighbour.ts' && rule === 'trains/get-train'),
    reported: [...new Set([...files.skipped, ...errors].map(({ file }) => file))].toSorted(),
  };
}
