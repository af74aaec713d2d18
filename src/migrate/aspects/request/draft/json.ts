import type { Json } from '../../../../pack/model.js';
import { propertyKey, quoted, type Style } from '../../../../edit/style.js';
import { codeTemplate, type CodeTemplate } from './model.js';
import { type Shape, UNKNOWN } from '../../../../dataflow/shape/index.js';

/** JSON as an expression. */
export function jsonText(value: Json, style: Style): string {
  if (typeof value === 'string') return quoted(value, style);
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item, style)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([name, field]) => `${propertyKey(name, style)}: ${jsonText(field, style)}`);
  if (fields.length === 0) return '{}';
  return style.padding ? `{ ${fields.join(', ')} }` : `{${fields.join(', ')}}`;
}

/** JSON as a draft. */
export function jsonTemplate(value: Json, style: Style): CodeTemplate {
  return codeTemplate(jsonText(value, style), shapeOfJson(value), { value });
}

function notKnown(): undefined {
  return undefined;
}

function shapeOfJson(value: Json): Shape {
  if (Array.isArray(value)) return { kind: 'list', optional: false, nullable: false, field: notKnown };
  if (value === null) return UNKNOWN;
  const kind = typeof value;
  return {
    kind: kind === 'string' || kind === 'number' || kind === 'boolean' ? kind : 'object',
    optional: false,
    nullable: false,
    field: notKnown,
  };
}
