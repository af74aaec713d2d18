import { parseEndpoint } from '../../match/index.js';
import type { ExpandRule, Json, JsonObject } from '../../pack/model.js';
import { kindOfPlace } from '../ids/kind.js';
import { tryParseJson } from '../json.js';
import type { Difference, SentRequest } from '../model.js';
import { mapParameters, translateRequest } from '../translate/request.js';
import { TranslationError } from '../translate/url.js';
import type { RunContext, Task } from './context.js';
import { type Outcome, send } from './send.js';
import { isObject } from '../../pack/lens/fields.js';

/**
 * Replays a bulk call as one v2 call for each item: the items that its body lists, else those that a scoped list answers.
 * Each must end as the recorded answer says of it, and no other may be touched.
 * @throws TranslationError when nothing says which items are meant
 */
export async function replayExpansion(task: Task, rule: ExpandRule, context: RunContext, sent: SentRequest[]): Promise<Outcome> {
  const differences: Difference[] = [];
  const items = await itemsOf(task, rule, context, sent, differences);
  const outcomes = recordedOutcomes(task, rule, context);
  const each = parseEndpoint(rule.each);
  const [idField = 'id'] = Object.values(rule.params);
  for (const item of items) {
    const id = scalarText(item[idField]);
    const isOk = outcomes?.get(id) ?? task.exchange.response.status < 400;
    const parameters = Object.fromEntries(Object.entries(rule.params).map(([parameter, field]) => [parameter, scalarText(item[field])]));
    const request = translateRequest(task, context, { v2: each, parameters, request: [] });
    const { answer, promises } = await send(task, { ...request, body: null }, context, sent);
    differences.push(...promises);
    if (isOk !== answer.status < 400) {
      const expected = isOk ? 200 : 400;
      differences.push({
        path: 'status',
        kind: 'unexplained',
        rule: rule.id,
        expected,
        actual: answer.status,
        message: `${request.method} ${request.path}`,
      });
    }
    if (outcomes && !outcomes.delete(id)) {
      differences.push({ path: '$', kind: 'unexplained', rule: rule.id, actual: id, message: 'an item that v1 did not touch' });
    }
  }
  for (const id of outcomes?.keys() ?? []) {
    differences.push({
      path: '$',
      kind: 'unexplained',
      rule: rule.id,
      expected: id,
      message: 'an item that v1 touched is not among those of v2',
    });
  }
  if (differences.length === 0)
    differences.push({ path: '$', kind: 'explained', rule: rule.id, message: `one call became ${sent.length}` });
  return { sent, differences };
}

/** What v1 answered of each item, by its v2 id; undefined when it said nothing of single items. */
function recordedOutcomes(task: Task, { answer, params }: ExpandRule, context: RunContext): Map<string, boolean> | undefined {
  const body = task.exchange.response.body === null || !answer ? undefined : tryParseJson(task.exchange.response.body);
  const items = isObject(body) && answer ? body[answer.items] : undefined;
  if (!answer || !Array.isArray(items)) return undefined;
  const [parameter = ''] = Object.keys(params);
  return new Map(
    items.filter(isObject).map((item) => [v2Id(scalarText(item[answer.id]), parameter, context), item[answer.status] === answer.ok]),
  );
}

async function itemsOf(
  task: Task,
  rule: ExpandRule,
  context: RunContext,
  sent: SentRequest[],
  differences: Difference[],
): Promise<JsonObject[]> {
  const ids = rule.ids === undefined ? undefined : scalarsInBody(task, rule.ids);
  const [field = 'id'] = Object.values(rule.params);
  if (ids) return ids.map((id) => ({ [field]: v2Id(id, rule.ids ?? '', context) }));
  if (!rule.list) throw new TranslationError('the recorded call does not say which items it means');
  return listItems(task, rule.list, context, sent, differences, rule.id);
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
  const wanted = where && wantedValues(task, where.in, context);
  return items.filter(isObject).filter((item) => {
    if (where && wanted && !wanted.has(scalarText(item[where.field]))) return false;
    return active === undefined || active.values.includes(scalarText(item[active.field]));
  });
}

/** Values that a listed item must have one of: those of a parameter, or of a body field. Undefined when v1 named none and meant all. */
function wantedValues(task: Task, name: string, context: RunContext): Set<string> | undefined {
  const parameter = mapParameters(task.parameters, context.ids)[name];
  if (parameter !== undefined) return new Set([parameter]);
  const values = scalarsInBody(task, name);
  return values && new Set(values.map((value) => v2Id(value, name, context)));
}

/** One or several scalars in a field of the recorded body. */
function scalarsInBody(task: Task, name: string): string[] | undefined {
  const body = task.exchange.request.body === null ? undefined : tryParseJson(task.exchange.request.body);
  const value = isObject(body) ? body[name] : undefined;
  if (value === undefined || value === null) return undefined;
  return (Array.isArray(value) ? value : [value]).map(scalarText);
}

function v2Id(id: string, place: string, context: RunContext): string {
  return context.ids.toV2(id, kindOfPlace(place, undefined)) ?? id;
}

function scalarText(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
