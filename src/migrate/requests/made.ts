import type { TextEdit } from '../model.js';
import type { Plan } from '../plan.js';

/** Edits that were proved, as far as no fact is open. */
export function made(edits: TextEdit[], rules: Iterable<string> = [], open: readonly string[] = []): Extract<Plan, { kind: 'edits' }> {
  const [reason] = open;
  return { kind: 'edits', edits, rules: [...rules], ...(reason === undefined ? { level: 'auto' } : { level: 'review', reason }) };
}
