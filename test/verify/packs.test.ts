import { describe, expect, test } from 'vitest';
import { API_IDS, fixtureApi } from '../../fixtures/shared/apis.js';
import { planFaults } from '../../fixtures/shared/plan-faults.js';
import { readRecordings, recordingFile } from '../../fixtures/shared/record-clients.js';
import type { Fault, LoggedRequest } from '../../fixtures/shared/server/model.js';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import type { Json } from '../../src/pack/model.js';
import { type Difference, type Verdict, verify, type VerifyResult } from '../../src/verify/index.js';

/** Faults for each recording, and the seed that chooses them. */
const COUNT = 12;
const SEED = 20_250_101;

/** All of them: a path that several APIs have is to be read as that of the recorded server. */
const shipped = await Promise.all(shippedPacks.map((pack) => loadShipped(pack)));

/** A run against a fresh v2 server, and what that server was asked. */
interface Run {
  result: VerifyResult;
  log: LoggedRequest[];
}

const recordings = (
  await Promise.all(API_IDS.map(async (id) => Object.keys(await readRecordings(id)).map((file): [string, string] => [id, file])))
).flat();

describe.each(recordings)('%s: %s', (id, file) => {
  test('is answered by v2 as v1 answered', async () => {
    const { result } = await replayed(id, file);
    const { exchanges, byVerdict } = result.summary;
    expect(byVerdict).toEqual({ pass: exchanges, fail: 0, skipped: 0, error: 0 });
    expect(exchanges).toBeGreaterThan(5);
  });

  test('gives no false alarm with 32 requests at once', async () => {
    const { result } = await replayed(id, file, [], 32);
    const alarms = result.exchanges.filter(({ differences }) =>
      differences.some(({ kind, expected, actual }) => kind === 'unexplained' && !(isTick(expected) && isTick(actual))),
    );
    expect(alarms).toEqual([]);
    expect(result.exchanges.filter(({ verdict }) => verdict === 'error' || verdict === 'skipped')).toEqual([]);
  });

  test('shows each seeded fault at its exchange and field, and nothing else', async () => {
    const clean = await replayed(id, file);
    const entries = entriesOf(clean);
    const planned = planFaults(clean.log, {
      seed: SEED,
      count: COUNT,
      skip: (path, _, request) => isFree(path, verdictOf(clean, entries[request])),
    });
    expect(planned).toHaveLength(COUNT);
    for (const { fault, request, path } of planned) {
      const { result } = await replayed(id, file, [fault]);
      const told = `${JSON.stringify(fault)} in entry ${entries[request]}`;
      const found = result.exchanges.filter(({ verdict }) => verdict !== 'pass');
      expect(
        found.map(({ entry }) => entry),
        told,
      ).toEqual([entries[request]]);
      expect(
        found.flatMap(({ differences }) => unexplained(differences)).filter((at) => !isWithin(at, path)),
        told,
      ).toEqual([]);
    }
  });
});

async function replayed(id: string, file: string, faults: Fault[] = [], concurrency = 1): Promise<Run> {
  const server = await fixtureApi(id).start({ only: 'v2', faults });
  try {
    const result = await verify({
      recordings: [recordingFile(id, file)],
      target: server.url,
      packs: shipped,
      allowWrites: true,
      concurrency,
    });
    return { result, log: server.requests };
  } finally {
    await server.close();
  }
}

/** A time of the clock that the servers share: it ticks with each request, so what it shows depends on their order. */
function isTick(value: Json | undefined): boolean {
  return typeof value === 'string' && /^2025-01-06T09:\d\d:\d\d(\.\d+)?Z$/.test(value);
}

/** For each request of a log the entry in whose place it was sent; none where an entry takes several requests. */
function entriesOf({ result, log }: Run): (number | undefined)[] {
  const sent = result.exchanges.flatMap(({ entry, v2 }) =>
    v2.map(({ method, url }) => ({ entry: v2.length === 1 ? entry : undefined, key: keyOf(method, url) })),
  );
  return log.map(({ method, url }) => {
    const found = sent.findIndex(({ key }) => key === keyOf(method, url));
    return found === -1 ? undefined : sent.splice(found, 1)[0]?.entry;
  });
}

function keyOf(method: string, url: string): string {
  const { pathname, search } = new URL(url, 'http://localhost');
  return `${method} ${pathname}${search}`;
}

function verdictOf({ result }: Run, entry: number | undefined): Verdict | undefined {
  return result.exchanges.find((verdict) => verdict.entry === entry);
}

/** True where v2 may answer what it likes: fields that v1 did not have, and what differs from run to run. */
function isFree(path: string, verdict: Verdict | undefined): boolean {
  if (!verdict) return true;
  return verdict.differences.some(({ kind, path: at, expected, actual }) => {
    const isNew = kind === 'additive' || kind === 'volatile' || (kind === 'explained' && expected === undefined && actual !== undefined);
    return isNew && (isWithin(path, at) || isWithin(at, path));
  });
}

function unexplained(differences: Difference[]): string[] {
  return differences.filter(({ kind }) => kind === 'unexplained').map(({ path }) => path);
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`);
}
