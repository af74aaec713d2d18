import { argument, globalPath, type HttpClient, methodValue, urlOf } from './client.js';

const ID = 'sendBeacon';

/** `navigator.sendBeacon(url, data)`: a POST without an answer. */
export const beaconClient: HttpClient = {
  id: ID,
  request(callee, call, env, interpreter) {
    if (globalPath(callee)?.join('.') !== 'navigator.sendBeacon') return undefined;
    const url = argument(call, 0, env, interpreter);
    const body = argument(call, 1, env, interpreter);
    if (!url) return undefined;
    return {
      client: ID,
      method: methodValue('post'),
      url: urlOf(url, interpreter),
      urlRef: url,
      ...(body ? { body: { ref: body, encoding: 'text' } } : {}),
      response: { body: [], throws: false },
    };
  },
};
