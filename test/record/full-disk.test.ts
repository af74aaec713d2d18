import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { BIN } from '../cli/run.js';
import { workspace } from '../workspace.js';

/** A shell that can limit the size of files stands for a disk that is full. */
const CAN_LIMIT = ((): boolean => {
  try {
    return (
      execFileSync('bash', ['-c', 'ulimit -f 16 && echo yes'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() === 'yes'
    );
  } catch {
    return false;
  }
})();

test.skipIf(!CAN_LIMIT)('a recording that cannot be written on (needs bash) ends the recorder, and is whole', async () => {
  const server = createServer((request, response) => response.end(request.url + 'x'.repeat(1500)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const root = workspace();
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const command = `ulimit -f 16; exec "$0" "$1" record --listen 127.0.0.1:0 --target ${target} --output traffic.har`;
  const child = spawn('bash', ['-c', command, process.execPath, BIN], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  const [first] = (await once(child.stderr, 'data')) as [Buffer];
  const rest = text(child.stderr);
  const ended = once(child, 'exit');
  const proxy = /at (http:\S+);/.exec(String(first))?.[1] ?? '';
  for (let index = 0; index < 30 && child.exitCode === null; index += 1) await fetch(`${proxy}/${index}`).catch(() => undefined);
  const [code] = (await ended) as [number];
  expect([code, await rest]).toEqual([
    2,
    expect.stringMatching(/^error: .*traffic\.har cannot be written: .*; \d+ exchanges recorded until then\n$/),
  ]);
  const { log } = JSON.parse(readFileSync(join(root, 'traffic.har'), 'utf8')) as { log: { entries: unknown[] } };
  expect(log.entries).toHaveLength(Number(/(\d+) exchanges/.exec(await rest)?.[1]));
});
