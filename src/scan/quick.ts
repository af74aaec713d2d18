import { listProject } from '../project/listing.js';
import { emptyAccounts, emptySummary } from './empty.js';
import type { ScanResult } from './model.js';
import { listOptions, type ScanOptions } from './options.js';

/** Like `scan`, but loads no parser where no file holds anything of a known API. */
export async function quickScan(options: ScanOptions): Promise<ScanResult> {
  const listing = await listProject(options.packs, listOptions(options));
  if (listing.candidates.length + listing.texts.length + listing.commented.length > 0) {
    const { scan } = await import('./index.js');
    return scan(options, listing);
  }
  return {
    schemaVersion: 1,
    command: 'scan',
    summary: emptySummary(),
    findings: [],
    files: { scanned: listing.selected.size, parsed: 0, skipped: listing.skipped },
    accounts: emptyAccounts(),
    errors: [],
  };
}
