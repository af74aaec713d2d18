import type { ts } from '../../project/syntax.js';
import { handTo } from './enter.js';
import { unlessHarmless } from './harmless.js';
import { passToGlobal } from './globals.js';
import { LIST_CALLBACKS, ONE_ELEMENT, SAME_ELEMENTS } from '../models/methods.js';
import type { TrackedValue } from './facts.js';
import { elementPath, insideContainer } from './access-path.js';
import type { Tracer } from './worklist.js';
import { escaped, used } from './sinks.js';

/** Follows a method of a list; false when it is none. */
export function callListMethod(flow: TrackedValue, name: string, call: ts.CallExpression, tracer: Tracer): boolean {
  const element = elementPath(flow.accessPath);
  if (!element) return false;
  const each: TrackedValue = { ...flow, accessPath: element };
  const positions = LIST_CALLBACKS.get(name);
  if (positions) passElements(each, positions, call, tracer);
  if (SAME_ELEMENTS.has(name)) tracer.follow({ ...flow, node: call, others: [...flow.others, ...added(name, call)] });
  else if (ONE_ELEMENT.has(name)) tracer.follow({ ...each, node: call });
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
