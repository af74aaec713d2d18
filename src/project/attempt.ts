import { PackError, UsageError } from '../pack/error.js';
import type { FileProblem } from './problem.js';
import type { ts } from './syntax.js';

/** What stands at a place leads further than can be followed. */
export class TooDeep extends Error {
  override name = 'TooDeep';
}

/**
 * Runs the analysis of one place. Where it needs more than the stack holds, or fails, the place is listed and undefined is given:
 * the rest of the run goes on, and nothing is lost without a word.
 */
export type Attempt = <T>(at: ts.Node | string, run: () => T) => T | undefined;

/**
 * @param skipped where the places are listed, each file once for each cause
 * @param relative path of a file for people
 */
export function createAttempt(skipped: FileProblem[], relative: (path: string) => string): Attempt {
  return (at, run) => {
    try {
      return run();
    } catch (error) {
      if (error instanceof PackError || error instanceof UsageError) throw error;
      const problem: FileProblem = { ...placeOf(at, relative), message: messageOf(error), mayHoldCalls: true };
      if (!skipped.some(({ file, message }) => file === problem.file && message === problem.message)) skipped.push(problem);
      return undefined;
    }
  };
}

function placeOf(at: ts.Node | string, relative: (path: string) => string): Pick<FileProblem, 'file' | 'line' | 'column'> {
  if (typeof at === 'string') return { file: relative(at) || '.' };
  const tree = at.getSourceFile();
  const { line, character } = tree.getLineAndCharacterOfPosition(at.getStart(tree));
  return { file: relative(tree.fileName), line: line + 1, column: character + 1 };
}

function messageOf(error: unknown): string {
  if (error instanceof TooDeep) return `not analysed: ${error.message}`;
  if (isOverflow(error)) return 'not analysed: what stands here is nested too deeply, or leads too far';
  const what = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
  return `not analysed because of an internal error, please report it: ${what}`;
}

function isOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}
