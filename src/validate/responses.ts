import type { Read, ResponseTrace, Sink } from '../http/response/index.js';
import { movePath } from '../pack/lens/index.js';
import type { Operation } from '../match/index.js';
import type { Lens } from '../pack/model.js';
import { functionOf } from '../project/nodes.js';
import { ts } from '../project/syntax.js';
import { wrapperOf } from '../project/unwrap.js';
import { plainText } from './provenance.js';

/** Something about the response of a call that does not hold after the edit. */
export interface ResponseDifference {
  verdict: 'wrong' | 'open';
  code: 'stale-read' | 'lost-read' | 'lost-tolerance' | 'stale-status' | 'adapted-twice';
  message: string;
  node?: ts.Node;
}

/** Every place of the body that code ends at: read, used, or handed on. */
interface Uses {
  /** By path, dots between names. */
  byPath: Map<string, Use>;
}

/** How the value at one path is used. */
interface Use {
  path: readonly string[];
  nodes: ts.Node[];
  isTolerant: boolean;
  survives: boolean;
  /** Some read of it has `?.` on its way. */
  isChained: boolean;
  isFailure: boolean;
  isSuccess: boolean;
  isSure: boolean;
}

/**
 * Compares how a response is read before and after: each v1 path must be read where v2 has it, as tolerantly, and once.
 * @param throws the client rejects where the answer is an error
 * @param supplied names that other calls take of the response in place of each other
 */
export function compareResponses(
  before: ResponseTrace,
  after: ResponseTrace,
  { response: lens, error, status }: Pick<Operation, 'response' | 'error' | 'status'>,
  throws: boolean,
  supplied: ReadonlySet<string>,
): ResponseDifference[] {
  const [old, now] = [usesOf(before), usesOf(after)];
  const found: ResponseDifference[] = [...compareStatus(before, after, status)];
  const images = new Map<string, string>();
  for (const { path, isFailure } of old.byPath.values()) {
    const moved = isFailure ? movePath(error, [...path]) : standsApart(path, lens, error) ? { path: [...path] } : movePath(lens, [...path]);
    if ('path' in moved) images.set(moved.path.join('.'), path.join('.'));
  }
  for (const use of old.byPath.values()) {
    if (!use.isFailure && !use.isSuccess && standsApart(use.path, lens, error)) {
      found.push(...movedApart(use.path, lens, now));
      continue;
    }
    const moved = movePath(use.isFailure ? error : lens, [...use.path]);
    if ('gone' in moved) continue;
    const [from, to] = [use.path.join('.'), moved.path.join('.')];
    if (from === to) continue;
    const stale = now.byPath.get(from);
    if (stale && !images.has(from) && stale.isFailure === use.isFailure && moved.when === undefined) {
      found.push({
        verdict: stale.isSure ? 'wrong' : 'open',
        code: 'stale-read',
        message: `\`${textAt(stale.nodes)}\` reads \`${from}\`, which v2 has at \`${to}\``,
        ...nodeOf(stale.nodes),
      });
      continue;
    }
    const twice = movePath(lens, moved.path);
    const doubled = 'path' in twice ? now.byPath.get(twice.path.join('.')) : undefined;
    if (doubled && !images.has('path' in twice ? twice.path.join('.') : '') && !now.byPath.has(to)) {
      found.push({
        verdict: 'wrong',
        code: 'adapted-twice',
        message: `\`${textAt(doubled.nodes)}\` reads \`${doubled.path.join('.')}\`: the change of v2 is applied twice`,
        ...nodeOf(doubled.nodes),
      });
      continue;
    }
    const target = now.byPath.get(to);
    if (!target) continue;
    // The same code reads it: what is new stands elsewhere.
    if (target.nodes.every((node) => use.nodes.some((other) => readingText(other) === readingText(node)))) continue;
    const isUnchained = use.isChained && !target.isChained && target.nodes.every(isUnguardedAccess);
    if (
      isUnchained ||
      (use.isTolerant && use.survives && !use.isSuccess && !throws && !target.survives && moved.path.length > use.path.length)
    )
      found.push({
        verdict: 'wrong',
        code: 'lost-tolerance',
        message: `\`${textAt(target.nodes)}\` throws where \`${textAt(use.nodes)}\` was missing before`,
        ...nodeOf(target.nodes),
      });
  }
  if (found.every(({ verdict }) => verdict === 'open'))
    found.push(...lostReads(old, now, [before, after], { response: lens, error }, supplied));
  return found;
}

