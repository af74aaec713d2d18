import type { FileProblem } from '../scan/model.js';

/** Why nothing was written, or why a run was not undone. `problems` names the files, relative to the working directory. */
export class StagingError extends Error {
  override name = 'StagingError';
  readonly problems: readonly FileProblem[];

  constructor(message: string, problems: readonly FileProblem[] = []) {
    super(message);
    this.problems = problems;
  }
}
