import { codePattern } from '../../project/pattern.js';
import { ts } from '../../project/syntax.js';
import { elementsOf } from './arguments.js';
import type { Interpreter } from '../interpreter.js';
import { LIMITS } from '../limits.js';
import { listOf, valueAt } from './tables.js';
import { sliced } from './urls.js';
import {
  alternatives,
  type Binding,
  concat,
  constantText,
  type Environment,
  mapValue,
  type TextPart,
  textOf,
  textValue,
  unknown,
  type AbstractValue,
} from '../value.js';

type Method = (self: AbstractValue, call: ts.CallExpression, env: Environment, interpreter: Interpreter) => AbstractValue | undefined;

const same: Method = (self, call, env) => (isText(self) ? mapText(self, call, env, (text) => text) : undefined);
const asQuery: Method = (self, call, env, interpreter) =>
  self.kind === 'search' ? textOf(self, call, env) : same(self, call, env, interpreter);

/** Methods of texts, lists and functions that the evaluator knows. */
const METHODS = new Map<string, Method>([
  ['join', (self, call, env, interpreter) => joined(self, call, env, interpreter)],
  ['filter', (self) => (isList(self) ? self : undefined)],
  ['map', (self, call, env, interpreter) => mapped(self, call, env, interpreter)],
  ['concat', (self, call, env, interpreter) => concatenated(self, call, env, interpreter)],
  ['reduce', (self, call, env, interpreter) => reduced(self, call, env, interpreter)],
  ['bind', (self, call, env) => bound(self, call, env)],
  ['replace', (self, call, env, interpreter) => replaced(self, call, env, interpreter)],
  ['replaceAll', (self, call, env, interpreter) => replaced(self, call, env, interpreter)],
  ['slice', cutText],
  ['substring', cutText],
  ['clone', (self) => (self.kind === 'request' ? self : undefined)],
  ['toString', asQuery],
  ['toJSON', asQuery],
  ['get', (self, call, env, interpreter) => got(self, call, env, interpreter)],
  ['keys', (self) => (self.kind === 'map' ? listOf(self, 'keys') : undefined)],
  ['values', (self) => (self.kind === 'map' ? listOf(self, 'values') : undefined)],
  ['entries', (self) => (self.kind === 'map' ? listOf(self, 'entries') : undefined)],
  ['trim', same],
  ['trimEnd', same],
  ['trimStart', same],
  ['valueOf', same],
  ['normalize', same],
  ['toLowerCase', (self, call, env) => mapTexts(self, call, env, (text) => text.toLowerCase())],
  ['toUpperCase', (self, call, env) => mapTexts(self, call, env, (text) => text.toUpperCase())],
]);

/** The value of a call of a built-in method; undefined when it is none. */
export function methodValueOf(call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  if (!ts.isPropertyAccessExpression(call.expression)) return undefined;
  const method = METHODS.get(call.expression.name.text);
  if (!method) return undefined;
  return method(interpreter.valueOf(call.expression.expression, env), call, env, interpreter);
}

/** `map.get(key)`. */
function got(self: AbstractValue, call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const [key] = call.arguments;
  return self.kind === 'map' && key ? valueAt(self, interpreter.valueOf(key, env), call, env, interpreter) : undefined;
}

/** A text, one of whose alternatives may only show at run time: `process.env.HOST ?? 'https://host'`. */
function isText(value: AbstractValue): boolean {
  const options = alternatives(value);
  return (
    options.some(({ kind }) => kind === 'text') && options.every(({ kind }) => kind === 'text' || kind === 'unknown' || kind === 'external')
  );
}

/** Changes the alternatives that are text; the call itself stands for the others. */
function mapText(
  self: AbstractValue,
  call: ts.Expression,
  env: Environment,
  change: (text: Extract<AbstractValue, { kind: 'text' }>) => AbstractValue,
): AbstractValue {
  return mapValue(self, (option) => (option.kind === 'text' ? change(option) : unknown(call, env)));
}

function isList(value: AbstractValue): boolean {
  return value.kind === 'array' || value.kind === 'list';
}

function mapTexts(self: AbstractValue, call: ts.Expression, env: Environment, change: (text: string) => string): AbstractValue | undefined {
  if (!isText(self)) return undefined;
  return mapText(self, call, env, (option) => {
    const text = constantText(option);
    return text === undefined || text === change(text) ? option : textValue(change(text));
  });
}

/** `[a, b].join('/')`. */
function joined(self: AbstractValue, call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  if (!alternatives(self).every(isList)) return undefined;
  const [given] = call.arguments;
  const separator = given ? interpreter.valueOf(given, env) : textValue(',');
  return mapValue(self, (option) => {
    const elements = elementsOf(option, interpreter);
    if (!elements || elements.open || constantText(separator) === undefined) return unknown(call, env);
    return joinAll(elements.items, separator, call, env, interpreter);
  });
}