/** What v1 code reads of the body and the new code does not: wrong where it reads something else instead. */
function lostReads(
  old: Uses,
  now: Uses,
  [before, after]: readonly [ResponseTrace, ResponseTrace],
  { response: lens, error }: Pick<Operation, 'response' | 'error'>,
  supplied: ReadonlySet<string>,
): ResponseDifference[] {
  if (after.incomplete || after.escapes.length > 0) return [];
  const expected = new Set<string>();
  const lost = [...old.byPath.values()].flatMap((use): string[] => {
    const ways = waysOf(use, lens, error);
    // Code that hands the value on as a whole did so before.
    const wasHidden = isHidden(use.path, before);
    for (const { path } of ways) expected.add(path.join('.'));
    const isRead = ways.some(
      (way) => isReadAt(way, now) || (isHidden(way.path, after) && (wasHidden || isHidden(way.path, after, 'copied'))),
    );
    return isRead || ways.length === 0 || use.nodes.every(isRest) || supplied.has(use.path.at(-1) ?? '')
      ? []
      : [ways[0]?.path.join('.') ?? ''];
  });
  if (lost.length === 0) return [];
  const isNew = ({ path }: { path: readonly string[] }): boolean => {
    const key = path.join('.');
    return (
      ![...expected].some((image) => image === key || image.startsWith(`${key}.`) || key.startsWith(`${image}.`)) && !old.byPath.has(key)
    );
  };
  const odd = [...now.byPath.values()].find((use) => isNew(use) || lost.some((path) => use.path.join('.').startsWith(`${path}`)));
  return [
    {
      verdict: odd?.isSure === true ? 'wrong' : 'open',
      code: 'lost-read',
      message: odd
        ? `\`${textAt(odd.nodes)}\` reads \`${odd.path.join('.')}\`, and nothing reads \`${lost[0] ?? ''}\``
        : `nothing reads \`${lost[0] ?? ''}\` of the response any more`,
      ...nodeOf(odd?.nodes ?? []),
    },
  ];
}

/** A place where v2 has what v1 code reads; `isDeep` where something inside of it changed as well. */
interface Way {
  path: readonly string[];
  isDeep: boolean;
}

/** Where new code may read what v1 code read; empty where any place will do. */
function waysOf({ path, isFailure, isSuccess }: Use, lens: Lens, error: Lens): Way[] {
  // A bare text or truth value has no names of its own to follow.
  if (lens.some(({ op }) => op === 'nest-when')) return [];
  const moves = isFailure ? [error] : isSuccess || !standsApart(path, lens, error) ? [lens] : [[], error];
  const ways: Way[] = [];
  for (const moved of moves.map((one) => movePath(one, [...path]))) {
    if ('gone' in moved || moved.when !== undefined || moved.list !== undefined || moved.path.length === 0) return [];
    ways.push({ path: moved.path.map(String), isDeep: moved.inner.length > 0 });
  }
  return ways;
}

function isReadAt({ path, isDeep }: Way, { byPath }: Uses): boolean {
  const key = path.join('.');
  return byPath.has(key) || (isDeep && [...byPath.keys()].some((other) => other.startsWith(`${key}.`)));
}

/** The value, or one that it is part of, is used in a way that may read it out of sight; `copied` is within a value of the program. */
function isHidden(path: readonly string[], { sinks }: ResponseTrace, how?: 'copied'): boolean {
  return sinks.some(
    ({ as, path: at, under }) =>
      (how === undefined || under !== undefined) &&
      (under !== undefined || ['escape', 'dynamic', 'keys', 'text'].includes(as)) &&
      at.length < path.length &&
      at.every((name, index) => path[index] === name),
  );
}

