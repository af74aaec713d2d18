import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { Sink } from '../../../http/response/index.js';
import type { Lens } from '../../../pack/model.js';
import { isInTemplate } from '../../../project/template.js';
import { ts } from '../../../project/syntax.js';
import { adapterOf, arrow, codeStyleOf } from './adapter-code.js';
import { accesses, isOperand, placeOf } from './code.js';
import type { EditBuilder } from './draft.js';
import { mapObservable } from './observables.js';
import type { Steps } from './path-map.js';

/** Puts a value that leaves what can be seen back into its v1 shape; gives the reason when it cannot. */
export function putBack(use: Sink, way: Steps, lens: Lens, draft: EditBuilder): Blocker | undefined {
  const { node, kind } = use;
  const style = codeStyleOf(node);
  const adapter = adapterOf(lens, style);
  if (isInTemplate(node)) return blockers.sinkInTemplate(use.by, placeOf(node));
  if ('problem' in adapter) return blockers.sinkNotAdapted(use.by, placeOf(node), adapter.problem.text);
  if (kind === 'mixed') return blockers.valueOrPromise(node.getText(), placeOf(node));
  const after = accesses(way, node);
  const callback = adapter.body === adapter.parameter ? undefined : arrow(adapter, style);
  const steps = [...(after === '' ? [] : [`(body) => body${after}`]), ...(callback === undefined ? [] : [callback])];
  const shorthand = ts.isShorthandPropertyAssignment(node.parent) ? `${node.getText()}: ` : '';
  const [open, close] = isOperand(node) ? ['', ''] : ['(', ')'];
  if (kind === 'observable') for (const step of steps) mapObservable(node, step, draft);
  else if (kind === 'promise') draft.wrap(node, `${shorthand}${open}`, close + steps.map((step) => `.then(${step})`).join(''));
  else if (callback === undefined) draft.wrap(node, `${shorthand}${after === '' ? '' : open}`, after === '' ? '' : close + after);
  else draft.wrap(node, `${shorthand}(${callback})(${after === '' ? '' : open}`, `${after === '' ? '' : close + after})`);
  return undefined;
}
