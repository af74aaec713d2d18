import { type Blocker, blockers } from '../../../../scan/blockers.js';
import type { ApiCall } from '../../../../http/call.js';
import type { Interpreter } from '../../../../dataflow/interpreter.js';
import type { Conversion } from '../../../../pack/model.js';
import type { ts } from '../../../../project/syntax.js';
import type { TextEdit } from '../../../../edit/text-edit.js';
import { helperFor } from '../helpers.js';
import type { ParameterCode } from '../path-parameters.js';

/** What a plan may ask about the call that it is for. */
export interface CallContext {
  interpreter: Interpreter;
  /** The call that is changed: new code takes the style of its file. */
  site: ts.Expression;
  /** Code for the value of a parameter of the v1 path, to be written at a node (absent: at the call). */
  parameter(name: string, at: ts.Node | undefined): ParameterCode;
  /** Calls whose requests or answers have a renaming of this one's answer too; undefined when its answer has it not. */
  answered(from: string, to: string): ApiCall[] | undefined;
}

/** What a plan needs while its drafts are worked on, and what it learns. One for each attempt. */
export interface PlannerContext extends CallContext {
  /** A call of a function made for a conversion that is no expression; undefined when there is none. */
  helper(conversion: Conversion, field: string, text: string, at: ts.Node | undefined): string | undefined;
  /** Calls that stand or fall with this one. */
  dependsOn: Set<ApiCall>;
  /** Rules that had something to do. */
  rules: Set<string>;
  /** Facts that are open: the plan needs a review. */
  open: Blocker[];
  /** Facts that failed: no expression makes this change. */
  failed: Blocker[];
  /** Edits beside the drafts, such as helper functions. */
  edits: TextEdit[];
}

/** A workshop in which nothing is done yet. */
export function createPlannerContext(surroundings: CallContext): PlannerContext {
  const context: PlannerContext = {
    ...surroundings,
    helper(conversion, field, text, at) {
      const helper = helperFor(conversion, field, at ?? context.site);
      if (!helper) return undefined;
      if (helper.edit) context.edits.push(helper.edit);
      context.open.push(blockers.fieldAtRunTime(field, helper.name));
      return `${helper.name}(${text})`;
    },
    dependsOn: new Set(),
    rules: new Set(),
    open: [],
    failed: [],
    edits: [],
  };
  return context;
}
