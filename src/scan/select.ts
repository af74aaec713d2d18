import picomatch from 'picomatch';
import { lowerLevel } from '../match/index.js';
import type { Finding } from './model.js';
import type { Selection } from './options.js';

/** Makes the test for findings that the user selected. */
export function selector({ rules, phases, level }: Selection): (finding: Pick<Finding, 'rule' | 'rules' | 'phase' | 'level'>) => boolean {
  const fits = rules && rules.length > 0 ? picomatch(rules) : undefined;
  return (finding) => {
    if (fits && !finding.rules.some((id) => fits(id))) return false;
    if (phases && phases.length > 0 && !phases.includes(finding.phase ?? '')) return false;
    return level === undefined || lowerLevel(finding.level, level) === level;
  };
}
