import { applied, type ConversionKind, type ConversionTo } from './conversion.js';

/** `"true"` and `"false"` to booleans, and back. */
export const boolean: ConversionKind<ConversionTo<'boolean'>> = {
  forward: (value) => (value === 'true' || value === 'false' ? value === 'true' : undefined),
  backward: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  forwardCode: (expr) => applied(expr, (operand) => `(${operand} === 'true')`),
  backwardCode: (expr) => ({ text: `String(${expr})`, nullSafe: `${expr}?.toString()` }),
};
