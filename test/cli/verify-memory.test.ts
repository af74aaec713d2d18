import { createWriteStream, readFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { VerifyResult } from '../../src/verify/index.js';
import { serve, json } from '../verify/support/server.js';
import { apiMigrate } from './run.js';
import { workspace } from '../workspace.js';

/** Together more than the heap that is allowed, several times over, in what is sent and in what is answered. */
const EXCHANGES = 4000;
const PADDING = 'x'.repeat(20_000);
/** Megabytes. What one exchange needs does not come near it; what all of them leave behind would go far beyond. */
const HEAP = 64;

function uuid(index: number, kind: string): string {
  return `${index.toString(16).padStart(8, '0')}-${kind}-4000-8000-0123456789ab`;
}

/** A job whose text holds an identifier and a credential of its own: both are remembered, the text around them must not be. */
function jobOf(id: string): Record<string, unknown> {
  return { id, status: 'done', access_token: `credential-of-${id}`, log: PADDING };
}

/** Writes calls that send and are answered with large texts. */
async function writeLines(file: string): Promise<void> {
  const out = createWriteStream(file);
  for (let index = 0; index < EXCHANGES; index += 1) {
    const job = uuid(index, 'bbbb');
    const url = `https://tao.example/api/v1/orgs/acme/experiments/${uuid(index, 'aaaa')}/jobs/${job}`;
    const body = JSON.stringify({ trace: uuid(index, 'cccc'), comment: PADDING });
    const request = { method: 'GET', url, headers: { 'content-type': 'application/json' }, body };
    const response = { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(jobOf(job)) };
    if (!out.write(`${JSON.stringify({ startedAt: index, request, response })}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

test('a recording larger than the memory is verified in full', async () => {
  const server = await serve(({ url }, response) => json(response, 200, { ...jobOf(url.split('/').at(-1) ?? ''), kind: 'experiment' }));
  const directory = workspace();
  const recording = path.join(directory, 'large.jsonl');
  await writeLines(recording);
  const { code, stdout, stderr } = await apiMigrate(
    directory,
    ['verify', recording, '--target', server.url, '--pack', 'tao', '--format', 'json', '--output', 'report.json'],
    { env: { NODE_OPTIONS: `--max-old-space-size=${HEAP}` } },
  );
  expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '' });
  const { summary } = JSON.parse(readFileSync(path.join(directory, 'report.json'), 'utf8')) as VerifyResult;
  expect(summary.byVerdict).toEqual({ pass: EXCHANGES, fail: 0, skipped: 0, error: 0 });
}, 120_000);
