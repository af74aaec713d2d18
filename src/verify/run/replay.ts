import type { Json } from '../../pack/model.js';
import { differenceKey } from '../compare/allow.js';
import { TooDeepError } from '../compare/diff.js';
import type { LiveResponse } from '../compare/judge.js';
import { failureReason } from '../describe.js';
import { kindOfPlace } from '../ids/kind.js';
import { isDistinctive } from '../ids/map.js';
import { tryParseJson } from '../json.js';
import type { Difference, Exchange, SentRequest, Verdict, VerdictKind } from '../model.js';
import { isSafe } from '../methods.js';
import { SendError } from '../replay/client.js';
import { requestTokens } from '../schedule/words.js';
import { translateRequest } from '../translate/request.js';
import { TranslationError } from '../translate/url.js';
import { type RunContext, type Task, unsent } from './context.js';
import { replayExpansion } from './expand.js';
import { judge } from './judge.js';
import { factsOf } from './operation.js';
import { replayPages } from './pages.js';
import { type Outcome, send } from './send.js';
import { awaitJob } from './wait.js';

/** What is said of a call that the target had no time for. */
const THROTTLED = 'the target answered 429 (too many requests): slow the run down with --rate';

/** What is said of a request that v2 refuses and whose body the recording may lack. */
const LACKS_BODY = 'the recording does not say whether the request had a body, and v2 refuses it without one';

/** Statuses with which servers refuse a request that lacks its body. */
const REFUSED_BODY = new Set([400, 411, 415, 422]);

/** Replays one exchange and judges the answer; every way it can end is a verdict. */
export async function replay(task: Task, context: RunContext): Promise<Verdict> {
  const lost = lostIdOf(task, context);
  if (lost?.failed === true) {
    return unsent(task.exchange, 'error', `it uses what entry ${lost.entry} creates, which failed`, task.operation);
  }
  if (lost && !isSafe(task.exchange.request.method))
    return unsent(task.exchange, 'skipped', `it uses what entry ${lost.entry} creates, which was not sent`, task.operation);
  const sent: SentRequest[] = [];
  try {
    const outcome = await run(task, context, sent);
    const last = outcome.sent.at(-1);
    if (last?.status === 429) return { ...unsent(task.exchange, 'error', THROTTLED, task.operation), v2: outcome.sent };
    if (mayLackBody(task.exchange, last?.status ?? 0))
      return { ...unsent(task.exchange, 'error', LACKS_BODY, task.operation), v2: outcome.sent };
    if (lost && last?.status !== task.exchange.response.status && (last?.status ?? 0) >= 400) {
      return {
        ...unsent(task.exchange, 'skipped', `it uses what entry ${lost.entry} creates, which was not sent`, task.operation),
        v2: outcome.sent,
      };
    }
    if (task.unnamed !== undefined && last?.status === 404 && task.exchange.response.status < 400) {
      const reason = `it may be what entry ${task.unnamed} creates; the recording does not hold that answer, and so no id`;
      return { ...unsent(task.exchange, 'skipped', reason, task.operation), v2: outcome.sent };
    }
    return judged(task, outcome, context);
  } catch (error) {
    if (sent.length === 1 && error instanceof SendError && error.code === 'ABORTED' && !error.sent) {
      return unsent(task.exchange, 'skipped', `not sent: ${error.message}`, task.operation);
    }
    return { ...unsent(task.exchange, 'error', errorReason(error), task.operation), v2: sent };
  }
}

function run(task: Task, context: RunContext, sent: SentRequest[]): Promise<Outcome> {
  switch (task.operation.rule.kind) {
    case 'expand':
      return replayExpansion(task, task.operation.rule, context, sent);
    case 'page':
      return replayPages(task, task.operation.rule, context, sent);
    default:
      return replaySingle(task, context, sent);
  }
}

async function replaySingle(task: Task, context: RunContext, sent: SentRequest[]): Promise<Outcome> {
  const request = translateRequest(task, context, task.variant);
  const { answer, promises } = await send(task, request, context, sent);
  const differences = [...judge(task, answer, context, request.body), ...promises];
  if (task.carries && answer.status < 300) learnIdentity(task.carries, answer, context);
  const { rule } = task.operation;
  if (rule.kind === 'move' && rule.wait) differences.push(...(await awaitJob(task, { ...rule, wait: rule.wait }, answer, context)));
  return { sent, differences };
}

