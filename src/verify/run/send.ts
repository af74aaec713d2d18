import { learnCookies } from '../ids/cookies.js';
import type { CheckRule } from '../../pack/model.js';
import type { Difference, SentRequest } from '../model.js';
import { describeSigns, lifecycleSigns } from '../lifecycle/signs.js';
import type { Answer } from '../replay/client.js';
import { bodyText } from '../replay/decode.js';
import { isSafe } from '../replay/sender.js';
import { tryParseJson } from '../json.js';
import { noticeInText } from '../lifecycle/notices.js';
import type { LiveResponse } from '../compare/judge.js';
import { noisePaths } from '../compare/noise.js';
import type { OutRequest } from '../translate/request.js';
import type { RunContext, Task } from './context.js';
import { factsOf } from './operation.js';

/** What the v2 requests of one exchange came to. */
export interface Outcome {
  sent: SentRequest[];
  differences: Difference[];
}

/** A live answer with what it shows beside its body. */
export interface Sent {
  record: SentRequest;
  answer: LiveResponse;
  /** Broken promises of the v2 headers. */
  promises: Difference[];
}

/** Sends a request of a task; its record is kept even when no answer comes. */
export async function send(task: Task, request: OutRequest, context: RunContext, sent: SentRequest[]): Promise<Sent> {
  try {
    const result = await sendOnce(task, request, context);
    sent.push(result.record);
    return result;
  } catch (error) {
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
  const live = await readAnswer(answer);
  if (context.control && isSafe(request.method)) await learnNoise(task, request, live, context);
  context.told.note('live', task.operation, live.text);
  learnCookies(task.exchange.response.headers, answer.headers['set-cookie'], context.ids);
  const endpoint = task.operation.v1.source;
  context.tally.latencies.add(endpoint, null, answer.duration);
  context.cleanup.note(request.method, request.path, answer.status, live.text, factsOf(task.operation).idField ?? 'id');
  noteLifecycle(task, request.method, url, answer, live.text, context);
  const record: SentRequest = { method: request.method, url, status: answer.status, duration: Math.round(answer.duration * 100) / 100 };
  return { record, answer: live, promises: brokenPromises(context.promises.get(task.operation.pack.id) ?? [], live) };
}

async function readAnswer(answer: Answer): Promise<LiveResponse> {
  const { status, headers, cut } = answer;
  return { status, headers, ...(await bodyText(answer)), ...(cut && { cut }) };
}

async function learnNoise(task: Task, request: OutRequest, first: LiveResponse, context: RunContext): Promise<void> {
  const second = await readAnswer(await context.sender.send(request));
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

/** What the pack promises of every v2 answer. */
function brokenPromises(rules: readonly CheckRule[], { headers, status, text }: LiveResponse): Difference[] {
  const found: Difference[] = [];
  for (const { id, check } of rules) {
    if ('headers' in check) {
      for (const name of check.headers.v2 ?? []) {
        if (headers[name.toLowerCase()] === undefined)
          found.push({ path: `header ${name.toLowerCase()}`, kind: 'unexplained', rule: id, message: 'the header is missing' });
      }
      for (const name of check.headers.absent ?? []) {
        const actual = headers[name.toLowerCase()];
        if (actual !== undefined)
          found.push({
            path: `header ${name.toLowerCase()}`,
            kind: 'unexplained',
            rule: id,
            actual: String(actual),
            message: 'v2 must not send this header',
          });
      }
    } else if ('answer' in check && status < 400 && text !== null) {
      const actual = valueAt(tryParseJson(text), check.answer.path);
      if (actual !== check.answer.equals) {
        const path = `$.${check.answer.path.replace(/^\$\.?/, '')}`;
        found.push({ path, kind: 'unexplained', rule: id, expected: check.answer.equals, ...(actual !== undefined && { actual }) });
      }
    }
  }
  return found;
}

function valueAt(value: ReturnType<typeof tryParseJson>, path: string): ReturnType<typeof tryParseJson> {
  let at = value;
  for (const name of path.replace(/^\$\.?/, '').split('.')) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return undefined;
    at = at[name];
  }
  return at;
}
