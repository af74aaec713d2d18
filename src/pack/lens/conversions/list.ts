import type { Json } from '../../model.js';
import { isObject } from '../fields.js';
import { parseNumber } from './number.js';
import { applied, type ConversionKind, type ConversionTo, literal, method } from './conversion.js';

/** A scalar to a list of one, or text to the list of its parts; and back. */
export const list: ConversionKind<ConversionTo<'list'>> = {
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
