import { blockers, reasonFields } from './blockers.js';
import picomatch from 'picomatch';
import type { Finding } from './model.js';
import type { Override } from './options.js';

/** Marks findings as ignored that the configuration leaves alone, by file and rule. */
export function applyOverrides(findings: readonly Omit<Finding, 'id'>[], overrides: readonly Override[]): void {
  const tests = overrides.map(({ files, ignore, reason }) => ({
    fitsFile: picomatch(files, { dot: true }),
    fitsRule: picomatch(ignore),
    reason,
  }));
  for (const finding of findings) {
    const found = tests.find(({ fitsFile, fitsRule }) => fitsFile(finding.file) && finding.rules.some((id) => fitsRule(id)));
    if (!found || finding.state !== 'open') continue;
    finding.state = 'ignored';
    Object.assign(finding, reasonFields(blockers.ignored('the configuration', found.reason)));
  }
}
