import { ts } from '../../project/syntax.js';
import { clientUse, argument, globalPath, type HttpClient, methodOf, urlOf } from './client.js';
import { callsOn, receiverOf } from './chain.js';

const ID = 'XMLHttpRequest';
const MODULES = ['xhr2', 'xmlhttprequest', 'xmlhttprequest-ssl', 'w3c-xmlhttprequest'];

/** XMLHttpRequest: `open` says where, `send` what. */
export const xhrClient: HttpClient = {
  id: ID,
  modules: MODULES,
  request(callee, call, env, interpreter) {
    const path = globalPath(callee);
    const use = clientUse(callee, ID, MODULES);
    const isOpen = path ? path.join('.') === '#XMLHttpRequest.open' : use?.type === ID && use.path.join('.') === 'open';
    if (!isOpen || !ts.isCallExpression(call)) return undefined;
    const method = argument(call, 0, env, interpreter);
    const url = argument(call, 1, env, interpreter);
    const receiver = receiverOf(call);
    if (!method || !url || !receiver) return undefined;
    const send = callsOn(receiver, call).find(({ name, call: next }) => name === 'send' && next.pos > call.pos);
    const [body] = send?.call.arguments ?? [];
    return {
      client: ID,
      method: methodOf(method, interpreter, 'GET'),
      methodRef: method,
      url: urlOf(url, interpreter),
      urlRef: url,
      ...(body && body.kind !== ts.SyntaxKind.NullKeyword ? { body: { ref: { node: body, env }, encoding: 'text' } } : {}),
      response: { body: [['response'], ['responseText']], status: 'status', throws: false, via: 'callback' },
    };
  },
};
