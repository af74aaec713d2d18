import type { Exchange } from '../model.js';

/** An entry that is no exchange to replay, and why. */
export interface EntryProblem {
  recording: string;
  entry: number;
  verdict: 'error' | 'skipped';
  reason: string;
  request: { method: string; url: string };
}

/** One entry of a recording as a reader delivers it. */
export type Recorded = { exchange: Exchange; problem?: undefined } | { exchange?: undefined; problem: EntryProblem };

/** A fault of a whole recording: unreadable, cut off, of no known format. One line for people. */
export class RecordingError extends Error {
  override name = 'RecordingError';
}

/** Says why an entry cannot be used; `skipped` for what is no exchange of an API, `error` for what is broken. */
export class EntryError extends Error {
  override name = 'EntryError';
  readonly verdict: 'error' | 'skipped';
  constructor(message: string, verdict: 'error' | 'skipped' = 'error') {
    super(message);
    this.verdict = verdict;
  }
}
