import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { API_IDS, fixtureApi } from '../../fixtures/shared/apis.js';
import { readRecordings, recordingFile } from '../../fixtures/shared/record-clients.js';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import { HarFile } from '../../src/record/file.js';
import { entryOf } from '../../src/record/har.js';
import { RecordingProxy } from '../../src/record/proxy.js';
import type { Json } from '../../src/pack/model.js';
import { type Verdict, verify } from '../../src/verify/index.js';
import { workspace } from '../workspace.js';

interface HarRequest {
  method: string;
  url: string;
  headers: { name: string; value: string }[];
  postData?: { text?: string };
}

const shipped = await Promise.all(shippedPacks.map((pack) => loadShipped(pack)));
const recordings = (
  await Promise.all(API_IDS.map(async (id) => Object.keys(await readRecordings(id)).map((file): [string, string] => [id, file])))
).flat();

/** Sends what a recording holds to a fresh v1 through the recording proxy. @returns the new recording */
async function recordedAgain(id: string, file: string): Promise<string> {
  const { log } = JSON.parse(readFileSync(recordingFile(id, file), 'utf8')) as { log: { entries: { request: HarRequest }[] } };
  const server = await fixtureApi(id).start({ only: 'v1' });
  const recording = new HarFile(join(workspace(), file));
  const sink: Parameters<typeof RecordingProxy.listen>[0]['sink'] = (capture) => recording.write(entryOf(capture, true));
  const proxy = await RecordingProxy.listen({ host: '127.0.0.1', port: 0, target: new URL(server.url), sink });
  try {
    for (const { request } of log.entries) await sent(proxy.port, request);
  } finally {
    await proxy.close();
    await server.close();
  }
  return recording.path;
}

function sent(port: number, { method, url, headers, postData }: HarRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const fields = headers.filter(({ name }) => !/^(?:host|connection|transfer-encoding|accept-encoding)$/i.test(name));
    const options = {
      port,
      method,
      path: url.replace(/^https?:\/\/[^/]+/, ''),
      headers: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
    };
    const request = http.request(options, (response) => response.resume().on('end', resolve));
    request.on('error', reject);
    request.end(postData?.text);
  });
}

function alarms(exchanges: readonly Verdict[]): unknown[] {
  return (
    exchanges
      // Two recordings that each made the same thing on a server of their own cannot both make it on one.
      .filter(({ reason = '' }) => !reason.includes('it may be left over from an earlier run'))
      .filter(({ verdict, differences }) => verdict === 'error' || verdict === 'skipped' || differences.some(isAlarm))
      .map(({ entry, verdict, reason }) => [entry, verdict, reason])
  );
}

/** The clock that the servers share ticks with each request, so what it shows depends on their order. */
function isAlarm({ kind, expected, actual }: Verdict['differences'][number]): boolean {
  const isTick = (value: Json | undefined): boolean => typeof value === 'string' && /^2025-01-06T09:\d\d:\d\d(\.\d+)?Z$/.test(value);
  return kind === 'unexplained' && !(isTick(expected) && isTick(actual));
}

describe.each(recordings)('%s: %s', (id, file) => {
  test.each([1, 32])('recorded again through the proxy, it gives no false alarm with %i at once', async (concurrency) => {
    const recording = await recordedAgain(id, file);
    const server = await fixtureApi(id).start({ only: 'v2' });
    try {
      const { exchanges } = await verify({
        recordings: [recording],
        target: server.url,
        packs: shipped,
        packsChosen: true,
        allowWrites: true,
        concurrency,
      });
      expect(exchanges.length).toBeGreaterThan(5);
      expect(alarms(exchanges)).toEqual([]);
    } finally {
      await server.close();
    }
  });
});

test.each(API_IDS)('%s: all recordings at once give no false alarm', async (id) => {
  const files = recordings.filter(([api]) => api === id).map(([, file]) => recordingFile(id, file));
  const server = await fixtureApi(id).start({ only: 'v2' });
  try {
    const { exchanges } = await verify({ recordings: files, target: server.url, packs: shipped, allowWrites: true, concurrency: 16 });
    expect(alarms(exchanges)).toEqual([]);
  } finally {
    await server.close();
  }
});
