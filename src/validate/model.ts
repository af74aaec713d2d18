import type { FileProblem } from '../project/problem.js';

/**
 * - `right`: the contract of the new code is the translation of the old one;
 * - `open`: one fact cannot be proved;
 * - `wrong`: a fact fails;
 * - `v1`: the call still goes to v1.
 */
export type Verdict = 'right' | 'open' | 'wrong' | 'v1';

/** The fact that failed, or that is open. */
export type ReasonCode =
  | 'vanished'
  | 'doubled'
  | 'server'
  | 'count'
  | 'not-awaited'
  | 'method'
  | 'parameter'
  | 'foreign-id'
  | 'query-missing'
  | 'query-stale'
  | 'query-extra'
  | 'query-different'
  | 'body-missing'
  | 'body-stale'
  | 'body-extra'
  | 'body-different'
  | 'body-gone'
  | 'body-unserialised'
  | 'header'
  | 'stale-read'
  | 'lost-read'
  | 'lost-tolerance'
  | 'stale-status'
  | 'adapted-twice'
  | 'bystander'
  | 'name'
  | 'still-v1'
  | 'not-followed';

/** Where a call stands in one version of the code. */
export interface CallPlace {
  file: string;
  /** 1-based. */
  line: number;
  method: string;
  url: string;
}

/** What became of one v1 call. */
export interface CallVerdict {
  id: string;
  pack: string;
  rule: string;
  verdict: Verdict;
  /** Where to look: in the new code, or in the old one when the call is gone. */
  file: string;
  line: number;
  column: number;
  before: CallPlace | null;
  after: CallPlace | null;
  message: string;
  reason?: string;
  reasonCode?: ReasonCode;
}

/** What `validate` returns and its JSON prints. */
export interface ValidateResult {
  schemaVersion: 1;
  command: 'validate';
  /** The commit or tag that the code before is read from. */
  since: string;
  summary: { right: number; open: number; wrong: number; v1: number };
  calls: CallVerdict[];
  errors: FileProblem[];
}
