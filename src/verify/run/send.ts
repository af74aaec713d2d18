import { learnCookies } from '../ids/cookies.js';
import type { Difference, SentRequest } from '../model.js';
import { describeSigns, lifecycleSigns, noticeInText } from '../lifecycle/signs.js';
import { type Answer, SendError } from '../replay/client.js';
import { bodyText, type Decoded } from '../replay/decode.js';
import { isSafe } from '../methods.js';
import { tryParseJson } from '../json.js';
import type { LiveResponse } from '../compare/judge.js';
import { noisePaths } from '../compare/diff.js';
import type { OutRequest } from '../translate/request.js';
import type { RunContext, Task } from './context.js';
import { factsOf } from './operation.js';
import { isQuery } from './plan.js';
import { brokenPromises, deprecationOf } from './promises.js';

/** What the v2 requests of one exchange came to. */
export interface Outcome {
  sent: SentRequest[];
  differences: Difference[];
}

/** A live answer with what it shows beside its body. */
export interface Sent {
  record: SentRequest;
  answer: LiveResponse;
  /** What the pack promises of every v2 answer and this one does not keep. */
  promises: Difference[];
}

/** Sends a request of a task; its record is kept even when no answer comes. */
export async function send(task: Task, request: OutRequest, context: RunContext, sent: SentRequest[]): Promise<Sent> {
  const changes = !isSafe(request.method) && !isQuery(task.exchange, task.operation);
  // What changes something is sent at most once, whenever the run is killed.
  if (changes) context.journal?.begin(task.exchange);
  try {
    const result = await sendOnce(task, request, context);
    sent.push(result.record);
    return result;
  } catch (error) {
    if (changes && sent.length === 0 && error instanceof SendError && !error.sent) context.journal?.cancel(task.exchange);
    sent.push({ method: request.method, url: context.settings.target.origin + request.path, status: null, duration: null });
    throw error;
  }
}

/**
 * Sends one translated request and notes latency, signs of deprecation and, with a control run, noise.
 * @throws SendError when no answer came
 */
async function sendOnce(task: Task, request: OutRequest, context: RunContext): Promise<Sent> {
  const url = context.settings.target.origin + request.path;
  const answer = await context.sender.send(request);
  const body = bodyText(answer);
  // Most answers are not compressed, and are not waited for.
  const live = liveOf(answer, body instanceof Promise ? await body : body);
  if (context.control && isSafe(request.method)) await learnNoise(task, request, live, context);
  context.responses.note('live', task.operation, live.text);
  learnCookies(task.exchange.response.headers, answer.headers['set-cookie'], context.ids);
  const endpoint = task.operation.v1.source;
  context.tally.latencies.add(endpoint, null, answer.duration);
  const { exchange, operation } = task;
  if (!isQuery(exchange, operation)) {
    const { idField } = factsOf(operation);
    context.cleanup.note(request.method, request.path, answer.status, live.text, { exchange, operation, idField });
  }
  noteLifecycle(task, request.method, url, answer, live.text, context);
  const record: SentRequest = { method: request.method, url, status: answer.status, duration: Math.round(answer.duration * 100) / 100 };
  // What stays on v1 is no answer of v2.
  const promised = task.operation.rule.kind === 'keep' ? [] : context.promises.get(task.operation.pack.id);
  const promises = brokenPromises(promised ?? [], live);
  if (context.openapi && task.operation.rule.kind !== 'keep')
    promises.push(
      ...context.openapi.differences({
        method: request.method,
        path: request.path,
        base: task.base,
        endpoint,
        status: live.status,
        contentType: String(live.headers['content-type'] ?? ''),
        text: live.text,
      }),
    );
  if (context.strict) promises.push(...deprecationOf(live, promises));
  return { record, answer: live, promises };
}

function liveOf({ status, headers, cut }: Answer, body: Decoded): LiveResponse {
  return { status, headers, ...body, ...(cut && { cut }) };
}

async function learnNoise(task: Task, request: OutRequest, first: LiveResponse, context: RunContext): Promise<void> {
  const again = await context.sender.send(request);
  const second = liveOf(again, await bodyText(again));
  const key = task.operation.v1.source;
  const known = context.noise.get(key) ?? new Set<string>();
  context.noise.set(key, known);
  const [a, b] = [first, second].map(({ text }) => (text === null ? undefined : tryParseJson(text)));
  if (a !== undefined && b !== undefined) noisePaths(a, b, known);
  else if (first.text !== second.text) known.add('$');
}

function noteLifecycle({ operation }: Task, method: string, url: string, answer: Answer, text: string | null, context: RunContext): void {
  const endpoint = operation.v1.source;
  if (answer.status === 410) {
    context.tally.lifecycle(endpoint, { api: 'v2', state: 'retired', method, url, message: 'v2 answers 410 Gone' });
    return;
  }
  const signs = lifecycleSigns(answer.headers);
  const notice = noticeInText(text, operation.pack);
  if (!signs && notice === undefined) return;
  const message = signs ? describeSigns(signs, context.now()) : `answers say ${notice}`;
  context.tally.lifecycle(endpoint, { api: 'v2', state: 'deprecated', method, url, message });
}
