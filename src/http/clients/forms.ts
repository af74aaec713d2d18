/** How a client takes the parts of a request: what has to be known to give a call a part that it does not have yet. */
export interface ClientForm {
  /** The method may be the name of the called member: `axios.get(url)`. */
  verbs: boolean;
  /** Index of the options object; for clients with positional bodies, that of verbs without a body. */
  options: number;
  /** Verbs that take the body as the argument after the URL, and the options behind it. */
  positional: readonly string[];
  /** Names of the options; of the chained methods where there are no options. */
  names: {
    method?: string;
    headers?: string;
    body?: string;
    query?: string;
    /** The base URL, over that of the instance. */ base?: string;
  };
  /** The body is text: objects go through `JSON.stringify`, and the content type has to be said. */
  text: boolean;
  /** Parts are given by chained calls: `.set(headers)`. */
  chained?: true;
}

const WITH_BODY = ['post', 'put', 'patch'];
const JSON_OPTIONS: ClientForm = {
  verbs: true,
  options: 1,
  positional: [],
  names: { method: 'method', headers: 'headers', body: 'json', query: 'searchParams', base: 'prefixUrl' },
  text: false,
};
const AXIOS: ClientForm = {
  verbs: true,
  options: 1,
  positional: WITH_BODY,
  names: { method: 'method', headers: 'headers', body: 'data', query: 'params', base: 'baseURL' },
  text: false,
};
const OFETCH: ClientForm = {
  verbs: false,
  options: 1,
  positional: [],
  names: { method: 'method', headers: 'headers', body: 'body', query: 'query', base: 'baseURL' },
  text: false,
};

/** The forms of the known clients, by the name that their requests carry. */
export const CLIENT_FORMS: { readonly [client: string]: ClientForm } = {
  fetch: { verbs: false, options: 1, positional: [], names: { method: 'method', headers: 'headers', body: 'body' }, text: true },
  axios: AXIOS,
  HttpService: AXIOS,
  HttpClient: { verbs: true, options: 1, positional: WITH_BODY, names: { headers: 'headers', body: 'body', query: 'params' }, text: false },
  ky: JSON_OPTIONS,
  got: JSON_OPTIONS,
  ofetch: OFETCH,
  $fetch: OFETCH,
  useFetch: OFETCH,
  undici: { ...OFETCH, names: { method: 'method', headers: 'headers', body: 'body', query: 'query' }, text: true },
  Playwright: { verbs: true, options: 1, positional: [], names: { headers: 'headers', body: 'data', query: 'params' }, text: false },
  superagent: {
    verbs: true,
    options: 1,
    positional: [],
    names: { headers: 'set', body: 'send', query: 'query' },
    text: false,
    chained: true,
  },
};
