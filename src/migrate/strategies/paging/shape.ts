import { clientForm } from '../../../http/clients/forms.js';
import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { ResponseTrace } from '../../../http/response/index.js';
import type { ApiCall } from '../../../http/call.js';
import { configured } from '../../../http/clients/options.js';
import { constantText } from '../../../dataflow/value.js';
import type { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { Steps } from '../../aspects/response/path-map.js';
import type { UnwrapPoints } from '../../aspects/response/context.js';
import type { Loop } from './loop.js';

/** How a part of the body is read of what a call gives. */
export interface Shape {
  /**
   * `value`: holds the part; `response`: a `Response`, `alike`: that of a package; `stream`: an answer of undici, whose
   * body is a stream; `text`: an answer whose `body` is a text.
   */
  kind: 'value' | 'response' | 'alike' | 'stream' | 'text';
  /** Way from the value, or from the parsed body, to the part. */
  way: Steps;
  /** A failed request does not reject: what it gives does not hold the part. */
  mayFail: boolean;
}

/** How the part at `way` of the body is read of what the client gives, or why that is not known. */
export function responseShape({ gives }: Loop, way: Steps, mayFail: boolean, call: ApiCall, analysis: Analysis): Shape | Blocker {
  if (gives.kind === 'body') return { kind: 'value', way, mayFail };
  const steps = gives.way.join('.');
  if (steps === 'json()') return { kind: isForeign(call, analysis) ? 'alike' : 'response', way, mayFail };
  if (steps === 'body.json()') return { kind: 'stream', way, mayFail };
  if (steps.includes('()')) return blockers.pagedBodyUnknown();
  if (clientForm(call.request.client)?.textBody && !isParsed(call.request, analysis)) return { kind: 'text', way, mayFail };
  // The types of ofetch allow for an answer without a body.
  return { kind: 'value', way: [...gives.way, ...way], mayFail: mayFail || gives.way[0] === '_data' };
}

/** A `fetch` of a package, which may have a `Response` of its own. */
function isForeign({ sink, env }: ApiCall, { interpreter }: Analysis): boolean {
  const callee = interpreter.valueOf(sink.expression, env);
  return callee.kind === 'external' && callee.module !== 'global';
}

function isParsed({ options, defaults = [] }: ApiCall['request'], { interpreter }: Analysis): boolean {
  const type = configured([options, ...defaults], ['responseType'], interpreter);
  return type !== undefined && constantText(interpreter.valueOf(type.node, type.env)) === 'json';
}

/** The body has its v1 level again when it leaves the expression. */
export function isSettledInside({ node, depth }: Loop, settled: UnwrapPoints | undefined, { promised }: ResponseTrace): boolean {
  if (!settled) return false;
  const isBefore = (place: ts.Node): boolean => place !== node && (isInside(place, node) || promised.get(node)?.has(place) === true);
  return settled.depth > depth || settled.nodes.some(isBefore);
}

/** A failed request may come back as an answer. */
export function mayGiveFailure({ depth }: Loop, call: ApiCall): boolean {
  return depth < call.env.frames.length || !call.request.response.throws;
}
