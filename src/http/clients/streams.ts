import { ts } from '../../project/syntax.js';
import { argument, clientUse, globalPath, type HttpClient, methodValue, optional, propertyRef, urlOf } from './client.js';
import { methodIn } from './method.js';
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
  request(callee, call, env, interpreter) {
    if (!ts.isNewExpression(call) || callee.kind !== 'external') return undefined;
    const path = globalPath(callee) ?? callee.path;
    const client = SOURCES[callee.module]?.[path.join('.')];
    const url = client === undefined ? undefined : argument(call, 0, env, interpreter);
    if (client === undefined || !url) return undefined;
    return {
      client,
      method: methodValue('get'),
      url: urlOf(url, interpreter),
      urlRef: url,
      ...readOptions(argument(call, 1, env, interpreter), { body: {} }, interpreter),
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
  request(callee, call, env, interpreter) {
    const use = clientUse(callee, 'fetchEventSource', FETCHERS);
    const url = use?.path.join('.') === 'fetchEventSource' ? argument(call, 0, env, interpreter) : undefined;
    if (!url) return undefined;
    const options = argument(call, 1, env, interpreter);
    const method = propertyRef(options, 'method', interpreter);
    return {
      client: 'EventSource',
      method: methodIn(method, [options], interpreter),
      ...optional('methodRef', method),
      url: urlOf(url, interpreter),
      urlRef: url,
      ...readOptions(options, { body: { body: 'text' } }, interpreter),
      response: { body: [], throws: false, via: 'callback' },
    };
  },
};
