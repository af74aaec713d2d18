import path from 'node:path';
import { expect, test } from 'vitest';
import { API_IDS, fixtureApi } from '../../fixtures/shared/apis.js';
import { readRecordings, recordingFile } from '../../fixtures/shared/record-clients.js';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import type { Json } from '../../src/pack/model.js';
import { type Verdict, verify, type VerifyOptions } from '../../src/verify/index.js';
import { workspace } from '../workspace.js';

type Options = Partial<VerifyOptions>;
type Run = (options: Options) => Promise<Verdict[]>;

const shipped = await Promise.all(shippedPacks.map((pack) => loadShipped(pack)));

const recordings = (
  await Promise.all(API_IDS.map(async (id) => Object.keys(await readRecordings(id)).map((file): [string, string] => [id, file])))
).flat();

/** Ways to run, each on a server of its own. */
const modes: [string, (run: Run) => Promise<Verdict[]>][] = [
  ['one request at a time', (run) => run({ concurrency: 1 })],
  ['as it is by default', (run) => run({})],
  ['32 requests at once', (run) => run({ concurrency: 32 })],
  ['a control run', (run) => run({ control: true })],
  ['a limited rate', (run) => run({ rate: 1000, concurrency: 32 })],
  ['two shards', async (run) => [...(await run({ shard: { index: 1, count: 2 } })), ...(await run({ shard: { index: 2, count: 2 } }))]],
  ['an interrupted run that is resumed', interrupted],
];

/** Gives up after some verdicts and goes on with what is left. */
async function interrupted(run: Run): Promise<Verdict[]> {
  const abort = new AbortController();
  const resume = path.join(workspace(), 'journal');
  const onProgress: VerifyOptions['onProgress'] = ({ done }) => {
    if (done >= 10) abort.abort();
  };
  await run({ concurrency: 1, resume, signal: abort.signal, onProgress });
  return run({ concurrency: 1, resume });
}

const cases = recordings.flatMap(([id, file]) =>
  modes.flatMap(([mode, take]) => [true, false].map((allowWrites) => ({ id, file, mode, take, allowWrites }))),
);

test.each(cases)('$file gives no false alarm: $mode, writes allowed: $allowWrites', async ({ id, file, take, allowWrites }) => {
  const server = await fixtureApi(id).start({ only: 'v2' });
  try {
    const verdicts = await take(async (options) => {
      const given = { recordings: [recordingFile(id, file)], target: server.url, packs: shipped, allowWrites };
      return (await verify({ ...given, ...options })).exchanges;
    });
    expect(verdicts.filter(isAlarm)).toEqual([]);
    expect(verdicts.map(({ entry }) => entry).toSorted((a, b) => a - b)).toEqual([...verdicts.keys()]);
    if (allowWrites) expect(verdicts.filter(({ verdict }) => verdict === 'skipped')).toEqual([]);
    else expect(server.requests.filter(({ method, url }) => method !== 'GET' && method !== 'HEAD' && !isQuery(url))).toEqual([]);
  } finally {
    await server.close();
  }
});

/** v2 of OpenML reads its lists with POST, which changes nothing. */
function isQuery(url: string): boolean {
  return url.endsWith('/datasets/list');
}

function isAlarm({ verdict, differences }: Verdict): boolean {
  if (verdict === 'error') return true;
  return differences.some(({ kind, expected, actual }) => kind === 'unexplained' && !(isTick(expected) && isTick(actual)));
}

/** A time of the clock that the servers share: it ticks with each request, so what it shows depends on their order. */
function isTick(value: Json | undefined): boolean {
  return typeof value === 'string' && /^2025-01-06T09:\d\d:\d\d(\.\d+)?Z$/.test(value);
}
