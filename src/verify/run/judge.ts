import type { CompareContext } from '../compare/context.js';
import { judgeEcho, judgeResponse, type LiveResponse } from '../compare/judge.js';
import { kindOfPlace } from '../ids/kind.js';
import type { Difference } from '../model.js';
import { isSafe } from '../methods.js';
import { mapParameters } from '../translate/request.js';
import { ageOf } from '../compare/times.js';
import { clocksOf, type RunContext, type Task } from './context.js';
import { factsOf } from './operation.js';
import { fillPath, fillQuery } from '../translate/url.js';

/**
 * Differences between the recorded answer and a live one.
 * @param sentBody text of the v2 request body: fields of it that the rules add to the answer must come back
 */
export function judge(task: Task, answer: LiveResponse, context: RunContext, sentBody: string | Buffer | null = null): Difference[] {
  const { exchange, operation, parameters } = task;
  const { owner, idField, added, volatile, optional, rules } = factsOf(operation);
  const allow = context.allowances.for(rules);
  const sent = sentIds(task, context);
  const compare: CompareContext = {
    ids: context.ids,
    entry: exchange.entry,
    isIdentified: !isSafe(exchange.request.method) || Object.keys(parameters).length > 0,
    sent,
    isFresh: exchange.request.method === 'POST' || sent.size < Object.keys(parameters).length,
    given: exchange.request.body ?? '',
    owner,
    idField,
    added,
    volatile,
    optional,
    allow,
    noise: context.noise.get(operation.v1.source),
    clocks: clocksOf(task, context),
    age: ageOf(context),
    stale: task.stale,
    isError: exchange.response.status >= 400,
    linkToV2: linkTranslator(task, context),
  };
  const { changes, response, error, status, errorStatus } = operation;
  const differences = judgeResponse(
    exchange,
    answer,
    { changes, response, error, status, errorStatus, parameters: mapParameters(parameters, context.ids) },
    compare,
  );
  return answer.status < 300 && typeof sentBody === 'string' ? [...differences, ...judgeEcho(sentBody, answer, compare)] : differences;
}

/** Identifiers in the path that went to v2 as they were recorded. */
function sentIds({ parameters }: Task, context: RunContext): Set<string> {
  const values = Object.entries(parameters);
  if (context.ids.isEmpty) return new Set(values.map(([, value]) => value));
  return new Set(
    values.flatMap(([parameter, value]) =>
      context.ids.toV2(value, kindOfPlace(parameter, undefined) ?? parameter) === undefined ? [value] : [],
    ),
  );
}

/** Longest text that is taken for a link. */
const LONGEST = 2000;

/** Translates v1 links that stand in answers to the path and query they have on v2. */
export function linkTranslator(task: Task, context: RunContext): (text: string) => string | undefined {
  return (text) => {
    if (text.length > LONGEST || !/^(?:https?:\/\/[^/\s]+)?\/\S+$/.test(text)) return undefined;
    const results = context.matcher.matchAll(undefined, text);
    const found = results.find((result) => result.kind === 'match' && result.match.table.pack === task.operation.pack);
    if (found?.kind !== 'match' || !found.match.operation.v2) return undefined;
    const { operation, parameters, parts } = found.match;
    const mapped = mapParameters(parameters, context.ids);
    const source = (parameter: string): string | undefined => mapped[parameter];
    try {
      const path = task.base + fillPath(operation.v2 ?? operation.v1, source);
      const fixed = fillQuery(operation.v2 ?? operation.v1, source).map(([name, value]) => `${name}=${value}`);
      const query = [...(parts.query === '' ? [] : [parts.query]), ...fixed].join('&');
      return query === '' ? path : `${path}?${query}`;
    } catch {
      return undefined;
    }
  };
}