/** The id of a former resource is the field of the v2 answer that the rule names. */
function learnIdentity(carries: NonNullable<Task['carries']>, answer: LiveResponse, context: RunContext): void {
  const value = answer.text === null ? undefined : tryParseJson(answer.text);
  const id = fieldOf(value, carries.identity);
  if (typeof id !== 'string' && typeof id !== 'number') return;
  context.ids.learn(kindOfPlace(carries.parameter, undefined) ?? carries.parameter, carries.creation.id, String(id));
}

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined;
}

function mayLackBody({ request, response }: Exchange, status: number): boolean {
  return request.isBodyUnknown === true && response.status < 400 && REFUSED_BODY.has(status);
}

function lostIdOf(task: Task, context: RunContext): { entry: number; failed: boolean } | undefined {
  if (context.lostElsewhere.size === 0) return undefined;
  for (const token of requestTokens(task.parameters, task.query, task.exchange.request.body)) {
    const lost = context.lost.get(token) ?? lostElsewhere(token, task, context);
    if (lost) return lost;
  }
  return undefined;
}

/** A creation of another recording that is lost, when the recording itself does not know the id. */
function lostElsewhere(token: string, { exchange }: Task, { lostElsewhere: all, ids }: RunContext): ReturnType<typeof lostIdOf> {
  if (ids.hasValue(token) || !(isDistinctive(token) || !isSafe(exchange.request.method))) return undefined;
  const found = all.get(token);
  return found?.recording === exchange.recording ? undefined : found;
}

/** What the differences amount to: an exchange passes only when its answer was compared. */
function verdictOn({ stale }: Task, differences: readonly Difference[]): { verdict: VerdictKind; reason?: string } {
  if (differences.some(({ kind }) => kind === 'unexplained')) return { verdict: 'fail', reason: failureReason(differences) };
  if (stale !== undefined && differences.some(({ message }) => message === stale))
    return { verdict: 'skipped', reason: `not comparable: ${stale}` };
  const open = differences.find(({ notCompared }) => notCompared === true);
  return open ? { verdict: 'skipped', reason: `not compared: ${open.message ?? open.path}` } : { verdict: 'pass' };
}

function judged(task: Task, { sent, differences: found }: Outcome, context: RunContext): Verdict {
  const { exchange, operation } = task;
  const differences = found.some(({ kind }) => kind === 'unexplained') ? found.map((each) => accepted(each, task, context)) : found;
  const { verdict, reason } = verdictOn(task, differences);
  context.tally.exercised(rulesOf(task), differences);
  return {
    recording: exchange.recording,
    entry: exchange.entry,
    request: { method: exchange.request.method, url: exchange.request.url },
    v2: sent,
    verdict,
    rule: task.carries?.creation.operation.rule.id ?? operation.rule.id,
    endpoint: operation.v1.source,
    ...(reason !== undefined && { reason }),
    differences,
  };
}

/** A difference that nothing explains, accepted where the user says so. */
function accepted(difference: Difference, { operation }: Task, { allowances, accepts }: RunContext): Difference {
  if (difference.kind !== 'unexplained') return difference;
  const allowed = allowances.for(factsOf(operation).rules)?.header(difference) ?? difference;
  const isAccepted = allowed === difference && accepts?.(differenceKey(operation.v1.source, difference)) === true;
  return isAccepted ? { ...difference, kind: 'accepted' } : allowed;
}

/** Rules that the exchange exercised: of a completed collapse those of both steps, without the rule for a second step alone. */
function rulesOf({ operation, carries }: Task): string[] {
  const { rules } = factsOf(operation);
  if (!carries) return rules;
  return [...new Set([...factsOf(carries.creation.operation).rules, ...rules.filter((rule) => rule !== operation.rule.id)])];
}

function errorReason(error: unknown): string {
  if (error instanceof SendError || error instanceof TranslationError || error instanceof TooDeepError) return error.message;
  if (error instanceof RangeError) return 'the recorded body is nested too deeply';
  throw error;
}
