import type { Json } from '../../model.js';
import { isNumeric } from '../fields.js';
import { applied, type ConversionKind, type ConversionTo } from './conversion.js';

/** The text of a JSON number; leading zeros mean an identifier, not a number. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The number that a text writes; a `bigint` for an integer that a double cannot hold. Undefined for other text. */
export function parseNumber(text: string): Json | undefined {
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text);
  // JSON has one kind of number: readers that keep large integers exact give them as bigint under the type `Json`.
  if (/^-?\d+$/.test(text) && !Number.isSafeInteger(number)) return BigInt(text) as unknown as Json;
  return Number.isFinite(number) ? number : undefined;
}

/** Number text to a number, and back. */
export const number: ConversionKind<ConversionTo<'number'>> = {
  forward: (value) => (typeof value === 'string' ? parseNumber(value) : undefined),
  backward: (value) => (isNumeric(value) ? String(value) : undefined),
  forwardCode: (expr) => applied(expr, (operand) => `Number(${operand})`),
  backwardCode: (expr) => ({ text: `String(${expr})`, nullSafe: `${expr}?.toString()` }),
};
