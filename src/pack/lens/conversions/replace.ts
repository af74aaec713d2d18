import type { Json } from '../../model.js';
import { sameJson } from '../fields.js';
import { type ConversionKind, type ConversionTo, type HelperStyle, literal } from './conversion.js';

/** A value to the value that stands for it, and back. Values that the table does not name stay. */
export const replace: ConversionKind<ConversionTo<'replace'>> = {
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
