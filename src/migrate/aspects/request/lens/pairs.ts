import { blockers, type Blocker } from '../../../../scan/blockers.js';
import type { Interpreter } from '../../../../dataflow/interpreter.js';
import type { Ref } from '../../../../dataflow/value.js';
import { convertForward } from '../../../../pack/lens/conversions.js';
import type { Conversion, Json } from '../../../../pack/model.js';
import { ts } from '../../../../project/syntax.js';
import type { Style } from '../../../../edit/style.js';
import { templateText } from '../../url/render.js';
import { codeTemplate, type ValueTemplate, fieldTemplate, type ParameterPiece } from '../draft/model.js';
import { operandOf } from '../path-parameters.js';
import { jsonTemplate } from '../draft/json.js';
import { shapeOf } from '../../../../dataflow/shape/index.js';

type Pairs = Extract<Conversion, { to: 'pairs' }>;

/**
 * The object that `name/value/name/value` path text stands for, when its names are written; a reason when they are not
 * all there. Undefined when the text is only known at run time.
 */
export function pairsTemplate(
  pieces: ParameterPiece[],
  conversion: Pairs,
  style: Style,
  interpreter: Interpreter,
): ValueTemplate | Blocker | undefined {
  if (!pieces.some((piece) => 'text' in piece && piece.text.includes('/'))) return undefined;
  const parts = segmentsOf(pieces);
  if (parts.length % 2 !== 0) return blockers.pathLacksValues();
  const entries = [];
  for (let index = 0; index < parts.length; index += 2) {
    const name = constantOf(parts[index] ?? []);
    if (name === undefined) return blockers.pathNameAtRunTime();
    entries.push(fieldTemplate(name, valueDraft(parts[index + 1] ?? [], name, conversion, style, interpreter)));
  }
  return { kind: 'object', entries };
}

function segmentsOf(pieces: ParameterPiece[]): ParameterPiece[][] {
  const segments: ParameterPiece[][] = [[]];
  for (const piece of pieces) {
    if (!('text' in piece)) {
      segments.at(-1)?.push(piece);
      continue;
    }
    piece.text.split('/').forEach((text, index) => {
      if (index > 0) segments.push([]);
      if (text !== '') segments.at(-1)?.push({ text });
    });
  }
  return segments.filter((segment) => segment.length > 0);
}

function constantOf(pieces: ParameterPiece[]): string | undefined {
  return pieces.every((piece) => 'text' in piece) ? pieces.map((piece) => ('text' in piece ? piece.text : '')).join('') : undefined;
}

function valueDraft(pieces: ParameterPiece[], name: string, conversion: Pairs, style: Style, interpreter: Interpreter): ValueTemplate {
  const text = constantOf(pieces);
  if (text !== undefined) return jsonTemplate(typed(name, text, conversion), style);
  const [only] = pieces;
  const type = conversion.types?.[name];
  if (pieces.length === 1 && only && 'ref' in only) return codeTemplate(refText(only.ref, type, interpreter));
  const template = pieces.map((piece) => ('text' in piece ? templateText(piece.text) : `\${${piece.ref.node.getText()}}`)).join('');
  return codeTemplate(converted(`\`${template}\``, 'string', type));
}

function typed(name: string, text: string, conversion: Pairs): Json {
  const object = convertForward(conversion, `${encodeURIComponent(name)}/${encodeURIComponent(text)}`);
  return typeof object === 'object' && object !== null && !Array.isArray(object) ? (object[name] ?? text) : text;
}

function refText(ref: Ref, type: 'number' | 'number-list' | undefined, interpreter: Interpreter): string {
  const list = operandOf(ref.node);
  if (type === 'number-list' && list !== ref.node) return `${list.getText()}.map(Number)`;
  const { kind } = shapeOf(ref, interpreter);
  if (type === undefined && kind !== 'string')
    return kind === 'unknown' || ts.isStringLiteralLike(ref.node) ? ref.node.getText() : `String(${ref.node.getText()})`;
  return converted(ref.node.getText(), kind, type);
}

function converted(text: string, kind: string, type: 'number' | 'number-list' | undefined): string {
  if (type === 'number') return kind === 'number' ? text : `Number(${text})`;
  if (type !== 'number-list') return text;
  if (kind === 'list') return `${text}.map(Number)`;
  return kind === 'string' ? `${text}.split(',').map(Number)` : `String(${text}).split(',').map(Number)`;
}
