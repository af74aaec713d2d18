import type { CompareContext } from '../compare/context.js';
import { judgeEcho } from '../compare/echo.js';
import { judgeResponse, type LiveResponse } from '../compare/judge.js';
import { kindOfPlace } from '../ids/kind.js';
import type { Difference } from '../model.js';
import { isSafe } from '../methods.js';
import { mapParameters } from '../translate/request.js';
import { ageOf } from '../compare/times.js';
import { clocksOf, type RunContext, type Task } from './context.js';
import { linkTranslator } from './links.js';
import { factsOf } from './operation.js';

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
