import type { ApiCall } from '../calls/call.js';
import type { Evaluation } from '../calls/evaluate/evaluation.js';
import { hasHole } from '../match/index.js';
import { judge } from './levels.js';
import type { Site } from './site.js';

/**
 * One choice of sites for each rule that a call leads to, most telling API first: several packs may have such a path.
 * Alternatives of the URL that lead to the same rule are one site.
 */
export function sitesOf(call: ApiCall, evaluation: Evaluation): Site[][] {
  const choices = new Map<string, Site[]>();
  const matched = call.urls.filter((url) => url.kind === 'match');
  // An alternative that names its host says most of whose call it is.
  for (const url of matched.toSorted((a, b) => Number(isNamed(b)) - Number(isNamed(a)))) {
    const key = `${url.match.operation.rule.id} ${url.match.operation.v1.source}`;
    if (choices.has(key)) continue;
    const rivals = url.rivals.map((match) => ({ ...url, match, possible: [] }));
    choices.set(
      key,
      [url, ...rivals].map((option) => ({ call, url: url.url, match: option.match, ...judge(call, option, evaluation) })),
    );
  }
  return [...choices.values()];
}

function isNamed({ match }: Extract<ApiCall['urls'][number], { kind: 'match' }>): boolean {
  return match.parts.origin.includes('//') && !hasHole(match.parts.origin);
}

/** Reads the URL of a site's call as the API that the site was found to belong to; other APIs have such a path, too. */
export function settle({ call, match }: Site): void {
  call.urls = call.urls.map((url) => {
    if (url.kind !== 'match') return url;
    const own = url.rivals.find(({ operation }) => operation === match.operation);
    return own ? { ...url, match: own, possible: [], rivals: [] } : url;
  });
}
