import type { Endpoint, Rule } from './model.js';

/** A rule that decides where a v1 endpoint goes. */
export type EndpointRule = Extract<Rule, { kind: 'move' | 'collapse' | 'carry' | 'expand' | 'page' | 'removed' | 'internal' | 'keep' }>;

/** True for rules that decide where a v1 endpoint goes. */
export function isEndpointRule(rule: Rule): rule is EndpointRule {
  return !['base', 'follow', 'change', 'sdk', 'advice', 'check'].includes(rule.kind);
}

/** v1 endpoints that a rule decides. The second step of a collapse belongs to its `unpaired` rule when it stands alone. */
export function v1EndpointsOf(rule: EndpointRule): Endpoint[] {
  return rule.kind === 'collapse' ? [rule.steps[0]] : rule.v1;
}

/** v2 endpoint that a rule leads one of its v1 endpoints to; undefined when there is none, or not a single one. */
export function v2EndpointOf(rule: EndpointRule, index: number): Endpoint | undefined {
  switch (rule.kind) {
    case 'move':
      return Array.isArray(rule.v2) ? rule.v2[index] : rule.v2;
    case 'collapse':
    case 'carry':
    case 'page':
      return rule.v2;
    default:
      return undefined;
  }
}
