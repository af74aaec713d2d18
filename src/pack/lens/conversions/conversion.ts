import type { Conversion, Json } from '../../model.js';

/** The conversion of one name. */
export type ConversionTo<Name extends Conversion['to']> = Extract<Conversion, { to: Name }>;

/** A JavaScript expression, and the same for a value that may be null or undefined, which it then gives back. */
export interface Expression {
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
export interface ConversionKind<C extends Conversion> {
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
export function method(expr: string, call: string): Expression {
  return { text: `${expr}.${call}`, nullSafe: `${expr}?.${call}` };
}

/** Any expression of one operand: the null-safe form names the operand twice. */
export function applied(expr: string, apply: (operand: string) => string): Expression {
  return { text: apply(expr), nullSafe: `(${expr} == null ? ${expr} : ${apply(expr)})` };
}

/** A text as a literal. */
export function literal(value: Json, quote: "'" | '"'): string {
  const text = JSON.stringify(value);
  if (typeof value !== 'string' || quote === '"') return text;
  return `'${text.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
