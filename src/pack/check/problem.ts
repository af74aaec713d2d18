import type { Base, Endpoint, Pack, PackOption, Rule } from '../model.js';
import type { Place } from '../place.js';

/** A mistake in a pack. */
export interface PackProblem {
  /** As text: `rules[3].v1[0]`. */
  place: string;
  message: string;
}

/** A table of rules under check: the pack's own or that of one of its stages. */
export interface Scope {
  pack: Pack;
  rules: Rule[];
  base: Base;
  options: { [name: string]: PackOption };
  /** Place of the table in the pack. */
  at: Place;
  /** v1 endpoints that a rule of this table decides, with the index of the rule. */
  declared: Map<Endpoint, number>;
  report(place: Place, message: string): void;
}
