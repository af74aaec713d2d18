import type { ts } from '../../../project/syntax.js';

/** Text of a URL with expressions in it. */
export type Piece = { text: string } | { code: string };

/** Escapes text for the inside of a template literal. */
export function templateText(text: string): string {
  return text.replaceAll(/[`\\]|\$\{/g, (found) => `\\${found}`);
}

/** Escapes text for the inside of a string literal. */
export function stringText(text: string, quote: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
}

/** A string or template literal with these pieces. */
export function literalOf(pieces: Piece[], quote: string): string {
  if (pieces.every((piece) => 'text' in piece)) {
    return `${quote}${stringText(pieces.map((piece) => ('text' in piece ? piece.text : '')).join(''), quote)}${quote}`;
  }
  return `\`${templateOf(pieces)}\``;
}

/** The inside of a template literal with these pieces. */
export function templateOf(pieces: Piece[]): string {
  return pieces.map((piece) => ('text' in piece ? templateText(piece.text) : `\${${piece.code}}`)).join('');
}

/** The quote that a file prefers. */
export function quoteOf(node: ts.Node): string {
  const text = node.getSourceFile().text;
  const single = text.split("'").length;
  const double = text.split('"').length;
  return double > single ? '"' : "'";
}
