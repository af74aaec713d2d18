import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { Read, Sink } from '../../../http/response/index.js';
import { backwardCode, convertForward, type MovedPath } from '../../../pack/lens/index.js';
import type { Conversion } from '../../../pack/model.js';
import { referencesTo } from '../../../project/scopes.js';
import { isInTemplate } from '../../../project/template.js';
import { ts } from '../../../project/syntax.js';
import { quoted, type Style, styleOf } from '../../../edit/style.js';
import { bareExpression, isPure, placeOf } from './code.js';
import type { EditBuilder } from './draft.js';

/** A read whose value is another in v2: converted, a list of what was one, or there with null when it was not. */
export interface ChangedValue {
  step: Read;
  moved: MovedPath;
  /** All uses of values at the same path. */
  uses: Sink[];
}

/** What is not proved about a value, or why it cannot be read as v1 answered it. */
export type ValueOutcome = { open?: Blocker } | { problem: Blocker };

/** Makes the uses of one read see what v1 answered. */
export function rewriteValue(changed: ChangedValue, draft: EditBuilder): ValueOutcome {
  const { node, form } = changed.step;
  if (form === 'assignment') return { problem: blockers.assignsChangedValue(node.getText(), placeOf(node)) };
  const outcomes = readersOf(changed.step).map((reader) => rewriteReader(reader, changed, draft));
  return outcomes.find((outcome) => 'problem' in outcome) ?? outcomes.find((outcome) => 'open' in outcome) ?? {};
}

/** The expressions that hold the value of a read. */
function readersOf({ node }: Read): ts.Expression[] {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return isWritten(node) ? [] : [node];
  if (!ts.isBindingElement(node) || !ts.isIdentifier(node.name)) return [];
  return referencesTo(node).filter((reference) => !isWritten(reference));
}

function isWritten(node: ts.Expression): boolean {
  return ts.isBinaryExpression(node.parent) && node.parent.left === node && node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/**
 * `Array.isArray(x) ? x : [x]`, here or where the value is handed on, and `typeof x === 'string' ? [x] : x`: code that takes one
 * value and a list alike.
 */
function isListGuarded(reader: ts.Expression, later: Sink[]): boolean {
  if (later.some(({ by }) => by === 'Array.isArray()') || isTested(reader, `Array.isArray(${reader.getText()})`)) return true;
  return ts.findAncestor(reader, (node) => hasTwoBranches(node) && isTypeTest(conditionOf(node), reader.getText())) !== undefined;
}

function hasTwoBranches(node: ts.Node): node is ts.ConditionalExpression | ts.IfStatement {
  return ts.isConditionalExpression(node) || (ts.isIfStatement(node) && node.elseStatement !== undefined);
}

/** `typeof x === 'string'`, either way. */
function isTypeTest(condition: ts.Expression, text: string): boolean {
  if (!ts.isBinaryExpression(condition) || !/^[!=]==?$/.test(condition.operatorToken.getText())) return false;
  const { left, right } = condition;
  return ts.isTypeOfExpression(left) && left.expression.getText() === text && ts.isStringLiteral(right) && right.text === 'string';
}

/** The expression stands under a condition that names a text. */
function isTested(reader: ts.Expression, text: string): boolean {
  const guard = ts.findAncestor(
    reader,
    (node) => (ts.isConditionalExpression(node) || ts.isIfStatement(node)) && conditionOf(node).getText().includes(text),
  );
  return guard !== undefined;
}

function conditionOf(node: ts.ConditionalExpression | ts.IfStatement): ts.Expression {
  return ts.isIfStatement(node) ? node.expression : node.condition;
}

function rewriteReader(reader: ts.Expression, { step, moved, uses }: ChangedValue, draft: EditBuilder): ValueOutcome {
  const own = uses.filter((use) => bareExpression(use.node) === reader);
  const later = own.length > 0 ? own : uses.filter((use) => !isDirect(use, uses));
  if (moved.list === 'wrapped' && isListGuarded(reader, later)) return {};
  const needs = later.map((use) => needOf(use, moved));
  if (later.length > 0 && needs.every((need) => need === 'nothing')) return {};
  const [use] = own;
  const [need] = needs;
  if (own.length === 1 && use && typeof need === 'object') return applyTo(use, need, draft);
  const isPlain = moved.back.length === 0 && moved.list === undefined;
  if (isPlain && (later.length === 0 || isTested(reader, step.name) || isDefaulted(reader))) return {};
  return wrapValue(reader, moved, draft);
}

/** `x ?? y` is the same for null and undefined. */
function isDefaulted(reader: ts.Expression): boolean {
  const { parent } = reader;
  return ts.isBinaryExpression(parent) && parent.left === reader && /^(?:\?\?|\|\|)$/.test(parent.operatorToken.getText());
}

/** The use is of the read itself, not of a variable that holds it. */
function isDirect(use: Sink, uses: Sink[]): boolean {
  const node = bareExpression(use.node);
  return uses.includes(use) && (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node));
}

