import type { ClientKnowledge } from '../evaluation.js';
import { angularClient } from './angular.js';
import { axiosClient } from './axios.js';
import { beaconClient } from './beacon.js';
import { globalPath, type HttpClient } from './client.js';
import { cypressClient } from './cypress.js';
import { fetchClient } from './fetch.js';
import { gotClient } from './got.js';
import { jqueryClient } from './jquery.js';
import { kyClient } from './ky.js';
import { nestClient } from './nest.js';
import { nodeHttpClient } from './node-http.js';
import { ofetchClient } from './ofetch.js';
import { openapiFetchClient } from './openapi-fetch.js';
import { playwrightClient } from './playwright.js';
import { reactQueryClient } from './react-query.js';
import { rtkQueryClient } from './rtk-query.js';
import { fetchEventSourceClient, streamClient } from './streams.js';
import { superagentClient } from './superagent.js';
import { swrClient } from './swr.js';
import { undiciClient } from './undici.js';
import { unknownClient } from './unknown.js';
import { xhrClient } from './xhr.js';

/** All HTTP clients that are known, the most telling first; adding one is one file and one line here. */
export const httpClients: HttpClient[] = [
  fetchClient,
  axiosClient,
  gotClient,
  kyClient,
  superagentClient,
  ofetchClient,
  undiciClient,
  nodeHttpClient,
  angularClient,
  nestClient,
  jqueryClient,
  xhrClient,
  streamClient,
  fetchEventSourceClient,
  beaconClient,
  openapiFetchClient,
  rtkQueryClient,
  swrClient,
  reactQueryClient,
  playwrightClient,
  cypressClient,
  unknownClient,
];

const modules = new Set(httpClients.flatMap((client) => client.modules ?? []));

/** What the evaluator asks of the clients. */
export const clientKnowledge: ClientKnowledge = {
  instance: (callee, call, env, evaluation) => firstOf((client) => client.instance?.(callee, call, env, evaluation)),
  passed: (callee, position, index) => firstOf((client) => client.passed?.(callee, position, index)),
  isClient(value) {
    if (value.kind === 'client') return true;
    if (value.kind !== 'external') return false;
    return (modules.has(value.module) && value.path.length === 0) || globalPath(value)?.join('.') === 'fetch';
  },
};

function firstOf<T>(ask: (client: HttpClient) => T | undefined): T | undefined {
  for (const client of httpClients) {
    const answer = ask(client);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
