import type { Base, Endpoint, Pack, PackOption, Rule } from '../model.js';

/** Where an entry stands in a pack: names of fields and indexes. */
export type Place = readonly (string | number)[];

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

/** A place as text. */
export function placeText(place: Place): string {
  return place.map((step, index) => (typeof step === 'number' ? `[${step}]` : nameText(step, index === 0))).join('');
}

function nameText(name: string, isFirst: boolean): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `[${JSON.stringify(name)}]`;
  return isFirst ? name : `.${name}`;
}
