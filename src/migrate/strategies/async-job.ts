import type { MoveRule, Rule, Wait } from '../../pack/model.js';
import { ts } from '../../project/syntax.js';
import { accesses, isTyped } from '../aspects/response/code.js';
import type { Steps } from '../aspects/response/path-map.js';
import { functionCode } from '../../edit/function.js';
import { quoted, styleOf } from '../../edit/style.js';
import { isSettledInside, mayGiveFailure, responseShape, type Shape } from './paging/shape.js';
import { Blocker, blockers } from '../../scan/blockers.js';
import { traceResponse } from '../../http/response/index.js';
import { parseEndpoint } from '../../match/index.js';
import { visibleNames } from '../../project/scopes.js';
import type { Analysis } from '../../scan/analyse.js';
import type { Site } from '../../scan/site.js';
import { planResponse, planResponseAround } from '../aspects/response/index.js';
import type { Around } from '../aspects/response/context.js';
import { headEdit } from '../../edit/head.js';
import { callWriter, urlCode } from './expand/writer.js';
import { addPlan, type ChangeSet } from '../plan/change-set.js';
import { freeName, helperName } from '../names.js';
import { type Loop, loopsOf } from './paging/loop.js';
import type { Plan } from '../plan/result.js';

/** Code of a function that waits for a job, in the style of the file of a node. */
function helperCode(name: string, shape: Shape, wait: Wait, at: ts.Node, typed: boolean): string {
  const any = typed ? ': any' : '';
  const parameters = typed ? '<T>(started: PromiseLike<T>, read: (id: any) => Promise<any>): Promise<T>' : '(started, read)';
  const signature = `async function ${name}${parameters}`;
  const lines = [
    `const answer${any} = await started`,
    ...failureLines(shape, at),
    `const id = ${idCode(shape, at)}`,
    ...(shape.mayFail && failureLines(shape, at).length === 0 ? ['if (id === undefined) return answer'] : []),
    'for (let pause = 200; ; pause = Math.min(2 * pause, 5000)) {',
    ` const state = (await read(id))${maybe(wait.state.split('.'), at)}`,
    ` if (${anyOf(wait.done, at)}) return answer`,
    ` if (${['state === undefined', anyOf(wait.failed, at)].join(' || ')}) throw new Error(\`Job \${id} ended as \${state}\`)`,
    ' await new Promise((resolve) => setTimeout(resolve, pause))',
    '}',
  ];
  return functionCode({ says: 'Waits until the job that a request started is done.', signature, lines }, at);
}

function failureLines({ kind }: Shape, at: ts.Node): string[] {
  switch (kind) {
    case 'value':
    case 'text':
      return [];
    case 'stream':
      return [`if (answer${accesses(['statusCode'], at)} >= 400) return answer`];
    default:
      return ['if (!answer.ok) return answer'];
  }
}

function idCode({ kind, way, mayFail }: Shape, at: ts.Node): string {
  switch (kind) {
    case 'value':
      return `answer${mayFail ? maybe(way, at) : accesses(way, at)}`;
    case 'text':
      return `JSON.parse(answer.body)${mayFail ? maybe(way, at) : accesses(way, at)}`;
    case 'stream':
      return `(await answer.body.json())${accesses(way, at)}`;
    default:
      return `(await answer.clone().json())${accesses(way, at)}`;
  }
}

/** Accesses on a way that may end early. */
function maybe(way: Steps, at: ts.Node): string {
  return accesses(way, at, { base: true, levels: true });
}

function anyOf(states: readonly string[], at: ts.Node): string {
  const style = styleOf(at);
  return states.map((state) => `state === ${quoted(state, style)}`).join(' || ');
}

/** A rule of a call that v2 answers before the work is done. */
type WaitingRule = MoveRule & { wait: Wait };

/** The rule as one of a call that v2 answers before the work is done; undefined when it is none. */
export function waitingRule(rule: Rule): WaitingRule | undefined {
  return rule.kind === 'move' && rule.wait ? { ...rule, wait: rule.wait } : undefined;
}

