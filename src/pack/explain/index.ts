import type { Pack, RuleBase } from '../model.js';
import { coreRules } from '../core-rules.js';
import { basePage, packPage, type RulePage } from './page.js';

export { anchorOf, packMarkdown, ruleMarkdown } from './markdown.js';
export { packPage, type PackPage, type RulePage } from './page.js';
export { packText, ruleText } from './text.js';

/** The page of a rule by its id, of a pack or of the tool itself; undefined when there is none. */
export function findRulePage(id: string, packs: readonly Pack[]): RulePage | undefined {
  const core = coreRules.find((rule: RuleBase) => rule.id === id);
  if (core) return basePage(core, 'core', 'core');
  return packs.flatMap((pack) => packPage(pack).rules).find((page) => page.id === id);
}

/** Pages of the rules of the tool itself, which hold for every pack. */
export function coreRulePages(): RulePage[] {
  return coreRules.map((rule) => basePage(rule, 'core', 'core'));
}
