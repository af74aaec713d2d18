import { isNumeric } from '../fields.js';
import { applied, type ConversionKind, type ConversionTo } from './conversion.js';
import { parseNumber } from './number.js';

/** A number to its text, and back. */
export const string: ConversionKind<ConversionTo<'string'>> = {
  forward: (value) => (isNumeric(value) || typeof value === 'boolean' ? String(value) : undefined),
  backward: (value) => (typeof value === 'string' ? parseNumber(value) : undefined),
  forwardCode: (expr) => ({ text: `String(${expr})`, nullSafe: `${expr}?.toString()` }),
  backwardCode: (expr) => applied(expr, (operand) => `Number(${operand})`),
};
