// Sends the same three requests with the client that is named, and prints what the program itself sees of the answers.
import http, { get, request as namedRequest } from 'node:http';

const [client = '', base = ''] = process.argv.slice(2);
const BODY = { name: 'é', password: 'pw-secret-1', api_key: 'key-secret-2' };
const HEADERS = {
  'content-type': 'application/json',
  authorization: 'Bearer token-secret-3',
  cookie: 'sid=cookie-secret-4; lang=en',
  'x-plain': 'plain',
};
const QUERY = '?page=1&token=query-secret-5';

/** @type {Record<string, () => Promise<unknown[]>>} */
const clients = {
  fetch: async () => {
    const posted = await fetch(`${base}/items${QUERY}`, { method: 'POST', headers: HEADERS, body: JSON.stringify(BODY) });
    const gotten = await fetch(`${base}/items/1`);
    const bytes = await fetch(`${base}/image`);
    return [await posted.json(), await gotten.json(), (await bytes.arrayBuffer()).byteLength];
  },
  undici: async () => {
    const { request } = await import('undici');
    const posted = await request(`${base}/items${QUERY}`, { method: 'POST', headers: HEADERS, body: JSON.stringify(BODY) });
    const gotten = await request(`${base}/items/1`);
    const bytes = await request(`${base}/image`);
    return [await posted.body.json(), await gotten.body.json(), (await bytes.body.arrayBuffer()).byteLength];
  },
  http: () => withHttp(http.request),
  'http named': () => withHttp(namedRequest),
  'http get': async () => {
    const [, gotten, bytes] = await withHttp((url, options) => (options.method === 'GET' ? get(url, options) : http.request(url, options)));
    return [(await withHttp(http.request, 1))[0], gotten, bytes];
  },
  axios: async () => {
    const { default: axios } = await import('axios');
    const posted = await axios.post(`${base}/items${QUERY}`, BODY, { headers: HEADERS });
    const gotten = await axios.get(`${base}/items/1`);
    const bytes = await axios.get(`${base}/image`, { responseType: 'arraybuffer' });
    return [posted.data, gotten.data, bytes.data.byteLength];
  },
  got: async () => {
    const { default: got } = await import('got');
    return [
      await got.post(`${base}/items${QUERY}`, { json: BODY, headers: HEADERS }).json(),
      await got(`${base}/items/1`).json(),
      (await got(`${base}/image`).buffer()).byteLength,
    ];
  },
  ky: async () => {
    const { default: ky } = await import('ky');
    return [
      await ky.post(`${base}/items${QUERY}`, { json: BODY, headers: HEADERS }).json(),
      await ky(`${base}/items/1`).json(),
      (await ky(`${base}/image`).arrayBuffer()).byteLength,
    ];
  },
  superagent: async () => {
    const { default: superagent } = await import('superagent');
    const posted = await superagent.post(`${base}/items${QUERY}`).set(HEADERS).send(BODY);
    const gotten = await superagent.get(`${base}/items/1`);
    const bytes = await superagent.get(`${base}/image`).responseType('blob');
    return [posted.body, gotten.body, bytes.body.byteLength];
  },
  ofetch: async () => {
    const { ofetch } = await import('ofetch');
    const bytes = await ofetch(`${base}/image`, { responseType: 'arrayBuffer' });
    return [
      await ofetch(`${base}/items${QUERY}`, { method: 'POST', body: BODY, headers: HEADERS }),
      await ofetch(`${base}/items/1`),
      bytes.byteLength,
    ];
  },
};

/**
 * @param {(url: string, options: http.RequestOptions) => http.ClientRequest} send
 * @param {number} [count]
 */
async function withHttp(send, count = 3) {
  /** @type {[string, http.RequestOptions, string | undefined][]} */
  const calls = [
    [`${base}/items${QUERY}`, { method: 'POST', headers: HEADERS }, JSON.stringify(BODY)],
    [`${base}/items/1`, { method: 'GET' }, undefined],
    [`${base}/image`, { method: 'GET' }, undefined],
  ];
  const answers = [];
  for (const [url, options, body] of calls.slice(0, count)) answers.push(await sendOne(send, url, options, body));
  return answers;
}

/**
 * @param {(url: string, options: http.RequestOptions) => http.ClientRequest} send
 * @param {string} url
 * @param {http.RequestOptions} options
 * @param {string} [body]
 * @returns {Promise<unknown>}
 */
function sendOne(send, url, options, body) {
  return new Promise((resolve, reject) => {
    const sent = send(url, options);
    sent.on('error', reject);
    sent.on('response', (response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve(response.headers['content-type'] === 'image/png' ? bytes.length : JSON.parse(bytes.toString()));
      });
    });
    // In two pieces, as programs do.
    if (body !== undefined) sent.write(body.slice(0, 10));
    sent.end(body?.slice(10));
  });
}

process.stdout.write(JSON.stringify(await clients[client]?.()));
