import { parseEndpoint } from '../../match/index.js';
import type { ExpandRule, Json, JsonObject } from '../../pack/model.js';
import { kindOfPlace } from '../ids/kind.js';
import { tryParseJson } from '../json.js';
import type { Difference, SentRequest } from '../model.js';
import { mapHoles, translateRequest } from '../translate/request.js';
import { TranslationError } from '../translate/target.js';
import type { RunContext, Task } from './context.js';
import { type Outcome, send } from './send.js';

/**
 * Replays a bulk call as one v2 call for each item: the items that its body lists, else those that a scoped list answers.
 * Each of them must succeed as the bulk call did.
 * @throws TranslationError when nothing says which items are meant
 */
export async function replayExpansion(task: Task, rule: ExpandRule, context: RunContext, sent: SentRequest[]): Promise<Outcome> {
  const differences: Difference[] = [];
  const items = await itemsOf(task, rule, context, sent, differences);
  const recordedOk = task.exchange.response.status < 400;
  const each = parseEndpoint(rule.each);
  for (const item of items) {
    const holes = Object.fromEntries(Object.entries(rule.params).map(([hole, field]) => [hole, scalarText(item[field])]));
    const request = translateRequest(task, context, { v2: each, holes, request: [] });
    const { answer, promises } = await send(task, { ...request, body: null }, context, sent);
    differences.push(...promises);
    if (recordedOk !== answer.status < 400) {
      const expected = recordedOk ? 200 : task.exchange.response.status;
      differences.push({
        path: 'status',
        kind: 'unexplained',
        rule: rule.id,
        expected,
        actual: answer.status,
        message: `${request.method} ${request.path}`,
      });
    }
  }
  if (differences.length === 0)
    differences.push({ path: '$', kind: 'explained', rule: rule.id, message: `one call became ${sent.length}` });
  return { sent, differences };
}

async function itemsOf(
  task: Task,
  rule: ExpandRule,
  context: RunContext,
  sent: SentRequest[],
  differences: Difference[],
): Promise<JsonObject[]> {
  const listed = rule.ids === undefined ? undefined : idsInBody(task, rule.ids);
  const [field = 'id'] = Object.values(rule.params);
  if (listed) return listed.map((id) => ({ [field]: context.ids.toV2(id, kindOfPlace(rule.ids ?? '', undefined)) ?? id }));
  if (!rule.list) throw new TranslationError('the recorded call does not say which items it means');
  return listItems(task, rule.list, context, sent, differences, rule.id);
}

function idsInBody(task: Task, name: string): string[] | undefined {
  const body = task.exchange.request.body === null ? undefined : tryParseJson(task.exchange.request.body);
  const ids = isObject(body) ? body[name] : undefined;
  return Array.isArray(ids) ? ids.map(scalarText) : undefined;
}

async function listItems(
  task: Task,
  list: NonNullable<ExpandRule['list']>,
  context: RunContext,
  sent: SentRequest[],
  differences: Difference[],
  rule: string,
): Promise<JsonObject[]> {
  const request = translateRequest(task, context, { v2: parseEndpoint(list.v2), request: [] });
  const { answer } = await send(task, { ...request, body: null }, context, sent);
  const body = answer.text === null ? undefined : tryParseJson(answer.text);
  const items = isObject(body) ? body[list.items] : body;
  if (answer.status >= 400 || !Array.isArray(items)) {
    differences.push({
      path: 'status',
      kind: 'unexplained',
      rule,
      expected: 200,
      actual: answer.status,
      message: 'the list of the items to act on',
    });
    return [];
  }
  const { where, active } = list;
  const wanted = where === undefined ? undefined : mapHoles(task.holes, context.ids)[where.in];
  return items.filter(isObject).filter((item) => {
    if (where && scalarText(item[where.field]) !== wanted) return false;
    return active === undefined || active.values.includes(scalarText(item[active.field]));
  });
}

function scalarText(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
