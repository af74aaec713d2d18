import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../interpreter.js';
import {
  concat,
  type Environment,
  mapValue,
  type QueryEntry,
  type TextPart,
  textOf,
  textValue,
  unknown,
  type AbstractValue,
} from '../value.js';

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i;

/** `new URL(path, base)`: the path replaces the base's path from its start or from its last segment. */
export function urlValue(node: ts.NewExpression, env: Environment, interpreter: Interpreter): AbstractValue {
  const [pathNode, baseNode] = node.arguments ?? [];
  if (!pathNode) return unknown(node, env);
  const path = textOf(interpreter.valueOf(pathNode, env), pathNode, env);
  if (!baseNode) return path;
  const base = textOf(interpreter.valueOf(baseNode, env), baseNode, env);
  return mapValue(path, (option) => {
    const [first] = option.kind === 'text' ? option.parts : [];
    if (first && 'text' in first && ORIGIN.test(first.text)) return option;
    const rooted = first !== undefined && 'text' in first && first.text.startsWith('/');
    return mapValue(base, (start) => concat([rooted ? originOf(start) : directoryOf(start), withoutDot(option)], unknown(node, env)));
  });
}

/** A URL with its path replaced. */
export function rebased(url: AbstractValue, path: AbstractValue): AbstractValue {
  return mapValue(url, (option) => concat([originOf(option), path], option));
}

/** Scheme and host of a URL; a leading placeholder counts as both. */
export function originOf(url: AbstractValue): AbstractValue {
  return url.kind === 'text' ? { kind: 'text', parts: originParts(url.parts) } : url;
}

function originParts(parts: TextPart[]): TextPart[] {
  const [first, second] = parts;
  if (!first || !('text' in first)) return parts.slice(0, 1);
  const origin = ORIGIN.exec(first.text)?.[0];
  if (origin === undefined) return [];
  return [{ ...first, text: origin }, ...(origin === first.text && second && 'placeholder' in second ? [second] : [])];
}

/** The path of a URL, from its first `/`. */
export function pathOf(url: AbstractValue): AbstractValue {
  if (url.kind !== 'text') return url;
  const origin = originParts(url.parts);
  const last = origin.at(-1);
  if (!last) return { kind: 'text', parts: url.parts };
  const rest = url.parts.slice(origin.length);
  const cut = url.parts[origin.length - 1];
  if (!cut || !('text' in cut) || !('text' in last)) return { kind: 'text', parts: rest };
  return { kind: 'text', parts: [sliced(cut, last.text.length), ...rest] };
}

function directoryOf(base: AbstractValue): AbstractValue {
  if (base.kind === 'unknown') return { kind: 'text', parts: [{ placeholder: base.ref }, { text: '/' }] };
  if (base.kind !== 'text') return base;
  const parts = [...base.parts];
  while (parts.length > 0) {
    const last = parts.at(-1);
    if (!last || !('text' in last)) break;
    const slash = last.text.lastIndexOf('/');
    if (slash !== -1) {
      const isHost = ORIGIN.exec(last.text)?.[0] === last.text;
      parts[parts.length - 1] = isHost ? { ...last, text: `${last.text}/` } : { ...last, text: last.text.slice(0, slash + 1) };
      break;
    }
    if (parts.length === 1) break;
    parts.pop();
  }
  return { kind: 'text', parts };
}

function withoutDot(path: AbstractValue): AbstractValue {
  if (path.kind !== 'text') return path;
  const [first, ...rest] = path.parts;
  if (!first || !('text' in first) || !first.text.startsWith('./')) return path;
  return { ...path, parts: [sliced(first, 2), ...rest] };
}

/** Text from an offset on, its place in the source kept. */
export function sliced(part: Extract<TextPart, { text: string }>, from: number, to = part.text.length): TextPart {
  return { ...part, text: part.text.slice(from, to), ...(part.start === undefined ? {} : { start: part.start + from }) };
}

/** Entries of an object literal, an array of pairs, a query text, or another URLSearchParams. */
export function queryEntries(node: ts.Expression | undefined, env: Environment, interpreter: Interpreter): QueryEntry[] {
  if (!node) return [];
  const value = interpreter.valueOf(node, env);
  if (value.kind === 'search') return value.entries;
  if (value.kind === 'text' && value.query && value.parts.length === 0) return value.query;
  if (value.kind === 'object') {
    return value.node.properties.flatMap((property): QueryEntry[] => {
      if (ts.isSpreadAssignment(property)) return queryEntries(property.expression, value.env, interpreter);
      if (ts.isComputedPropertyName(property.name)) return [];
      const name = property.name.text;
      return [{ name: textValue(name), value: interpreter.member(value, name) ?? unknown(node, env) }];
    });
  }
  // What cannot be seen may hold any parameter.
  const unseen: QueryEntry = { name: textOf(unknown(node, env), node, env), value: textValue('') };
  if (value.kind !== 'array') return [unseen];
  return value.node.elements.flatMap((element): QueryEntry[] => {
    if (!ts.isArrayLiteralExpression(element)) return [unseen];
    const [name, entry] = element.elements;
    return name && entry ? [{ name: interpreter.valueOf(name, value.env), value: interpreter.valueOf(entry, value.env) }] : [];
  });
}
