import type { Operation } from '../../match/index.js';
import type { JsonObject } from '../../pack/model.js';
import { isDistinctive } from '../ids/map.js';
import { tryParseJson } from '../json.js';
import type { Exchange } from '../model.js';
import { factsOf } from './operation.js';
import { isObject } from '../../pack/lens/fields.js';

/** The id that v1 made up when it accepted an exchange: in its answer and not in its request. */
export function createdId(exchange: Exchange, operation: Operation, parameters: { [parameter: string]: string }): string | undefined {
  const { request, response } = exchange;
  if (request.method !== 'POST' || response.status >= 300 || response.body === null) return undefined;
  const answer = tryParseJson(response.body);
  const id =
    typeof answer === 'string' ? bareId(answer) : isObject(answer) ? idField(answer, factsOf(operation).idField ?? 'id') : undefined;
  if (id === undefined || Object.values(parameters).includes(id) || request.body?.includes(JSON.stringify(id)) === true) return undefined;
  return id;
}

function bareId(text: string): string | undefined {
  return isDistinctive(text) ? text : undefined;
}

function idField(answer: JsonObject, name: string): string | undefined {
  const value = answer[name] ?? Object.values(answer).find(isObject)?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
