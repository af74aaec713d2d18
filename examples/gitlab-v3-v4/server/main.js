// A small GitLab that speaks v3 and v4: node main.js [--port N] [--only v3|v4]
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { v3, v4 } from './routes.js';
import { createStore } from './store.js';

/** @import { IncomingMessage } from 'node:http' */
/** @import { Answer, Route } from './routes.js' */

const VERSIONS = { v3, v4 };

/** @param {Route} route @param {string} method @param {string[]} segments */
function pathOf(route, method, segments) {
  const [verb, template = ''] = route.on.split(' ');
  const parts = template.split('/').slice(1);
  if (verb !== method || parts.length !== segments.length) return undefined;
  if (!parts.every((part, index) => part === '*' || part === segments[index])) return undefined;
  return segments.filter((_, index) => parts[index] === '*').map(decodeURIComponent);
}

/** @param {Route} route @param {URLSearchParams} query @param {Record<string, unknown>} body */
function complaint(route, query, body) {
  const sent = [...query.keys(), ...Object.keys(body)];
  const known = new Set([...(route.query ?? []), ...(route.body ?? [])]);
  const unknown = sent.find((name) => !known.has(name));
  if (unknown !== undefined) return `${unknown} is unknown`;
  const lacking = (route.need ?? []).find((name) => !sent.includes(name));
  return lacking === undefined ? undefined : `${lacking} is missing`;
}

/** @param {IncomingMessage} request */
async function bodyOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text === '' ? {} : JSON.parse(text);
}

/**
 * Starts the server.
 * @param {{ port?: number, only?: 'v3' | 'v4' }} options
 */
export async function startServer({ port = 0, only } = {}) {
  const store = createStore();

  /** @param {IncomingMessage} request @returns {Promise<Answer>} */
  async function answer(request) {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const version = /^\/api\/(v3|v4)\//.exec(url.pathname)?.[1];
    if ((version !== 'v3' && version !== 'v4') || (only && only !== version)) return { status: 404, body: { error: '404 Not Found' } };
    if (request.headers['private-token'] !== 'ada') return { status: 401, body: { message: '401 Unauthorized' } };
    const segments = url.pathname.split('/').slice(3);
    for (const route of VERSIONS[version]) {
      const path = pathOf(route, request.method ?? 'GET', segments);
      if (!path) continue;
      const body = await bodyOf(request);
      const wrong = complaint(route, url.searchParams, body);
      return wrong ? { status: 400, body: { error: wrong } } : route.answer({ path, query: url.searchParams, body, store });
    }
    return { status: 404, body: { error: '404 Not Found' } };
  }

  const server = createServer(async (request, response) => {
    try {
      const { status, body, text } = await answer(request);
      response.writeHead(status, { 'content-type': text === undefined ? 'application/json' : 'text/plain' });
      response.end(text ?? (body === undefined ? undefined : JSON.stringify(body)));
    } catch {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"400 Bad Request"}');
    }
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

if (import.meta.filename === process.argv[1]) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '8085' }, only: { type: 'string' } } });
  const only = values.only === 'v3' || values.only === 'v4' ? values.only : undefined;
  const { url } = await startServer({ port: Number(values.port), ...(only && { only }) });
  console.log(`GitLab ${only ?? 'v3 and v4'} on ${url}`);
}