function isRest(node: ts.Node): boolean {
  return ts.isBindingElement(node) && node.dotDotDotToken !== undefined;
}

/** An error body, and what stands beside the body, does not move with it. */
function movedApart(path: readonly string[], lens: Lens, now: Uses): ResponseDifference[] {
  const moved = movePath(lens, [...path]);
  const to = 'path' in moved ? moved.path.join('.') : '';
  const read = to === path.join('.') || now.byPath.has(path.join('.')) ? undefined : now.byPath.get(to);
  if (!read) return [];
  return [
    {
      verdict: read.isSure ? 'wrong' : 'open',
      code: 'lost-read',
      message: `\`${textAt(read.nodes)}\` reads \`${to}\`, which an error has at \`${path.join('.')}\``,
      ...nodeOf(read.nodes),
    },
  ];
}

/** Names that bodies of errors commonly have. */
const ERROR_NAMES = new Set(['error', 'errors', 'detail', 'message', 'code']);

/** True for a read that is of an error body, or of what v2 puts beside the body, where the code does not tell the answers apart. */
function standsApart([first = '']: readonly string[], lens: Lens, error: Lens): boolean {
  const isError = ERROR_NAMES.has(first) || error.some((op) => (op.op === 'rename' ? op.from : 'name' in op ? op.name : '') === first);
  return isError || lens.some((op) => op.op === 'nest' && op.also !== undefined && Object.hasOwn(op.also, first));
}

function tested({ statusTests }: ResponseTrace): number[] {
  return statusTests.flatMap(({ value }) => (value === undefined ? [] : [value]));
}

function compareStatus(before: ResponseTrace, after: ResponseTrace, status: ReadonlyMap<number, number>): ResponseDifference[] {
  const now = new Set(tested(after));
  return [...new Set(tested(before))].flatMap((value): ResponseDifference[] => {
    const wanted = status.get(value);
    if (!now.has(wanted ?? value) && !now.has(value) && after.okTests.length + after.statusUses.length + after.escapes.length === 0)
      return [{ verdict: 'open', code: 'stale-status', message: `nothing tests for the status ${wanted ?? value} any more` }];
    if (wanted === undefined || now.has(wanted) || !now.has(value)) return [];
    const test = after.statusTests.find((other) => other.value === value);
    if (!test || test.operator?.startsWith('<') || test.operator?.startsWith('>')) return [];
    return [
      {
        verdict: 'wrong',
        code: 'stale-status',
        message: `\`${plainText(test.node)}\` tests for ${value}, and v2 answers ${wanted}`,
        node: test.node,
      },
    ];
  });
}

function usesOf(trace: ResponseTrace): Uses {
  const byPath: Uses['byPath'] = new Map();
  const tests = [...trace.okTests, ...trace.statusTests.map(({ node }) => node)];
  const prefixes = new Set(trace.reads.map(({ from }) => from.join('.')));
  for (const read of trace.reads) {
    const path = [...read.from, read.name];
    if (prefixes.has(path.join('.')) && !endsAt(read, trace)) continue;
    add(byPath, path, read.node, isTolerantRead(read) || isReadFirst(read.node, tests), read);
  }
  for (const sink of trace.sinks)
    if (sink.path.length > 0 || sink.as === 'length')
      add(byPath, sink.as === 'length' ? [...sink.path, 'length'] : sink.path, sink.node, isTolerantSink(sink), sink);
  return { byPath };
}

/** True for a read whose value is used itself, beside what is read of it. */
function endsAt({ from, name }: Read, { sinks }: ResponseTrace): boolean {
  const path = [...from, name].join('.');
  return sinks.some((sink) => sink.path.join('.') === path);
}

function add(byPath: Uses['byPath'], path: readonly string[], node: ts.Node, isTolerant: boolean, { outcome, others }: Read | Sink): void {
  const key = path.join('.');
  const known = byPath.get(key);
  const isFailure = outcome === 'failure';
  if (!known) {
    byPath.set(key, {
      path,
      nodes: [node],
      isTolerant,
      survives: survivesMissingLevel(node),
      isChained: isChained(node),
      isFailure,
      isSuccess: outcome === 'success',
      isSure: others.length === 0,
    });
    return;
  }
  known.nodes.push(node);
  known.isTolerant ||= isTolerant;
  known.isChained ||= isChained(node);
  known.survives &&= survivesMissingLevel(node);
  known.isFailure &&= isFailure;
  known.isSuccess &&= outcome === 'success';
  known.isSure ||= others.length === 0;
}

