import { ts } from '../../project/syntax.js';
import { indentAt, type Style } from '../style.js';
import { columnsOf } from './width.js';

/** What a node is printed with. */
export interface Page {
  tree: ts.SourceFile;
  text: string;
  style: Style;
  width: number;
  /** What edits have written. */
  changed: readonly { start: number; end: number }[];
}

/** Where a node is printed: the indent of its line, the columns before it, and those that follow it on its last line. */
interface Position {
  indent: string;
  column: number;
  tail: number;
}

/** Prints a node over as many lines as the width asks for. Only white space and trailing commas differ from its source. */
export function print(node: ts.Node, page: Page, spot: Position): string {
  const own = shifted(node, page, spot.indent);
  return fits(own, page, spot) ? own : (broken(node, page, spot) ?? own);
}

/** Prints a node over lines although it would fit. */
export function printBroken(node: ts.Node, page: Page, spot: Position): string {
  return broken(node, page, spot) ?? shifted(node, page, spot.indent);
}

function fits(text: string, { width }: Page, { column, tail }: Position): boolean {
  const lines = text.split('\n');
  return lines.every((line, index) => columnsOf(line) + (index === 0 ? column : 0) + (index === lines.length - 1 ? tail : 0) <= width);
}

function sourceOf(node: ts.Node, { tree, text }: Page): string {
  return text.slice(node.getStart(tree), node.getEnd());
}

/** The source of a node, with its lines moved to another indent. Texts over several lines stay where they are. */
function shifted(node: ts.Node, page: Page, indent: string): string {
  const source = sourceOf(node, page);
  const from = indentAt(page.text, node.getStart(page.tree));
  if (from === indent || !source.includes('\n') || hasLongText(node, page)) return source;
  return source
    .split('\n')
    .map((line, index) => (index > 0 && line.startsWith(from) && line.trim() !== '' ? indent + line.slice(from.length) : line))
    .join('\n');
}

/** A template that spans lines. */
export function hasLongText(node: ts.Node, page: Page): boolean {
  const isTemplate = ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isJsxText(node);
  if (isTemplate && sourceOf(node, page).includes('\n')) return true;
  return ts.forEachChild(node, (child) => hasLongText(child, page) || undefined) ?? false;
}

function broken(node: ts.Node, page: Page, spot: Position): string | undefined {
  if (ts.isObjectLiteralExpression(node)) return listed('{', '}', node.properties, page, spot);
  if (ts.isArrayLiteralExpression(node) && !node.elements.some((element) => ts.isOmittedExpression(element)))
    return listed('[', ']', node.elements, page, spot);
  if (ts.isPropertyAssignment(node) || ts.isSpreadAssignment(node) || ts.isSpreadElement(node)) return lastInside(node, page, spot);
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return called(node, page, spot);
  if (ts.isArrowFunction(node)) return arrow(node, page, spot);
  if (ts.isConditionalExpression(node)) return conditional(node, page, spot);
  if (ts.isBinaryExpression(node)) return binary(node, page, spot);
  if (ts.isParenthesizedExpression(node) || ts.isAwaitExpression(node)) return lastInside(node, page, spot);
  if (ts.isPropertyAccessExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node))
    return around(node, node.expression, page, spot);
  return undefined;
}

/** `{`, each entry on a line of its own, `}`. */
function listed(
  open: string,
  close: string,
  entries: readonly ts.Node[],
  page: Page,
  { indent }: Position,
  comma = page.style.trailingCommas,
): string {
  if (entries.length === 0) return open + close;
  const inner = indent + page.style.indent;
  const lines = entries.map((entry, index) => {
    const end = index < entries.length - 1 || comma ? ',' : '';
    return `${inner}${print(entry, page, { indent: inner, column: columnsOf(inner), tail: end.length })}${end}`;
  });
  return [open, ...lines, `${indent}${close}`].join(page.style.eol);
}

/** A node whose last part is one that can be printed over lines: `name: value`, `...value`, `await value`, `(value)`. */
function lastInside(
  node: ts.PropertyAssignment | ts.SpreadAssignment | ts.SpreadElement | ts.ParenthesizedExpression | ts.AwaitExpression,
  page: Page,
  spot: Position,
): string {
  return around(node, ts.isPropertyAssignment(node) ? node.initializer : node.expression, page, spot);
}

/** A part of a node printed over lines, with what stands before and after it as it is. */
function around(node: ts.Node, part: ts.Node, page: Page, { indent, column, tail }: Position): string {
  const before = page.text.slice(node.getStart(page.tree), part.getStart(page.tree));
  const after = page.text.slice(part.getEnd(), node.getEnd());
  return before + print(part, page, { indent, column: column + columnsOf(before), tail: tail + columnsOf(after) }) + after;
}

function conditional(node: ts.ConditionalExpression, page: Page, { indent, column, tail }: Position): string {
  const inner = indent + page.style.indent;
  const at = (part: ts.Node, end: number): string => print(part, page, { indent: inner, column: columnsOf(inner) + 2, tail: end });
  const condition = print(node.condition, page, { indent, column, tail: 0 });
  return [condition, `${inner}? ${at(node.whenTrue, 0)}`, `${inner}: ${at(node.whenFalse, tail)}`].join(page.style.eol);
}

/** What follows on the line of an operator may go over lines by itself. */
function isLoose(node: ts.Node): boolean {
  return (
    ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node)
  );
}

function binary(node: ts.BinaryExpression, page: Page, spot: Position): string {
  const { operatorToken, left, right } = node;
  const isAssignment = operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (isAssignment || isLoose(right)) return around(node, right, page, spot);
  const inner = spot.indent + page.style.indent;
  const operator = ` ${operatorToken.getText(page.tree)}`;
  const rest = print(right, page, { indent: inner, column: columnsOf(inner), tail: spot.tail });
  return `${print(left, page, { ...spot, tail: operator.length })}${operator}${page.style.eol}${inner}${rest}`;
}

