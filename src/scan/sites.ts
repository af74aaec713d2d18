import { blockers } from './blockers.js';
import type { ApiCall } from '../http/call.js';
import type { Interpreter } from '../dataflow/interpreter.js';
import { hasPlaceholder, withBraces } from '../match/index.js';
import { judge } from './levels.js';
import type { Site } from './site.js';

type Matched = Extract<ApiCall['urls'][number], { kind: 'match' }>;

/**
 * One choice of sites for each rule that a call leads to, most telling API first: several packs may have such a path.
 * Alternatives of the URL that lead to the same rule are one site.
 */
export function sitesOf(call: ApiCall, interpreter: Interpreter): Site[][] {
  const choices = new Map<string, Site[]>();
  const matched = call.urls.filter((url) => url.kind === 'match');
  // An alternative that names its host says most of whose call it is.
  for (const url of matched.toSorted((a, b) => Number(isNamed(b)) - Number(isNamed(a)))) {
    const key = `${url.match.operation.rule.id} ${url.match.operation.v1.source}`;
    if (choices.has(key)) continue;
    const rivals = url.rivals.map((match) => ({ ...url, match, possible: [] }));
    choices.set(
      key,
      [url, ...rivals].map((option) => ({
        call,
        url: url.url,
        match: option.match,
        ...(isOneRest(url, matched) ? judge(call, option, interpreter) : OPEN_REST),
      })),
    );
  }
  return [...choices.values()];
}

const OPEN_REST = { level: 'manual', reason: blockers.restAtRunTime() } as const;

/** False where alternatives of one URL differ in the rest of the path, which one edit could not keep apart. */
function isOneRest({ match }: Matched, all: readonly Matched[]): boolean {
  const { source } = match.operation.v1;
  if (!source.includes('*}')) return true;
  const same = all.filter((other) => other.match.operation === match.operation);
  return new Set(same.map((other) => withBraces(Object.values(other.match.parameters).join(' ')))).size === 1;
}

function isNamed({ match }: Matched): boolean {
  return match.parts.origin.includes('//') && !hasPlaceholder(match.parts.origin);
}

/** Reads the URL of a site's call as the API that the site was found to belong to; other APIs have such a path, too. */
export function settle({ call, match }: Site): void {
  call.urls = call.urls.map((url) => {
    if (url.kind !== 'match') return url;
    const own = url.rivals.find(({ operation }) => operation === match.operation);
    return own ? { ...url, match: own, possible: [], rivals: [] } : url;
  });
}
