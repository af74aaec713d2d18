import type { ApiCall } from '../calls/call.js';
import { hasHole } from '../match/index.js';
import { judge } from './levels.js';
import type { Site } from './site.js';

/** One site for each rule that a call leads to; alternatives of the URL that lead to the same rule are one site. */
export function sitesOf(call: ApiCall): Site[] {
  const sites = new Map<string, Site>();
  const matched = call.urls.filter((url) => url.kind === 'match');
  // An alternative that names its host says most of whose call it is.
  for (const url of matched.toSorted((a, b) => Number(isNamed(b)) - Number(isNamed(a)))) {
    const key = `${url.match.operation.rule.id} ${url.match.operation.v1.source}`;
    if (sites.has(key)) continue;
    sites.set(key, { call, url: url.url, match: url.match, ...judge(call, url) });
  }
  return [...sites.values()];
}

function isNamed({ match }: Extract<ApiCall['urls'][number], { kind: 'match' }>): boolean {
  return match.parts.origin.includes('//') && !hasHole(match.parts.origin);
}
