import { Blocker, blockers } from '../../../../scan/blockers.js';
import { isDerived, isFromParameter } from '../../../../pack/lens/index.js';
import type { Lens, LensOp } from '../../../../pack/model.js';
import { propertyKey, quoted, type Style } from '../../../../edit/style.js';
import { codeTemplate, type CodeTemplate, type ValueTemplate, type Entry, fieldTemplate } from '../draft/model.js';
import { applyLens } from './apply.js';
import { draftText } from '../draft/to-edits.js';
import { textOf } from '../../../../edit/spliced-text.js';
import { type Shape, UNKNOWN } from '../../../../dataflow/shape/index.js';
import { isRepeatable, operand } from './values.js';
import type { PlannerContext } from '../draft/planner-context.js';

/** How an inline expression is written. */
export interface ExpressionOptions {
  /** What is known of the v1 value. */
  shape: Shape;
  indent: string;
  style: Style;
  context: PlannerContext;
}

/**
 * An expression that turns a v1 value into its v2 form: `{ kind: 'dataset', ...body }`, or a function applied at once
 * when fields change: `(({ directory, ...rest }) => ({ sourceDirectory: directory, ...rest }))(body)`.
 * @param text the v1 value as an expression; it is written once
 * @returns undefined when an operation cannot be said in code; the reason is then in `context.failed`
 */
export function forwardExpression(lens: Lens, text: string, options: ExpressionOptions): string | undefined {
  const [first, ...rest] = lens;
  if (!first) return text;
  const isNext = whole(first, text, options);
  if (isNext === undefined) return onFields(lens, text, options);
  return isNext === false ? undefined : forwardExpression(rest, isNext, { ...options, shape: UNKNOWN });
}

/** The expression after an operation on the value as a whole; undefined for other operations, false when it cannot be said. */
function whole(op: LensOp, text: string, options: ExpressionOptions): string | false | undefined {
  const { style } = options;
  switch (op.op) {
    case 'map': {
      const item = forwardExpression(op.lens, 'item', { ...options, shape: { ...UNKNOWN, optional: false, nullable: false } });
      return item !== undefined && `${operand(text)}.map((item) => ${item.startsWith('{') ? `(${item})` : item})`;
    }
    case 'nest-when': {
      const test = op.type === 'array' ? `Array.isArray(${text})` : `typeof ${operand(text)} === ${quoted(op.type, style)}`;
      return `${test} ? { ${propertyKey(op.name, style)}: ${text} } : ${text}`;
    }
    case 'unnest':
      options.context.open.push(blockers.takenForOnlyField(op.name, text));
      return `${operand(text)}${memberAccess(op.name, style)}`;
    default:
      return undefined;
  }
}

function memberAccess(name: string, style: Style): string {
  const key = propertyKey(name, style);
  return key === name ? `.${name}` : `[${key}]`;
}

/** Opens the value into the fields that the lens names and the rest, and runs the lens over the object made of them. */
function onFields(lens: Lens, text: string, { shape, indent, style, context }: ExpressionOptions): string | undefined {
  const end = lens.findIndex((op) => ['map', 'nest', 'unnest', 'nest-when'].includes(op.op));
  const opened = end === -1 ? lens : lens.slice(0, end);
  const names = namesRead(opened).filter((name) => shape.field(name) !== null);
  const taken = aliases(names, context, lens);
  const rest = closed(codeTemplate(names.length === 0 ? text : 'rest'));
  const fields = names.map((name) => openField(name, taken.get(name) ?? name, shape));
  const draft: ValueTemplate =
    opened.length === 0 ? codeTemplate(text, shape) : { kind: 'object', entries: [...fields, { kind: 'spread', of: rest }] };
  const result = applyLens(lens, draft, context);
  if (result instanceof Blocker) {
    context.failed.push(result);
    return undefined;
  }
  if (!settle(result, indent, style, context)) return undefined;
  const made = draftText(result, indent, style);
  if (names.length === 0) return made;
  const pattern = names.map((name) => patternPart(name, taken.get(name) ?? name, style)).join(', ');
  const input = shape.optional && shape.kind === 'object' ? `${text} ?? {}` : text;
  // Whether the declared type has the fields is not known.
  const type = style.typed && names.some((name) => shape.field(name) === undefined) ? ': any' : '';
  return `(({ ${pattern}, ...rest }${type}) => ${made.startsWith('{') ? `(${made})` : made})(${input})`;
}

