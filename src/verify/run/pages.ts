import type { Json, PageRule } from '../../pack/model.js';
import type { LiveResponse } from '../compare/judge.js';
import { stringifyJson, tryParseJson } from '../json.js';
import type { Difference, SentRequest } from '../model.js';
import { queryToJson } from '../translate/url.js';
import { translateRequest } from '../translate/request.js';
import type { RunContext, Task } from './context.js';
import { judge } from './judge.js';
import { type Outcome, send } from './send.js';
import { isObject } from '../../pack/lens/fields.js';

/** Pages that are read at most. */
const MAX_PAGES = 10_000;

/** Reads all pages of a v2 list and judges them as the one list that v1 answered. A request that pages already is sent as it is. */
export async function replayPages(task: Task, rule: PageRule, context: RunContext, sent: SentRequest[]): Promise<Outcome> {
  const recorded = queryToJson(task.query);
  if (rule.page.name in recorded || rule.limit.name in recorded) {
    const { answer, promises } = await send(task, translateRequest(task, context), context, sent);
    return { sent, differences: [...judge(task, answer, context), ...promises] };
  }
  const pages = await readPages(task, rule, context, sent);
  return { sent, differences: [...pages.differences, ...judge(task, pages.answer, context), ...pages.promises] };
}

/** The pages of a list, as one answer. */
interface Pages {
  answer: LiveResponse;
  /** What is wrong with the pages themselves. */
  differences: Difference[];
  promises: Difference[];
}

async function readPages(task: Task, rule: PageRule, context: RunContext, sent: SentRequest[]): Promise<Pages> {
  const items: Json[] = [];
  const differences: Difference[] = [];
  const promised: Difference[] = [];
  let first: { answer: LiveResponse; body: Json } | undefined;
  let before = '';
  for (let number = 0; number < MAX_PAGES; number += 1) {
    const query = { [rule.page.name]: String(rule.page.first + number), [rule.limit.name]: String(rule.limit.max) };
    const { answer, promises } = await send(task, translateRequest(task, context, { query }), context, sent);
    if (number === 0) promised.push(...promises);
    const body = answer.status < 300 && answer.text !== null ? tryParseJson(answer.text) : undefined;
    const page = body === undefined ? undefined : listAt(body, rule.items);
    if (body === undefined || page === undefined) {
      if (!first) return { answer, differences, promises: promised };
      differences.push({
        path: 'status',
        kind: 'unexplained',
        rule: rule.id,
        expected: 200,
        actual: answer.status,
        message: `page ${number + rule.page.first} of the list`,
      });
      break;
    }
    first ??= { answer, body };
    const text = stringifyJson(page);
    if (page.length > 0 && text === before) {
      differences.push({
        path: `$.${rule.items}`,
        kind: 'unexplained',
        rule: rule.id,
        message: `page ${number + rule.page.first} repeats the page before it`,
      });
      break;
    }
    before = text;
    if (page.length > rule.limit.max) {
      differences.push({
        path: `$.${rule.items}`,
        kind: 'unexplained',
        rule: rule.id,
        message: `a page of ${page.length} items, though ${rule.limit.max} were asked for`,
      });
    }
    items.push(...page);
    if (page.length < rule.limit.max) break;
  }
  if (!first) throw new Error('a page loop ended before its first page');
  return { answer: { ...first.answer, text: stringifyJson(withList(first.body, rule.items, items)) }, differences, promises: promised };
}

function listAt(body: Json, path: string): Json[] | undefined {
  let at: Json | undefined = body;
  for (const name of namesOf(path)) at = isObject(at) ? at[name] : undefined;
  return Array.isArray(at) ? at : undefined;
}

function withList(body: Json, path: string, items: Json[]): Json {
  const [name, ...rest] = namesOf(path);
  if (name === undefined || !isObject(body)) return items;
  return { ...body, [name]: withList(body[name] ?? null, rest.join('.'), items) };
}

function namesOf(path: string): string[] {
  return path.split('.').filter((name) => name !== '' && name !== '$');
}
