import { isUtf8 } from 'node:buffer';
import { accessSync, constants, readFileSync, realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { EditGroup } from '../migrate/model.js';
import { type Bounds, reasonOf, type WritingBounds, writingBounds } from './targets.js';

/** Refuses groups with an edit in a file that must not or cannot be written, so that the others go on without them. */
export function writableOnly({ cwd, roots = [] }: Bounds): (group: EditGroup) => string | undefined {
  const allows = writingBounds({ cwd, roots });
  const problems = new Map<string, string | undefined>();
  const problemOf = (file: string): string | undefined => {
    if (!problems.has(file)) problems.set(file, writeProblem(file, allows));
    return problems.get(file);
  };
  return ({ edits }) => {
    for (const { file } of edits) {
      const problem = problemOf(file);
      if (problem !== undefined) return `${relative(cwd, file).split(sep).join('/')} ${problem}`;
    }
    return undefined;
  };
}

function writeProblem(file: string, allows: WritingBounds): string | undefined {
  try {
    const path = realpathSync(file);
    const stray = allows(file, path);
    if (stray !== undefined) return stray;
    accessSync(path, constants.W_OK);
    return isUtf8(readFileSync(path)) ? undefined : 'is not valid UTF-8';
  } catch (error) {
    return `cannot be written: ${reasonOf(error)}`;
  }
}
