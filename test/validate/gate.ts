import { parseSource, UnparsableError } from '../../src/project/source.js';
import { isCode } from '../../src/project/file-kinds.js';
import { analyse, type Analysis } from '../../src/scan/analyse.js';
import type { ScanOptions } from '../../src/scan/options.js';
import { judgeCalls } from '../../src/validate/judge.js';
import { nameProblems } from '../../src/validate/names.js';

/** What a validation says of each thing that is not right, so that two of them can be compared. */
export type Complaints = Set<string>;

/** Everything that the validator finds wrong or open in edited code. */
export async function complaintsOf(before: Analysis, options: ScanOptions, overlay: ReadonlyMap<string, string>): Promise<Complaints> {
  const complaints: Complaints = new Set();
  for (const [file, text] of overlay) {
    if (!isCode(file)) continue;
    try {
      const { tree, syntaxError } = parseSource(file, text);
      if (syntaxError) return new Set([`wrong syntax ${syntaxError.message}`]);
      for (const { kind, name, message } of nameProblems(tree, before.project.source(file)?.tree))
        complaints.add(`${kind === 'unused' ? 'open' : 'wrong'} name ${name} ${message}`);
    } catch (error) {
      if (error instanceof UnparsableError) return new Set(['wrong syntax']);
      throw error;
    }
  }
  const after = await analyse(options, overlay);
  judgeCalls(before, after).judgements.forEach(({ pair, facts }, index) => {
    if (pair.after.kind === 'v1') complaints.add(`wrong v1 ${index}`);
    for (const { verdict, code, message } of facts) complaints.add(`${verdict} ${code} ${index} ${message}`);
  });
  return complaints;
}

/** Complaints that a second validation has and the first has not. */
export function added(before: Complaints, after: Complaints): string[] {
  return [...after].filter((complaint) => !before.has(complaint));
}
