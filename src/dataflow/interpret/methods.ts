import { codePattern } from '../../project/pattern.js';
import { ts } from '../../project/syntax.js';
import { elementsOf } from './arguments.js';
import type { Evaluation } from '../interpreter.js';
import { sliced } from './urls.js';
import {
  alternatives,
  type Binding,
  concat,
  constantText,
  type Env,
  mapValue,
  type TextPart,
  textOf,
  textValue,
  unknown,
  type Value,
} from '../value.js';

const MAX_FOLD = 48;

type Method = (self: Value, call: ts.CallExpression, env: Env, evaluation: Evaluation) => Value | undefined;

const same: Method = (self, call, env) => (isText(self) ? mapText(self, call, env, (text) => text) : undefined);
const asQuery: Method = (self, call, env, evaluation) =>
  self.kind === 'search' ? textOf(self, call, env) : same(self, call, env, evaluation);

/** Methods of texts, lists and functions that the evaluator knows. */
const METHODS = new Map<string, Method>([
  ['join', (self, call, env, evaluation) => joined(self, call, env, evaluation)],
  ['filter', (self) => (isList(self) ? self : undefined)],
  ['map', (self, call, env, evaluation) => mapped(self, call, env, evaluation)],
  ['concat', (self, call, env, evaluation) => concatenated(self, call, env, evaluation)],
  ['reduce', (self, call, env, evaluation) => reduced(self, call, env, evaluation)],
  ['bind', (self, call, env) => bound(self, call, env)],
  ['replace', (self, call, env, evaluation) => replaced(self, call, env, evaluation)],
  ['replaceAll', (self, call, env, evaluation) => replaced(self, call, env, evaluation)],
  ['slice', cutText],
  ['substring', cutText],
  ['clone', (self) => (self.kind === 'request' ? self : undefined)],
  ['toString', asQuery],
  ['toJSON', asQuery],
  ['trim', same],
  ['trimEnd', same],
  ['trimStart', same],
  ['valueOf', same],
  ['normalize', same],
  ['toLowerCase', (self, call, env) => mapTexts(self, call, env, (text) => text.toLowerCase())],
  ['toUpperCase', (self, call, env) => mapTexts(self, call, env, (text) => text.toUpperCase())],
]);

/** The value of a call of a built-in method; undefined when it is none. */
export function methodValueOf(call: ts.CallExpression, env: Env, evaluation: Evaluation): Value | undefined {
  if (!ts.isPropertyAccessExpression(call.expression)) return undefined;
  const method = METHODS.get(call.expression.name.text);
  if (!method) return undefined;
  return method(evaluation.evaluate(call.expression.expression, env), call, env, evaluation);
}

/** A text, one of whose alternatives may only show at run time: `process.env.HOST ?? 'https://host'`. */
function isText(value: Value): boolean {
  const options = alternatives(value);
  return (
    options.some(({ kind }) => kind === 'text') && options.every(({ kind }) => kind === 'text' || kind === 'unknown' || kind === 'external')
  );
}

/** Changes the alternatives that are text; the call itself stands for the others. */
function mapText(self: Value, call: ts.Expression, env: Env, change: (text: Extract<Value, { kind: 'text' }>) => Value): Value {
  return mapValue(self, (option) => (option.kind === 'text' ? change(option) : unknown(call, env)));
}

function isList(value: Value): boolean {
  return value.kind === 'array' || value.kind === 'list';
}

function mapTexts(self: Value, call: ts.Expression, env: Env, change: (text: string) => string): Value | undefined {
  if (!isText(self)) return undefined;
  return mapText(self, call, env, (option) => {
    const text = constantText(option);
    return text === undefined || text === change(text) ? option : textValue(change(text));
  });
}

/** `[a, b].join('/')`. */
function joined(self: Value, call: ts.CallExpression, env: Env, evaluation: Evaluation): Value | undefined {
  if (!alternatives(self).every(isList)) return undefined;
  const [given] = call.arguments;
  const separator = given ? evaluation.evaluate(given, env) : textValue(',');
  return mapValue(self, (option) => {
    const elements = elementsOf(option, evaluation);
    if (!elements || elements.open || constantText(separator) === undefined) return unknown(call, env);
    return joinAll(elements.items, separator, call, env, evaluation);
  });
}

/** Joins elements as text. */
function joinAll(items: Binding[], separator: Value, node: ts.Expression, env: Env, evaluation: Evaluation): Value {
  const values = items.flatMap((item, index) => {
    const value = evaluation.resolve(item);
    const text = 'node' in item ? textOf(value, item.node, item.env) : textOf(value, node, env);
    return index === 0 ? [text] : [separator, text];
  });
  return concat(values, unknown(node, env));
}

/** `list.map((element) => …)` on a list whose elements are known. */
function mapped(self: Value, call: ts.CallExpression, env: Env, evaluation: Evaluation): Value | undefined {
  const elements = elementsOf(self, evaluation);
  const [given] = call.arguments;
  if (!elements || elements.open || !given) return undefined;
  const change = evaluation.evaluate(given, env);
  const items = elements.items.map((item): Binding => ({
    value: evaluation.applied(change, { items: [item], open: false }, call, env) ?? unknown(call, env),
  }));
  return { kind: 'list', items };
}

