import type { Json } from '../pack/model.js';

/** One recorded request and its answer, freed from the recording format. */
export interface Exchange {
  /** Recording file as given on the command line. */
  recording: string;
  /** Index of the entry in the recording, from 0. */
  entry: number;
  /** Start, milliseconds since the epoch; null when the recording has none. */
  startedAt: number | null;
  /** Milliseconds; null when unknown. */
  duration: number | null;
  request: { method: string; url: string; headers: [string, string][]; body: string | null };
  response: { status: number; headers: [string, string][]; body: string | null };
}

/** How the answer of the live server differs at one place. */
export interface Difference {
  /** JSON path of the v2 answer (`$.data.items[3].id`), `status`, or `header <name>`. */
  path: string;
  kind: 'explained' | 'additive' | 'volatile' | 'unexplained';
  /** Rule that explains or demands it. */
  rule?: string;
  expected?: Json;
  actual?: Json;
  message?: string;
}

/** One recorded exchange and what became of it. */
export interface Verdict {
  recording: string;
  entry: number;
  request: { method: string; url: string };
  /** The v2 requests sent in its place, in order; empty when another exchange carries it (a collapse) or none was sent. */
  v2: { method: string; url: string; status: number | null; duration: number | null }[];
  verdict: 'pass' | 'fail' | 'skipped' | 'error';
  rule?: string;
  /** Why, for everything but `pass`. */
  reason?: string;
  differences: Difference[];
}
