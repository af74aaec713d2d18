import type { Verdict, VerdictStream, VerifyEnd, VerifyResult } from './model.js';
import type { VerifyOptions } from './options.js';
import { Session } from './run/session.js';

export { outcomeOf } from './results/summary.js';
export { branchesOf } from './run/channel.js';
export { mergeReports } from './results/merge.js';
export { planRequests, plannedWrites } from './dry-run.js';
export type * from './model.js';
export { UsageError } from '../pack/error.js';
export type { VerifyOptions } from './options.js';

/**
 * Replays recordings against a v2 server and judges every answer. All verdicts are kept, in order of the recordings; for
 * large ones see `verifyStream`.
 * @throws UsageError when nothing can be done: wrong options, no readable recording, the target is the recorded server
 */
export async function verify(options: VerifyOptions): Promise<VerifyResult> {
  const stream = verifyStream(options);
  const exchanges: Verdict[] = [];
  for await (const verdict of stream) exchanges.push(verdict);
  const end = await stream.end;
  const order = new Map(end.summary.recordings.map((recording, index) => [recording, index]));
  const place = ({ recording }: Verdict): number => order.get(recording) ?? order.size;
  return { schemaVersion: 1, command: 'verify', exchanges: exchanges.toSorted((a, b) => place(a) - place(b) || a.entry - b.entry), ...end };
}

/** Like `verify`, with verdicts as they come and in bounded memory. Reading on is what drives the run; leaving the loop ends it. */
export function verifyStream(options: VerifyOptions): VerdictStream {
  let settle: ((end: VerifyEnd) => void) | undefined;
  let refuse: ((error: unknown) => void) | undefined;
  const end = new Promise<VerifyEnd>((resolve, reject) => {
    settle = resolve;
    refuse = reject;
  });
  // Whoever reads the verdicts meets the error there.
  end.catch(() => undefined);
  return {
    end,
    async *[Symbol.asyncIterator]() {
      try {
        const session = await Session.open(options);
        yield* session.verdicts();
        settle?.(session.end());
      } catch (error) {
        refuse?.(error);
        throw error;
      }
    },
  };
}
