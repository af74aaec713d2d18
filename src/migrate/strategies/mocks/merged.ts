import { blockers } from '../../../scan/blockers.js';
import { followUps } from '../../../http/clients/chain.js';
import type { CollapseRule } from '../../../pack/model.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { MockSite } from '../../../scan/mocks.js';
import { addPlan, type ChangeSet, block } from '../../plan/change-set.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { removeStatement } from '../../../edit/removal.js';

/** Calls that end what is said of one mocked request. */
const LAST = /^(?:reply|replyOnce|replyWithError|replyWithFile|fulfill|timeout|networkError)$/;

/**
 * A mock of the first of two calls that became one: the mock of the second beside it stands for the one call, and this one
 * goes.
 */
export function planMergedStep(group: ChangeSet, entry: MockSite, rule: CollapseRule, analysis: Analysis): void {
  const { mock, site } = entry;
  const pair = analysis.pairs.find(
    ({ first, seconds }) => first.match.table === site.match.table && first.match.operation.rule.id === rule.id && seconds.length > 0,
  );
  pair?.seconds.forEach((second) => group.dependsOn.add(second.site.call));
  const isSecond = (other: MockSite): boolean =>
    other.site.match.table === site.match.table && other.site.match.operation.v1.source === rule.steps[1];
  const second = analysis.mocks.find((other) => isSecond(other) && homeOf(other.mock.site) === homeOf(mock.site));
  if (!pair || !second || mock.role !== 'answer') {
    block(group, blockers.mockOfFirst());
    return;
  }
  const edit = removalOf(mock.site, analysis.mocks);
  if (edit) {
    group.gone = true;
    addPlan(group, { kind: 'edits', edits: [edit], level: 'auto', rules: [] });
  } else block(group, blockers.mockOfFirstLeft());
}

/** The test, handler or file that a mock is set up in. */
function homeOf(node: ts.Node): ts.Node {
  return ts.findAncestor(node, (at) => ts.isFunctionLike(at) || ts.isSourceFile(at)) ?? node.getSourceFile();
}

/** Takes a mock out: its links of a chain, its element of a list, or its statement. */
function removalOf(site: ts.Expression, mocks: readonly MockSite[]): TextEdit | undefined {
  const own = endOf(site);
  const receiver = receiverOf(site);
  const isBehind = receiver && mocks.some(({ mock }) => mock.site !== site && isInside(mock.site, receiver));
  if (receiver && (isBehind || continues(own))) {
    return { file: site.getSourceFile().fileName, start: receiver.getEnd(), end: own.getEnd(), text: '' };
  }
  const whole = ts.isAwaitExpression(own.parent) ? own.parent : own;
  if (ts.isExpressionStatement(whole.parent)) return removeStatement(whole.parent);
  if (ts.isArrayLiteralExpression(whole.parent)) return removeElement(whole, whole.parent.elements);
  if (ts.isCallExpression(whole.parent) && whole.parent.arguments.length > 1) return removeElement(whole, whole.parent.arguments);
  return undefined;
}

/** The link of the chain that ends what is said of this request. */
function endOf(site: ts.Expression): ts.Expression {
  return followUps(site).find(({ name, call }) => LAST.test(name) && isInside(site, call))?.call ?? site;
}

function continues(node: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node && ts.isCallExpression(node.parent.parent);
}

function receiverOf(site: ts.Expression): ts.Expression | undefined {
  if (!ts.isCallExpression(site) || !ts.isPropertyAccessExpression(site.expression)) return undefined;
  const receiver = site.expression.expression;
  return ts.isCallExpression(receiver) ? receiver : undefined;
}

/** An element with its line, or with the comma behind it. */
function removeElement(node: ts.Node, elements: ts.NodeArray<ts.Expression>): TextEdit {
  const index = elements.findIndex((element) => element === node);
  const next = elements[index + 1];
  const before = elements[index - 1];
  const { fileName } = node.getSourceFile();
  if (next) return { file: fileName, start: node.getStart(), end: next.getStart(), text: '' };
  return { file: fileName, start: before ? before.getEnd() : node.getStart(), end: node.getEnd(), text: '' };
}
