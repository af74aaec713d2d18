import type { Blocker } from './blockers.js';
import type { ApiCall, Classified } from '../http/call.js';
import type { CollapseRule, Level } from '../pack/model.js';
import type { Match } from '../match/index.js';

/** A v1 call of a known API and the row of the table that deals with it. */
export interface Site {
  call: ApiCall;
  url: Extract<Classified, { kind: 'match' }>['url'];
  match: Match;
  level: Level;
  /** The first fact that lowered the level. */
  reason?: Blocker;
  /** The rule that merges this call into another, in place of its own. */
  joins?: CollapseRule;
}
