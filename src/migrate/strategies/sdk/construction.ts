import { ruleBlocker } from '../../../scan/blockers.js';
import { unwrap } from '../../../project/unwrap.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import { constantText } from '../../../dataflow/value.js';
import type { Json } from '../../../pack/model.js';
import { ts } from '../../../project/syntax.js';
import type { ConstructUse } from '../../../scan/sdk/index.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { type Plan, blockedPlan } from '../../plan/result.js';
import { propertyKey, quoted, type Style, styleOf } from '../../../edit/style.js';

/** Gives a constructor the arguments that the new version takes. */
export function planConstruction(use: ConstructUse, interpreter: Interpreter): Plan {
  const { made, rule, level, reason } = use;
  const { construct } = rule;
  if (!made || !construct) return blockedPlan(use.reason ?? ruleBlocker(rule));
  const set = Object.entries(construct.set ?? {});
  const edits = construct.positional ? asOptions(made, construct.positional, set) : withOptions(made, set, interpreter);
  return { kind: 'edits', edits, level, rules: [rule.id], ...(reason === undefined ? {} : { reason }) };
}

/** `new Client(url)` to `new Client({ url, … })`. */
function asOptions(made: ts.NewExpression, names: string[], set: [string, Json][]): TextEdit[] {
  const style = styleOf(made);
  const given = [...(made.arguments ?? [])];
  const entries = given.map((argument, index) => property(names[index] ?? '', argument.getText(), style));
  const text = objectText([...entries, ...set.map(([name, value]) => property(name, literal(value, style), style))], style);
  const [first, last] = [given[0], given.at(-1)];
  return first && last ? [{ ...placeOf(first), end: last.getEnd(), text }] : [];
}

/** Options that say what is set, whatever they said before. */
function withOptions(made: ts.NewExpression, set: [string, Json][], interpreter: Interpreter): TextEdit[] {
  const style = styleOf(made);
  const texts = set.map(([name, value]) => property(name, literal(value, style), style));
  const [first] = made.arguments ?? [];
  if (!first) {
    const at = made.arguments ? made.getEnd() - 1 : made.getEnd();
    const text = objectText(texts, style);
    return [{ ...placeOf(made), start: at, end: at, text: made.arguments ? text : `(${text})` }];
  }
  const options = unwrap(first);
  if (!ts.isObjectLiteralExpression(options)) return [{ ...placeOf(first), text: objectText([`...${first.getText()}`, ...texts], style) }];
  return set.flatMap(([name, value]) => setIn(options, name, value, interpreter));
}

function setIn(options: ts.ObjectLiteralExpression, name: string, value: Json, interpreter: Interpreter): TextEdit[] {
  const style = styleOf(options);
  const text = literal(value, style);
  const own = options.properties.findLast((entry) => entry.name && !ts.isComputedPropertyName(entry.name) && entry.name.text === name);
  const isLast = own !== undefined && !options.properties.slice(options.properties.indexOf(own)).some(ts.isSpreadAssignment);
  if (own && isLast) {
    const now = interpreter.member(interpreter.valueOf(options, { bindings: new Map(), frames: [] }), name);
    if (now && constantText(now) === String(value)) return [];
    return [ts.isPropertyAssignment(own) ? { ...placeOf(own.initializer), text } : { ...placeOf(own), text: property(name, text, style) }];
  }
  return [appended(options, property(name, text, style))];
}

/** An entry behind those of an object, on a line of its own where they have theirs. */
function appended(options: ts.ObjectLiteralExpression, entry: string): TextEdit {
  const style = styleOf(options);
  const source = options.getSourceFile().text;
  const last = options.properties.at(-1);
  if (!last) return { ...placeOf(options), text: objectText([entry], style) };
  const lineStart = source.lastIndexOf('\n', last.getStart() - 1) + 1;
  const lead = source.slice(lineStart, last.getStart());
  const isOwnLine = lead.trim() === '' && source.slice(options.getStart(), last.getStart()).includes('\n');
  const { hasTrailingComma } = options.properties;
  const end = hasTrailingComma ? options.properties.end : last.getEnd();
  const gap = isOwnLine ? `${style.eol}${lead}` : ' ';
  return { ...placeOf(options), start: end, end, text: `${hasTrailingComma ? '' : ','}${gap}${entry}${hasTrailingComma ? ',' : ''}` };
}

function property(name: string, value: string, style: Style): string {
  const key = propertyKey(name, style);
  return key === value && style.shorthand ? key : `${key}: ${value}`;
}

function objectText(entries: string[], { padding }: Style): string {
  return padding ? `{ ${entries.join(', ')} }` : `{${entries.join(', ')}}`;
}

function literal(value: Json, style: Style): string {
  return typeof value === 'string' ? quoted(value, style) : JSON.stringify(value);
}

function placeOf(node: ts.Node): { file: string; start: number; end: number } {
  return { file: node.getSourceFile().fileName, start: node.getStart(), end: node.getEnd() };
}
