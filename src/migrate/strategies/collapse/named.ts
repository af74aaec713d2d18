import { blockers } from '../../../scan/blockers.js';
import type { ApiCall } from '../../../http/call.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';
import type { Pair } from '../../../scan/pairs.js';
import { successPathMap } from '../../aspects/response/path-map.js';
import { type ChangeSet, downgrade } from '../../plan/change-set.js';
import { freeIn } from '../../names.js';
import { wholeCall } from './nodes.js';
import type { Result } from './result.js';

/**
 * Gives the answer of a call a name, where the code does not look at it: `await create()` becomes
 * `const { data: job } = await create()`. Undefined where the call is no awaited statement of its own.
 */
export function nameResponse(group: ChangeSet, pair: Pair, second: ApiCall, ways: string[][]): Result | undefined {
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
