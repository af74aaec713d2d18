import { diffWordsWithSpace } from 'diff';
import { ts } from 'ts-morph';
import { parseSource } from '../../src/project/source.js';

/** A migrated program with one thing in it broken. */
export interface Mutation {
  kind: string;
  file: string;
  text: string;
  /** 1-based, in the text that was broken. */
  line: number;
}

interface Change {
  kind: string;
  start: number;
  end: number;
  text: string;
}

type Edits = Iterable<Change>;

/**
 * Breaks a migrated file in every way of a fixed list, once at each place that has to do with what the migration changed.
 * @param before the text of v1; empty for a file that is new
 */
export function mutationsOf(file: string, before: string, after: string): Mutation[] {
  if (!/\.[cm]?[jt]sx?$/.test(file)) return [];
  const source = ts.createSourceFile(file, after, ts.ScriptTarget.Latest, true);
  const touched = touchedLines(before, after);
  const lineOf = (offset: number): number => source.getLineAndCharacterOfPosition(offset).line;
  const changes = [...revertedHunks(before, after)].filter(({ start }) => !isInType(start, source));

  const visit = (node: ts.Node): void => {
    if (!isUnseen(node)) {
      if (touched.has(lineOf(node.getStart())) || touched.has(lineOf(node.getEnd()))) changes.push(...brokenAt(node, source));
      ts.forEachChild(node, visit);
    }
  };
  visit(source);
  const seen = new Set<string>([after]);
  return changes.flatMap(({ kind, start, end, text }) => {
    const broken = after.slice(0, start) + text + after.slice(end);
    if (seen.has(broken)) return [];
    seen.add(broken);
    if (isBrokenSyntax(file, broken)) return [];
    return [{ kind, file, text: broken, line: lineOf(start) + 1 }];
  });
}

function isBrokenSyntax(file: string, text: string): boolean {
  try {
    return parseSource(file, text).syntaxError !== undefined;
  } catch {
    return true;
  }
}

