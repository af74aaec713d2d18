import type { RunProblem, VerifyEnd, VerifySummary } from '../model.js';

/**
 * How a run ended, for the exit code: `done` when every exchange that could be judged passed, `left` when something is left
 * for a person, `failed` when the run could not do its work.
 */
export function outcomeOf({ summary, checks, errors }: VerifyEnd): 'done' | 'left' | 'failed' {
  if (summary.bailed === true) return 'left';
  if (summary.stopped !== undefined) return 'failed';
  const { pass, fail, error } = summary.byVerdict;
  if (fail + error > 0 || errors.length > 0 || checks.some(({ outcome }) => outcome === 'fail')) return 'left';
  // A part of a small recording may hold nothing.
  const isEmptyShard = summary.shard !== undefined && summary.exchanges === 0;
  if (pass === 0 && !isEmptyShard) return 'left';
  return summary.strict && summary.warnings > 0 ? 'left' : 'done';
}

/** Says so when less of the recorded calls was judged than the user asks for. */
export function tooFewJudged({ calls, judged }: Pick<VerifySummary, 'calls' | 'judged'>, minimum: number | undefined): RunProblem[] {
  if (minimum === undefined || calls === 0 || (judged / calls) * 100 >= minimum) return [];
  return [{ message: `only ${judged} of ${calls} recorded calls were judged; --min-judged asks for ${minimum} %` }];
}
