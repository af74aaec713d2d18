import { ts } from './syntax.js';
import { walk } from './walk.js';

/** A call, or an instantiation with or without arguments. */
export type CallNode = ts.CallExpression | ts.NewExpression;

/** The nodes of a file that analyses look for, in source order; collected in one pass. */
export interface FileNodes {
  /** By text. */
  identifiers: Map<string, ts.Identifier[]>;
  /** `x.name`, by name; private names with their `#`. */
  accesses: Map<string, ts.PropertyAccessExpression[]>;
  /** `x[key]` that is assigned to. */
  keyed: ts.ElementAccessExpression[];
  calls: CallNode[];
  news: ts.NewExpression[];
  /** Literals and the pieces of templates. */
  texts: TextNode[];
}

/** A literal, or a piece of a template. */
export type TextNode = ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail;

const known = new WeakMap<ts.SourceFile, FileNodes>();

/** The nodes of a file, by what they are. */
export function nodesOf(tree: ts.SourceFile): FileNodes {
  const before = known.get(tree);
  if (before) return before;
  const nodes: FileNodes = { identifiers: new Map(), accesses: new Map(), keyed: [], calls: [], news: [], texts: [] };
  walk(tree, (node) => {
    if (ts.isIdentifier(node)) add(nodes.identifiers, node.text, node);
    else if (ts.isPropertyAccessExpression(node)) add(nodes.accesses, node.name.text, node);
    else if (ts.isElementAccessExpression(node)) {
      if (isAssigned(node)) nodes.keyed.push(node);
    } else if (ts.isCallExpression(node)) nodes.calls.push(node);
    else if (ts.isNewExpression(node)) {
      nodes.calls.push(node);
      nodes.news.push(node);
    } else if (isText(node)) nodes.texts.push(node);
  });
  nodes.calls.sort((a, b) => a.pos - b.pos || b.end - a.end);
  known.set(tree, nodes);
  return nodes;
}

/** True when a node is another one, or stands within it. */
export function isInside(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end && node.getSourceFile() === outer.getSourceFile();
}

/** The calls at or below a node, in source order. */
export function callsBelow(node: ts.Node): CallNode[] {
  const { calls } = nodesOf(node.getSourceFile());
  const first = lowerBoundBy(calls, (call) => call.pos >= node.pos);
  const found: CallNode[] = [];
  for (let index = first; index < calls.length; index += 1) {
    const call = calls[index];
    if (!call || call.pos >= node.end) break;
    // A call that starts where the node starts may also be around it.
    if (call.end <= node.end) found.push(call);
  }
  return found;
}

/** Index of the first of sorted items for which a test holds that holds for all behind it too. */
export function lowerBoundBy<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && !holds(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** True for `=` and its kin. */
export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** The function that a node stands in, or is. */
export function functionOf(node: ts.Node): ts.Node | undefined {
  return ts.findAncestor(node, ts.isFunctionLike);
}

/** True for the left side of `=`. */
export function isAssigned(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

function isText(node: ts.Node): node is TextNode {
  return ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}

function add<T>(index: Map<string, T[]>, key: string, node: T): void {
  const list = index.get(key);
  if (list) list.push(node);
  else index.set(key, [node]);
}
