import type { ts } from '../../../project/syntax.js';
import type { TextEdit } from '../../../edit/text-edit.js';

interface Wrap {
  node: ts.Node;
  before: string;
  after: string;
}

/**
 * Edits of an answer as they are collected: replacements of ranges, and texts put around expressions. Texts at one place
 * become one insertion, the outermost expression's first.
 */
export interface EditBuilder {
  replace(node: ts.Node, start: number, end: number, text: string): void;
  /** Puts text before and after an expression; a second wrap of the same expression goes around the first. */
  wrap(node: ts.Node, before: string, after: string): void;
  /** The text of a node with the replacements inside it. */
  textOf(node: ts.Node): string;
  /** Replaces a node as a whole, with what was collected inside it. */
  rewrite(node: ts.Node, text: string): void;
  /** Number of edits so far. */
  size(): number;
  finish(): TextEdit[];
}

/** Starts without edits. */
export function createEditBuilder(): EditBuilder {
  let replacements: TextEdit[] = [];
  let wraps: Wrap[] = [];

  const textOf = (node: ts.Node): string => {
    const inner = finished(replacements, wraps).filter((edit) => isWithin(edit, node));
    return spliced(node.getText(), inner, node.getStart());
  };

  return {
    replace(node, start, end, text) {
      const file = node.getSourceFile().fileName;
      if (!replacements.some((edit) => edit.file === file && edit.start === start && edit.end === end))
        replacements.push({ file, start, end, text });
    },
    wrap(node, before, after) {
      wraps.push({ node, before, after });
    },
    textOf,
    rewrite(node, text) {
      const outside = (inner: ts.Node): boolean =>
        inner.getSourceFile() !== node.getSourceFile() || inner.getStart() < node.getStart() || inner.getEnd() > node.getEnd();
      wraps = wraps.filter((wrap) => outside(wrap.node));
      replacements = replacements.filter((edit) => !isWithin(edit, node));
      replacements.push({ file: node.getSourceFile().fileName, start: node.getStart(), end: node.getEnd(), text });
    },
    size: () => replacements.length + wraps.length,
    finish: () => finished(replacements, wraps),
  };
}

function isWithin(edit: TextEdit, node: ts.Node): boolean {
  return edit.file === node.getSourceFile().fileName && edit.start >= node.getStart() && edit.end <= node.getEnd();
}

function finished(replacements: TextEdit[], wraps: Wrap[]): TextEdit[] {
  const insertions = new Map<string, { edit: TextEdit; pieces: { text: string; rank: number }[] }>();
  wraps.forEach(({ node, before, after }, order) => {
    const size = node.getEnd() - node.getStart();
    // Closing texts go from the inside out, opening texts from the outside in; of one node, the later wrap is outside.
    insert(insertions, node, node.getEnd(), after, size * 1_000 + order);
    insert(insertions, node, node.getStart(), before, 1e12 - size * 1_000 - order);
  });
  const inserted = [...insertions.values()].map(({ edit, pieces }) => ({
    ...edit,
    text: pieces
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ text }) => text)
      .join(''),
  }));
  return [...inserted, ...replacements].toSorted((a, b) => a.start - b.start || a.end - b.end);
}

function insert(
  insertions: Map<string, { edit: TextEdit; pieces: { text: string; rank: number }[] }>,
  node: ts.Node,
  at: number,
  text: string,
  rank: number,
): void {
  if (text === '') return;
  const file = node.getSourceFile().fileName;
  const key = `${file}:${at}`;
  const known = insertions.get(key) ?? { edit: { file, start: at, end: at, text: '' }, pieces: [] };
  known.pieces.push({ text, rank });
  insertions.set(key, known);
}

function spliced(text: string, edits: TextEdit[], offset: number): string {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start - offset) + edit.text;
    at = edit.end - offset;
  }
  return result + text.slice(at);
}
