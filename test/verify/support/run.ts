import { verify, type VerifyOptions, type VerifyResult } from '../../../src/verify/index.js';
import { shop } from './pack.js';
import { recording } from './recording.js';

/** Runs `verify` on the shop. */
export function run(target: string, recordings: string | readonly string[], options: Partial<VerifyOptions> = {}): Promise<VerifyResult> {
  return verify({
    recordings: typeof recordings === 'string' ? [recordings] : recordings,
    target,
    packs: [shop],
    timeout: 5000,
    ...options,
  });
}

/** Runs `verify` on a HAR of the entries. */
export function replay(target: string, entries: readonly unknown[], options: Partial<VerifyOptions> = {}): Promise<VerifyResult> {
  return run(target, recording(entries), options);
}

/** Verdict and reason of each exchange, in order. */
export function verdicts({ exchanges }: VerifyResult): string[] {
  return exchanges.map(({ verdict, reason }) => (reason === undefined ? verdict : `${verdict}: ${reason}`));
}
