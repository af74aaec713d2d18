/** Why something is left to a person, or what is still open: a stable code for programs, and the sentence for people. */
export interface Blocker {
  code: string;
  text: string;
}

function define<Facts extends unknown[]>(code: string, sentence: (...facts: Facts) => string): (...facts: Facts) => Blocker {
  return (...facts) => ({ code, text: sentence(...facts) });
}

/**
 * Every reason that a finding can name. The sentence says which fact is open, where, and what to do unless that is plain. The
 * reports and the JSON field `reasonCode` carry the code, which does not change with the wording.
 */
export const blockers = {
  /** The rule of the pack says it itself. */
  rule: define('rule', (text: string) => text),
  declined: define('declined', () => 'you did not accept this change'),
  /** The caller did not want the change. */
  veto: define('veto', (text: string) => text),
  outsidePaths: define('outside-paths', (file: string) => `${file} has to change too and is outside of the given paths: name it as well`),
  inMarkup: define(
    'in-markup',
    () => 'it stands in the markup of a component, which is not rewritten: change it by hand, or move it into the script',
  ),
  overlappingEdits: define('overlapping-edits', () => 'its edits overlap those of another call'),
  noSingleCall: define('no-single-call', () => 'v2 has no single call for it'),
  creationOutOfReach: define(
    'creation-out-of-reach',
    (todo: string) => `v2 needs what the creating call carried, and that call is not in reach: ${todo}`,
  ),
  editedFileBroken: define('edited-file-broken', (problem: string) => `self-check: the edited file would not parse (${problem})`),
  stillV1: define('still-v1', () => 'self-check: the edited code would still call v1'),
  newV1Call: define('new-v1-call', (call: string) => `self-check: the edited code would call ${call} of v1`),
  newTypeError: define('new-type-error', (problem: string) => `self-check: the edit would bring a type error (${problem})`),
  noConsistentEdits: define('no-consistent-edits', () => 'self-check: no set of edits was found that holds together'),
};

/** Takes a sentence that has no code yet for what it is. */
export function asBlocker(reason: Blocker | string): Blocker {
  return typeof reason === 'string' ? { code: 'unspecified', text: reason } : reason;
}
