import { type ConversionKind, type ConversionTo, type HelperStyle, literal } from './conversion.js';

/** A text to the value of the first prefix that it starts with; there is no way back. */
export const lookup: ConversionKind<ConversionTo<'lookup'>> = {
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
