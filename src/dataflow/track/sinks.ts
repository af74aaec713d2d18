import { ts } from '../../project/syntax.js';
import type { Flow, Spot, UseKind } from './facts.js';
import { spotOf } from './access-path.js';
import { testStatus } from './status.js';
import type { Tracer } from './worklist.js';

/** Notes what is done with a tracked value as a whole. */
export function used(as: Exclude<UseKind, 'escape'>, flow: Flow, by: string, tracer: Tracer, other?: ts.Node): void {
  const { node, place } = flow;
  switch (place.kind) {
    case 'body':
      tracer.use({
        ...common(flow),
        as,
        path: place.path,
        by,
        failed: place.failed,
        ...(place.hidden ? { hidden: place.hidden } : {}),
        ...(other ? { other } : {}),
      });
      return;
    case 'status':
      if ((as === 'compare' || as === 'number') && other) testStatus(flow, other, tracer);
      else tracer.statusUse({ node, by, ...spotOf(flow) });
      return;
    case 'ok':
      tracer.okTest(node);
      return;
    case 'text':
      // The text of an error is shown, and its presence tested, without being understood.
      if (as !== 'test' && as !== 'type' && as !== 'length' && !by.startsWith('new Error'))
        tracer.loss({ node, what: 'text', by, failed: place.failed, ...spotOf(flow) });
      return;
    case 'holder':
      if (as === 'keys' || as === 'dynamic') escaped(flow, by, tracer);
      return;
    default:
  }
}

/** Notes that a tracked value leaves what can be seen, wholly or beside other ways that are followed. */
export function escaped(flow: Flow, by: string, tracer: Tracer, more: { continues?: true } = {}): void {
  const { node } = flow;
  const inner = flow.place.kind === 'holder' ? flow.place.inner : flow.place;
  const under = flow.place.kind === 'holder' ? { under: flow.place.under } : {};
  switch (inner.kind) {
    case 'body':
      tracer.use({
        ...common(flow),
        ...under,
        ...more,
        as: 'escape',
        path: inner.path,
        by,
        failed: inner.failed,
        ...(inner.hidden ? { hidden: inner.hidden } : {}),
      });
      return;
    case 'status':
      tracer.statusUse({ node, by, ...spotOf(flow) });
      return;
    case 'ok':
      return;
    default:
      tracer.loss({
        node,
        what: inner.kind === 'holder' ? 'response' : inner.kind,
        by,
        failed: 'failed' in inner && inner.failed,
        ...spotOf(flow),
      });
  }
}

function common(flow: Flow): Pick<Flow, 'node' | 'promise'> & Spot {
  return { node: flow.node, promise: flow.promise, ...spotOf(flow) };
}

/** What a call goes to, for people: `render()`. */
export function calleeText(call: ts.CallExpression | ts.NewExpression): string {
  const text = call.expression.getText().replaceAll(/\s+/g, ' ');
  const short = text.length > 40 ? `…${text.slice(-39)}` : text;
  return ts.isNewExpression(call) ? `new ${short}()` : `${short}()`;
}
