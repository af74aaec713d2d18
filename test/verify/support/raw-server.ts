import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

/** What a raw server does with the n-th request (from 1), after it was read whole. */
export type RawHandler = (socket: Socket, request: string, count: number) => void;

const open: { server: Server; sockets: Set<Socket> }[] = [];

afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    server.close();
    sockets.forEach((socket) => socket.destroy());
  }
});

/** A server that speaks bytes instead of HTTP: for answers that no HTTP library would give. */
export async function serveRaw(handler: RawHandler): Promise<{ url: string; requests: string[] }> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let whole = firstRequest(text); whole !== undefined; whole = firstRequest(text)) {
        text = text.slice(whole.length);
        requests.push(whole);
        handler(socket, whole, requests.length);
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  open.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function firstRequest(text: string): string | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const length = Number(/^content-length: (\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
  const whole = end + 4 + length;
  return text.length < whole ? undefined : text.slice(0, whole);
}

/** A complete answer. */
export function answer(body: string, status = '200 OK', headers: readonly string[] = []): string {
  const fields = ['Content-Type: application/json', 'X-Api-Version: v2', `Content-Length: ${body.length}`, ...headers];
  return `HTTP/1.1 ${status}\r\n${fields.join('\r\n')}\r\n\r\n${body}`;
}
