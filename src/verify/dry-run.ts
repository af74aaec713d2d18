import { count } from '../pack/count.js';
import type { Json } from '../pack/model.js';
import type { PlannedExchange, PlannedRequest } from './model.js';
import { brief } from './describe.js';
import { tryParseJson } from './json.js';
import type { VerifyOptions } from './options.js';
import { isSafe } from './methods.js';
import { planContext, prepare, readableRecordings } from './run/setup.js';
import type { PlanContext, Task } from './run/context.js';
import { isQuery } from './run/plan.js';
import { Sequences } from './run/sequences.js';
import { Classifier } from './run/classify.js';
import { queryToJson, TranslationError } from './translate/url.js';
import { type OutRequest, translateRequest } from './translate/request.js';
import { parseEndpoint } from '../match/index.js';

/**
 * What a run would send, in order of the recordings; nothing is sent. Secrets are redacted.
 * @throws UsageError
 */
export async function* planRequests(options: VerifyOptions): AsyncGenerator<PlannedExchange> {
  const { settings, matcher, evidence } = prepare(options);
  const context = planContext(settings, matcher, Date.now());
  const recordings = await readableRecordings(options, settings, matcher);
  const sequences = new Sequences(context, recordings.sequenceOf);
  const classifier = new Classifier(context, sequences, evidence);
  for await (const batch of recordings.entries) {
    classifier.begin(batch);
    for (const [position, recorded] of batch.entries()) {
      const { plan, exchange, match } = classifier.decide(recorded, position);
      const rule = match?.operation.rule.id;
      const base = exchange ?? plan;
      if (plan.do === 'report') {
        const { recording, entry, request, reason } = context.redactor.verdict(plan.verdict);
        yield { recording, entry, request, v2: [], ...(rule !== undefined && { rule }), ...(reason !== undefined && { note: reason }) };
      } else if (plan.do === 'replay') yield planned(plan.task, sequences.of(plan.task.exchange.recording));
      else if (base === exchange && exchange) {
        const { recording, entry, request } = exchange;
        const note =
          plan.do === 'hold'
            ? 'carried by the request that first uses what it creates'
            : `goes into the request that carries entry ${plan.creation.exchange.entry}`;
        yield {
          recording,
          entry,
          request: { method: request.method, url: context.redactor.url(request.url) },
          v2: [],
          ...(rule !== undefined && { rule }),
          note,
        };
      }
    }
  }
}

/** Requests that change something, by v2 endpoint: what a run with `allowWrites` would do to the target. */
export async function plannedWrites(options: VerifyOptions): Promise<{ endpoint: string; count: number }[]> {
  const counts = new Map<string, number>();
  for await (const { endpoint, v2, isQuery: reads } of planRequests({ ...options, allowWrites: true })) {
    const [method = ''] = endpoint?.split(' ', 1) ?? [];
    if (endpoint !== undefined && v2.length > 0 && reads !== true && !isSafe(method)) counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
  }
  return [...counts].map(([endpoint, times]) => ({ endpoint, count: times })).toSorted((a, b) => b.count - a.count);
}

function planned(task: Task, context: PlanContext): PlannedExchange {
  const { exchange, operation } = task;
  const { recording, entry, request } = exchange;
  const rule = task.carries?.creation.operation.rule.id ?? operation.rule.id;
  const what = { recording, entry, request: { method: request.method, url: context.redactor.url(request.url) }, rule };
  try {
    const { requests, endpoint, note } = requestsOf(task, context);
    const v2 = requests.map((out) => redacted(out, context));
    const query = isQuery(exchange, operation) && { isQuery: true as const };
    return { ...what, v2, ...query, ...(endpoint !== undefined && { endpoint }), ...(note !== undefined && { note }) };
  } catch (error) {
    if (!(error instanceof TranslationError)) throw error;
    return { ...what, v2: [], note: error.message };
  }
}

function requestsOf(task: Task, context: PlanContext): { requests: OutRequest[]; endpoint: string | undefined; note?: string } {
  const { rule, v2 } = task.operation;
  if (rule.kind === 'page') {
    const pages = rule.page.name in queryToJson(task.query);
    const query = pages ? {} : { [rule.page.name]: String(rule.page.first), [rule.limit.name]: String(rule.limit.max) };
    return {
      requests: [translateRequest(task, context, { query })],
      endpoint: rule.v2,
      ...(!pages && { note: 'and a request for each further page' }),
    };
  }
  if (rule.kind === 'expand') {
    const target = rule.list?.v2 ?? rule.each;
    const list = rule.list ? [{ ...translateRequest(task, context, { v2: parseEndpoint(target), request: [] }), body: null }] : [];
    return { requests: list, endpoint: rule.each, note: `and ${rule.each} for each item` };
  }
  return { requests: [translateRequest(task, context, task.variant)], endpoint: (task.variant.v2 ?? v2)?.source };
}

function redacted({ method, path, headers, body }: OutRequest, { redactor, settings }: PlanContext): PlannedRequest {
  const json = typeof body === 'string' ? tryParseJson(body) : undefined;
  return {
    method,
    url: redactor.url(settings.target.origin + path),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redactor.text(value)])),
    body:
      body === null
        ? null
        : json === undefined
          ? typeof body === 'string'
            ? redactor.body(body, headers['content-type'] ?? '')
            : `(${count(body.length, 'byte')})`
          : textOf(redactor.json(json)),
  };
}

function textOf(json: Json): string {
  return typeof json === 'object' ? JSON.stringify(json) : brief(json);
}
