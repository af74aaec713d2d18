import type { Conversion, Json } from '../model.js';
import { isNumeric, isObject, sameJson } from './fields.js';
import { percentDecoded } from '../percent.js';

/** The conversion of one name. */
type ConversionTo<Name extends Conversion['to']> = Extract<Conversion, { to: Name }>;

/** A JavaScript expression, and the same for a value that may be null or undefined, which it then gives back. */
interface Expression {
  text: string;
  nullSafe: string;
}

/** How helper functions are written into a user's file. */
export interface HelperStyle {
  /** With type annotations. */
  typescript: boolean;
  quote: "'" | '"';
  /** One level of indentation. */
  indent: string;
  /** `;`, or empty in files without semicolons. */
  semicolon: ';' | '';
}

/** A conversion of the fixed vocabulary: over JSON values, and as JavaScript. Both ways agree. */
interface ConversionKind<C extends Conversion> {
  /** v1 to v2; undefined when it cannot read the value. */
  forward(value: Json, conversion: C): Json | undefined;
  /** v2 to v1; absent when there is no way back. */
  backward?(value: Json, conversion: C): Json | undefined;
  /** As expressions; absent when it takes a function. `expr` is a simple expression. */
  forwardCode?(expr: string, conversion: C): Expression;
  backwardCode?(expr: string, conversion: C): Expression;
  /** Lines of a function body that converts `value`, and the types around it. */
  helper?(conversion: C, style: HelperStyle): { from: string; to: string; body: string[] };
}

/** A method call: optional chaining makes it null-safe. */
function method(expr: string, call: string): Expression {
  return { text: `${expr}.${call}`, nullSafe: `${expr}?.${call}` };
}

/** Any expression of one operand: the null-safe form names the operand twice. */
function applied(expr: string, apply: (operand: string) => string): Expression {
  return { text: apply(expr), nullSafe: `(${expr} == null ? ${expr} : ${apply(expr)})` };
}

