import { type ConversionKind, type ConversionTo, method } from './conversion.js';

/** `2019-07-09 15:22:03` to `2019-07-09T15:22:03`, and back. */
export const isoDateTime: ConversionKind<ConversionTo<'iso-date-time'>> = {
  forward: (value) => joinedBy(value, ' ', 'T'),
  backward: (value) => joinedBy(value, 'T', ' '),
  forwardCode: (expr) => method(expr, "replace(' ', 'T')"),
  backwardCode: (expr) => method(expr, "replace('T', ' ')"),
};

function joinedBy(value: unknown, from: string, to: string): string | undefined {
  if (typeof value !== 'string' || value[10] !== from) return undefined;
  return /^\d{4}-\d{2}-\d{2}.\d{2}:\d{2}/.test(value) ? value.slice(0, 10) + to + value.slice(11) : undefined;
}
