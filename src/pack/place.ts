/** Where an entry stands in a pack: names of fields and indexes. */
export type Place = readonly (string | number)[];

/** A place as text: `rules[3].v1[0]`. */
export function placeText(place: Place): string {
  return place.map((step, index) => (typeof step === 'number' ? `[${step}]` : nameText(step, index === 0))).join('');
}

function nameText(name: string, isFirst: boolean): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `[${JSON.stringify(name)}]`;
  return isFirst ? name : `.${name}`;
}
