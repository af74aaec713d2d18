import { withoutSecrets } from './secrets.js';
import { bodyField } from '../http/body.js';
import { type ApiCall, type CallUrl, type Classified, limitOf } from '../http/call.js';
import { causeText } from '../dataflow/limits.js';
import type { Interpreter } from '../dataflow/interpreter.js';
import { elementName } from '../dataflow/interpret/environment.js';
import { holdsVariables } from '../dataflow/interpret/members.js';
import { alternatives, constantText, EMPTY, type Ref } from '../dataflow/value.js';
import { lowerLevel, placeholderIndex, withBraces } from '../match/index.js';
import { convertForward, isDerived } from '../pack/lens/index.js';
import type { Conversion, Lens, Level } from '../pack/model.js';
import { isData } from '../project/file-kinds.js';
import { type Blocker, blockers, ruleBlocker } from './blockers.js';
import { isInMarkup } from '../project/source.js';
import { declarationOf } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import { unwrap } from '../project/unwrap.js';

/** The base of a URL is also read from outside of the code, which no edit reaches. */
export const OUTSIDE_BASE = blockers.urlOverridable();

/** A level and the first fact that lowered it. */
export interface Judged {
  level: Level;
  reason?: Blocker;
}

/** The level of a rule, before anything is known about a call. */
export function ruleLevel(rule: { level: Level; todo?: string | undefined; title: string }): Judged {
  return { level: rule.level, ...(rule.level === 'auto' ? {} : { reason: ruleBlocker(rule) }) };
}

/** An origin that no path follows. */
const ORIGIN = /^[a-z][\w+.-]*:\/\/[^/]*\/?$/i;

type Matched = Extract<Classified, { kind: 'match' }>;

/** The level that a matched call can reach, before any edit is tried. */
export function judge(call: ApiCall, matched: Matched, interpreter: Interpreter): Judged {
  const { rule } = matched.match.operation;
  const base = ruleLevel(rule);
  if (!matched.match.certain) {
    const operations = [matched.match, ...matched.possible].map((match) => match.operation);
    const rules = new Set(operations.map((operation) => operation.rule.id));
    const targets = new Set(operations.map(({ rule: { id }, v2 }) => `${id} ${(v2?.source ?? '').replace(/:\w+(?=\?|$)/, '')}`));
    const names = rules.size > 1 ? [...rules] : operations.map(({ v1 }) => v1.source);
    const reason = targets.size === 1 ? undefined : blockers.pathAtRunTime(names.join(', '));
    if (reason !== undefined) return lowered(base, 'manual', reason);
  }
  const limit = limitOf(call);
  if (limit) return lowered(base, 'manual', blockers.limit(causeText(limit, interpreter.project.root)));
  if (isInMarkup(call.site.getStart(), call.source)) return lowered(base, 'manual', blockers.inMarkup());
  if (call.request.unseen !== undefined) return lowered(base, 'manual', blockers.wrapperUnseen(call.request.unseen));
  if (call.method === undefined) return lowered(base, 'manual', blockers.methodAtRunTime());
  if (call.request.unseenBase) return lowered(base, 'manual', blockers.baseInClient(call.request.client));
  const open = call.urls.find(({ kind }) => kind === 'dynamic' || kind === 'unclassified');
  if (open) return lowered(base, 'manual', blockers.alternativeOpen(withoutSecrets(withBraces(open.url.text))));
  const others = call.urls.filter((url) => url.kind === 'other');
  if (others.some(({ url }) => isFromElsewhere(url) && variableOf(url, interpreter) === undefined))
    return lowered(base, 'review', OUTSIDE_BASE);
  const unread = unreadField(call, matched, interpreter);
  return unread === undefined ? base : lowered(base, 'review', unread);
}

/** What the URL starts with is not known. */
function isFromElsewhere({ text }: CallUrl): boolean {
  return placeholderIndex(text.charAt(0)) !== undefined;
}

/** The environment variable that a URL starts with, by whatever name the code has for it. */
export function variableOf({ placeholders }: CallUrl, interpreter: Interpreter): string | undefined {
  const [first] = placeholders;
  return first && variableBehind(first, interpreter, 0);
}

function variableBehind({ node: written, env }: Ref, interpreter: Interpreter, depth: number): string | undefined {
  if (depth > 8) return undefined;
  const node = unwrap(written);
  const next = (inner: ts.Expression): string | undefined => variableBehind({ node: inner, env }, interpreter, depth + 1);
  // `process.env.API_URL ?? 'https://…'`
  if (ts.isBinaryExpression(node) && /^(?:\?\?|\|\|)$/.test(node.operatorToken.getText())) return next(node.left);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    const holder = interpreter.valueOf(node.expression, env);
    if (holder.kind === 'external' && holdsVariables(holder))
      return ts.isPropertyAccessExpression(node) ? node.name.text : textIn(node.argumentExpression);
  }
  const declaration = ts.isIdentifier(node) ? declarationOf(node) : undefined;
  if (declaration && ts.isBindingElement(declaration)) return boundVariable(declaration, interpreter);
  const initial = interpreter.initializer(node, env);
  return initial && initial !== node ? next(initial) : undefined;
}

function textIn(node: ts.Expression): string | undefined {
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** `const { API_URL } = process.env`. */
function boundVariable(element: ts.BindingElement, interpreter: Interpreter): string | undefined {
  const holder = element.parent.parent;
  const given = ts.isVariableDeclaration(holder) && holder.initializer ? interpreter.valueOf(holder.initializer, EMPTY) : undefined;
  return given?.kind === 'external' && holdsVariables(given) ? elementName(element) : undefined;
}

/** Pieces of a path that stand in files of settings; an origin, or the value of a parameter such as an id, is none of them. */
export function dataParts(url: CallUrl): ts.Node[] {
  return url.parts.flatMap(({ part }) =>
    'text' in part && part.node && /\/|^v\d+$/i.test(part.text.replace(ORIGIN, '')) && isData(part.node.getSourceFile().fileName)
      ? [part.node]
      : [],
  );
}

/** Why a table of the pack does not tell what becomes of a field of the body. */
function unreadField(call: ApiCall, { match }: Matched, interpreter: Interpreter): Blocker | undefined {
  for (const { field, conversion } of lookups(match.operation.request)) {
    const ref = bodyField(call.request, field, interpreter);
    for (const option of ref ? alternatives(interpreter.valueOf(ref.node, ref.env)) : []) {
      const text = constantText(option);
      if (text === undefined) return blockers.valueDecides(field);
      if (convertForward(conversion, text) === undefined) return blockers.valueNotInTable(field, text);
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
export function lowered(from: Judged, level: Level, reason: Blocker): Judged {
  const next = lowerLevel(from.level, level);
  return next === from.level ? from : { level: next, reason };
}
