import { ts } from '../../project/syntax.js';
import type { TrackedValue, ProgramPoint, Sink, SinkKind } from './facts.js';
import { pointOf } from './access-path.js';
import { testStatus } from './status.js';
import type { Tracer } from './worklist.js';

/** Notes what is done with a tracked value as a whole. */
export function used(as: Exclude<SinkKind, 'escape'>, flow: TrackedValue, by: string, tracer: Tracer, other?: ts.Node): void {
  const { node, accessPath: place } = flow;
  switch (place.kind) {
    case 'body':
      tracer.sink({
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
      else tracer.statusUse({ node, by, failed: place.failed, ...pointOf(flow) });
      return;
    case 'ok':
      tracer.okTest(node);
      return;
    case 'text':
      // The text of an error is shown, and whether there is any text is tested, without being understood.
      if (as !== 'test' && as !== 'type' && as !== 'length' && !isEmptyText(other) && !by.startsWith('new Error'))
        tracer.escape({ node, what: 'text', by, failed: place.failed, ...pointOf(flow) });
      return;
    case 'holder':
      if (as === 'keys' || as === 'dynamic') escaped(flow, by, tracer);
      return;
    default:
  }
}

/** Notes that a tracked value leaves what can be seen, wholly or beside other ways that are followed. */
export function escaped(flow: TrackedValue, by: string, tracer: Tracer, more: Pick<Sink, 'continues' | 'uncalled'> = {}): void {
  const { node } = flow;
  const inner = flow.accessPath.kind === 'holder' ? flow.accessPath.inner : flow.accessPath;
  const under = flow.accessPath.kind === 'holder' ? { under: flow.accessPath.under } : {};
  switch (inner.kind) {
    case 'body':
      tracer.sink({
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
      tracer.statusUse({ node, by, failed: inner.failed, ...pointOf(flow) });
      return;
    case 'ok':
      return;
    default:
      tracer.escape({
        node,
        what: inner.kind === 'holder' ? 'response' : inner.kind,
        by,
        failed: 'failed' in inner && inner.failed,
        ...pointOf(flow),
      });
  }
}

function common(flow: TrackedValue): Pick<TrackedValue, 'node'> & ProgramPoint {
  return { node: flow.node, ...pointOf(flow) };
}

function isEmptyText(other: ts.Node | undefined): boolean {
  return other !== undefined && ts.isStringLiteralLike(other) && other.text === '';
}

/** What a call goes to, for people: `render()`. */
export function calleeText(call: ts.CallExpression | ts.NewExpression): string {
  const text = call.expression.getText().replaceAll(/\s+/g, ' ');
  const short = text.length > 40 ? `…${text.slice(-39)}` : text;
  return ts.isNewExpression(call) ? `new ${short}()` : `${short}()`;
}
