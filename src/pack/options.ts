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

/** The rules that the options turn on. */
export function rulesOn(pack: Pick<Pack, 'rules' | 'options'>, given: PackOptions = {}): Rule[] {
  return pack.rules.filter((rule) => isRuleOn(rule, pack.options, given));
}
