import type { Json } from '../../pack/model.js';
import { TooDeepError } from '../compare/diff.js';
import type { LiveResponse } from '../compare/judge.js';
import { failureReason } from '../describe.js';
import { kindOfPlace } from '../ids/kind.js';
import { tryParseJson } from '../json.js';
import type { Difference, SentRequest, Verdict, VerdictKind } from '../model.js';
import { SendError } from '../replay/client.js';
import { requestTokens } from '../schedule/tokens.js';
import { translateRequest } from '../translate/request.js';
import { TranslationError } from '../translate/target.js';
import { type RunContext, type Task, unsent } from './context.js';
import { replayExpansion } from './expand.js';
import { judge } from './judge.js';
import { factsOf } from './operation.js';
import { replayPages } from './pages.js';
import { type Outcome, send } from './send.js';
import { awaitJob } from './wait.js';

/** Replays one exchange and judges the answer; every way it can end is a verdict. */
export async function replay(task: Task, context: RunContext): Promise<Verdict> {
  const lost = lostIdOf(task, context);
  if (lost?.failed === true) {
    return unsent(task.exchange, 'error', `it uses what entry ${lost.entry} creates, which failed`, task.operation);
  }
  const sent: SentRequest[] = [];
  try {
    const outcome = await run(task, context, sent);
    const last = outcome.sent.at(-1);
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
  const differences = [...promises, ...judge(task, answer, context, request.body)];
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

function lostIdOf(task: Task, context: RunContext): { entry: number; failed: boolean } | undefined {
  if (context.lost.size === 0) return undefined;
  for (const token of requestTokens(task.parameters, task.query, task.exchange.request.body)) {
    const lost = context.lost.get(token);
    if (lost) return lost;
  }
  return undefined;
}

function verdictOn({ stale }: Task, differences: readonly Difference[]): VerdictKind {
  if (differences.some(({ kind }) => kind === 'unexplained')) return 'fail';
  return stale !== undefined && differences.some(({ message }) => message === stale) ? 'skipped' : 'pass';
}

function judged(task: Task, { sent, differences }: Outcome, context: RunContext): Verdict {
  const { exchange, operation } = task;
  const verdict = verdictOn(task, differences);
  context.tally.exercised(rulesOf(task), differences);
  return {
    recording: exchange.recording,
    entry: exchange.entry,
    request: { method: exchange.request.method, url: exchange.request.url },
    v2: sent,
    verdict,
    rule: task.carries?.creation.operation.rule.id ?? operation.rule.id,
    endpoint: operation.v1.source,
    ...(verdict === 'fail' && { reason: failureReason(differences) }),
    ...(verdict === 'skipped' && { reason: `not comparable: ${task.stale}` }),
    differences,
  };
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
