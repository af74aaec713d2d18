import { ts } from '../project/syntax.js';

/** How a file is written, so that new text looks as if its author had typed it. */
export interface Style {
  /** One level of indentation. */
  indent: string;
  quote: "'" | '"';
  semicolons: boolean;
  /** Comma after the last entry of a literal that spans lines. */
  trailingCommas: boolean;
  /** `{ a }` rather than `{a}`. */
  padding: boolean;
  /** `{ a }` rather than `{ a: a }`. */
  shorthand: boolean;
  eol: '\n' | '\r\n';
  /** The file states types. */
  typed: boolean;
  /** New literals stay on one line: what stands around them does. */
  oneLine?: true;
}

const cache = new WeakMap<ts.SourceFile, Style>();

/** The style of the file that a node stands in: what most of its code does. */
export function styleOf(node: ts.Node): Style {
  const tree = node.getSourceFile();
  const known = cache.get(tree);
  if (known) return known;
  const style = detect(tree);
  cache.set(tree, style);
  return style;
}

/** White space before the first character of the line that holds an offset. */
export function indentAt(text: string, offset: number): string {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, offset))?.[0] ?? '';
}

/** A string literal in the style. */
export function quoted(text: string, { quote }: Style): string {
  const escaped = JSON.stringify(text).slice(1, -1);
  return quote === '"' ? `"${escaped}"` : `'${escaped.replaceAll('\\"', '"').replaceAll("'", String.raw`\'`)}'`;
}

/** A property name: bare where JavaScript allows it. */
export function propertyKey(name: string, style: Style): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : quoted(name, style);
}

/** The text with every line but the first moved from one indentation to another; text that spans lines in a literal stays. */
export function reindent(text: string, from: string, to: string): string {
  if (from === to || !text.includes('\n') || text.includes('`')) return text;
  return text
    .split('\n')
    .map((line, index) => (index > 0 && line.startsWith(from) && line.trim() !== '' ? to + line.slice(from.length) : line))
    .join('\n');
}

interface Counts {
  single: number;
  double: number;
  ended: number;
  open: number;
  trailing: number;
  plain: number;
  padded: number;
  tight: number;
  short: number;
  long: number;
}

function detect(tree: ts.SourceFile): Style {
  const counts: Counts = { single: 0, double: 0, ended: 0, open: 0, trailing: 0, plain: 0, padded: 0, tight: 0, short: 0, long: 0 };
  const visit = (node: ts.Node): void => {
    count(node, tree.text, counts);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return {
    indent: indentOf(tree.text),
    quote: counts.double > counts.single ? '"' : "'",
    semicolons: counts.ended >= counts.open,
    trailingCommas: counts.trailing >= counts.plain,
    padding: counts.padded >= counts.tight,
    shorthand: counts.short >= counts.long,
    eol: /\r\n/.test(tree.text) ? '\r\n' : '\n',
    typed: /\.(?:[cm]?ts|tsx)$/.test(tree.fileName),
  };
}

function count(node: ts.Node, text: string, counts: Counts): void {
  if (ts.isStringLiteral(node)) {
    if (text[node.getStart()] === '"') counts.double += 1;
    else counts.single += 1;
  } else if (ts.isExpressionStatement(node) || ts.isVariableStatement(node) || ts.isReturnStatement(node) || ts.isImportDeclaration(node)) {
    if (text[node.getEnd() - 1] === ';') counts.ended += 1;
    else counts.open += 1;
  } else if (ts.isObjectLiteralExpression(node) && node.properties.length > 0) {
    countLiteral(node, text, counts);
  }
}

function countLiteral(node: ts.ObjectLiteralExpression, text: string, counts: Counts): void {
  const { properties } = node;
  if (text.slice(node.getStart(), properties[0]?.getStart()).includes('\n')) {
    if (properties.hasTrailingComma) counts.trailing += 1;
    else counts.plain += 1;
  } else if (text[node.getStart() + 1] === ' ') counts.padded += 1;
  else counts.tight += 1;
  for (const property of properties) {
    if (ts.isShorthandPropertyAssignment(property)) counts.short += 1;
    else if (ts.isPropertyAssignment(property) && property.name.getText() === property.initializer.getText()) counts.long += 1;
  }
}

/** The most frequent step from a line to a deeper one. */
function indentOf(text: string): string {
  const steps = new Map<string, number>();
  let before = '';
  for (const line of text.split('\n')) {
    if (line.trim() === '' || /^\s*\*/.test(line)) continue;
    const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
    if (indent.length > before.length && indent.startsWith(before)) {
      const step = indent.slice(before.length);
      steps.set(step, (steps.get(step) ?? 0) + 1);
    }
    before = indent;
  }
  return [...steps].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? '  ';
}
