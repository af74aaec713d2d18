import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

/** A request that a test server got, body and all. */
export interface Got {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A server of a test: what it got, in order. */
export interface TestServer {
  url: string;
  got: Got[];
  /** Stops listening, before the test is over. */
  close(): void;
}

/** Answers one request. */
export type Handler = (got: Got, response: ServerResponse, request: IncomingMessage) => void;

const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** Starts a server on a free port; it is closed after the test. */
export async function serve(handler: Handler): Promise<TestServer> {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      got.push(call);
      handler(call, response, request);
    });
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got, close: () => void server.close() };
}

/** Answers JSON. Answers of the shop name their version. */
export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'X-Api-Version': 'v2', ...headers }).end(JSON.stringify(body));
}

/** A shop whose things are all alike: each GET answers the id that was asked for. */
export function echoThings(got: Got, response: ServerResponse): void {
  json(response, 200, { id: got.url.split('/').at(-1), name: 'thing' });
}
