import { angularClient } from './angular.js';
import { axiosClient } from './axios.js';
import { beaconClient } from './beacon.js';
import type { HttpClient } from './client.js';
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
import { umiRequestClient } from './umi-request.js';
import { undiciClient } from './undici.js';
import { unknownClient } from './unknown.js';
import { unseenClient } from './unseen.js';
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
  umiRequestClient,
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
  unseenClient,
];
