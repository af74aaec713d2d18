import { type ConversionKind, type ConversionTo, method } from './conversion.js';

/** Text in lower case; there is no way back. */
export const lowerCase: ConversionKind<ConversionTo<'lower-case'>> = {
  forward: (value) => (typeof value === 'string' ? value.toLowerCase() : undefined),
  forwardCode: (expr) => method(expr, 'toLowerCase()'),
};