/** `list.reduce((made, element) => …, start)` on a list whose elements are known; in the tag of a template it puts the template back together. */
function reduced(self: Value, call: ts.CallExpression, env: Env, evaluation: Evaluation): Value | undefined {
  const [given, start] = call.arguments;
  if (self.kind === 'template') {
    const template = evaluation.evaluate(self.node, self.env);
    return start ? concat([textOf(evaluation.evaluate(start, env), start, env), template], unknown(call, env)) : template;
  }
  const elements = elementsOf(self, evaluation);
  if (!elements || elements.open || !given || !start || elements.items.length > MAX_FOLD) return undefined;
  const fold = evaluation.evaluate(given, env);
  let made = evaluation.evaluate(start, env);
  for (const item of elements.items) {
    const next = evaluation.applied(fold, { items: [{ value: made }, item], open: false }, call, env);
    if (!next) return undefined;
    made = next;
  }
  return made;
}

/** `text.slice(1)` and `text.slice(0, -1)` where the text that is cut off is known. */
function cutText(self: Value, call: ts.CallExpression, env: Env, evaluation: Evaluation): Value | undefined {
  if (!isText(self)) return undefined;
  const [from, to] = call.arguments.map((argument) => Number(constantText(evaluation.evaluate(argument, env))));
  if (from === undefined || Number.isNaN(from) || from < 0 || (to !== undefined && !(to < 0))) return unknown(call, env);
  return mapText(self, call, env, ({ parts }) => cutParts(parts, from, -(to ?? 0)) ?? unknown(call, env));
}

function cutParts(parts: TextPart[], fromStart: number, fromEnd: number): Value | undefined {
  const cut = [...parts];
  const first = cut[0];
  if (fromStart > 0) {
    if (!first || !('text' in first) || first.text.length < fromStart) return undefined;
    cut[0] = sliced(first, fromStart);
  }
  const last = cut.at(-1);
  if (fromEnd > 0) {
    if (!last || !('text' in last) || last.text.length < fromEnd) return undefined;
    cut[cut.length - 1] = sliced(last, 0, last.text.length - fromEnd);
  }
  return { kind: 'text', parts: cut };
}

function concatenated(self: Value, call: ts.CallExpression, env: Env, evaluation: Evaluation): Value | undefined {
  if (!isText(self)) return undefined;
  const args = call.arguments.map((arg) => textOf(evaluation.evaluate(arg, env), arg, env));
  return concat([self, ...args], unknown(call, env));
}

/** `f.bind(self, a)` is `f` with its first argument given. */
function bound(self: Value, call: ts.CallExpression, env: Env): Value | undefined {
  const given = call.arguments.slice(1);
  if (self.kind === 'function') {
    return given.length === 0 ? self : { ...self, bound: [...(self.bound ?? []), ...given.map((node) => ({ node, env }))] };
  }
  return given.length === 0 && (self.kind === 'client' || self.kind === 'external') ? self : undefined;
}

/** `text.replace(':id', value)` with a literal pattern; a pattern that only trims slashes changes nothing that matters. */
function replaced(self: Value, call: ts.CallExpression, env: Env, evaluation: Evaluation): Value | undefined {
  if (!isText(self)) return undefined;
  const [patternNode, replacementNode] = call.arguments;
  if (!patternNode || !replacementNode) return unknown(call, env);
  if (ts.isRegularExpressionLiteral(patternNode)) {
    return /^\/\^?\\?\/+[+*]?\$?\/g?$/.test(patternNode.text)
      ? same(self, call, env, evaluation)
      : replacedPattern(self, patternNode.text, replacementNode, call, env, evaluation);
  }
  const from = constantText(evaluation.evaluate(patternNode, env));
  if (from === undefined || from === '') return unknown(call, env);
  const to = textOf(evaluation.evaluate(replacementNode, env), replacementNode, env);
  return mapText(self, call, env, ({ parts }) => concat(splitAt(parts, from, to), unknown(call, env)));
}

/** `path.replace(/:(\w+)/g, (_, name) => …)` and the like: every place that the pattern names becomes a hole. */
function replacedPattern(
  self: Value,
  source: string,
  replacement: ts.Expression,
  call: ts.Expression,
  env: Env,
  evaluation: Evaluation,
): Value {
  const end = source.lastIndexOf('/');
  const pattern = codePattern(source.slice(1, end), source.slice(end + 1));
  if (!pattern) return unknown(call, env);
  const fixed = constantText(evaluation.evaluate(replacement, env));
  const to: Value =
    fixed === undefined || fixed.includes('$') ? { kind: 'text', parts: [{ hole: { node: replacement, env } }] } : textValue(fixed);
  return mapText(self, call, env, (option) => {
    const values = option.parts.flatMap((part): Value[] => {
      if (!('text' in part)) return [{ kind: 'text', parts: [part] }];
      const matches = pattern.global ? [...part.text.matchAll(pattern)] : [pattern.exec(part.text)].filter((match) => match !== null);
      let at = 0;
      const pieces: Value[] = [];
      for (const match of matches) {
        if (match[0] === '') continue;
        pieces.push({ kind: 'text', parts: [sliced(part, at, match.index)] }, to);
        at = match.index + match[0].length;
      }
      return [...pieces, { kind: 'text', parts: [sliced(part, at)] }];
    });
    return concat(values, unknown(call, env));
  });
}

function splitAt(parts: TextPart[], pattern: string, replacement: Value): Value[] {
  const values: Value[] = [];
  for (const part of parts) {
    if (!('text' in part)) {
      values.push({ kind: 'text', parts: [part] });
      continue;
    }
    let at = 0;
    for (let found = part.text.indexOf(pattern); found !== -1; found = part.text.indexOf(pattern, at)) {
      values.push({ kind: 'text', parts: [sliced(part, at, found)] }, replacement);
      at = found + pattern.length;
    }
    values.push({ kind: 'text', parts: [sliced(part, at)] });
  }
  return values;
}