/** Joins elements as text. */
function joinAll(
  items: Binding[],
  separator: AbstractValue,
  node: ts.Expression,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue {
  const values = items.flatMap((item, index) => {
    const value = interpreter.resolve(item);
    const text = 'node' in item ? textOf(value, item.node, item.env) : textOf(value, node, env);
    return index === 0 ? [text] : [separator, text];
  });
  return concat(values, unknown(node, env));
}

/** `list.map((element) => …)` on a list whose elements are known. */
function mapped(self: AbstractValue, call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const elements = elementsOf(self, interpreter);
  const [given] = call.arguments;
  if (!elements || elements.open || !given) return undefined;
  const change = interpreter.valueOf(given, env);
  const items = elements.items.map((item): Binding => ({
    value: interpreter.applied(change, { items: [item], open: false }, call, env) ?? unknown(call, env),
  }));
  return { kind: 'list', items };
}

/** `list.reduce((made, element) => …, start)` on a list whose elements are known; in the tag of a template it puts the template back together. */
function reduced(self: AbstractValue, call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const [given, start] = call.arguments;
  if (self.kind === 'template') {
    const template = interpreter.valueOf(self.node, self.env);
    return start ? concat([textOf(interpreter.valueOf(start, env), start, env), template], unknown(call, env)) : template;
  }
  const elements = elementsOf(self, interpreter);
  if (!elements || elements.open || !given || !start || elements.items.length > LIMITS.fold.bound) return undefined;
  const fold = interpreter.valueOf(given, env);
  let made = interpreter.valueOf(start, env);
  for (const item of elements.items) {
    const next = interpreter.applied(fold, { items: [{ value: made }, item], open: false }, call, env);
    if (!next) return undefined;
    made = next;
  }
  return made;
}

/** `text.slice(1)` and `text.slice(0, -1)` where the text that is cut off is known. */
function cutText(self: AbstractValue, call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  if (!isText(self)) return undefined;
  const [from, to] = call.arguments.map((argument) => Number(constantText(interpreter.valueOf(argument, env))));
  if (from === undefined || Number.isNaN(from) || from < 0 || (to !== undefined && !(to < 0))) return unknown(call, env);
  return mapText(self, call, env, ({ parts }) => cutParts(parts, from, -(to ?? 0)) ?? unknown(call, env));
}

function cutParts(parts: TextPart[], fromStart: number, fromEnd: number): AbstractValue | undefined {
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

function concatenated(self: AbstractValue, call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  if (!isText(self)) return undefined;
  const args = call.arguments.map((arg) => textOf(interpreter.valueOf(arg, env), arg, env));
  return concat([self, ...args], unknown(call, env));
}

/** `f.bind(self, a)` is `f` with its first argument given. */
function bound(self: AbstractValue, call: ts.CallExpression, env: Environment): AbstractValue | undefined {
  const given = call.arguments.slice(1);
  if (self.kind === 'function') {
    return given.length === 0 ? self : { ...self, bound: [...(self.bound ?? []), ...given.map((node) => ({ node, env }))] };
  }
  return given.length === 0 && (self.kind === 'client' || self.kind === 'external') ? self : undefined;
}

/** `text.replace(':id', value)` with a literal pattern; a pattern that only trims slashes changes nothing that matters. */
function replaced(self: AbstractValue, call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  if (!isText(self)) return undefined;
  const [patternNode, replacementNode] = call.arguments;
  if (!patternNode || !replacementNode) return unknown(call, env);
  if (ts.isRegularExpressionLiteral(patternNode)) {
    return /^\/\^?\\?\/+[+*]?\$?\/g?$/.test(patternNode.text)
      ? same(self, call, env, interpreter)
      : replacedPattern(self, patternNode.text, replacementNode, call, env, interpreter);
  }
  const from = constantText(interpreter.valueOf(patternNode, env));
  if (from === undefined || from === '') return unknown(call, env);
  const to = textOf(interpreter.valueOf(replacementNode, env), replacementNode, env);
  return mapText(self, call, env, ({ parts }) => concat(splitAt(parts, from, to), unknown(call, env)));
}

/** `path.replace(/:(\w+)/g, (_, name) => …)` and the like: every place that the pattern names becomes a placeholder. */
function replacedPattern(
  self: AbstractValue,
  source: string,
  replacement: ts.Expression,
  call: ts.Expression,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue {
  const end = source.lastIndexOf('/');
  const pattern = codePattern(source.slice(1, end), source.slice(end + 1));
  if (!pattern) return unknown(call, env);
  const fixed = constantText(interpreter.valueOf(replacement, env));
  const to: AbstractValue =
    fixed === undefined || fixed.includes('$') ? { kind: 'text', parts: [{ placeholder: { node: replacement, env } }] } : textValue(fixed);
  return mapText(self, call, env, (option) => {
    const values = option.parts.flatMap((part): AbstractValue[] => {
      if (!('text' in part)) return [{ kind: 'text', parts: [part] }];
      const matches = pattern.global ? [...part.text.matchAll(pattern)] : [pattern.exec(part.text)].filter((match) => match !== null);
      let at = 0;
      const pieces: AbstractValue[] = [];
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

function splitAt(parts: TextPart[], pattern: string, replacement: AbstractValue): AbstractValue[] {
  const values: AbstractValue[] = [];
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
