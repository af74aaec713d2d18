/** True for the value of an added field as packs once wrote it: `{ hole: 'id' }` for `{ parameter: 'id' }`. */
function isFormer(value: object): value is { hole: string } {
  return 'hole' in value && typeof value.hole === 'string' && Object.keys(value).length === 1;
}

/** True for `{ op: 'add', value: { hole } }`, the only place where the former word had a meaning. */
function addsFormer(value: object): value is { value: { hole: string } } {
  return (
    'op' in value &&
    value.op === 'add' &&
    'value' in value &&
    typeof value.value === 'object' &&
    value.value !== null &&
    isFormer(value.value)
  );
}

/** A pack as it is written today. The former word is accepted in this version, and in no later one. */
export function inPresentWords(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inPresentWords);
  const present = addsFormer(value) ? { ...value, value: { parameter: value.value.hole } } : value;
  return Object.fromEntries(Object.entries(present).map(([name, member]) => [name, inPresentWords(member)]));
}

/** What to tell the author of a pack that uses a former word; undefined when it uses none. */
export function formerWordNote(value: unknown, name: string): string | undefined {
  return hasFormer(value) ? `${name}: write { parameter: ... } instead of { hole: ... }; the next version knows only that` : undefined;
}

function hasFormer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (addsFormer(value) || Object.values(value).some(hasFormer));
}
