import type { z } from 'zod';
import { checkPack } from './check/index.js';
import { placeText } from './check/problem.js';
import { PackError } from './error.js';
import type { Pack } from './model.js';
import { packSchema } from './schema/index.js';

/**
 * Takes an unknown value for a pack: checks its shape, then what a shape cannot say.
 * @param name how the pack is called in errors, such as its file
 * @throws PackError that names the first wrong entry: `acme.json: rules[3].v1[0]: is no endpoint`
 */
export function parsePack(value: unknown, name: string): Pack {
  const parsed = packSchema.safeParse(value);
  if (!parsed.success) throw problemError(name, parsed.error.issues.map(issueProblem));
  const problems = checkPack(parsed.data);
  if (problems.length > 0) throw problemError(name, problems);
  return parsed.data;
}

interface Problem {
  place: string;
  message: string;
}

function problemError(name: string, problems: readonly Problem[]): PackError {
  const [first] = problems;
  const place = first === undefined || first.place === '' ? '' : `${first.place}: `;
  const rest = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new PackError(`${name}: ${place}${first?.message ?? 'is no pack'}${rest}`);
}

function issueProblem(issue: z.core.$ZodIssue): Problem {
  const nearest = nearestIssue(issue);
  const place = nearest.path.filter((step) => typeof step !== 'symbol');
  if (nearest.code === 'unrecognized_keys')
    return { place: placeText([...place, nearest.keys[0] ?? '']), message: 'there is no such field' };
  return { place: placeText(place), message: messageOf(nearest) };
}

/** Of the branches of a union, the issue that lies deepest, or that of the branch with the fewest: the branch that was meant. */
function nearestIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const branches = issue.errors.toSorted((a, b) => a.length - b.length);
  const inner = branches.flatMap(([first]) => (first === undefined ? [] : [nearestIssue(first)]));
  const deepest = inner.toSorted((a, b) => b.path.length - a.path.length)[0];
  return deepest && deepest.path.length > 0 ? { ...deepest, path: [...issue.path, ...deepest.path] } : issue;
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return `must be one of ${issue.options.join(', ')}`;
  if (issue.code === 'invalid_value') return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type') return issue.message.endsWith('received undefined') ? 'is missing' : `must be ${issue.expected}`;
  return issue.message;
}
