import type { ts } from '../../project/syntax.js';
import { handTo } from './enter.js';
import { unlessHarmless } from './harmless.js';
import { passToGlobal } from './globals.js';
import type { TrackedValue } from './facts.js';
import { elementPath, insideContainer } from './access-path.js';
import type { Tracer } from './worklist.js';
import { escaped, used } from './sinks.js';

/** Methods that give a list of the same elements. */
const SAME = new Set([
  'filter',
  'slice',
  'splice',
  'reverse',
  'toReversed',
  'sort',
  'toSorted',
  'concat',
  'toSpliced',
  'values',
  'flat',
  'with',
]);
/** Methods that give one element, or none. */
const ONE = new Set(['find', 'findLast', 'at', 'pop', 'shift']);
/** Position of the element among the parameters of the callback; two for comparisons. */
const CALLBACKS = new Map<string, number[]>([
  ...['map', 'flatMap', 'filter', 'find', 'findLast', 'findIndex', 'findLastIndex', 'some', 'every', 'forEach'].map(
    (name): [string, number[]] => [name, [0]],
  ),
  ['reduce', [1]],
  ['reduceRight', [1]],
  ['sort', [0, 1]],
  ['toSorted', [0, 1]],
]);

/** Follows a method of a list; false when it is none. */
export function callListMethod(flow: TrackedValue, name: string, call: ts.CallExpression, tracer: Tracer): boolean {
  const element = elementPath(flow.accessPath);
  if (!element) return false;
  const each: TrackedValue = { ...flow, accessPath: element };
  const positions = CALLBACKS.get(name);
  if (positions) passElements(each, positions, call, tracer);
  if (SAME.has(name)) tracer.follow({ ...flow, node: call, others: [...flow.others, ...added(name, call)] });
  else if (ONE.has(name)) tracer.follow({ ...each, node: call });
  else if (name === 'entries') tracer.follow({ ...flow, node: call, accessPath: insideContainer('*', insideContainer('1', element)) });
  else if (name === 'join') used('text', each, '.join()', tracer);
  else if (['includes', 'indexOf', 'lastIndexOf'].includes(name)) used('compare', each, `.${name}()`, tracer, call.arguments[0]);
  else if (!positions && name !== 'keys') return false;
  return true;
}

function passElements(each: TrackedValue, positions: number[], call: ts.CallExpression, tracer: Tracer): void {
  const [callback] = call.arguments;
  if (!callback) return;
  for (const position of positions) {
    if (handTo(callback, position, each, call, tracer)) continue;
    if (!passToGlobal(each, callback, position, call, tracer)) escaped(each, `passed to ${callback.getText()}`, tracer);
  }
}

/** Elements that the result of `concat` holds beside those of the receiver. */
function added(name: string, call: ts.CallExpression): ts.Expression[] {
  return name === 'concat' ? call.arguments.flatMap((argument) => unlessHarmless(argument)) : [];
}
