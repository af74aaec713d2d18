import type { Sink } from '../../../http/response/index.js';
import type { Lens } from '../../../pack/model.js';
import { ts } from '../../../project/syntax.js';
import { adapterOf, arrow, codeStyleOf, NoAdapterError } from './adapter-code.js';
import { accesses, isOperand, placeOf } from './code.js';
import type { EditBuilder } from './draft.js';
import type { Steps } from './path-map.js';

/** Puts a value that leaves what can be seen back into its v1 shape; gives the reason when it cannot. */
export function putBack(use: Sink, way: Steps, lens: Lens, draft: EditBuilder): string | undefined {
  const { node, promise } = use;
  const style = codeStyleOf(node);
  try {
    const adapter = adapterOf(lens, style);
    const isIdle = adapter.body === adapter.parameter;
    const after = accesses(way, node);
    if (promise) {
      const [open, close] = isOperand(node) ? ['', ''] : ['(', ')'];
      draft.wrap(
        node,
        open,
        `${close}${way.length > 0 ? `.then((body) => body${after})` : ''}${isIdle ? '' : `.then(${arrow(adapter, style)})`}`,
      );
      return undefined;
    }
    const shorthand = ts.isShorthandPropertyAssignment(node.parent) ? `${node.getText()}: ` : '';
    const operand = isOperand(node) || after === '' ? ['', after] : ['(', `)${after}`];
    if (isIdle) draft.wrap(node, `${shorthand}${operand[0] ?? ''}`, operand[1] ?? '');
    else draft.wrap(node, `${shorthand}(${arrow(adapter, style)})(${operand[0] ?? ''}`, `${operand[1] ?? ''})`);
    return undefined;
  } catch (error) {
    if (error instanceof NoAdapterError) return `the answer is ${use.by} ${placeOf(node)}, and ${error.message}`;
    throw error;
  }
}
