import { ts } from './syntax.js';

/**
 * Visits a node and all nodes below it in source order, parents first. Uses no recursion, so that trees of any depth are
 * safe. A visitor that returns false passes over what is below.
 */
export function walk(root: ts.Node, visit: (node: ts.Node) => boolean | void): void {
  const stack = [root];
  const children: ts.Node[] = [];
  const collect = (child: ts.Node): void => {
    children.push(child);
  };
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (visit(node) === false) continue;
    ts.forEachChild(node, collect);
    for (let child = children.pop(); child; child = children.pop()) stack.push(child);
  }
}

/** Visits all nodes below a node, without the node itself. */
export function walkBelow(root: ts.Node, visit: (node: ts.Node) => boolean | void): void {
  walk(root, (node) => (node === root ? true : visit(node)));
}
