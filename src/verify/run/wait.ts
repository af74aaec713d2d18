import { parseEndpoint } from '../../match/index.js';
import type { MoveRule, Wait } from '../../pack/model.js';
import type { LiveResponse } from '../compare/judge.js';
import { tryParseJson, valueAt } from '../json.js';
import type { Difference } from '../model.js';
import { bodyText } from '../replay/decode.js';
import { pause } from '../replay/sender.js';
import { translateRequest } from '../translate/request.js';
import type { RunContext, Task } from './context.js';

const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 1000;

/** Waits until a job that v2 started is done: v1 answered when the work was, and what follows in the recording counts on it. */
export async function awaitJob(
  task: Task,
  rule: MoveRule & { wait: Wait },
  answer: LiveResponse,
  context: RunContext,
): Promise<Difference[]> {
  if (answer.status >= 300 || task.exchange.response.status >= 400) return [];
  const { wait } = rule;
  const started = answer.text === null ? undefined : tryParseJson(answer.text);
  const parameters: { [parameter: string]: string } = {};
  for (const [parameter, path] of Object.entries(wait.id)) {
    const id = valueAt(started, path);
    if (typeof id !== 'string' && typeof id !== 'number')
      return [{ path: `$.${path}`, kind: 'unexplained', rule: rule.id, message: 'v2 does not name the job that it started' }];
    parameters[parameter] = String(id);
  }
  const request = { ...translateRequest(task, context, { v2: parseEndpoint(wait.poll), parameters, request: [], query: {} }), body: null };
  const { timeout } = context.settings;
  const deadline = context.now() + timeout;
  for (let rest = FIRST_PAUSE; ; rest = Math.min(rest * 2, LONGEST_PAUSE)) {
    const live = await context.sender.send(request);
    const { text } = await bodyText(live);
    if (live.status >= 300)
      return [{ path: 'status', kind: 'unexplained', rule: rule.id, expected: 200, actual: live.status, message: wait.poll }];
    const state = valueAt(text === null ? undefined : tryParseJson(text), wait.state);
    const current = typeof state === 'string' ? state : '';
    if (wait.done.includes(current)) return [];
    const isOver = wait.failed.includes(current) || context.now() > deadline;
    if (isOver) {
      const message = wait.failed.includes(current) ? 'the job that v2 started failed' : `the job was not done within ${timeout} ms`;
      const expected = wait.done.join(' or ');
      return [{ path: `$.${wait.state}`, kind: 'unexplained', rule: rule.id, expected, actual: state ?? null, message }];
    }
    await pause(rest, undefined);
  }
}
