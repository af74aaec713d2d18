import type { z } from 'zod';
import { nearestHint } from './nearest.js';
import { placeText } from './place.js';
import type { PlainProblem } from './plain.js';

const HINT = 'did you mean';

/** What a schema found wrong with a value, for people; misspelt fields first, as what else is wrong mostly follows from them. */
export function shapeProblems(issues: readonly z.core.$ZodIssue[], input: unknown): PlainProblem[] {
  const meant = issues.map(meantIssue);
  const misspelt = meant.filter((issue) => isUnknownField(issue) && issue.message.includes(HINT));
  return [...misspelt, ...meant.filter((issue) => !misspelt.includes(issue))].map((issue) => problemOf(issue, input));
}

/** The first of several mistakes in one line. */
export function firstProblem(problems: readonly PlainProblem[]): string {
  const [first] = problems;
  if (!first) return 'is not valid';
  return `${first.place === '' ? '' : `${first.place}: `}${first.message}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}`;
}

function problemOf(issue: z.core.$ZodIssue, input: unknown): PlainProblem {
  const place = issue.path.filter((step) => typeof step !== 'symbol');
  if (isUnknownField(issue)) return { place: placeText([...place, issue.keys[0] ?? '']), message: issue.message };
  return { place: placeText(place), message: messageOf(issue, valueAt(input, place)) };
}

function isUnknownField(issue: z.core.$ZodIssue): issue is Extract<z.core.$ZodIssue, { code: 'unrecognized_keys' }> {
  return issue.code === 'unrecognized_keys';
}

/**
 * Of the branches of a union, the issue of the one that was meant: that which knows a field by a near name, else the issue that
 * lies deepest, else that of the branch with the fewest.
 */
function meantIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const branches = issue.errors.filter(([first]) => first !== undefined).toSorted((a, b) => a.length - b.length);
  const inner = branches.flatMap((branch) => branch.slice(0, 1).map(meantIssue));
  const deepest = inner.toSorted((a, b) => b.path.length - a.path.length)[0];
  const unknown = unknownEverywhere(branches);
  const meant = deepest && deepest.path.length > 1 ? deepest : (unknown ?? deepest);
  return meant && (meant.path.length > 0 || isUnknownField(meant)) ? { ...meant, path: [...issue.path, ...meant.path] } : issue;
}

/** The field that no branch that takes an object knows, as the branch reports it that has a near one. */
function unknownEverywhere(branches: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue | undefined {
  const found = branches.flatMap((branch) => branch.filter((issue) => isUnknownField(issue) && issue.path.length === 0));
  const objects = branches.filter((branch) => !branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0));
  if (found.length < objects.length) return undefined;
  return found.find(({ message }) => message.includes(HINT)) ?? found[0];
}

function messageOf(issue: z.core.$ZodIssue, value: unknown): string {
  const options = optionsOf(issue);
  if (options) {
    const hint = typeof value === 'string' ? nearestHint(value, options) : '';
    return `must be ${options.length === 1 ? '' : 'one of '}${options.join(', ')}${hint}`;
  }
  if (issue.code === 'invalid_type') return value === undefined ? 'is missing' : `must be ${article(issue.expected)}`;
  if (issue.code === 'invalid_key') return 'cannot stand here as a name';
  return issue.message;
}

function optionsOf(issue: z.core.$ZodIssue): string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : undefined;
}

const WORDS: Record<string, string> = { array: 'a list', object: 'an object', record: 'an object', int: 'a whole number' };

function article(expected: string): string {
  return WORDS[expected] ?? `a ${expected}`;
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[step] : undefined),
    value,
  );
}
