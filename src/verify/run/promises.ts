import type { CheckRule, Json } from '../../pack/model.js';
import type { LiveResponse } from '../compare/judge.js';
import { tryParseJson, valueAt } from '../json.js';
import { isSign, lifecycleSigns, unmetHeader } from '../lifecycle/signs.js';
import type { Difference } from '../model.js';

/** What a pack promises of every v2 answer and this one does not keep. */
export function brokenPromises(rules: readonly CheckRule[], live: LiveResponse): Difference[] {
  return rules.flatMap((rule) => brokenBy(rule, live)).map((difference) => ({ ...difference, kind: 'unexplained' }));
}

/** With `--strict`, signs of deprecation in an answer of v2 that no rule of its pack forbids already. */
export function deprecationOf(live: LiveResponse, broken: readonly Difference[]): Difference[] {
  const signs = lifecycleSigns(live.headers);
  if (!signs) return [];
  const reported = new Set(broken.map(({ path }) => path));
  return Object.keys(live.headers)
    .filter((name) => isSign(name) && !reported.has(pathOf(name)) && live.headers[name] !== 'false')
    .filter((name) => name !== 'link' || signs.successor !== undefined)
    .map((name) => ({
      path: pathOf(name),
      kind: 'unexplained',
      actual: String(live.headers[name]),
      message: 'v2 calls itself deprecated (--strict)',
    }));
}

function brokenBy({ id, check }: CheckRule, live: LiveResponse): Omit<Difference, 'kind'>[] {
  if ('headers' in check) {
    const { v2 = [], absent = [] } = check.headers;
    return [...v2.flatMap((demand) => missing(demand, live, id)), ...absent.flatMap((name) => forbidden(name, live, id))];
  }
  return 'answer' in check ? wrongValue(check.answer, live, id) : [];
}

function missing(demand: string, { headers }: LiveResponse, rule: string): Omit<Difference, 'kind'>[] {
  const unmet = unmetHeader(demand, headers);
  if (!unmet) return [];
  const { name, expected, actual } = unmet;
  if (actual === undefined)
    return [{ path: pathOf(name), rule, ...(expected !== undefined && { expected }), message: 'the header is missing' }];
  return [{ path: pathOf(name), rule, expected: expected ?? null, actual }];
}

function forbidden(name: string, { headers }: LiveResponse, rule: string): Omit<Difference, 'kind'>[] {
  const actual = headers[name.toLowerCase()];
  return actual === undefined ? [] : [{ path: pathOf(name), rule, actual: String(actual), message: 'v2 must not send this header' }];
}

/** A promise about bodies holds for what succeeded: an error or a redirect has a body of its own. */
function wrongValue(
  { path, equals }: { path: string; equals: Json },
  { status, text }: LiveResponse,
  rule: string,
): Omit<Difference, 'kind'>[] {
  if (status >= 300 || text === null) return [];
  const names = path.replace(/^\$\.?/, '');
  const actual = valueAt(tryParseJson(text), names);
  return actual === equals ? [] : [{ path: `$.${names}`, rule, expected: equals, ...(actual !== undefined && { actual }) }];
}

function pathOf(header: string): string {
  return `header ${header.toLowerCase()}`;
}
