import type { Json, JsonObject } from '../../pack/model.js';
import { tryParseJson } from '../json.js';
import type { Difference } from '../model.js';
import type { CompareContext } from './context.js';
import { diffJson } from './diff.js';
import { FieldPatterns } from './fields.js';
import type { LiveResponse } from './judge.js';
import { isObject } from '../../pack/lens/fields.js';

/**
 * Fields that v1 did not answer, that the rules add to the v2 answer and that the request held: they must come back as they
 * were sent. Nothing recorded could tell.
 */
export function judgeEcho(sentBody: string, { text }: LiveResponse, context: CompareContext): Difference[] {
  const sent = tryParseJson(sentBody);
  const answer = text === null ? undefined : tryParseJson(text);
  if (!isObject(sent) || !isObject(answer)) return [];
  const plain = { ...context, added: new FieldPatterns() };
  return Object.entries(sent).flatMap(([name, value]): Difference[] => {
    const rule = context.added.ruleFor([], name);
    if (rule === undefined) return [];
    const at = placeOf(answer, name);
    if (!at) return [{ path: `$.${name}`, kind: 'unexplained', rule, expected: value, message: 'the field that was sent is missing' }];
    return diffJson(value, at.value, plain)
      .filter(({ kind }) => kind === 'unexplained')
      .map((difference) => ({ ...difference, path: `${at.path}${difference.path.slice(1)}`, rule, message: 'not what was sent' }));
  });
}

/** The field, also one level below a wrapper. */
function placeOf(answer: JsonObject, name: string): { path: string; value: Json } | undefined {
  if (Object.hasOwn(answer, name)) return { path: `$.${name}`, value: answer[name] ?? null };
  const { data } = answer;
  return isObject(data) && Object.hasOwn(data, name) ? { path: `$.data.${name}`, value: data[name] ?? null } : undefined;
}
