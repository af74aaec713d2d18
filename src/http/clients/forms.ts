/** A response that is made without a request. */
export interface LocalResponse {
  /** Code of the parsed body. */
  body: string;
  status: number;
  /** Members that the code takes of the response; undefined when that cannot be seen. */
  taken: ReadonlySet<string> | undefined;
  /** The file has types. */
  typed: boolean;
}

/**
 * How a client is written: the parts of a request, to give a call one that it does not have yet, and its response, to read or
 * make one. What is absent, the client does not have.
 */
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
  /** The query of a call replaces that of the instance. */
  replacesQuery?: true;
  /** Instances have `interceptors.request.use(…)` and `interceptors.response.use(…)`. */
  interceptors?: true;
  /** The option by which a client that rejects on errors gives their responses, too, and its usual value. */
  errors?: { option: string; usual?: boolean };
  /** Member of an instance that holds its base URL. */
  instanceBase?: string;
  /** The body is text, unless the options ask for JSON by `responseType`. */
  textBody?: true;
  /** The member that gives the parsed body of a call that is not awaited yet: `ky.get(url).json()`. */
  bodyMember?: string;
  /** Code of the parsed body of a call. */
  parsedBody?(call: string, typed: boolean): string;
  /** Code that is true for a successful response `name`; absent where the client rejects on errors. */
  succeeded?(name: string): string;
  /** Code of a response that is made without a request. */
  localResponse?(response: LocalResponse): string;
}

const WITH_BODY = ['post', 'put', 'patch'];
const JSON_OPTIONS: ClientForm = {
  verbs: true,
  options: 1,
  positional: [],
  names: { method: 'method', headers: 'headers', body: 'json', query: 'searchParams', base: 'prefixUrl' },
  text: false,
  replacesQuery: true,
  errors: { option: 'throwHttpErrors', usual: true },
  bodyMember: 'json',
  parsedBody: (call, typed) => `(await ${call}.json${typed ? '<any>' : ''}())`,
};
const AXIOS: ClientForm = {
  verbs: true,
  options: 1,
  positional: WITH_BODY,
  names: { method: 'method', headers: 'headers', body: 'data', query: 'params', base: 'baseURL' },
  text: false,
  errors: { option: 'validateStatus' },
};
const OFETCH: ClientForm = {
  verbs: false,
  options: 1,
  positional: [],
  names: { method: 'method', headers: 'headers', body: 'body', query: 'query', base: 'baseURL' },
  text: false,
  errors: { option: 'ignoreResponseError', usual: false },
};

/** The forms of the known clients, by the name that their requests carry. */
const CLIENT_FORMS: { readonly [client: string]: ClientForm } = {
  fetch: {
    verbs: false,
    options: 1,
    positional: [],
    names: { method: 'method', headers: 'headers', body: 'body' },
    text: true,
    parsedBody: (call) => `(await (await ${call}).json())`,
    succeeded: (name) => `${name}.ok`,
    localResponse: ({ body, status }) => `Response.json(${body}, { status: ${status} })`,
  },
  axios: {
    ...AXIOS,
    interceptors: true,
    instanceBase: 'defaults.baseURL',
    parsedBody: (call) => `(await ${call}).data`,
    localResponse: axiosResponse,
  },
  HttpService: AXIOS,
  HttpClient: { verbs: true, options: 1, positional: WITH_BODY, names: { headers: 'headers', body: 'body', query: 'params' }, text: false },
  ky: JSON_OPTIONS,
  got: { ...JSON_OPTIONS, textBody: true },
  ofetch: { ...OFETCH, parsedBody: (call) => `(await ${call})`, localResponse: ({ body }) => body },
  $fetch: OFETCH,
  useFetch: OFETCH,
  undici: {
    ...OFETCH,
    names: { method: 'method', headers: 'headers', body: 'body', query: 'query' },
    text: true,
    parsedBody: (call, typed) => (typed ? `((await (await ${call}).body.json()) as any)` : `(await (await ${call}).body.json())`),
    succeeded: (name) => `${name}.statusCode < 400`,
  },
  Playwright: { verbs: true, options: 1, positional: [], names: { headers: 'headers', body: 'data', query: 'params' }, text: false },
  superagent: {
    verbs: true,
    options: 1,
    positional: [],
    names: { headers: 'set', body: 'send', query: 'query' },
    text: false,
    chained: true,
    parsedBody: (call) => `(await ${call}).body`,
    localResponse: ({ body, status }) => `{ body: ${body}, status: ${status}, ok: true }`,
  },
};

/** The form of a client, by the name that its requests carry; undefined for one whose form is not known. */
export function clientForm(client: string): ClientForm | undefined {
  return Object.hasOwn(CLIENT_FORMS, client) ? CLIENT_FORMS[client] : undefined;
}

/** Only what the code takes of the response; everything that its type has where that cannot be seen. */
function axiosResponse({ body, status, taken, typed }: LocalResponse): string {
  if (taken && !taken.has('status')) return `{ data: ${body} }`;
  if (taken) return `{ data: ${body}, status: ${status} }`;
  return `{ data: ${body}, status: ${status}, statusText: 'OK', headers: {}, config: ${typed ? '{} as never' : '{}'} }`;
}
