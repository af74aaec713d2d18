import { Blocker, blockers } from '../../../../scan/blockers.js';
import { convertForward, forwardCode } from '../../../../pack/lens/conversions.js';
import type { Conversion } from '../../../../pack/model.js';
import type { ts } from '../../../../project/syntax.js';
import type { Style } from '../../../../edit/style.js';
import { jsonTemplate } from '../draft/json.js';
import { codeTemplate, type CodeTemplate, type ValueTemplate, isPure, nodeOf } from '../draft/model.js';
import { type SplicedText, spanOf, textOf } from '../../../../edit/spliced-text.js';
import { type Shape, UNKNOWN } from '../../../../dataflow/shape/index.js';
import { pairsTemplate } from './pairs.js';
import type { PlannerContext } from '../draft/planner-context.js';

/** A value as one expression, whatever it is made of. Changes inside it must be done by then. */
export function asCode(draft: ValueTemplate): CodeTemplate | undefined {
  if (draft.kind === 'code') return draft.pending.length === 0 ? draft : undefined;
  const node = nodeOf(draft);
  return node && { kind: 'code', rope: [spanOf(node)], shape: UNKNOWN, pending: [] };
}

/** True when the expression can be written twice. */
export function isRepeatable(code: CodeTemplate): boolean {
  return code.ref ? isPure(code.ref.node) : code.json !== undefined || /^[\w$.?]+$/.test(textOf(code.rope));
}

/** What becomes of a value: another one, nothing, or the reason why that cannot be said here. */
export type Changed =
  | { value: ValueTemplate; /** The condition under which it is there at all. */ when?: string }
  | 'away'
  | { reason: Blocker };

/** One value to a list of one. */
export function wrapped(draft: ValueTemplate, isPresent: (text: string, nullable: boolean) => boolean): Changed {
  if (draft.kind === 'list') return { value: draft };
  if (draft.kind === 'object') return { value: { kind: 'list', items: [draft] } };
  const code = asCode(draft);
  if (!code) return { reason: blockers.valueChangedTwice() };
  if (code.json?.value === null) return 'away';
  if (Array.isArray(code.json?.value)) return { value: draft };
  const { kind, optional, nullable } = code.shape;
  const text = textOf(code.rope);
  const isThere = !optional || isPresent(text, nullable);
  if (kind === 'list') return isThere ? { value: draft } : { value: draft, when: presence(code) };
  const rope: SplicedText = kind === 'unknown' ? ['[', ...code.rope, '].flat()'] : ['[', ...code.rope, ']'];
  const value: CodeTemplate = { ...code, rope, shape: { kind: 'list', optional: false, nullable: false, field: UNKNOWN.field } };
  delete value.json;
  if (isThere) return { value };
  return isRepeatable(code) ? { value, when: presence(code) } : { reason: blockers.valueMayBeNull(text) };
}

/** The test that a value is there. */
function presence({ rope, shape }: CodeTemplate): string {
  return `${textOf(rope)} ${shape.nullable ? '!= null' : '!== undefined'}`;
}

/** A list to its first item. */
export function headed(draft: ValueTemplate, style: Style): Changed {
  if (draft.kind === 'list') {
    const [first] = draft.items;
    return first ? { value: first } : 'away';
  }
  const code = asCode(draft);
  if (!code) return { reason: blockers.valueChangedTwice() };
  const json = code.json?.value;
  if (Array.isArray(json)) return json[0] === undefined ? 'away' : { value: jsonTemplate(json[0], style) };
  if (code.json) return { value: draft };
  const text = operand(textOf(code.rope));
  if (code.shape.kind === 'list') return { value: codeTemplate(`${text}${code.shape.optional ? '?.' : ''}[0]`) };
  if (code.shape.kind !== 'unknown') return { value: draft };
  if (!isRepeatable(code)) return { reason: blockers.valueMayBeList(text) };
  return { value: codeTemplate(`Array.isArray(${text}) ? ${text}[0] : ${text}`) };
}

/** A value in another representation. */
export function converted(
  draft: ValueTemplate,
  conversion: Conversion,
  name: string,
  at: ts.Node | undefined,
  style: Style,
  context: PlannerContext,
): Changed {
  const code = asCode(draft);
  if (!code) return { reason: blockers.valueChangedTwice() };
  const object = conversion.to === 'pairs' && code.pieces ? pairsTemplate(code.pieces, conversion, style, context.interpreter) : undefined;
  if (object) return object instanceof Blocker ? { reason: object } : { value: object };
  if (conversion.to === 'pairs' && !code.json) return { reason: blockers.namesAtRunTime(textOf(code.rope)) };
  if (code.json) {
    const next = code.json.value === null ? null : convertForward(conversion, code.json.value);
    if (next === undefined || next === code.json.value) return { value: draft };
    return { value: jsonTemplate(next, style) };
  }
  if (isConverted(code.shape, conversion)) return { value: draft };
  const text = textOf(code.rope);
  const nullable = code.shape.optional;
  const simple = forwardCode(conversion, text, { nullable });
  if (simple !== undefined) {
    if (nullable && !isRepeatable(code)) return { reason: blockers.valueMayBeNull(text) };
    return { value: codeTemplate(simple) };
  }
  const called = context.helper(conversion, name, text, at);
  if (called === undefined) return { reason: blockers.notConvertible(text) };
  const isUnset = nullable && code.shape.kind !== 'unknown' && isRepeatable(code);
  return isUnset ? { value: codeTemplate(called), when: presence(code) } : { value: codeTemplate(called) };
}

function isConverted(shape: Shape, conversion: Conversion): boolean {
  if (shape.optional) return false;
  const wanted = { number: 'number', string: 'string', boolean: 'boolean', list: 'list' };
  return Object.hasOwn(wanted, conversion.to) && wanted[conversion.to as keyof typeof wanted] === shape.kind;
}

/** An expression that can stand before a dot. */
export function operand(text: string): string {
  return /^[\w$.?]+$/.test(text) || /^[\w$.]+\([^()]*\)$/.test(text) ? text : `(${text})`;
}
