import type { Pack, PackOption, Rule } from './model.js';

/** Options of a pack as the user's configuration gives them. */
export type PackOptions = { [name: string]: boolean | string };

/** Name of the option that a rule depends on, and whether it turns the rule on or off. */
export function conditionOf({ option }: Rule): { name: string; negated: boolean } | undefined {
  if (option === undefined) return undefined;
  return option.startsWith('!') ? { name: option.slice(1), negated: true } : { name: option, negated: false };
}

/** True when the options turn the rule on. */
export function isRuleOn(rule: Rule, declared: { [name: string]: PackOption } = {}, given: PackOptions = {}): boolean {
  const condition = conditionOf(rule);
  if (!condition) return true;
  const value = given[condition.name] ?? declared[condition.name]?.default ?? false;
  return (value !== false) !== condition.negated;
}

/** The rules that the options turn on, with the tables that the options extend. */
export function rulesOn(pack: Pick<Pack, 'rules' | 'options'>, given: PackOptions = {}): Rule[] {
  const rules = pack.rules.filter((rule) => isRuleOn(rule, pack.options, given));
  const entries = Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '');
  return entries.length === 0 ? rules : rules.map((rule) => extended(rule, new Map(entries)));
}

/** A part of a rule with the entries of options put into the lookup tables that name them. */
function extended<T>(part: T, texts: ReadonlyMap<string, string>): T {
  if (Array.isArray(part)) return part.map((item: unknown) => extended(item, texts)) as T;
  if (typeof part !== 'object' || part === null) return part;
  const fields = Object.fromEntries(Object.entries(part).map(([key, value]: [string, unknown]) => [key, extended(value, texts)]));
  const { to, option, prefixes } = fields;
  const text = to === 'lookup' && typeof option === 'string' ? texts.get(option) : undefined;
  return (text === undefined ? fields : { ...fields, prefixes: { ...entriesOf(text), ...(prefixes as object) } }) as T;
}

/** `prefix=value, prefix=value` as an object; what has no `=` is left out. */
function entriesOf(text: string): { [prefix: string]: string } {
  const pairs = text.split(',').map((pair) => pair.split('=').map((side) => side.trim()));
  return Object.fromEntries(pairs.flatMap(([prefix, value]) => (prefix && value ? [[prefix, value]] : [])));
}
