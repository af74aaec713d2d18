import { bodyField } from '../http/body.js';
import { type ApiCall, type CallUrl, type Classified, limitOf } from '../http/call.js';
import { causeText } from '../dataflow/limits.js';
import type { Interpreter } from '../dataflow/interpreter.js';
import { alternatives, constantText } from '../dataflow/value.js';
import { lowerLevel } from '../match/index.js';
import { convertForward, isDerived } from '../pack/lens/index.js';
import type { Conversion, Lens, Level } from '../pack/model.js';
import { isData } from '../project/file-kinds.js';
import { blockers } from './blockers.js';
import { isInMarkup } from '../project/source.js';
import type { ts } from '../project/syntax.js';

/** The base of a URL is also read from outside of the code, which no edit reaches. */
export const OUTSIDE_BASE = 'the URL may also come from elsewhere, such as an environment variable: check that it names v2 there too';

/** The base of a URL stands in a file that any program can read. */
export const IN_DATA = 'the URL stands in a file of settings, which other programs may read as well: check that they can do with v2';

/** A level and the first fact that lowered it. */
export interface Judged {
  level: Level;
  reason?: string;
}

/** An origin that no path follows. */
const ORIGIN = /^[a-z][\w+.-]*:\/\/[^/]*\/?$/i;

type Matched = Extract<Classified, { kind: 'match' }>;

/** The level that a matched call can reach, before any edit is tried. */
export function judge(call: ApiCall, matched: Matched, interpreter: Interpreter): Judged {
  const { rule } = matched.match.operation;
  const base: Judged = { level: rule.level, ...(rule.level === 'auto' ? {} : { reason: rule.todo ?? rule.title }) };
  if (!matched.match.certain) {
    const operations = [matched.match, ...matched.possible].map((match) => match.operation);
    const rules = new Set(operations.map((operation) => operation.rule.id));
    const targets = new Set(operations.map(({ rule: { id }, v2 }) => `${id} ${(v2?.source ?? '').replace(/:\w+(?=\?|$)/, '')}`));
    const names = rules.size > 1 ? [...rules] : operations.map(({ v1 }) => v1.source);
    const reason = targets.size === 1 ? undefined : `a part of the path is only known at run time: could be ${names.join(', ')}`;
    if (reason !== undefined) return lowered(base, 'manual', reason);
  }
  const limit = limitOf(call);
  if (limit) return lowered(base, 'manual', causeText(limit, interpreter.project.root));
  if (isInMarkup(call.site.getStart(), call.source)) return lowered(base, 'manual', blockers.inMarkup().text);
  if (call.request.unseen !== undefined) return lowered(base, 'manual', unseenText(call.request.unseen));
  if (call.method === undefined) return lowered(base, 'manual', 'the HTTP method is only known at run time');
  if (call.request.unseenBase)
    return lowered(base, 'manual', `the base of the URL stands in ${call.request.client}, which cannot be seen: make it speak v2 first`);
  const others = call.urls.filter((url) => url.kind === 'other');
  if (others.length > 0) return lowered(base, 'review', OUTSIDE_BASE);
  if (call.urls.some(({ url }) => dataParts(url).length > 0)) return lowered(base, 'review', IN_DATA);
  const unread = unreadField(call, matched, interpreter);
  return unread === undefined ? base : lowered(base, 'review', unread);
}

/** Pieces of a path that stand in files of settings; an origin, or the value of a parameter such as an id, is none of them. */
export function dataParts(url: CallUrl): ts.Node[] {
  return url.parts.flatMap(({ part }) =>
    'text' in part && part.node && /\/|^v\d+$/i.test(part.text.replace(ORIGIN, '')) && isData(part.node.getSourceFile().fileName)
      ? [part.node]
      : [],
  );
}

function unseenText(name: string): string {
  return `what ${name} sends cannot be seen: declare it under "wrappers" in the configuration, or migrate the call by hand`;
}

/** Why a table of the pack does not tell what becomes of a field of the body. */
function unreadField(call: ApiCall, { match }: Matched, interpreter: Interpreter): string | undefined {
  for (const { field, conversion } of lookups(match.operation.request)) {
    const ref = bodyField(call.request, field, interpreter);
    for (const option of ref ? alternatives(interpreter.valueOf(ref.node, ref.env)) : []) {
      const text = constantText(option);
      if (text === undefined) return `what v2 needs follows from \`${field}\`, which is only known at run time: check what v2 gets`;
      if (convertForward(conversion, text) === undefined) return `what v2 needs does not follow from ${field} "${text}"`;
    }
  }
  return undefined;
}

/** Fields of a body that are looked up in a table. */
export function lookups(lens: Lens): { field: string; conversion: Conversion }[] {
  return lens.flatMap((step) => {
    if (step.op === 'convert' && step.with.to === 'lookup') return [{ field: step.name, conversion: step.with }];
    if (step.op !== 'add' || !isDerived(step.value)) return [];
    const { from, with: conversion } = step.value;
    return conversion.to === 'lookup' ? [{ field: from, conversion }] : [];
  });
}

/** The lower of two levels, with the reason of the first that lowered it. */
export function lowered(from: Judged, level: Level, reason: string): Judged {
  const next = lowerLevel(from.level, level);
  return next === from.level ? from : { level: next, reason };
}