function isTolerantSink({ node, as }: Sink): boolean {
  return as === 'test' || as === 'type' || isTolerantAt(node);
}

/** True for a read that survives a missing level before it: `a?.b`, `'b' in a`, `{ b = 1 }`. */
function isTolerantRead({ node, form }: Read): boolean {
  if (form === 'key') return true;
  if (ts.isBindingElement(node)) return node.initializer !== undefined;
  return isTolerantAt(node);
}

/** True for a read of a body of which the same function learns only later whether it is that of an error. */
function isReadFirst(node: ts.Node, tests: readonly ts.Node[]): boolean {
  const home = functionOf(node);
  return tests.some((test) => test.getSourceFile() === node.getSourceFile() && test.pos > node.end && functionOf(test) === home);
}

function isChained(node: ts.Node): boolean {
  for (let at: ts.Node = node; ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at); at = at.expression)
    if (at.questionDotToken) return true;
  return false;
}

function isUnguardedAccess(node: ts.Node): boolean {
  return (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && !isTested(node, plainText(node.expression));
}

/** True where a missing value is expected: before `??` and `||`, in a condition, before `?.`, or after one. */
function isTolerantAt(node: ts.Node): boolean {
  if (isChained(node)) return true;
  const outer = wrapperOf(node);
  const { parent } = outer;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent))
    return parent.expression === outer && parent.questionDotToken !== undefined;
  if (ts.isBinaryExpression(parent) && parent.left === outer)
    return /^(?:\?\?|\|\||&&)$/.test(parent.operatorToken.getText()) || /^(?:undefined|null)$/.test(parent.right.getText());
  if (ts.isConditionalExpression(parent)) return parent.condition === outer;
  return ts.isIfStatement(parent) || ts.isPrefixUnaryExpression(parent) || ts.isTypeOfExpression(parent);
}

/** True for a read that does not throw when the level that it is read of is missing. */
function survivesMissingLevel(node: ts.Node): boolean {
  if (ts.isBindingElement(node)) {
    const holder = node.parent.parent;
    return !ts.isBindingElement(holder) || holder.initializer !== undefined;
  }
  if (ts.isStringLiteralLike(node)) return !ts.isBinaryExpression(node.parent) || !ts.isPropertyAccessExpression(node.parent.right);
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return true;
  const { expression: level } = node;
  if (node.questionDotToken || !(ts.isPropertyAccessExpression(level) || ts.isElementAccessExpression(level))) return true;
  return isTested(node, plainText(level).replaceAll('?.', '.'));
}

/** A condition around a node looks at what the node is read of. */
function isTested(node: ts.Node, level: string): boolean {
  const condition = (test: ts.Expression): boolean => plainText(test).replaceAll('?.', '.').includes(level);
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (ts.isFunctionLike(parent)) return false;
    if (ts.isBinaryExpression(parent) && parent.right === at && condition(parent.left)) return true;
    if (ts.isConditionalExpression(parent) && parent.condition !== at && condition(parent.condition)) return true;
    if (ts.isIfStatement(parent) && parent.expression !== at && condition(parent.expression)) return true;
  }
  return false;
}

/** The whole code that reads a value: `'name' in body`, a pattern from its outermost level on. */
function readingText(node: ts.Node): string {
  if (ts.isStringLiteralLike(node)) return plainText(node.parent);
  let at = node;
  while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at)) at = at.parent;
  return plainText(ts.isVariableDeclaration(at) || ts.isParameter(at) ? at.name : at);
}

function textAt([node]: readonly ts.Node[]): string {
  if (!node) return '';
  const text = plainText(node);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function nodeOf([node]: readonly ts.Node[]): { node?: ts.Node } {
  return node ? { node } : {};
}
