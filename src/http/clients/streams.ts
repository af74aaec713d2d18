import { ts } from '../../project/syntax.js';
import { argument, clientUse, globalPath, type HttpClient, methodOf, methodValue, optional, propertyRef, urlOf } from './client.js';
import { readOptions } from './options.js';

/** Classes that open a stream to a URL, by package; globals have none. */
const SOURCES: { [module: string]: { [name: string]: string } } = {
  global: { EventSource: 'EventSource', EventSourcePolyfill: 'EventSource', WebSocket: 'WebSocket', ReconnectingWebSocket: 'WebSocket' },
  'event-source-polyfill': { EventSourcePolyfill: 'EventSource', NativeEventSource: 'EventSource' },
  eventsource: { '': 'EventSource', EventSource: 'EventSource' },
  'eventsource-client': { EventSource: 'EventSource' },
  undici: { EventSource: 'EventSource', WebSocket: 'WebSocket' },
  ws: { '': 'WebSocket', WebSocket: 'WebSocket' },
  'isomorphic-ws': { '': 'WebSocket', WebSocket: 'WebSocket' },
  'reconnecting-websocket': { '': 'WebSocket' },
  'partysocket/ws': { '': 'WebSocket' },
};

/** `new EventSource(url)` and `new WebSocket(url)`. */
export const streamClient: HttpClient = {
  id: 'EventSource',
  request(callee, call, env, evaluation) {
    if (!ts.isNewExpression(call) || callee.kind !== 'external') return undefined;
    const path = globalPath(callee) ?? callee.path;
    const client = SOURCES[callee.module]?.[path.join('.')];
    const url = client === undefined ? undefined : argument(call, 0, env, evaluation);
    if (client === undefined || !url) return undefined;
    return {
      client,
      method: methodValue('get'),
      url: urlOf(url, evaluation),
      urlRef: url,
      ...readOptions(argument(call, 1, env, evaluation), { body: {} }, evaluation),
      response: { body: [], throws: false, via: 'callback' },
    };
  },
};

/** `fetchEventSource(url, init)` of the packages that read server-sent events through `fetch`. */
const FETCHERS = ['@microsoft/fetch-event-source', '@fortaine/fetch-event-source'];

/** Server-sent events read through `fetch`. */
export const fetchEventSourceClient: HttpClient = {
  id: 'fetchEventSource',
  modules: FETCHERS,
  request(callee, call, env, evaluation) {
    const use = clientUse(callee, 'fetchEventSource', FETCHERS);
    const url = use?.path.join('.') === 'fetchEventSource' ? argument(call, 0, env, evaluation) : undefined;
    if (!url) return undefined;
    const options = argument(call, 1, env, evaluation);
    const method = propertyRef(options, 'method', evaluation);
    return {
      client: 'EventSource',
      method: methodOf(method, evaluation, 'GET'),
      ...optional('methodRef', method),
      url: urlOf(url, evaluation),
      urlRef: url,
      ...readOptions(options, { body: { body: 'text' } }, evaluation),
      response: { body: [], throws: false, via: 'callback' },
    };
  },
};