/** Plans the answer of a call that v2 answers before the work is done: what it gives is given when the job has ended. */
export function planWaiting(group: ChangeSet, site: Site, rule: WaitingRule, analysis: Analysis): void {
  const waiting = waitingFor(site, rule, analysis);
  if (waiting) {
    addPlan(group, waiting.plan);
    group.edits.push(headEdit(site.call.site.getSourceFile(), waiting.helper));
    return;
  }
  addPlan(group, planResponse(site.call, site.match.operation, analysis));
  const { poll, done } = rule.wait;
  if (group.blocked === undefined) group.reason = blockers.waitForJob(poll, done.join(' or '));
}

interface Waiting {
  plan: Extract<Plan, { kind: 'edits' }>;
  /** Code of the function that waits. */
  helper: string;
}

/** The edits that make the code wait; undefined where the poll cannot be written in the manner of the call. */
function waitingFor(site: Site, { wait }: WaitingRule, analysis: Analysis): Waiting | undefined {
  const { call } = site;
  const { operation } = site.match;
  const [loop] = loopsOf(call, traceResponse(call, analysis.interpreter));
  const [[placeholder, path] = [], ...others] = Object.entries(wait.id);
  if (!loop || placeholder === undefined || path === undefined || others.length > 0) return undefined;
  const shape = shapeOf(loop, path.split('.'), site, analysis);
  if (!shape) return undefined;
  const id = freeName(placeholder, visibleNames(call.site));
  const read = pollCode(site, wait, { [placeholder]: id }, analysis);
  if (read === undefined) return undefined;
  const codeOf = (name: string): string => helperCode(name, shape, wait, loop.node, isTyped(loop.node));
  const name = helperName(`waitFor${capitalized(placeholder.replace(/_?id$/i, ''))}`, loop.node.getSourceFile(), codeOf, analysis);
  const around: Around = { node: loop.node, before: `${name}(`, after: `, ${read(id)})` };
  const { plan } = planResponseAround(call, operation, analysis, around);
  return plan.kind === 'edits' && plan.edits.length > 0 ? { plan, helper: codeOf(name) } : undefined;
}

/** How the id of the job is read of what the expression gives. */
function shapeOf(loop: Loop, way: string[], { call, match }: Site, analysis: Analysis): Shape | undefined {
  const { gives, node } = loop;
  if (gives.kind === 'body') {
    const { settled } = planResponseAround(call, match.operation, analysis);
    const isWhole = gives.path.length + gives.under.length === 0;
    if (!isWhole || isSettledInside(loop, settled, traceResponse(call, analysis.interpreter))) return undefined;
  }
  const shape = responseShape(loop, way, mayGiveFailure(loop, call), call, analysis);
  if (shape instanceof Blocker) return undefined;
  // A stream is read once.
  const isUnused = ts.isAwaitExpression(node.parent) && ts.isExpressionStatement(node.parent.parent);
  return shape.kind === 'stream' && !isUnused ? undefined : shape;
}

/** Code of a function that asks for the state of the job; undefined where the call shows no manner to do so. */
function pollCode(
  site: Site,
  wait: Wait,
  placeholders: { [placeholder: string]: string },
  { interpreter }: Analysis,
): ((id: string) => string) | undefined {
  const writer = callWriter(site.call);
  const poll = parseEndpoint(wait.poll);
  const url = urlCode(site, poll, placeholders);
  if (!writer || !url) return undefined;
  const request = writer.call(poll.method, url.code);
  const body = givesBody(site, interpreter) ? `(await ${request})` : writer.body(request);
  return (id) => (body === `(await ${request})` ? `(${id}) => ${request}` : `async (${id}) => ${body.replace(/^\((.*)\)$/s, '$1')}`);
}

/** What the call gives is the parsed body already, as an interceptor of its client may have it. */
function givesBody({ call }: Site, interpreter: Analysis['interpreter']): boolean {
  return traceResponse(call, interpreter).sources.some(({ via, node, promise }) => via === 'client' && node === call.sink && promise);
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