/** What a use needs: nothing, the v1 value, or another text in the place of a literal. */
type Need = 'nothing' | 'value' | { literal: ts.Expression; text: string } | { undefined: ts.BinaryExpression };

function needOf(use: Sink, moved: MovedPath): Need {
  if (moved.list !== undefined) return needOfList(use, moved.list);
  const undefinedTest = moved.unset === null ? comparedWithUndefined(use) : undefined;
  if (undefinedTest) return { undefined: undefinedTest };
  const [conversion] = moved.back;
  if (!conversion || moved.back.length > 1) return moved.back.length > 1 ? 'value' : needOfUnset(use, moved);
  return needOfConversion(use, conversion);
}

/** A list where v1 held one value, or several. Text and loops read both alike. */
function needOfList({ as, by }: Sink, list: 'wrapped' | 'head'): Need {
  if (list === 'head') return 'value';
  if (as === 'text' || as === 'test' || by === 'Array.isArray()') return 'nothing';
  return 'value';
}

function needOfUnset({ as, by }: Sink, { unset }: MovedPath): Need {
  if (unset === undefined || as !== 'escape') return 'nothing';
  return unset === null && (by.startsWith('printed') || by === 'serialised') ? 'value' : 'nothing';
}

function needOfConversion(use: Sink, conversion: Conversion): Need {
  const isNumber = conversion.to === 'number' || conversion.to === 'string' || conversion.to === 'boolean';
  switch (use.as) {
    case 'text':
      // What is shown may be in lower case.
      return isNumber || conversion.to === 'lower-case' ? 'nothing' : 'value';
    case 'test':
      return conversion.to === 'boolean' ? 'value' : 'nothing';
    case 'number':
      return conversion.to === 'number' && use.by !== 'added to' ? 'nothing' : 'value';
    case 'compare':
      return literalFor(use, conversion) ?? 'value';
    case 'method':
      return needOfMethod(use, conversion);
    case 'escape':
      return (isNumber || conversion.to === 'lower-case') && use.by.startsWith('printed') && !isNested(use) ? 'nothing' : 'value';
    default:
      return 'value';
  }
}

/** Methods of text that take no notice of what changes, and `split(' ')`, whose text changes with the value. */
function needOfMethod({ by, other }: Sink, { to }: Conversion): Need {
  if (to === 'lower-case') return ['.toLowerCase()', '.toUpperCase()', '.trim()'].includes(by) ? 'nothing' : 'value';
  if (to !== 'iso-date-time') return 'value';
  if (by === 'new Date()') return 'nothing';
  const [first, second] = other && ts.isCallExpression(other) ? other.arguments : [];
  const isBlank = first !== undefined && ts.isStringLiteralLike(first) && first.text === ' ';
  if (by === '.split()' && isBlank) return { literal: first, text: quoted('T', styleOf(first)) };
  if (/^\.replace(?:All)?\(\)$/.test(by) && isBlank && second && ts.isStringLiteralLike(second) && second.text === 'T') return 'nothing';
  const isDay = second !== undefined && ts.isNumericLiteral(second) && Number(second.text) <= DAY;
  return /^\.(?:slice|substring|substr)\(\)$/.test(by) && first?.getText() === '0' && isDay ? 'nothing' : 'value';
}

/** Length of `2024-01-31`. */
const DAY = 10;

/** Printed inside a value of the user's own, where text and numbers look different. */
function isNested({ under }: Sink): boolean {
  return under !== undefined;
}

