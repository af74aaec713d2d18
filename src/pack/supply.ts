import type { Supply } from './model.js';

/** Where a supplied value stands, for people. */
export function placeOfSupply(supply: Supply): string {
  return 'answers' in supply ? `what ${supply.answers.join(' or ')} answers` : supply.request;
}