function arrow(node: ts.ArrowFunction, page: Page, spot: Position): string | undefined {
  const head = page.text.slice(node.getStart(page.tree), node.body.getStart(page.tree));
  if (ts.isBlock(node.body) || head.includes('\n')) return undefined;
  if (ts.isParenthesizedExpression(node.body) || isLoose(node.body)) return around(node, node.body, page, spot);
  const inner = spot.indent + page.style.indent;
  return head.trimEnd() + page.style.eol + inner + print(node.body, page, { indent: inner, column: columnsOf(inner), tail: spot.tail });
}

/** One call of a chain: what it is called on, the name with type arguments, the call. */
interface Link {
  name: string;
  call: ts.CallExpression;
}

function chainOf(node: ts.Expression, page: Page): { head: ts.Expression; links: Link[] } {
  const links: Link[] = [];
  let head = node;
  while (ts.isCallExpression(head) && ts.isPropertyAccessExpression(head.expression)) {
    const { expression } = head.expression;
    links.unshift({ name: page.text.slice(expression.getEnd(), openingOf(head, page)).trim(), call: head });
    head = expression;
  }
  return { head, links };
}

/** Offset of the parenthesis before the arguments. */
function openingOf({ expression, typeArguments }: ts.CallExpression | ts.NewExpression, { text }: Page): number {
  return text.indexOf('(', typeArguments?.end ?? expression.getEnd());
}

function called(node: ts.CallExpression | ts.NewExpression, page: Page, spot: Position): string {
  const opening = openingOf(node, page);
  const callee = page.text.slice(node.getStart(page.tree), opening);
  const { head, links } = chainOf(node, page);
  const isOneLine = !callee.includes('\n');
  const isCall = ts.isCallExpression(node) && ts.isParenthesizedExpression(node.expression);
  if (isOneLine && links.length <= 2 && (isCall || fits(`${callee}(`, page, { ...spot, tail: 0 })) && (node.arguments?.length ?? 0) > 0)
    return isCall && !fits(callee, page, spot)
      ? around(node, node.expression, page, spot)
      : callee + args(node, page, { ...spot, column: spot.column + columnsOf(callee) });
  if (links.length === 1 && ts.isArrayLiteralExpression(head)) return around(node, head, page, spot);
  return links.length < 2 ? shifted(node, page, spot.indent) : chained(head, links, page, spot);
}

/** Each call of a chain on a line of its own; the first of them behind a short name or that of a class. */
function chained(head: ts.Expression, links: Link[], page: Page, spot: Position): string {
  const isShort = ts.isIdentifier(head) && (/^[A-Z]/.test(head.text) || head.text.length <= columnsOf(page.style.indent));
  const [first, ...others] = links;
  if (first && (isShort || head.kind === ts.SyntaxKind.ThisKeyword)) {
    const start = print(first.call, page, { ...spot, tail: 0 });
    const [only] = others;
    if (only && others.length === 1 && start.includes('\n')) return `${start}${linked(only, page, spot)}`;
    return [start, ...below(others, page, spot)].join(page.style.eol);
  }
  return [print(head, page, { ...spot, tail: 0 }), ...below(links, page, spot)].join(page.style.eol);
}

function below(links: readonly Link[], page: Page, spot: Position): string[] {
  const inner = spot.indent + page.style.indent;
  return links.map((link, index) => {
    const tail = index === links.length - 1 ? spot.tail : 0;
    return inner + linked(link, page, { indent: inner, column: columnsOf(inner), tail });
  });
}

function linked({ name, call }: Link, page: Page, spot: Position): string {
  const at = { ...spot, column: spot.column + columnsOf(name) };
  const own = page.text.slice(openingOf(call, page), call.getEnd());
  return name + (fits(own, page, at) && !own.includes('\n') ? own : args(call, page, at));
}

/** The parenthesis after a function whose body stands on lines of its own. */
function closedBelow(text: string, { style }: Page, { indent }: Position): string {
  return `${text.slice(0, -1)}${style.trailingCommas ? ',' : ''}${style.eol}${indent})`;
}

/** An edit wrote something of the arguments: those that nobody touched keep their lines. */
function isEdited(node: ts.CallExpression | ts.NewExpression, page: Page): boolean {
  const start = openingOf(node, page);
  return page.changed.some((stretch) => stretch.start < node.getEnd() && start < stretch.end);
}

/** The arguments of a call: the last one over lines when it is an object, a list or a function; else each on its own line. */
function args(node: ts.CallExpression | ts.NewExpression, page: Page, spot: Position): string {
  const given = node.arguments ?? [];
  const last = given[given.length - 1];
  if (!last) return '()';
  if (!isEdited(node, page)) return page.text.slice(openingOf(node, page), node.getEnd());
  const isHugged = isLoose(last) && !given.slice(0, -1).some((argument) => isLoose(argument) || sourceOf(argument, page).includes('\n'));
  if (isHugged) {
    const before = `(${given
      .slice(0, -1)
      .map((argument) => `${sourceOf(argument, page)}, `)
      .join('')}`;
    const hugged = `${before}${print(last, page, { indent: spot.indent, column: spot.column + columnsOf(before), tail: spot.tail + 1 })})`;
    const [first = ''] = hugged.split('\n');
    const isBodyBelow = first.trimEnd().endsWith('=>');
    if (fits(first, page, { ...spot, tail: 0 })) return isBodyBelow ? closedBelow(hugged, page, spot) : hugged;
  }
  return listed('(', ')', [...given], page, spot);
}