/** The literal that a comparison needs in v2. */
function literalFor({ other }: Sink, conversion: Conversion): Need | undefined {
  if (!other || !ts.isExpression(other)) return undefined;
  const literal = bareExpression(other);
  const value = literalValue(literal);
  if (value === undefined) return undefined;
  const next = convertForward(conversion, value);
  if (next === undefined || typeof next === 'object') return undefined;
  return { literal, text: typeof next === 'string' ? quoted(next, styleOf(literal)) : String(next) };
}

function literalValue(node: ts.Expression): string | number | boolean | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  return node.kind === ts.SyntaxKind.FalseKeyword ? false : undefined;
}

function comparedWithUndefined({ as, other, node }: Sink): ts.BinaryExpression | undefined {
  if (as !== 'compare' || !other || !ts.isIdentifier(other) || other.text !== 'undefined') return undefined;
  return ts.isBinaryExpression(node.parent) && /^[!=]==$/.test(node.parent.operatorToken.getText()) ? node.parent : undefined;
}

function applyTo(use: Sink, need: Exclude<Need, string>, draft: EditBuilder): ValueOutcome {
  if ('literal' in need) {
    draft.replace(need.literal, need.literal.getStart(), need.literal.getEnd(), need.text);
    return {};
  }
  const { operatorToken } = need.undefined;
  draft.replace(operatorToken, operatorToken.getStart(), operatorToken.getEnd(), operatorToken.getText().slice(0, 2));
  if (use.other) draft.replace(use.other, use.other.getStart(), use.other.getEnd(), 'null');
  return {};
}

const OPERAND = 'value';

/** Puts the way back to the v1 value around a read. */
function wrapValue(reader: ts.Expression, moved: MovedPath, draft: EditBuilder): ValueOutcome {
  if (isInTemplate(reader)) return { problem: blockers.convertedInTemplate(reader.getText(), placeOf(reader)) };
  const nullable = moved.unset !== undefined || reader.getText().includes('?.');
  const code = inQuotes(backCode(OPERAND, moved, nullable), styleOf(reader));
  if (code === undefined && moved.back.every(({ to }) => to === 'lower-case'))
    return { open: blockers.lowerCaseInV2(reader.getText(), placeOf(reader)) };
  if (code === undefined) return { problem: blockers.noWayBack(reader.getText(), placeOf(reader)) };
  const pieces = code.split(new RegExp(`\\b${OPERAND}\\b`));
  const [before = '', after = ''] = pieces;
  if (pieces.length === 2 && (before.endsWith('(') || before === '')) draft.wrap(reader, shorthandStart(reader) + before, after);
  else if (isPure(reader))
    draft.rewrite(
      reader,
      shorthandStart(reader) + parenthesised(code.replaceAll(new RegExp(`\\b${OPERAND}\\b`, 'g'), draft.textOf(reader)), reader),
    );
  else return { problem: blockers.readTwice(reader.getText(), placeOf(reader)) };
  return moved.list === 'wrapped' ? { open: blockers.listInV2(reader.getText()) } : {};
}

/** Code of conversions is written with single quotes. */
function inQuotes(code: string | undefined, { quote }: Style): string | undefined {
  return quote === '"' && code?.includes('"') === false ? code.replaceAll("'", '"') : code;
}

/** `{ version }` becomes `{ version: … }`. */
function shorthandStart(reader: ts.Expression): string {
  return ts.isShorthandPropertyAssignment(reader.parent) ? `${reader.getText()}: ` : '';
}

function backCode(operand: string, moved: MovedPath, nullable: boolean): string | undefined {
  let code = operand;
  if (moved.list === 'wrapped')
    code = nullable ? `(${code}?.[1] === undefined ? ${code}?.[0] : ${code})` : `(${code}.length > 1 ? ${code} : ${code}[0])`;
  if (moved.list === 'head') code = `[${code}]`;
  for (const conversion of moved.back) {
    const back = backwardCode(conversion, code, { nullable });
    if (back === undefined) return undefined;
    code = back;
  }
  return code === operand && moved.unset === null ? `(${operand} ?? undefined)` : code;
}

function parenthesised(code: string, reader: ts.Expression): string {
  if (code.startsWith('(') || /^[\w.$?]+\(/.test(code) || !ts.isPropertyAccessExpression(reader.parent)) return code;
  return `(${code})`;
}
