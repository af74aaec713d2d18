import { extname } from 'node:path';
import { ts } from './syntax.js';

/** A range of a text. */
export interface Span {
  start: number;
  end: number;
}

/** What of a component is code. Everything else is blanked, so that offsets stay those of the file. */
export interface ComponentCode {
  code: string;
  kind: ts.ScriptKind;
  /** Expressions of the markup, each made a statement of its own. */
  markup: Span[];
}

/** Reads the script blocks of a Vue, Svelte or Astro file, and the expressions of its markup that call something. */
export function componentCode(path: string, text: string): ComponentCode {
  const kind = /<script\b[^>]*\blang\s*=\s*["']tsx?["']/i.test(text) || path.endsWith('.astro') ? ts.ScriptKind.TSX : ts.ScriptKind.JSX;
  const scripts = scriptsOf(path, text);
  const calls = expressionsOf(path, text, scripts).filter((span) => text.slice(span.start, span.end).includes('('));
  const statements = calls.flatMap((span) => statementOf(span, text, kind) ?? []);
  const pieces = [...scripts.map((span) => ({ span, code: text.slice(span.start, span.end) })), ...statements];
  let code = '';
  let at = 0;
  for (const { span, code: own } of pieces.toSorted((a, b) => a.span.start - b.span.start)) {
    code += blank(text.slice(at, span.start)) + own;
    at = span.end;
  }
  return { code: code + blank(text.slice(at)), kind, markup: statements.map(({ span }) => span) };
}

function scriptsOf(path: string, text: string): Span[] {
  const blocks = [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/gi)].map((block) => {
    const start = block.index + block[0].indexOf('>') + 1;
    return { start, end: start + (block[1] ?? '').length };
  });
  const front = extname(path) === '.astro' ? /^\s*---\r?\n([\s\S]*?)\r?\n---/.exec(text) : undefined;
  if (!front) return blocks;
  const start = front[0].indexOf('---') + 3;
  return [{ start, end: front[0].length - 3 }, ...blocks];
}

function expressionsOf(path: string, text: string, scripts: Span[]): Span[] {
  const markup = withoutBlocks(text, scripts);
  return extname(path) === '.vue' ? vueExpressions(markup) : bracedExpressions(markup);
}

/** Blanks scripts, styles and comments: braces in them are not expressions. */
function withoutBlocks(text: string, scripts: Span[]): string {
  let left = text;
  const clear = ({ start, end }: Span): void => {
    left = left.slice(0, start) + blank(left.slice(start, end)) + left.slice(end);
  };
  scripts.forEach(clear);
  for (const found of text.matchAll(/<style\b[\s\S]*?<\/style>|<!--[\s\S]*?-->/gi))
    clear({ start: found.index, end: found.index + found[0].length });
  return left;
}

/** Values of directives, and what stands between `{{` and `}}`. */
const VUE = /\s(?:@|:|v-)[^\s=>"']*\s*=\s*(?:"([^"]*)"|'([^']*)')|\{\{([\s\S]*?)\}\}/g;

function vueExpressions(markup: string): Span[] {
  return [...markup.matchAll(VUE)].map((found) => {
    const value = found[1] ?? found[2] ?? found[3] ?? '';
    const end = found.index + found[0].length - (found[3] === undefined ? 1 : 2);
    return { start: end - value.length, end };
  });
}

/** What opens a block of Svelte, and what may follow its expression. */
const OPENING = /^(?:#(?:await|if|each|key)|:else if|@html|@render)\s+/;
const CLOSING = /\s(?:as|then|catch)\s[^'"`]*$/;

function bracedExpressions(markup: string): Span[] {
  const spans: Span[] = [];
  for (let at = markup.indexOf('{'); at !== -1; at = markup.indexOf('{', at + 1)) {
    const end = closingBrace(markup, at);
    if (end === undefined) continue;
    const inner = markup.slice(at + 1, end);
    const opening = OPENING.exec(inner)?.[0].length ?? 0;
    const rest = inner.slice(opening);
    const closing = opening === 0 ? 0 : (CLOSING.exec(rest)?.[0].length ?? 0);
    spans.push({ start: at + 1 + opening, end: end - closing });
    at = end;
  }
  return spans;
}

/** Longest expression that is looked for in markup. */
const MAX_EXPRESSION = 20_000;

/** Where the brace that opens at an offset is closed. */
function closingBrace(text: string, open: number): number | undefined {
  let depth = 0;
  let quote = '';
  for (let at = open; at < text.length && at < open + MAX_EXPRESSION; at += 1) {
    const char = text[at] ?? '';
    if (char === '\\') at += 1;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'" || char === '`') quote = char;
    else if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return undefined;
}

/**
 * The expression as statements that have its offsets: the quotes or braces around it become semicolons, or a group where only that
 * makes it code. Undefined where it is none.
 */
function statementOf({ start, end }: Span, text: string, kind: ts.ScriptKind): { span: Span; code: string } | undefined {
  const inner = text.slice(start, end);
  if (isValid(inner, kind)) return { span: { start: start - 1, end: end + 1 }, code: `;${inner};` };
  const isOnLine = start > 1 && !/[\r\n]/.test(text[start - 2] ?? '');
  if (!isOnLine || !isValid(`(${inner})`, kind)) return undefined;
  return { span: { start: start - 2, end: end + 1 }, code: `;(${inner})` };
}

function isValid(code: string, kind: ts.ScriptKind): boolean {
  const tree = ts.createSourceFile('markup.tsx', code, ts.ScriptTarget.ESNext, false, kind);
  const { parseDiagnostics } = tree as ts.SourceFile & { parseDiagnostics?: readonly unknown[] };
  return (parseDiagnostics?.length ?? 0) === 0;
}

function blank(text: string): string {
  return text.replaceAll(/[^\r\n]/g, ' ');
}
