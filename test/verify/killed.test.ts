import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { VerifyResult } from '../../src/verify/index.js';
import { apiMigrate, BIN } from '../cli/run.js';
import { workspace } from '../workspace.js';
import { entry, har, thing } from './support/recording.js';
import { json, serve } from './support/server.js';

/** How often a run is killed; `KILLS=100` is what a release is held against. */
const KILLS = Number(process.env['KILLS'] ?? 8);
const ENTRIES = 160;

const { shop } = await import('./support/pack.js');

/** Reads and writes in turn: creations whose ids v2 makes anew, uses of them, and changes. */
const entries = Array.from({ length: ENTRIES }, (_, index) => {
  const id = `made-${String(Math.floor(index / 4)).padStart(6, '0')}`;
  if (index % 4 === 0)
    return entry({ method: 'POST', url: '/api/v1/things', body: { name: `n${index}` }, answer: { id, name: `n${index}` } });
  if (index % 4 === 1) return thing(id, { answer: { id, name: `n${index - 1}` } });
  if (index % 4 === 2)
    return entry({ method: 'PUT', url: `/api/v1/things/${id}`, body: { name: `w${index}` }, answer: { id, name: `w${index}` } });
  return thing(String(index));
});

/** A v2 server that keeps what it is given, takes its time, and counts each write by what it says. */
async function startServer() {
  const names = new Map<string, string>();
  const writes = new Map<string, number>();
  const server = await serve(({ method, url, body }, response) => {
    const id = url.split('/').at(-1) ?? '';
    const name = method === 'GET' ? '' : (JSON.parse(body) as { name: string }).name;
    const own = method === 'POST' ? `v2-${String(names.size).padStart(8, '0')}` : id;
    if (method !== 'GET') {
      writes.set(name, (writes.get(name) ?? 0) + 1);
      names.set(own, name);
    }
    void setTimeout(4).then(() => json(response, method === 'POST' ? 201 : 200, { id: own, name: names.get(own) ?? 'thing' }));
  });
  return { url: server.url, writes };
}

test(
  `a run that is killed ${KILLS} times loses no entry, judges none twice, and sends no write twice`,
  { timeout: 60_000 + KILLS * 4000 },
  async () => {
    let kills = 0;
    let seed = Number(process.env['FC_SEED'] ?? 17);
    // The same moments in each run of the test.
    const next = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    while (kills < KILLS) {
      const { url, writes } = await startServer();
      const root = workspace({ 'shop.json': JSON.stringify(shop), 'traffic.har': har(entries) });
      const args = [
        'verify',
        'traffic.har',
        '-t',
        url,
        '--pack',
        './shop.json',
        '--allow-writes',
        '--concurrency',
        '3',
        '--resume',
        'journal.jsonl',
        '--format',
        'json',
        '--output',
        'report.json',
      ];
      for (let round = 0; round < 5 && kills < KILLS; round += 1) {
        const child = spawn(process.execPath, [BIN, ...args], { cwd: root, stdio: 'ignore' });
        const ended = once(child, 'exit');
        // From before its first request to its end, and somewhere within.
        const isOver = await Promise.race([ended.then(() => true), setTimeout(200 + next() * 500).then(() => false)]);
        if (isOver) break;
        child.kill('SIGKILL');
        await ended;
        kills += 1;
      }
      const last = await apiMigrate(root, args);
      expect([0, 1], last.stderr).toContain(last.code);
      const { exchanges, summary } = JSON.parse(readFileSync(join(root, 'report.json'), 'utf8')) as VerifyResult;
      expect(exchanges.map((exchange) => exchange.entry).toSorted((a, b) => a - b)).toEqual([...entries.keys()]);
      expect([...writes].filter(([, count]) => count > 1)).toEqual([]);
      // What fails is only what was under way when it was killed, and what needs it.
      const bad = exchanges.filter(({ verdict }) => verdict === 'fail' || verdict === 'error');
      for (const { reason } of bad)
        expect(reason).toMatch(/^the run before was interrupted|creates, which failed$|^the id of entry \d+ is not known/);
      expect(summary.byVerdict.pass).toBe(ENTRIES - bad.length);
    }
  },
);
