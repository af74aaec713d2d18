import { blockers } from '../../../scan/blockers.js';
import type { ApiCall } from '../../../http/call.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';
import type { Pair } from '../../../scan/pairs.js';
import { successPathMap } from '../../aspects/response/path-map.js';
import { block, type ChangeSet, downgrade } from '../../plan/change-set.js';
import { freeIn } from '../../names.js';
import { wholeCall } from './nodes.js';
import { type Result, resultOf } from './result.js';
import { wrapperOf } from '../../../project/unwrap.js';
import type { Analysis } from '../../../scan/analyse.js';
import { droppedBy } from './between.js';
import { type Chain, isGone, lineOf, type Use } from './chain.js';
import { isSent, isSentLater, type Merge, sentValue } from './merge.js';
import { traceResponse } from '../../../http/response/index.js';
import { isTakenForText } from '../../aspects/response/envelope.js';

/**
 * Gives the answer of a call a name, where the code does not look at it: `await create()` becomes
 * `const { data: job } = await create()`. Undefined where the call is no awaited statement of its own.
 */
function nameResponse(group: ChangeSet, pair: Pair, second: ApiCall, ways: string[][]): Result | undefined {
  const { node, isBody } = parsed(wholeCall(second));
  const wait = node.parent;
  if (!ts.isAwaitExpression(wait) || !ts.isExpressionStatement(wait.parent)) return undefined;
  const statement = wait.parent;
  const way = isBody ? [] : ways[0];
  const code = way && naming(freeIn(nameOf(pair), [statement.getSourceFile()]), way);
  if (!code) return undefined;
  const { fileName } = statement.getSourceFile();
  const edits = [
    { file: fileName, start: wait.getStart(), end: wait.getStart(), text: code.before },
    { file: fileName, start: wait.getEnd(), end: wait.getEnd(), text: code.after },
  ];
  group.edits.push(...edits.filter(({ text }) => text !== ''));
  downgrade(group, 'review', blockers.idOfSecond(pair.rule.v2, pair.rule.steps[0]));
  const moves = successPathMap(pair.seconds[0]?.site.match.operation ?? pair.first.match.operation);
  return {
    codeAt(at, field) {
      if (field === undefined || at.getStart() < statement.getEnd() || !isInside(at, statement.parent)) return undefined;
      const target = moves.target([field]);
      return 'path' in target ? [code.name, ...target.path].join('.') : undefined;
    },
  };
}

/** `client.post(…).json()` is the parsed body. */
function parsed(node: ts.Expression): { node: ts.Expression; isBody: boolean } {
  const access = node.parent;
  if (!ts.isPropertyAccessExpression(access) || access.name.text !== 'json') return { node, isBody: false };
  return ts.isCallExpression(access.parent) ? { node: access.parent, isBody: true } : { node, isBody: false };
}

