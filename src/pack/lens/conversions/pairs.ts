import type { Json } from '../../model.js';
import { isNumeric, isObject } from '../fields.js';
import { type ConversionKind, type ConversionTo, type HelperStyle, literal } from './conversion.js';
import { parseNumber } from './number.js';
import { percentDecoded } from '../../percent.js';

type Types = NonNullable<ConversionTo<'pairs'>['types']>;

/** `name/value/name/value` path text to an object, and back. */
export const pairs: ConversionKind<ConversionTo<'pairs'>> = {
  forward(value, { types = {} }) {
    if (typeof value !== 'string') return undefined;
    const parts = value.split('/').filter((part) => part !== '');
    if (parts.length % 2 !== 0) return undefined;
    const entries = parts.flatMap((name, index): [string, Json][] =>
      index % 2 === 0 ? [[percentDecoded(name), valueOf(name, parts[index + 1] ?? '', types)]] : [],
    );
    return Object.fromEntries(entries);
  },
  backward(value) {
    if (!isObject(value)) return undefined;
    const parts = Object.entries(value).map(([name, item]) => [encodeURIComponent(name), textOf(item)] as const);
    return parts.some(([, text]) => text === undefined) ? undefined : parts.map((part) => part.join('/')).join('/');
  },
  helper({ types = {} }, { typescript, quote, indent, semicolon }: HelperStyle) {
    const numbers = Object.keys(types).filter((name) => types[name] === 'number');
    const lists = Object.keys(types).filter((name) => types[name] === 'number-list');
    const array = (names: string[]): string => `[${names.map((name) => literal(name, quote)).join(', ')}]`;
    return {
      from: 'string',
      to: 'Record<string, unknown>',
      body: [
        `const parts = value.split(${literal('/', quote)}).filter(Boolean).map(decodeURIComponent)${semicolon}`,
        `const object${typescript ? ': Record<string, unknown>' : ''} = {}${semicolon}`,
        'for (let at = 0; at + 1 < parts.length; at += 2) {',
        `${indent}const [name${typescript ? ' = ' + literal('', quote) : ''}, text${typescript ? ' = ' + literal('', quote) : ''}] = parts.slice(at, at + 2)${semicolon}`,
        `${indent}if (${array(lists)}.includes(name)) object[name] = text.split(${literal(',', quote)}).map(Number)${semicolon}`,
        `${indent}else object[name] = ${array(numbers)}.includes(name) ? Number(text) : text${semicolon}`,
        '}',
        `return object${semicolon}`,
      ],
    };
  },
};

function valueOf(name: string, part: string, types: Types): Json {
  const text = percentDecoded(part);
  const type = Object.hasOwn(types, name) ? types[name] : undefined;
  if (type === 'number') return parseNumber(text) ?? text;
  return type === 'number-list' ? text.split(',').map((item) => parseNumber(item.trim()) ?? item) : text;
}

function textOf(value: Json): string | undefined {
  if (Array.isArray(value))
    return value.every((item) => isNumeric(item) || typeof item === 'string') ? value.map(encoded).join(',') : undefined;
  return isNumeric(value) || typeof value === 'string' || typeof value === 'boolean' ? encoded(value) : undefined;
}

function encoded(value: Json): string {
  return encodeURIComponent(String(value));
}
