/** A field that a rule or the configuration names. */
export interface FieldRow {
  /** The field as it was written. */
  pattern: string;
  /** Rule, or place in the configuration. */
  rule: string;
  /** Differences that it explained. */
  uses: number;
}

interface Candidate extends FieldRow {
  names: string[];
  /** The path begins at the answer itself. */
  isAnchored: boolean;
}

/**
 * Fields that rules name (`added`, `volatile`), as `name` or as a dotted path; list indexes do not count. What begins with `$.` in a
 * configuration begins at the answer.
 */
export class FieldPatterns {
  readonly #byLast = new Map<string, Candidate[]>();

  /** @param isAnchored a pattern that begins with `$` stands for that one place */
  add(pattern: string, rule: string, isAnchored = false): void {
    const names = pattern
      .replace(/^\$\.?/, '')
      .replaceAll(/\[[^\]]*\]/g, '')
      .split('.')
      .filter((name) => name !== '' && name !== '*');
    // The answer itself has no name.
    const last = names.at(-1) ?? '';
    if (last === '' && !isAnchored) return;
    const row = { names: last === '' ? [''] : names, rule, pattern, uses: 0, isAnchored: isAnchored && pattern.startsWith('$') };
    const same = this.#byLast.get(last);
    if (same) same.push(row);
    else this.#byLast.set(last, [row]);
  }

  /** False when no pattern can name the field: the answer for most. */
  mayName(name: string): boolean {
    return this.#byLast.has(name);
  }

  /** The row that names the field `name` below `path` (names and list indexes), or undefined. A pattern may start at any level. */
  rowFor(path: readonly (string | number)[], name: string): FieldRow | undefined {
    const candidates = this.#byLast.get(name);
    if (!candidates) return undefined;
    const names = path.filter((step) => typeof step === 'string');
    return candidates.find(
      (candidate) =>
        (!candidate.isAnchored || candidate.names.length === names.length + 1) &&
        candidate.names.slice(0, -1).every((part, index, all) => names.at(index - all.length) === part),
    );
  }

  /** The row that names the place of a value, which may be an item of a list. */
  rowAt(path: readonly (string | number)[]): FieldRow | undefined {
    if (this.#byLast.size === 0) return undefined;
    const names = path.filter((step) => typeof step === 'string');
    return this.rowFor(names.slice(0, -1), names.at(-1) ?? '');
  }

  /** The rule that names the field. */
  ruleFor(path: readonly (string | number)[], name: string): string | undefined {
    return this.rowFor(path, name)?.rule;
  }

  /** All rows. */
  *rows(): Generator<FieldRow> {
    for (const rows of this.#byLast.values()) yield* rows;
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
export function genericPath(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '[]');
}