/** `job` for `POST /jobs`. */
function nameOf({ rule }: Pair): string {
  const last = /([a-z]\w*?)s?$/i.exec(rule.v2)?.[1] ?? 'created';
  return last.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** What goes around an awaited call to name the body at a way of what it gives. */
function naming(name: string, way: readonly string[]): { name: string; before: string; after: string } | undefined {
  const [first, ...rest] = way;
  if (first === undefined) return { name, before: `const ${name} = `, after: '' };
  if (way.at(-1)?.endsWith('()')) return { name, before: `const ${name} = await (`, after: `).${way.join('.')}` };
  return rest.length === 0 ? { name, before: `const { ${first}: ${name} } = `, after: '' } : undefined;
}

/**
 * What the code reads of the first answer after it is gone: the id becomes that of the job, which is what v2 knows it by; what
 * the first call sent is read from where it was taken.
 */
export function renameUses(group: ChangeSet, chain: Chain, merge: Merge, analysis: Analysis): void {
  const { pair, second } = merge;
  const open = chain.uses.filter(
    (use) =>
      !isGone(use.node, chain) &&
      !(merge.to && isInside(use.node, merge.to)) &&
      !dropsElsewhere(group, use.node, analysis) &&
      !isInside(use.node, second.request.urlRef?.node ?? second.site) &&
      !isInUrl(use, pair),
  );
  if (open.length === 0) return;
  const ways = waysOf(pair, second);
  const result = resultOf(second, ways) ?? nameResponse(group, pair, second, ways);
  for (const use of open) {
    const code = codeFor(use, result, merge);
    if (code === undefined) {
      const isEarly = use.node.getEnd() < second.site.getStart();
      block(group, isEarly ? blockers.firstUsedBefore(lineOf(use.node)) : blockers.firstUsedOutOfScope(lineOf(use.node)));
      return;
    }
    const text = ts.isShorthandPropertyAssignment(use.node.parent) ? `${use.node.getText()}: ${code.text}` : code.text;
    const target = /^['"`\d]/.test(text) ? withFallback(use.node) : use.node;
    group.edits.push({
      file: target.getSourceFile().fileName,
      start: target.getStart(),
      end: target.getEnd(),
      text,
      renames: { code: target.getText(), ...scopeOf(chain.first) },
    });
    if (code.isWhole) downgrade(group, 'review', blockers.responseReplaced(pair.rule.v2, pair.rule.steps[0]));
  }
}

/** A literal is never missing: the `?? …` of the read that it replaces goes with it. */
function withFallback(node: ts.Expression): ts.Expression {
  const { parent } = wrapperOf(node);
  const isDefault = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken;
  return isDefault && isInside(node, parent.left) ? parent : node;
}

/** Where a name that a statement declares can be used. */
function scopeOf({ parent }: ts.Statement): { start: number; end: number } {
  return { start: parent.pos, end: parent.end };
}

function codeFor({ node, path }: Use, result: Result | undefined, merge: Merge): { text: string; isWhole?: true } | undefined {
  const { pair } = merge;
  const way = waysOf(pair, pair.first.call).find((candidate) => candidate.every((step, index) => path[index] === step));
  if (!way) return undefined;
  const [field, ...rest] = path.slice(way.length);
  if (field === undefined) {
    const whole = result?.codeAt(node);
    return whole === undefined ? undefined : { text: whole, isWhole: true };
  }
  if ([field, ...rest].some((step) => !/^[\w$]+$/.test(step))) return undefined;
  const code = fieldCode(node, field, result, merge);
  if (code === undefined) return undefined;
  return { text: [code, ...rest].join('.') };
}

function fieldCode(at: ts.Expression, field: string, result: Result | undefined, merge: Merge): string | undefined {
  const { rule } = merge.pair;
  if (Object.values(rule.link).includes(field)) return result?.codeAt(at, isIdBare(merge) ? undefined : rule.identity);
  if (!isSent(merge, field)) return result?.codeAt(at, field);
  const own = isSentLater(merge, field) ? undefined : result?.codeAt(at, field);
  return own ?? sentValue(merge, field, at);
}

/** The code takes the whole answer of the second call for the id, which is taken out of it where it comes into view. */
function isIdBare({ pair, second, interpreter }: Merge): boolean {
  const site = pair.seconds.find((other) => other.site.call === second)?.site;
  return site !== undefined && isTakenForText(site.match.operation, traceResponse(second, interpreter));
}

/** A use that another call's own edit takes out: the two then go together. */
function dropsElsewhere(group: ChangeSet, use: ts.Expression, analysis: Analysis): boolean {
  const call = droppedBy(use, analysis);
  if (call) group.dependsOn.add(call);
  return call !== undefined;
}

/** Ways to the parsed body where a call of the pair stands: both go through the same wrapper, or each is the client's own. */
function waysOf({ first, seconds }: Pair, call: ApiCall): string[][] {
  const wrapper = call.env.frames[0]?.callee;
  const known = seconds[0]?.way;
  return known && wrapper === first.call.env.frames[0]?.callee ? [known] : call.request.response.body;
}

function isInUrl(use: Use, pair: Pair): boolean {
  return pair.seconds.some(({ id }) => isInside(use.node, id.node) || isInside(id.node, use.node));
}
