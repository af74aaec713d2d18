import { readFile } from 'node:fs/promises';
import type { Coverage } from '../model.js';
import { UsageError } from '../../pack/error.js';
import { isRecord, listIn, numberIn, textIn } from '../recording/fields.js';

/** A call site of a scan report. */
export interface Site {
  file: string;
  line: number;
  rule: string;
  v1: string;
}

/**
 * Reads the call sites of a JSON report of `scan`.
 * @throws UsageError when it is none
 */
export async function readSites(path: string): Promise<Site[]> {
  let report: unknown;
  try {
    report = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`--sites: ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isRecord(report) || !Array.isArray(report['findings'])) throw new UsageError(`--sites: ${path} is no JSON report of scan`);
  return listIn(report, 'findings').flatMap((finding): Site[] => {
    if (!isRecord(finding)) return [];
    const v1 = textIn(finding, 'v1');
    if (v1 === undefined || !/^(?:[A-Z*]+ )?\//.test(v1)) return [];
    return [
      {
        file: textIn(finding, 'file') ?? '',
        line: numberIn(finding, 'line') ?? 0,
        rule: textIn(finding, 'rule') ?? '',
        v1: withMethod(v1, textIn(finding, 'method')),
      },
    ];
  });
}

/** Which sites call an endpoint that the traffic exercised. */
export function siteCoverage(sites: readonly Site[], exercised: ReadonlySet<string>): NonNullable<Coverage['sites']> {
  const paths = new Set([...exercised].map((endpoint) => endpoint.replace(/^[A-Z]+ /, '')));
  const isMet = ({ v1 }: Site): boolean => exercised.has(v1) || (v1.startsWith('* ') && paths.has(v1.slice(2)));
  const unexercised = sites.filter((site) => !isMet(site));
  return { total: sites.length, exercised: sites.length - unexercised.length, unexercised };
}

function withMethod(v1: string, method: string | undefined): string {
  return v1.startsWith('/') ? `${method ?? '*'} ${v1}` : v1;
}
