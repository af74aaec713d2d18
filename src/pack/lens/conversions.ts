import type { Conversion, Json } from '../model.js';
import { boolean } from './conversions/boolean.js';
import type { ConversionKind, ConversionTo, HelperStyle } from './conversions/conversion.js';
import { isoDateTime } from './conversions/iso-date-time.js';
import { list } from './conversions/list.js';
import { lookup } from './conversions/lookup.js';
import { lowerCase } from './conversions/lower-case.js';
import { number } from './conversions/number.js';
import { pairs } from './conversions/pairs.js';
import { replace } from './conversions/replace.js';
import { string } from './conversions/string.js';

export type { HelperStyle } from './conversions/conversion.js';

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
export interface CodeOptions {
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
  const code = kindOf(conversion).forwardCode?.(operand(expr), conversion);
  return nullable ? code?.nullSafe : code?.text;
}

/** JavaScript for the v1 value of an expression; undefined when there is no way back, or none as an expression. */
export function backwardCode(conversion: Conversion, expr: string, { nullable = false }: CodeOptions = {}): string | undefined {
  const code = kindOf(conversion).backwardCode?.(operand(expr), conversion);
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
function operand(expr: string): string {
  return /^[\w$.?[\]'"]+(?:\([^()]*\))?$/.test(expr) ? expr : `(${expr})`;
}
