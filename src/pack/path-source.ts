import type { EndpointTemplate } from './endpoint.js';
import type { EndpointRule } from './endpoint-rule.js';
import type { LensOp } from './model.js';

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
