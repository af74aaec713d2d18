import picomatch from 'picomatch';
import { UsageError } from '../../pack/error.js';
import type { Json } from '../../pack/model.js';
import { isUnknownRule, nearestHint } from '../../pack/nearest.js';
import { isNumeric } from '../../pack/lens/fields.js';
import type { CheckOutcome, Difference } from '../model.js';
import { redactShapes } from '../../record/redact.js';
import { FieldPatterns, type FieldRow, genericPath } from './fields.js';
import { typeName } from './shape.js';

/** Differences that a user accepts in advance. */
export interface Allowance {
  /** Globs over rule ids whose calls it holds for; default: all. */
  rules?: readonly string[] | undefined;
  /** Fields of v2 answers: `$.data.took`, or `took` at any level. What stands in them may differ, or be missing. */
  paths?: readonly string[] | undefined;
  /** Header fields of v2 answers. */
  headers?: readonly string[] | undefined;
  /** Only numbers in `paths` may differ, by this much, or by this share of the recorded one: `1%`. */
  within?: number | string | undefined;
  /** Only the order of the lists in `paths` may differ. */
  anyOrder?: boolean | undefined;
  reason?: string | undefined;
}

/** The allowances for the answers to one operation. */
export class Allowed {
  readonly ignored = new FieldPatterns();
  readonly #tolerated = new FieldPatterns();
  readonly #unordered = new FieldPatterns();
  readonly #headers = new FieldPatterns();
  readonly #byName = new Map<string, Allowance>();

  constructor(allowances: readonly (readonly [name: string, allowance: Allowance])[]) {
    for (const [name, allowance] of allowances) {
      this.#byName.set(name, allowance);
      const fields = allowance.within !== undefined ? this.#tolerated : allowance.anyOrder === true ? this.#unordered : this.ignored;
      allowance.paths?.forEach((path) => fields.add(path, name, true));
      allowance.headers?.forEach((header) => this.#headers.add(header.toLowerCase(), name));
    }
  }

  /** The row that lets the two numbers differ. */
  tolerates(path: readonly (string | number)[], expected: Json, actual: Json): FieldRow | undefined {
    const row = isNumeric(expected) && isNumeric(actual) ? this.#tolerated.rowAt(path) : undefined;
    if (!row) return undefined;
    const distance = Math.abs(Number(expected) - Number(actual));
    return distance <= toleranceOf(this.#byName.get(row.rule)?.within ?? 0, Number(expected)) ? row : undefined;
  }

  /** The row that lets a list have another order. */
  unordered(path: readonly (string | number)[]): FieldRow | undefined {
    return this.#unordered.rowAt(path);
  }

  /** What a difference becomes that a row allows. */
  accept(row: FieldRow): Pick<Difference, 'kind' | 'message'> {
    row.uses += 1;
    return { kind: 'accepted', message: this.#byName.get(row.rule)?.reason ?? `allowed by ${row.rule}` };
  }

  /** A difference of a header field, accepted where a row names it. */
  header(difference: Difference): Difference {
    const [, name] = /^header (.+)$/.exec(difference.path) ?? [];
    const row = name !== undefined && difference.kind === 'unexplained' ? this.#headers.rowAt([name]) : undefined;
    return row ? { ...difference, ...this.accept(row) } : difference;
  }

  *rows(): Generator<FieldRow> {
    for (const fields of [this.ignored, this.#tolerated, this.#unordered, this.#headers]) yield* fields.rows();
  }
}

/** All allowances of a run. */
export class Allowances {
  readonly #rows: (readonly [name: string, allowance: Allowance])[];
  readonly #byRules = new Map<string, Allowed | undefined>();

  /**
   * @param known ids of the rules of the run
   * @throws UsageError for a rule that no pack has, a tolerance that is no number, or a row that allows nothing
   */
  constructor(allowances: readonly Allowance[], known: readonly string[]) {
    this.#rows = allowances.map((allowance, index) => {
      const name = `verify.allow[${index}]`;
      const problem = problemOf(allowance, known);
      if (problem !== undefined) throw new UsageError(`${name}${problem}`);
      return [name, allowance] as const;
    });
  }

  /** Those for calls that exercise these rules; undefined when there is none. */
  for(rules: readonly string[]): Allowed | undefined {
    if (this.#rows.length === 0) return undefined;
    const key = rules.join();
    if (!this.#byRules.has(key)) {
      const fitting = this.#rows.filter(([, { rules: globs }]) => globs === undefined || rules.some((rule) => picomatch([...globs])(rule)));
      this.#byRules.set(key, fitting.length === 0 ? undefined : new Allowed(fitting));
    }
    return this.#byRules.get(key);
  }
}

function problemOf({ rules = [], paths = [], headers = [], within, anyOrder }: Allowance, known: readonly string[]): string | undefined {
  const unknown = rules.find((glob) => isUnknownRule(glob, known));
  if (unknown !== undefined) return `.rules: no rule is called "${unknown}"${nearestHint(unknown, known)}`;
  if (paths.length + headers.length === 0) return ': name paths or headers';
  if (paths.length === 0 && (within !== undefined || anyOrder === true)) return ': a tolerance needs paths';
  if (within !== undefined && anyOrder === true) return ': within is for numbers and anyOrder for lists; write two rows';
  if (within === undefined || toleranceOf(within, 1) >= 0) return undefined;
  return `.within: "${within}" is neither a number from 0 nor a share such as "1%"`;
}

/** The distance that is allowed from a number; not a number for a text that says none. */
function toleranceOf(within: number | string, expected: number): number {
  if (typeof within === 'number') return within;
  const [, number] = /^(\d+(?:\.\d+)?)\s?%$/.exec(within) ?? [];
  return number === undefined ? Number.NaN : (Number(number) / 100) * Math.abs(expected);
}

/** What a difference or a failed check is, whatever values it shows: the same in every run. */
export interface DifferenceKey {
  /** v1 endpoint template, or the rule of a check. */
  endpoint: string;
  /** JSON path without the positions in lists, `status`, `header <name>`, or `check`. */
  path: string;
  /** What a check says, or `missing`, `too many`, `value`, another type (`text -> null`), or another status (`200 -> 404`). */
  what: string;
}

/** The name of a difference in the answers of an endpoint, without secrets. */
export function differenceKey(endpoint: string, difference: Difference): DifferenceKey {
  return { endpoint, path: redactShapes(genericPath(difference.path)), what: redactShapes(whatOf(difference)) };
}

/** The name of a check that failed: its rule, and what the check says, whatever numbers are in it. */
export function checkKey({ rule, message }: CheckOutcome): DifferenceKey {
  return { endpoint: rule, path: 'check', what: redactShapes(message).replaceAll(/\b\d+/g, 'N') };
}

function whatOf({ path, expected, actual, message = '' }: Difference): string {
  // What has no values says in words what it is.
  if (expected === undefined && actual === undefined) return message.replaceAll(/\d+/g, 'N');
  if (path === 'status') return `${String(expected)} -> ${String(actual)}`;
  if (actual === undefined) return 'missing';
  if (expected === undefined) return 'too many';
  const [before, after] = [typeName(expected), typeName(actual)];
  return before === after ? 'value' : `${before} -> ${after}`;
}
