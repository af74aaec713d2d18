import { isEndpointRule, v1EndpointsOf } from '../endpoint-rule.js';
import { conditionOf } from '../options.js';
import type { Rule } from '../model.js';
import { MOST_OPTIONS, optionNames } from './endpoints.js';
import type { Scope } from './problem.js';

/** What holds for a rule of any kind: its id, its option, its phase. */
export function checkRules(scope: Scope): void {
  checkSettings(scope);
  const known = new Map<string, number>();
  for (const [index, rule] of scope.rules.entries()) {
    const at = [...scope.at, 'rules', index];
    const first = known.get(rule.id);
    if (first !== undefined) scope.report([...at, 'id'], `"${rule.id}" is the id of rules[${first}] too`);
    else known.set(rule.id, index);
    checkId(rule, scope, index);
    const condition = conditionOf(rule);
    if (condition && !Object.hasOwn(scope.options, condition.name)) {
      scope.report([...at, 'option'], `the pack has no option "${condition.name}"${listed(Object.keys(scope.options))}`);
    }
    const { phases } = scope.pack;
    if (rule.phase !== undefined && phases && !Object.hasOwn(phases, rule.phase)) {
      scope.report([...at, 'phase'], `the pack has no phase "${rule.phase}"${listed(Object.keys(phases))}`);
    }
    if (isEndpointRule(rule) && rule.base !== undefined && ![scope.base.v1].flat().includes(rule.base)) {
      scope.report([...at, 'base'], `the pack has no v1 base "${rule.base}"${listed([scope.base.v1].flat())}`);
    }
    const common = isEndpointRule(rule) && Array.isArray(rule.indistinct) ? rule.indistinct : [];
    for (const [position, endpoint] of common.entries()) {
      const isOwn = isEndpointRule(rule) && v1EndpointsOf(rule).includes(endpoint);
      if (!isOwn) scope.report([...at, 'indistinct', position], `"${endpoint}" is no v1 endpoint of this rule`);
    }
    for (const [position, { before, after }] of (rule.examples ?? []).entries()) {
      if (before === after)
        scope.report([...at, 'examples', position, 'after'], 'is the same as before; leave it out when nothing may change');
    }
  }
}

/** Every combination of the options that rules depend on is checked; their number must stay within reach. */
function checkSettings({ rules, at, report }: Scope): void {
  const count = optionNames(rules).length;
  if (count > MOST_OPTIONS)
    report([...at, 'rules'], `depend on ${count} options; at most ${MOST_OPTIONS} options can turn rules on and off`);
}

function checkId(rule: Rule, scope: Scope, index: number): void {
  const { id } = scope.pack;
  if (rule.id.startsWith(`${id}/`) && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(rule.id.slice(id.length + 1))) return;
  scope.report([...scope.at, 'rules', index, 'id'], `"${rule.id}" must be "${id}/" and a name of lower-case letters, digits and hyphens`);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? '' : `; it has ${names.join(', ')}`;
}
