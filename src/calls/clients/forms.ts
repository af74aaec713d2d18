/** How a client takes the parts of a request: what has to be known to give a call a part that it does not have yet. */
export interface ClientForm {
  /** The method may be the name of the called member: `axios.get(url)`. */
  verbs: boolean;
  /** Index of the options object; for clients with positional bodies, that of verbs without a body. */
  options: number;
  /** The client takes one object that also holds the URL. */
  single?: true;
  /** Verbs that take the body as the argument after the URL, and the options behind it. */
  positional: readonly string[];
  /** Names of the options. */
  names: { method?: string; headers?: string; body?: string; query?: string };
  /** The body is text: objects go through `JSON.stringify`, and the content type has to be said. */
  text: boolean;
}

const JSON_OPTION = { method: 'method', headers: 'headers', body: 'json', query: 'searchParams' };
const WITH_BODY = ['post', 'put', 'patch'];

/** The forms of the known clients, by the id that their requests carry. */
export const CLIENT_FORMS: { readonly [client: string]: ClientForm } = {
  fetch: { verbs: false, options: 1, positional: [], names: { method: 'method', headers: 'headers', body: 'body' }, text: true },
  axios: {
    verbs: true,
    options: 1,
    positional: WITH_BODY,
    names: { method: 'method', headers: 'headers', body: 'data', query: 'params' },
    text: false,
  },
  ky: { verbs: true, options: 1, positional: [], names: JSON_OPTION, text: false },
  got: { verbs: true, options: 1, positional: [], names: JSON_OPTION, text: false },
  ofetch: {
    verbs: false,
    options: 1,
    positional: [],
    names: { method: 'method', headers: 'headers', body: 'body', query: 'query' },
    text: false,
  },
  undici: {
    verbs: false,
    options: 1,
    positional: [],
    names: { method: 'method', headers: 'headers', body: 'body', query: 'query' },
    text: true,
  },
  angular: { verbs: true, options: 1, positional: WITH_BODY, names: { headers: 'headers', query: 'params' }, text: false },
};
