import type { Wait } from '../../../pack/model.js';
import type { ts } from '../../../project/syntax.js';
import { accesses } from '../../aspects/response/code.js';
import type { Steps } from '../../aspects/response/path-map.js';
import { functionCode } from '../../../edit/function.js';
import { quoted, styleOf } from '../../../edit/style.js';
import type { Shape } from '../paging/shape.js';

/** Code of a function that waits for a job, in the style of the file of a node. */
export function helperCode(name: string, shape: Shape, wait: Wait, at: ts.Node, typed: boolean): string {
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
