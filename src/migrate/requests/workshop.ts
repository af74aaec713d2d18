import type { ApiCall } from '../../calls/call.js';
import type { Evaluation } from '../../calls/evaluation.js';
import type { Conversion } from '../../pack/model.js';
import type { ts } from '../../project/syntax.js';
import type { TextEdit } from '../model.js';
import type { HoleCode } from './holes.js';

/** What a plan needs while its drafts are worked on, and what it learns. */
export interface Workshop {
  evaluation: Evaluation;
  /** The call that is changed: new code takes the style of its file. */
  site: ts.Expression;
  /** Code for the value of a hole of the v1 path, to be written at a node (absent: at the call). */
  hole(name: string, at: ts.Node | undefined): HoleCode;
  /** A call of a function made for a conversion that is no expression; undefined when there is none. */
  helper(conversion: Conversion, field: string, text: string, at: ts.Node | undefined): string | undefined;
  /** Calls whose requests or answers have a renaming of this one's answer too; undefined when its answer has it not. */
  answered(from: string, to: string): ApiCall[] | undefined;
  /** Calls that stand or fall with this one. */
  together: Set<ApiCall>;
  /** Rules that had something to do. */
  rules: Set<string>;
  /** Facts that are open: the plan needs a review. */
  open: string[];
  /** Facts that failed: the change cannot be said in code. */
  failed: string[];
  /** Edits beside the drafts, such as helper functions. */
  edits: TextEdit[];
}
