import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { API_IDS, fixtureApi } from '../../fixtures/shared/apis.js';
import { readRecordings, recordingFile } from '../../fixtures/shared/record-clients.js';
import type { Fault, LoggedRequest } from '../../fixtures/shared/server/model.js';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import type { Json } from '../../src/pack/model.js';
import { type Difference, verify, type VerifyResult } from '../../src/verify/index.js';

/** Faults of each kind that are tried on one recording. */
const OF_EACH = 4;

const shipped = await Promise.all(shippedPacks.map((pack) => loadShipped(pack)));
const recordings = (
  await Promise.all(API_IDS.map(async (id) => Object.keys(await readRecordings(id)).map((file): [string, string] => [id, file])))
).flat();

interface Run {
  result: VerifyResult;
  log: LoggedRequest[];
}

async function replayed(id: string, file: string, faults: Fault[] = []): Promise<Run> {
  const server = await fixtureApi(id).start({ only: 'v2', faults });
  try {
    const options = { recordings: [recordingFile(id, file)], target: server.url, packs: shipped, allowWrites: true, concurrency: 1 };
    return { result: await verify(options), log: server.requests };
  } finally {
    await server.close();
  }
}

/** A fault that makes v2 answer at one place as v1 did, and the entry that must not pass with it. */
interface AsBefore {
  kind: string;
  entry: number;
  fault: Fault;
}

/** The entries that one request was sent for, with the call that it was of its endpoint. */
function sentOnce({
  result,
  log,
}: Run): { entry: number; differences: Difference[]; status: number; at: Pick<Fault, 'endpoint' | 'call'> }[] {
  const left = log.map(({ method, url, endpoint }, index) => {
    const call = log.slice(0, index + 1).filter((other) => other.endpoint === endpoint).length;
    return { key: `${method} ${url}`, at: { endpoint: endpoint ?? '', call } };
  });
  return result.exchanges.flatMap(({ entry, differences, v2 }) => {
    const requests = v2.map(({ method, url }) => {
      const index = left.findIndex(({ key }) => key === `${method} ${url.replace(/^https?:\/\/[^/]+/, '')}`);
      return left.splice(index, index === -1 ? 0 : 1)[0];
    });
    const [only] = requests;
    return only && v2.length === 1 ? [{ entry, differences, status: v2[0]?.status ?? 500, at: only.at }] : [];
  });
}

/** What v2 changes in the answers to a recording, undone one by one. */
function undone(run: Run, answers: (Json | undefined)[]): AsBefore[] {
  return sentOnce(run).flatMap(({ entry, differences, at }): AsBefore[] => {
    const explained = differences.filter(({ kind }) => kind === 'explained');
    const status = explained.find(({ path }) => path === 'status');
    const isOtherBody = explained.some(({ path, expected, actual }) => path !== 'status' && expected === undefined && actual === undefined);
    const body = answers[entry];
    return [
      ...(typeof status?.expected === 'number'
        ? [{ kind: 'the status of v1', entry, fault: { ...at, change: { kind: 'status' as const, status: status.expected } } }]
        : []),
      ...(isOtherBody && body !== undefined
        ? [{ kind: 'the body of v1', entry, fault: { ...at, change: { kind: 'set' as const, path: '$', value: body } } }]
        : []),
    ];
  });
}

/** What the pack promises of every v2 answer, broken in the answer to one entry. */
function broken(run: Run, pack: string): AsBefore[] {
  const place = sentOnce(run).find(({ status }) => status === 200);
  const changes = (shipped.find(({ id }) => id === pack)?.rules ?? []).flatMap((rule): [string, Fault['change']][] => {
    if (rule.kind !== 'check') return [];
    if ('answer' in rule.check)
      return [['a promised value that is missing', { kind: 'drop', path: `$.${rule.check.answer.path.replace(/^\$\.?/, '')}` }]];
    if (!('headers' in rule.check)) return [];
    return (rule.check.headers.v2 ?? []).flatMap((demand): [string, Fault['change']][] => {
      const [name = '', value] = demand.split(':').map((part) => part.trim());
      const missing: [string, Fault['change']] = ['a promised header that is missing', { kind: 'header', name, value: null }];
      return value === undefined ? [missing] : [missing, ['the header value of v1', { kind: 'header', name, value: 'v1' }]];
    });
  });
  return place ? changes.map(([kind, change]) => ({ kind, entry: place.entry, fault: { ...place.at, change } })) : [];
}

function answersOf(id: string, file: string): (Json | undefined)[] {
  const { log } = JSON.parse(readFileSync(recordingFile(id, file), 'utf8')) as {
    log: { entries: { response: { content: { text?: string } } }[] };
  };
  return log.entries.map(({ response }) => {
    const { text = '' } = response.content;
    return /^\s*[[{"]/.test(text) ? (JSON.parse(text) as Json) : undefined;
  });
}

describe.each(recordings)('%s: %s', (id, file) => {
  test('an answer that stays as v1 gave it is found', async () => {
    const clean = await replayed(id, file);
    const all = [...undone(clean, answersOf(id, file)), ...broken(clean, id)];
    const kinds = grouped(all);
    expect(kinds.size).toBeGreaterThan(0);
    for (const [kind, faults] of kinds) {
      for (const { entry, fault } of faults.slice(0, OF_EACH)) {
        const { result } = await replayed(id, file, [fault]);
        const verdict = result.exchanges.find((exchange) => exchange.entry === entry);
        expect(verdict?.verdict, `${kind}: ${JSON.stringify(fault).slice(0, 200)}`).toBe('fail');
      }
    }
  });
});

function grouped(all: readonly AsBefore[]): Map<string, AsBefore[]> {
  const kinds = new Map<string, AsBefore[]>();
  for (const each of all) kinds.set(each.kind, [...(kinds.get(each.kind) ?? []), each]);
  return kinds;
}
