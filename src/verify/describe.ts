import type { Json } from '../pack/model.js';
import { stringifyJson } from './json.js';
import type { Difference } from './model.js';

/** One line on a difference: the place, and what was expected there. */
function describeDifference({ path, expected, actual, message }: Difference): string {
  if (path === 'status' && actual !== undefined)
    return `status ${brief(actual)} where ${brief(expected)} was expected${message === undefined ? '' : ` (${message})`}`;
  if (message !== undefined) return `${path}: ${message}`;
  return `${path}: ${brief(actual)} where ${brief(expected)} was expected`;
}

/** Why an exchange fails: the difference that says most about it, and how many more there are. */
export function failureReason(differences: readonly Difference[]): string {
  const unexplained = byWeight(differences.filter((difference) => difference.kind === 'unexplained'));
  const [first] = unexplained;
  if (!first) return '';
  const more = unexplained.length - 1;
  return `${describeDifference(first)}${more === 0 ? '' : `, and ${more} more`}`;
}

/** Differences with those first that may explain the others; the order of equals stays. */
export function byWeight(differences: readonly Difference[]): Difference[] {
  return differences.toSorted((a, b) => weightOf(a) - weightOf(b));
}

/**
 * Another status says more than another type of the body, that more than a single value, and a value
 * more than a field that is missing: a refusal lacks all fields of an answer.
 */
function weightOf({ path, message, actual, expected }: Difference): number {
  if (path === 'status' && actual !== undefined) return 0;
  if (path === 'header content-type') return 1;
  if (path === '$' && message !== undefined && expected === undefined && actual === undefined) return 2;
  if (actual === undefined) return 5;
  return isReport(path) ? 3 : 4;
}

/** Fields in which answers say how the call went. */
function isReport(path: string): boolean {
  return /^\$\.(success|ok|status|error|errors|code|detail|message)$/.test(path);
}

/** A JSON value as short text. */
export function brief(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = stringifyJson(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
