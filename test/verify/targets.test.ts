import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { createSecureServer } from 'node:http2';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { planRequests } from '../../src/verify/index.js';
import { workspace } from '../workspace.js';
import { shop } from './support/pack.js';
import { entry, recording, thing } from './support/recording.js';
import { replay, verdicts } from './support/run.js';
import { echoThings, json, serve } from './support/server.js';

const CERTIFICATE = readFileSync('test/verify/support/self-signed.cert.pem', 'utf8');
const KEY = readFileSync('test/verify/support/self-signed.key.pem', 'utf8');
const things = Array.from({ length: 20 }, (_, index) => thing(String(index)));

const open: (() => void)[] = [];
afterEach(() => open.splice(0).forEach((close) => close()));

/** A proxy that leads every host to one server; tells what it was asked for. */
async function startProxy(port: number, isOpen = true): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (!isOpen) return void response.writeHead(407, { 'Proxy-Authenticate': 'Basic' }).end();
    const { pathname, search } = new URL(request.url ?? '');
    const onward = httpRequest({ port, method: request.method, path: pathname + search, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', ({ url = '' }, socket) => {
    asked.push(`CONNECT ${url}`);
    if (!isOpen) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    sockets.add(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.close();
    sockets.forEach((socket) => socket.destroy());
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const portOf = (url: string): number => Number(new URL(url).port);

/** An HTTP/2 server that speaks nothing older. */
async function serveHttp2(): Promise<{ url: string; versions: Set<string> }> {
  const versions = new Set<string>();
  const server = createSecureServer({ cert: CERTIFICATE, key: KEY, allowHTTP1: false }, (request, response) => {
    versions.add(request.httpVersion);
    response.writeHead(200, { 'content-type': 'application/json', 'x-api-version': 'v2' });
    response.end(JSON.stringify({ id: request.url.split('/').at(-1), name: 'thing' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => server.close());
  return { url: `https://localhost:${(server.address() as AddressInfo).port}`, versions };
}

describe('a proxy of the environment', () => {
  test('stands between, for http and for https', async () => {
    const server = await serve(echoThings);
    const proxy = await startProxy(portOf(server.url));
    const result = await replay('http://v2.shop.test', things, { env: { HTTP_PROXY: proxy.url } });
    expect(verdicts(result)).toEqual(things.map(() => 'pass'));
    expect(proxy.asked[0]).toBe('GET http://v2.shop.test/api/v2/things/0');
    const http2 = await serveHttp2();
    const tunnel = await startProxy(portOf(http2.url));
    const secure = await replay('https://v2.shop.test', things, { env: { https_proxy: tunnel.url }, tls: { insecure: true } });
    expect(verdicts(secure)).toEqual(things.map(() => 'pass'));
    expect(new Set(tunnel.asked)).toEqual(new Set(['CONNECT v2.shop.test:443']));
  });

  test('is left out for this machine and for what NO_PROXY names', async () => {
    const server = await serve(echoThings);
    const proxy = await startProxy(1);
    expect(verdicts(await replay(server.url, [thing('7')], { env: { HTTP_PROXY: proxy.url } }))).toEqual(['pass']);
    const direct = await replay('http://v2.shop.invalid', [thing('7')], { env: { HTTP_PROXY: proxy.url, NO_PROXY: '.shop.invalid' } });
    expect(direct.exchanges[0]?.reason).toContain('cannot be resolved');
    expect(proxy.asked).toEqual([]);
  });

  test('that refuses, or is not there, is named, and its password is not', async () => {
    const proxy = await startProxy(1, false);
    const secret = proxy.url.replace('//', '//user:hunter2secret@');
    for (const target of ['http://v2.shop.test', 'https://v2.shop.test']) {
      const refused = await replay(target, things, { env: { HTTP_PROXY: secret, HTTPS_PROXY: secret } });
      expect(JSON.stringify(refused)).not.toContain('hunter2secret');
      expect(refused.summary.stopped).toContain('the proxy refuses the connection');
    }
    const gone = await replay('https://v2.shop.test', things, { env: { HTTPS_PROXY: 'http://127.0.0.1:1' } });
    expect(gone.summary.stopped).toBe('nothing can be verified: the proxy refuses the connection');
    await expect(replay('https://v2.shop.test', things, { env: { HTTPS_PROXY: 'user:secretpw' } })).rejects.toThrow(
      /proxy in the environment is not valid/,
    );
  });
});

test('a target that speaks HTTP/2 alone is asked in HTTP/2', async () => {
  const server = await serveHttp2();
  const writes = [entry({ method: 'PUT', url: '/api/v1/things/7', body: { name: 'thing' }, answer: { id: '7', name: 'thing' } })];
  const result = await replay(server.url, [...things, ...writes], { tls: { insecure: true }, allowWrites: true });
  expect(verdicts(result)).toEqual([...things, ...writes].map(() => 'pass'));
  expect(server.versions).toEqual(new Set(['2.0']));
});

describe('a token command', () => {
  /** A command that prints the next token each time, and a server that takes each one so many times. */
  async function setUp(uses: number) {
    const root = workspace({ count: '0' });
    const script = `const fs=require('fs');const n=+fs.readFileSync('count','utf8')+1;fs.writeFileSync('count',String(n));console.log('secretToken'+n)`;
    writeFileSync(join(root, 'token.cjs'), script.replaceAll("'count'", JSON.stringify(join(root, 'count'))));
    const used = new Map<string, number>();
    const server = await serve((got, response) => {
      const token = got.headers.authorization ?? '';
      used.set(token, (used.get(token) ?? 0) + 1);
      if ((used.get(token) ?? 0) > uses) return json(response, 401, { error: 'expired' });
      return echoThings(got, response);
    });
    return { server, used, tokenCommand: `node ${join(root, 'token.cjs')}`, count: () => readFileSync(join(root, 'count'), 'utf8') };
  }

  test('is run at the start, and again when the target answers 401', async () => {
    const { server, used, tokenCommand, count } = await setUp(7);
    const result = await replay(server.url, things, { tokenCommand, concurrency: 1 });
    expect(verdicts(result)).toEqual(things.map(() => 'pass'));
    expect([...used.keys()]).toEqual(['Bearer secretToken1', 'Bearer secretToken2', 'Bearer secretToken3']);
    expect(count()).toBe('3');
    expect(JSON.stringify(result)).not.toContain('secretToken');
  });

  test('is run once for requests that are refused together', async () => {
    const { server, tokenCommand, count } = await setUp(10);
    const result = await replay(server.url, things, { tokenCommand, concurrency: 8 });
    expect(result.summary.byVerdict.pass).toBe(20);
    expect(Number(count())).toBeLessThanOrEqual(4);
  });

  test('does not go on for ever', async () => {
    const { server, tokenCommand } = await setUp(0);
    const result = await replay(server.url, things, { tokenCommand, concurrency: 1 });
    expect(result.summary.stopped).toContain('asks for credentials');
    expect(server.got.length).toBeLessThanOrEqual(12);
  });

  test('is not run to look what would be sent', async () => {
    const { server, tokenCommand, count } = await setUp(1);
    const options = { recordings: [recording(things)], target: server.url, packs: [shop], tokenCommand };
    for await (const planned of planRequests(options)) expect(planned.v2).toHaveLength(1);
    expect(count()).toBe('0');
  });

  test.each([
    ['exit 3', '--token-command: the command ended with 3'],
    ['true', '--token-command: the command has to print a token, and nothing else'],
    ['printf "a\\nb"', '--token-command: the command has to print a token, and nothing else'],
  ])('that gives none is an error before anything is sent: %s', async (tokenCommand, message) => {
    const server = await serve(echoThings);
    await expect(replay(server.url, [thing('7')], { tokenCommand })).rejects.toThrow(message);
    await expect(replay(server.url, [thing('7')], { tokenCommand, headers: ['authorization: a'] })).rejects.toThrow(
      'both set Authorization',
    );
    expect(server.got).toEqual([]);
  });
});