/** The rest holds none of the fields that the lens asks for. */
function closed(rest: CodeTemplate): CodeTemplate {
  return { ...rest, shape: { ...rest.shape, field: () => null } };
}

function openField(name: string, alias: string, shape: Shape): Entry {
  const known = shape.field(name);
  const value = codeTemplate(alias, known ?? { kind: 'unknown', optional: true, nullable: true, field: () => undefined });
  return known && !known.optional ? fieldTemplate(name, value) : fieldTemplate(name, value, [`${alias} !== undefined`]);
}

function patternPart(name: string, alias: string, style: Style): string {
  return name === alias ? name : `${propertyKey(name, style)}: ${alias}`;
}

/** Names of the v1 value that a lens reads, without those that it makes itself. */
function namesRead(lens: Lens): string[] {
  const made = new Set<string>();
  const read = new Set<string>();
  for (const op of lens) {
    for (const name of readBy(op)) if (!made.has(name)) read.add(name);
    if (op.op === 'rename') made.add(op.to);
    else if ('name' in op && !isAddedAlways(op)) made.add(op.name);
  }
  return [...read];
}

/** True for a field that is added where it is not there: a later operation has to see whether it is. */
function isAddedAlways(op: LensOp): boolean {
  return op.op === 'default' || (op.op === 'add' && !isDerived(op.value));
}

/** Fields of the v1 value that an operation has to see by name. */
function readBy(op: LensOp): string[] {
  switch (op.op) {
    case 'add':
      return isDerived(op.value) ? [op.value.from] : [];
    case 'default':
    case 'map':
    case 'nest':
    case 'nest-when':
      return [];
    case 'rename':
      return [op.from];
    case 'hoist':
      return [op.host];
    case 'plunge':
      return [op.name, op.host];
    default:
      return [op.name];
  }
}

const RESERVED =
  /^(?:break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|await|arguments|eval|rest)$/;

/** Names for the fields inside the expression that hide nothing which is used there. */
function aliases(names: string[], context: PlannerContext, lens: Lens): Map<string, string> {
  const used = new Set(lens.flatMap((op) => usedBy(op, context)));
  return new Map(
    names.map((name) => {
      const plain = name.replaceAll(/[^\w$]+(\w?)/g, (_, next: string) => next.toUpperCase());
      const isFree = !RESERVED.test(plain) && /^[A-Za-z_$]/.test(plain) && !used.has(plain);
      return [name, isFree ? plain : `${plain.replace(/^(\d)/, '_$1')}Value`];
    }),
  );
}

function usedBy(op: LensOp, context: PlannerContext): string[] {
  if (op.op !== 'add' || isDerived(op.value) || !isFromParameter(op.value)) return [];
  const code = context.parameter(op.value.parameter, undefined);
  return 'reason' in code ? [] : [...code.text.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*/g)].map(([name]) => name);
}

/** Turns what was left to inline expressions into code. Answers false when that cannot be said; see `context.failed`. */
export function settle(draft: ValueTemplate, indent: string, style: Style, context: PlannerContext): boolean {
  switch (draft.kind) {
    case 'object':
      return draft.entries.every((entry) => settle(entry.kind === 'field' ? entry.value : entry.of, indent, style, context));
    case 'list':
      return draft.items.every((item) => settle(item, indent, style, context));
    case 'choice':
      return draft.options.every((option) => settle(option, indent, style, context));
    case 'link':
      return (
        settle(draft.target, indent, style, context) && draft.writes.every((write) => settle(write.field.value, indent, style, context))
      );
    case 'callers':
      return [...draft.added.map(({ value }) => value), ...draft.targets.map((target) => target.draft)].every((inner) =>
        settle(inner, indent, style, context),
      );
    case 'code':
      return settleCode(draft, indent, style, context);
  }
}

function settleCode(draft: CodeTemplate, indent: string, style: Style, context: PlannerContext): boolean {
  if (draft.pending.length === 0) return true;
  const text = textOf(draft.rope);
  const isNullable = draft.inside === true && (draft.written ?? draft.shape).optional;
  if (isNullable && !isRepeatable(draft)) {
    context.failed.push(blockers.valueMayBeNull(text));
    return false;
  }
  const known = draft.written ?? draft.shape;
  const shape = isNullable ? { ...known, optional: false } : known;
  const next = forwardExpression(draft.pending, text, { shape, indent, style, context });
  if (next === undefined) return false;
  draft.rope = [isNullable ? `${text} && ${next}` : next];
  draft.pending = [];
  delete draft.written;
  return true;
}
