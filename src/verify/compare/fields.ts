/** Fields that rules name (`added`, `volatile`), as `name` or as a dotted path; list indexes do not count. */
export class FieldPatterns {
  readonly #byLast = new Map<string, { names: string[]; rule: string }[]>();

  add(pattern: string, rule: string): void {
    const names = pattern
      .replace(/^\$\.?/, '')
      .replaceAll(/\[[^\]]*\]/g, '')
      .split('.')
      .filter((name) => name !== '' && name !== '*');
    const last = names.at(-1);
    if (last === undefined) return;
    const same = this.#byLast.get(last);
    if (same) same.push({ names, rule });
    else this.#byLast.set(last, [{ names, rule }]);
  }

  /** False when no pattern can name the field: the answer for most. */
  mayName(name: string): boolean {
    return this.#byLast.has(name);
  }

  /** The rule that names the field `name` below `path` (names and list indexes), or undefined. A pattern may start at any level. */
  ruleFor(path: readonly (string | number)[], name: string): string | undefined {
    const candidates = this.#byLast.get(name);
    if (!candidates) return undefined;
    const names = path.filter((step) => typeof step === 'string');
    return candidates.find((candidate) => candidate.names.slice(0, -1).every((part, index, all) => names.at(index - all.length) === part))
      ?.rule;
  }

  /** Every pattern, as the rule wrote it without indexes. */
  *all(): Generator<{ names: string[]; rule: string }> {
    for (const patterns of this.#byLast.values()) yield* patterns;
  }
}

/** JSON path as text: `$.data.items[3].id`. */
export function pathText(path: readonly (string | number)[]): string {
  let text = '$';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += /^[A-Za-z_][\w-]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** JSON path without the positions in lists: the same for every item. */
export function genericPath(path: readonly (string | number)[]): string {
  return pathText(path).replaceAll(/\[\d+\]/g, '[]');
}
