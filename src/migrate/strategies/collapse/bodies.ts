import { ts } from '../../../project/syntax.js';
import { applyEdits } from '../../../edit/edits.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { indentAt, styleOf } from '../../../edit/style.js';

/** Properties of an object expression as text: those of a literal, or a spread of anything else. */
export interface Properties {
  /** Name, when it is written plainly, and the whole property. */
  entries: { name: string | undefined; text: string }[];
  isMultiLine: boolean;
}

/** Reads an object expression after some edits inside it. Edits outside its range are not looked at. */
export function propertiesOf(node: ts.Expression, edits: TextEdit[]): Properties {
  const tree = node.getSourceFile();
  const start = node.getStart();
  const own = edits.filter((edit) => edit.file === tree.fileName && edit.start >= start && edit.end <= node.getEnd());
  const text = applyEdits(
    node.getText(),
    own.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start })),
  );
  return parseProperties(text);
}

function parseProperties(text: string): Properties {
  const tree = ts.createSourceFile('object.ts', `(${text})`, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  const [statement] = tree.statements;
  const outer = statement && ts.isExpressionStatement(statement) ? statement.expression : undefined;
  const object = outer && ts.isParenthesizedExpression(outer) ? outer.expression : undefined;
  if (!object || !ts.isObjectLiteralExpression(object))
    return { entries: [{ name: undefined, text: `...${isSimple(object) ? text : `(${text})`}` }], isMultiLine: false };
  const entries = object.properties.map((property) => ({
    name: property.name && !ts.isComputedPropertyName(property.name) ? property.name.text : undefined,
    text: property.getText(tree),
  }));
  return { entries, isMultiLine: object.getText(tree).includes('\n') && /^\{\s*\n/.test(object.getText(tree)) };
}

function isSimple(node: ts.Expression | undefined): boolean {
  return node !== undefined && (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isCallExpression(node));
}

/** Properties of two objects, the later ones winning. */
export function overlaid(first: Properties, second: Properties): Properties {
  const later = new Set(second.entries.map(({ name }) => name));
  return {
    entries: [...first.entries.filter(({ name }) => name === undefined || !later.has(name)), ...second.entries],
    isMultiLine: first.isMultiLine || second.isMultiLine,
  };
}

/** One object literal with the properties of two, the later ones winning. */
export function mergedObject(first: Properties, second: Properties, at: ts.Node): string {
  const later = new Set(second.entries.map(({ name }) => name));
  const entries = [...first.entries.filter(({ name }) => name === undefined || !later.has(name)), ...second.entries].map(
    ({ text }) => text,
  );
  const oneLine = `{ ${entries.join(', ')} }`;
  if (!first.isMultiLine && !second.isMultiLine && oneLine.length < 100) return oneLine;
  const style = styleOf(at);
  const indent = indentAt(at.getSourceFile().text, at.getStart());
  const lines = entries.map((text) => `${indent}${style.indent}${text}`);
  return `{${style.eol}${lines.join(`,${style.eol}`)}${style.trailingCommas ? ',' : ''}${style.eol}${indent}}`;
}