/** A text as a literal. */
function literal(value: Json, quote: "'" | '"'): string {
  const text = JSON.stringify(value);
  if (typeof value !== 'string' || quote === '"') return text;
  return `'${text.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** `"true"` and `"false"` to booleans, and back. */
const boolean: ConversionKind<ConversionTo<'boolean'>> = {
  forward: (value) => (value === 'true' || value === 'false' ? value === 'true' : undefined),
  backward: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  forwardCode: (expr) => applied(expr, (operand) => `(${operand} === 'true')`),
  backwardCode: (expr) => ({ text: `String(${expr})`, nullSafe: `${expr}?.toString()` }),
};

/** A number to its text, and back. */
const string: ConversionKind<ConversionTo<'string'>> = {
  forward: (value) => (isNumeric(value) || typeof value === 'boolean' ? String(value) : undefined),
  backward: (value) => (typeof value === 'string' ? parseNumber(value) : undefined),
  forwardCode: (expr) => ({ text: `String(${expr})`, nullSafe: `${expr}?.toString()` }),
  backwardCode: (expr) => applied(expr, (operand) => `Number(${operand})`),
};

/** The text of a JSON number; leading zeros mean an identifier, not a number. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The number that a text writes; a `bigint` for an integer that a double cannot hold. Undefined for other text. */
function parseNumber(text: string): Json | undefined {
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text);
  // JSON has one kind of number: readers that keep large integers exact give them as bigint under the type `Json`.
  if (/^-?\d+$/.test(text) && !Number.isSafeInteger(number)) return BigInt(text) as unknown as Json;
  return Number.isFinite(number) ? number : undefined;
}

/** Number text to a number, and back. */
const number: ConversionKind<ConversionTo<'number'>> = {
  forward: (value) => (typeof value === 'string' ? parseNumber(value) : undefined),
  backward: (value) => (isNumeric(value) ? String(value) : undefined),
  forwardCode: (expr) => applied(expr, (operand) => `Number(${operand})`),
  backwardCode: (expr) => ({ text: `String(${expr})`, nullSafe: `${expr}?.toString()` }),
};

/** A scalar to a list of one, or text to the list of its parts; and back. */
const list: ConversionKind<ConversionTo<'list'>> = {
  forward(value, { separator, of }) {
    if (value === null || Array.isArray(value) || isObject(value)) return undefined;
    const parts = separator !== undefined && typeof value === 'string' ? partsOf(value, separator) : [value];
    return of === 'number' ? parts.map((part) => (typeof part === 'string' ? (parseNumber(part) ?? part) : part)) : parts;
  },
  backward(value, { separator }) {
    if (!Array.isArray(value)) return undefined;
    if (separator === undefined) return value.length === 1 ? value[0] : undefined;
    return value.some((item) => typeof item === 'object') ? undefined : value.map(String).join(separator);
  },
  forwardCode(expr, { separator, of }) {
    const numbers = of === 'number' ? '.map(Number)' : '';
    if (separator === undefined) return applied(expr, (operand) => `[${operand}].flat()${numbers}`);
    const split = `split(${literal(separator.trim(), "'")})`;
    return method(expr, numbers === '' ? `${split}.map((part) => part.trim()).filter(Boolean)` : split + numbers);
  },
  backwardCode(expr, { separator }) {
    if (separator === undefined) return applied(expr, (operand) => `(${operand}.length === 1 ? ${operand}[0] : ${operand})`);
    return method(expr, `join(${literal(separator, "'")})`);
  },
};

function partsOf(text: string, separator: string): Json[] {
  return text
    .split(separator.trim())
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Text in lower case; there is no way back. */
const lowerCase: ConversionKind<ConversionTo<'lower-case'>> = {
  forward: (value) => (typeof value === 'string' ? value.toLowerCase() : undefined),
  forwardCode: (expr) => method(expr, 'toLowerCase()'),
};

/** A text to the value of the first prefix that it starts with; there is no way back. */
const lookup: ConversionKind<ConversionTo<'lookup'>> = {
  forward(value, { prefixes, otherwise }) {
    if (typeof value !== 'string') return undefined;
    const found = Object.entries(prefixes).find(([prefix]) => value.startsWith(prefix));
    return found ? found[1] : otherwise;
  },
  helper({ prefixes, otherwise }, { typescript, quote, indent, semicolon }: HelperStyle) {
    const type = typescript ? ': [string, string][]' : '';
    const entries = Object.entries(prefixes).map(([prefix, value]) => `${indent}[${literal(prefix, quote)}, ${literal(value, quote)}],`);
    const found = `prefixes.find(([prefix]) => String(value).startsWith(prefix))?.[1]`;
    const fallback = otherwise === undefined ? '' : ` ?? ${literal(otherwise, quote)}`;
    return {
      // A field of a body that is declared loosely has no better type.
      from: 'unknown',
      to: otherwise === undefined ? 'string | undefined' : 'string',
      body: [`const prefixes${type} = [`, ...entries, `]${semicolon}`, `return ${found}${fallback}${semicolon}`],
    };
  },
};

/** A value to the value that stands for it, and back. Values that the table does not name stay. */
const replace: ConversionKind<ConversionTo<'replace'>> = {
  forward: (value, { values }) => values.find(([from]) => sameJson(from, value))?.[1],
  backward: (value, { values }) => values.find(([, to]) => sameJson(to, value))?.[0],
  helper({ values }, { typescript, quote, indent, semicolon }: HelperStyle) {
    const [from, to] = [typeOf(values.map(([value]) => value)), typeOf(values.map(([, value]) => value))];
    const entries = values.map(([a, b]) => `${indent}[${literal(a, quote)}, ${literal(b, quote)}],`);
    const map = typescript ? `new Map<${from}, ${to}>` : 'new Map';
    return {
      from,
      to: `${to} | undefined`,
      body: [`const values = ${map}([`, ...entries, `])${semicolon}`, `return values.get(value)${semicolon}`],
    };
  },
};

function typeOf(values: Json[]): string {
  return [...new Set(values.map((value) => (value === null ? 'null' : typeof value)))].join(' | ');
}

/** `2019-07-09 15:22:03` to `2019-07-09T15:22:03`, and back. */
const isoDateTime: ConversionKind<ConversionTo<'iso-date-time'>> = {
  forward: (value) => joinedBy(value, ' ', 'T'),
  backward: (value) => joinedBy(value, 'T', ' '),
  forwardCode: (expr) => method(expr, "replace(' ', 'T')"),
  backwardCode: (expr) => method(expr, "replace('T', ' ')"),
};

function joinedBy(value: unknown, from: string, to: string): string | undefined {
  if (typeof value !== 'string' || value[10] !== from) return undefined;
  return /^\d{4}-\d{2}-\d{2}.\d{2}:\d{2}/.test(value) ? value.slice(0, 10) + to + value.slice(11) : undefined;
}

type Types = NonNullable<ConversionTo<'pairs'>['types']>;

/** `name/value/name/value` path text to an object, and back. */
const pairs: ConversionKind<ConversionTo<'pairs'>> = {
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

const CONVERSIONS: { [Name in Conversion['to']]: ConversionKind<ConversionTo<Name>> } = {
  number,
  string,
  boolean,
  list,
  'lower-case': lowerCase,
  'iso-date-time': isoDateTime,
  lookup,
  replace,
  pairs,
};

/** How a conversion is written as an expression. */
interface CodeOptions {
  /** The operand may be null or undefined, which is then the result. It may be named twice: give one without side effects. */
  nullable?: boolean;
}

/** v1 to v2; undefined when the conversion cannot read the value, which then stays as it is. */
export function convertForward(conversion: Conversion, value: Json): Json | undefined {
  return kindOf(conversion).forward(value, conversion);
}

/** v2 to v1; undefined when the conversion has no way back or cannot read the value. */
export function convertBackward(conversion: Conversion, value: Json): Json | undefined {
  return kindOf(conversion).backward?.(value, conversion);
}

/** True when `convertBackward` gives again what `convertForward` took. */
export function isReversible(conversion: Conversion): boolean {
  return kindOf(conversion).backward !== undefined;
}

/** JavaScript for the v2 value of an expression; undefined when it takes a function: see `helperCode`. */
export function forwardCode(conversion: Conversion, expr: string, { nullable = false }: CodeOptions = {}): string | undefined {
  const code = kindOf(conversion).forwardCode?.(asOperand(expr), conversion);
  return nullable ? code?.nullSafe : code?.text;
}

/** JavaScript for the v1 value of an expression; undefined when there is no way back, or none as an expression. */
export function backwardCode(conversion: Conversion, expr: string, { nullable = false }: CodeOptions = {}): string | undefined {
  const code = kindOf(conversion).backwardCode?.(asOperand(expr), conversion);
  return nullable ? code?.nullSafe : code?.text;
}

/** Source of a function `name` of one argument for a conversion that is no expression, without a final line break. */
export function helperCode(conversion: Conversion, name: string, style: HelperStyle): string | undefined {
  const helper = kindOf(conversion).helper?.(conversion, style);
  if (!helper) return undefined;
  const head = style.typescript ? `function ${name}(value: ${helper.from}): ${helper.to} {` : `function ${name}(value) {`;
  return [head, ...helper.body.map((line) => style.indent + line), '}'].join('\n');
}

function kindOf<Name extends Conversion['to']>(conversion: ConversionTo<Name> & { to: Name }): ConversionKind<ConversionTo<Name>> {
  return CONVERSIONS[conversion.to];
}

/** An expression that can stand before a dot. */
function asOperand(expr: string): string {
  return /^[\w$.?[\]'"]+(?:\([^()]*\))?$/.test(expr) ? expr : `(${expr})`;
}
