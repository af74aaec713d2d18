import type { Json } from '../pack/model.js';
import { stringifyJson } from './json.js';
import type { Difference } from './model.js';

/** One line on a difference: the place, and what was expected there. */
function describeDifference({ path, expected, actual, message }: Difference): string {
  if (path === 'status')
    return `status ${brief(actual)} where ${brief(expected)} was expected${message === undefined ? '' : ` (${message})`}`;
  if (message !== undefined) return `${path}: ${message}`;
  return `${path}: ${brief(actual)} where ${brief(expected)} was expected`;
}

/** Why an exchange fails: its first unexplained difference, and how many more there are. */
export function failureReason(differences: readonly Difference[]): string {
  const unexplained = differences.filter((difference) => difference.kind === 'unexplained');
  const [first] = unexplained;
  if (!first) return '';
  const more = unexplained.length - 1;
  return `${describeDifference(first)}${more === 0 ? '' : `, and ${more} more`}`;
}

/** A JSON value as short text. */
export function brief(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = stringifyJson(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
