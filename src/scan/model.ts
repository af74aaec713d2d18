import type { Level } from '../pack/model.js';
import type { FileProblem } from '../project/problem.js';

export type { FileProblem };

/** What became of a v1 call: see the promise in README.md. `open` until `migrate` has dealt with it. */
export type State = 'open' | 'migrated' | 'review' | 'manual' | 'ignored';

/** A step in the chain that leads to a finding: a literal, a constant, a wrapper, a call. */
export interface Evidence {
  file: string;
  /** 1-based. */
  line: number;
  column: number;
  /** Such as `literal "/api/v1"`, `in constant API`, `through API`, `into request()`, `called here`. */
  what: string;
}

/** One v1 use, as the JSON reports print it. Lines and columns are 1-based; columns count UTF-16 units. */
export interface Finding {
  /** Stable over unrelated edits: a hash of file, rule, endpoint and occurrence. */
  id: string;
  pack: string;
  rule: string;
  /** All rules that take part, the leading one first. */
  rules: string[];
  level: Level;
  state: State;
  /** Relative to the working directory, `/` between names. */
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  /** HTTP method, `*` when it is not known; absent for findings that are no call. */
  method?: string;
  /** v1 endpoint template, or the text that was found. */
  v1: string;
  /** v2 endpoint template; absent when there is none. */
  v2?: string;
  /** HTTP client, such as `fetch` or `axios`; `text` for files that are not code. */
  client: string;
  /** One line for people. */
  message: string;
  /** Why the level is not `auto`, or why nothing is done. */
  reason?: string;
  /** What kind of reason it is, in a word that stays when the sentence changes; see `src/scan/blockers.ts`. */
  reasonCode?: string;
  phase?: string;
  evidence?: Evidence[];
}

/** HTTP calls by the version that they speak; stand-ins for the API in tests are none. */
export interface VersionCounts {
  v1: number;
  v2: number;
}

/** Counts of a run. */
export interface ScanSummary {
  findings: number;
  byLevel: Record<Level, number>;
  byState: Record<State, number>;
  byPack: Record<string, number>;
  byRule: Record<string, number>;
  /** Calls by directory. */
  byDirectory: Record<string, VersionCounts>;
  /** Calls by pack id. */
  byVersion: Record<string, VersionCounts>;
  /** v2 calls over all calls of the known APIs, 0 to 100; null when there are none. */
  completion: number | null;
  /** HTTP calls that the migration saves, net. */
  callsRemoved: number;
  /** Open findings that a selection by rule, phase or level leaves out; all other counts are of what it takes. */
  hidden: number;
}

/** Files of a run. */
export interface FileCounts {
  /** Files listed. */
  scanned: number;
  /** Files with a needle, or reached from one. */
  parsed: number;
  /** Files that were not analysed. */
  skipped: FileProblem[];
  /** Files of environment variables that git ignores, beside the code: they are not read, and may name v1. */
  ignoredEnvironment?: string[];
}

/**
 * What becomes of a literal with a v1 base: part of the URL of a found call, a stand-in in a test, a route that a server answers, the URL
 * of another product, ignored on purpose, a text that something writes down or looks at, nothing in view, or a way that is lost
 * (a finding). `unproven`: nothing shows whose URL it is.
 */
export type Account = 'call' | 'mock' | 'route' | 'other' | 'ignored' | 'text' | 'unused' | 'lost' | 'unproven';

/** A literal with a v1 base, and its account. */
export interface AccountedText {
  file: string;
  /** 1-based. */
  line: number;
  column: number;
  text: string;
  account: Account;
  /** What was seen of it last, such as `is given to \`client.send\` (a.ts:9)`. */
  what: string;
}

/** The literals with a v1 base of the APIs that a project can have calls of, in the files that are worth parsing. */
export interface Accounts {
  literals: number;
  /** Adds up to `literals`. */
  byAccount: Record<Account, number>;
  items: AccountedText[];
}

/** What `scan` returns and its JSON prints. */
export interface ScanResult {
  schemaVersion: 1;
  command: 'scan';
  summary: ScanSummary;
  findings: Finding[];
  files: FileCounts;
  /** Absent where no project was read, such as in the result of `validate`. */
  accounts?: Accounts;
  errors: FileProblem[];
  /** Open findings over time, oldest first, when they were asked for. */
  history?: { commit: string; time: string; open: number }[];
}
