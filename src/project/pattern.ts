import { linearPattern, repetitions } from '../pack/pattern.js';

/**
 * A pattern of the code that is read, which is trusted as little as one of a pack; undefined for one that is not known to end in
 * a time that its text bounds. What looks around is run as long as at most one part of it repeats, which takes no group along.
 */
export function codePattern(source: string, flags: string): RegExp | undefined {
  const options = { global: flags.includes('g'), ignoreCase: flags.includes('i') };
  try {
    return linearPattern(source, options);
  } catch {
    return looksAroundOnly(source) ? new RegExp(source, flags.replaceAll(/[^gi]/g, '')) : undefined;
  }
}

function looksAroundOnly(source: string): boolean {
  if (!/\(\?<?[=!]/.test(source) || /\\(?:[1-9]|k<)/.test(source)) return false;
  const { parts, groups } = repetitions(source);
  return parts <= 1 && groups === 0;
}
