import type { EndpointTemplate } from './endpoint.js';
import type { Endpoint, LensOp, Rule, Supply } from './model.js';

/** Where in a v1 request a value stands that v2 has in its path. */
export interface PathSource {
  in: 'query' | 'body';
  name: string;
}

/** Reads what `params` names: `?name` is a query parameter, `.name` a field of the body; undefined for a parameter of the path. */
export function sourceNamed(from: string): PathSource | undefined {
  if (from.startsWith('?')) return { in: 'query', name: from.slice(1) };
  return from.startsWith('.') ? { in: 'body', name: from.slice(1) } : undefined;
}

/** Query parameters and fields of the body that became part of the path of a v2 endpoint, by the text that names them. */
export function pathSourcesOf(rule: EndpointRule, v2: EndpointTemplate | undefined): Map<string, PathSource> {
  const found = new Map<string, PathSource>();
  if (rule.kind !== 'move' || !v2) return found;
  for (const part of v2.segments.flatMap((segment) => segment.parts)) {
    const from = 'parameter' in part ? rule.params?.[part.parameter] : undefined;
    const source = from === undefined ? undefined : sourceNamed(from);
    if (from !== undefined && source) found.set(from, source);
  }
  return found;
}

/** They leave the place where v1 had them. */
export function takenFrom(place: PathSource['in'], sources: Map<string, PathSource>, rule: string): LensOp[] {
  return [...sources.values()].filter((source) => source.in === place).map(({ name }) => ({ op: 'remove', name, rule }));
}

/** Where a supplied value stands, for people. */
export function placeOfSupply(supply: Supply): string {
  return 'answers' in supply ? `what ${supply.answers.join(' or ')} answers` : supply.request;
}

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
