import { checkPack } from './check/index.js';
import { PackError } from './error.js';
import { inPresentWords } from './former-words.js';
import { firstProblem, shapeProblems } from './issues.js';
import type { Pack } from './model.js';
import { plainProblem, type PlainProblem } from './plain.js';
import { packSchema } from './schema/index.js';

/**
 * Takes an unknown value for a pack: checks its shape, then what a shape cannot say.
 * @param name how the pack is called in errors, such as its file
 * @throws PackError that names the first wrong entry: `acme.json: rules[3].v1[0]: is no endpoint`
 */
export function parsePack(value: unknown, name: string): Pack {
  const odd = plainProblem(value);
  if (odd) throw problemError(name, [odd]);
  const present = inPresentWords(value);
  const parsed = packSchema.safeParse(present);
  if (!parsed.success) throw problemError(name, shapeProblems(parsed.error.issues, present));
  const problems = checkPack(parsed.data);
  if (problems.length > 0) throw problemError(name, problems);
  return parsed.data;
}

function problemError(name: string, problems: readonly PlainProblem[]): PackError {
  return new PackError(`${name}: ${firstProblem(problems)}`);
}