/** What does nothing at run time, and what only prints. */
function isUnseen(node: ts.Node): boolean {
  return ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

function isInType(offset: number, source: ts.SourceFile): boolean {
  const find = (node: ts.Node): boolean =>
    node.pos <= offset && offset < node.end && (isUnseen(node) || (ts.forEachChild(node, (child) => find(child) || undefined) ?? false));
  return find(source);
}

/** Lines of the new text, from 0, that the migration changed, and those around them. */
function touchedLines(before: string, after: string): Set<number> {
  const old = new Set(before.split('\n').map((line) => line.trim()));
  const lines = after.split('\n');
  return new Set(lines.flatMap((line, index) => (old.has(line.trim()) ? [] : [index - 1, index, index + 1])));
}

/** Each change of the migration taken back by itself. */
function* revertedHunks(before: string, after: string): Edits {
  let at = 0;
  let removed = '';
  for (const { value, added, removed: isRemoved } of diffWordsWithSpace(before, after)) {
    if (isRemoved) {
      removed = value;
      continue;
    }
    if (added || removed !== '') {
      const end = added ? at + value.length : at;
      if (removed.trim() !== '' || value.trim() !== '') yield { kind: 'edit taken back', start: at, end, text: removed };
    }
    removed = '';
    at += value.length;
  }
}

const OTHER_METHOD: { [method: string]: string } = { GET: 'POST', POST: 'PUT', PUT: 'POST', PATCH: 'PUT', DELETE: 'GET' };

function* brokenAt(node: ts.Node, source: ts.SourceFile): Edits {
  const change = (kind: string, target: ts.Node, text: string): Change => ({ kind, start: target.getStart(), end: target.getEnd(), text });
  if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) yield* brokenText(node);
  if (ts.isTemplateExpression(node))
    yield* swapped(
      'parameters swapped',
      node.templateSpans.map(({ expression }) => expression),
      source,
    );
  if (ts.isCallExpression(node)) {
    if (!node.expression.getText().startsWith('console.')) yield* swapped('arguments swapped', node.arguments, source);
    const { expression } = node;
    if (
      ts.isPropertyAccessExpression(expression) &&
      /^(get|post|put|patch|delete)$/.test(expression.name.text) &&
      node.arguments.length > 0
    )
      yield change('method', expression.name, (OTHER_METHOD[expression.name.text.toUpperCase()] ?? 'GET').toLowerCase());
  }
  if (ts.isObjectLiteralExpression(node)) {
    for (const property of node.properties) {
      const next = source.text.slice(property.getEnd()).match(/^\s*,\s*/)?.[0].length ?? 0;
      yield { kind: 'property dropped', start: property.getStart(), end: property.getEnd() + next, text: '' };
      if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name))
        yield change('property renamed', property.name, `${property.name.text}_`);
      if (ts.isShorthandPropertyAssignment(property))
        yield change('property renamed', property, `${property.name.text}_: ${property.name.text}`);
    }
  }
  if (ts.isPropertyAccessExpression(node) && !isCallee(node) && !node.getText().startsWith('process.env')) {
    yield change('field renamed', node.name, `${node.name.text}_`);
    if (ts.isPropertyAccessExpression(node.expression) || ts.isParenthesizedExpression(node.expression)) {
      yield { kind: 'level dropped', start: node.expression.getEnd(), end: node.getEnd(), text: '' };
      yield { kind: 'level doubled', start: node.getEnd(), end: node.getEnd(), text: `.${node.name.text}` };
    }
    if (node.questionDotToken) yield change('tolerance lost', node.questionDotToken, '.');
  }
  if (ts.isBindingElement(node) && ts.isIdentifier(node.name) && !node.dotDotDotToken)
    yield change(
      'field renamed',
      node.propertyName ?? node.name,
      node.propertyName ? `${node.propertyName.getText()}_` : `${node.name.text}_: ${node.name.text}`,
    );
  if (ts.isAwaitExpression(node)) yield change('await dropped', node, node.expression.getText());
  if (ts.isExpressionStatement(node) && ts.isAwaitExpression(node.expression)) {
    yield change('call dropped', node, ';');
    yield change('call doubled', node, `${node.getText()} ${node.getText()}`);
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
    if (!node.left.getText().startsWith('process.env')) yield change('fallback dropped', node, node.left.getText());
  }
  if (ts.isNumericLiteral(node) && /^(20[0-4]|40[0-9])$/.test(node.text)) yield change('status', node, node.text === '200' ? '202' : '200');
}

function* brokenText(node: ts.StringLiteralLike | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail): Edits {
  const text = node.getText();
  const start = node.getStart();
  const found = (kind: string, pattern: RegExp, replace: (match: string) => string): Change[] =>
    [...text.matchAll(pattern)].map((match) => ({
      kind,
      start: start + match.index,
      end: start + match.index + match[0].length,
      text: replace(match[0]),
    }));
  if (OTHER_METHOD[node.text]) yield* found('method', new RegExp(node.text, 'g'), (method) => OTHER_METHOD[method] ?? 'GET');
  yield* found('old base', /\bv2\b/g, () => 'v1');
  yield* found('path', /(?<!\/)\/[a-z][\w-]{3,}(?=['"`?/:$])/g, (word) => `${word.slice(0, -1)}_`);
  yield* found('query dropped', /[?&][\w.]+=(?:\w*(?=&|['"`])|(?=\$\{))/g, (pair) => pair.slice(0, 1) + (pair.endsWith('=') ? 'x=' : ''));
  yield* found('verb', /:[a-z_]{4,}(?=['"`])/g, (verb) => `${verb}s`);
}

function* swapped(kind: string, nodes: readonly ts.Expression[], source: ts.SourceFile): Edits {
  for (const [index, first] of nodes.entries()) {
    const second = nodes[index + 1];
    if (!second || first.getText() === second.getText() || !isPlain(first) || !isPlain(second)) continue;
    const between = source.text.slice(first.getEnd(), second.getStart());
    yield { kind, start: first.getStart(), end: second.getEnd(), text: second.getText() + between + first.getText() };
  }
}

/** Names and members: what stands for a value by itself. */
function isPlain(node: ts.Expression): boolean {
  return ts.isIdentifier(node) || ts.isPropertyAccessExpression(node);
}

function isCallee(node: ts.Expression): boolean {
  return ts.isCallExpression(node.parent) && node.parent.expression === node;
}
