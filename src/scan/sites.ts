import type { ApiCall } from '../calls/call.js';
import { judge } from './levels.js';
import type { Site } from './site.js';

/** One site for each rule that a call leads to; alternatives of the URL that lead to the same rule are one site. */
export function sitesOf(call: ApiCall): Site[] {
  const sites = new Map<string, Site>();
  for (const url of call.urls) {
    if (url.kind !== 'match') continue;
    const key = `${url.match.operation.rule.id} ${url.match.operation.v1.source}`;
    if (sites.has(key)) continue;
    sites.set(key, { call, url: url.url, match: url.match, ...judge(call, url) });
  }
  return [...sites.values()];
}
