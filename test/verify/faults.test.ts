import { describe, expect, test } from 'vitest';
import type { Fault } from '../../fixtures/shared/server/model.js';
import { startServer } from '../../fixtures/tao/server/index.js';
import tao from '../../rules/tao/index.js';
import { outcomeOf, verify, type VerifyOptions, type VerifyResult } from '../../src/verify/index.js';
import { starter } from '../fixtures/http.js';
import { verdicts } from './support/run.js';

const RECORDING = 'fixtures/tao/recordings/tao-client.har';
const start = starter(startServer);

async function verified(faults: Fault[], options: Partial<VerifyOptions> = {}): Promise<VerifyResult> {
  const server = await start({ only: 'v2', faults });
  return verify({ recordings: [RECORDING], target: server.url, packs: [tao], allowWrites: true, concurrency: 1, ...options });
}

/** Unexplained differences: entry, path, rule. */
function found({ exchanges }: VerifyResult): [number, string, string?][] {
  return exchanges.flatMap(({ entry, differences }) =>
    differences
      .filter(({ kind }) => kind === 'unexplained')
      .map(({ path, rule }): [number, string, string?] => (rule === undefined ? [entry, path] : [entry, path, rule])),
  );
}

const seeded: [string, Fault, [number, string, string?][]][] = [
  ['a dropped field', { endpoint: 'POST /workspaces', change: { kind: 'drop', path: '$.name' } }, [[1, '$.name']]],
  [
    'a renamed field',
    { endpoint: 'GET /jobs/{job_id}', call: 1, change: { kind: 'rename', path: '$.action', to: 'act' } },
    [[6, '$.action']],
  ],
  [
    'a retyped field',
    { endpoint: 'GET /jobs:list_base_experiments', change: { kind: 'retype', path: '$.experiments[0].name' } },
    [[11, '$.experiments[0].name']],
  ],
  [
    'a wrong status',
    { endpoint: 'POST /datasets', call: 2, change: { kind: 'status', status: 200 } },
    [[3, 'status', 'tao/status-created-201']],
  ],
  ['a lost wrapper', { endpoint: 'GET /workspaces', change: { kind: 'unwrap', path: '$.workspaces' } }, [[0, '$']]],
  ['a list that is too short', { endpoint: 'GET /datasets', change: { kind: 'shorten', path: '$.datasets' } }, [[49, '$.datasets[1]']]],
  ['a list in another order', { endpoint: 'GET /datasets', change: { kind: 'reverse', path: '$.datasets' } }, [[49, '$.datasets']]],
  ['an empty list', { endpoint: 'GET /jobs', change: { kind: 'shorten', path: '$.jobs' } }, [[10, '$.jobs[0]']]],
  ['HTML where JSON was', { endpoint: 'GET /jobs:schema', call: 1, change: { kind: 'html' } }, [[12, 'header content-type']]],
  [
    'a wrong value',
    { endpoint: 'GET /jobs/{job_id}', call: 4, change: { kind: 'set', path: '$.status', value: 'running' } },
    [[9, '$.status']],
  ],
  [
    'a wrapper too many',
    { endpoint: 'GET /jobs/{job_id}', call: 5, change: { kind: 'wrap', path: '$.action', name: 'value' } },
    [[16, '$.action']],
  ],
  [
    'the id of something else',
    { endpoint: 'PATCH /datasets/{dataset_id}', change: { kind: 'set', path: '$.id', value: '00000000-0000-4000-8000-0000000000ff' } },
    [[48, '$.id']],
  ],
  [
    'a change that was not made',
    { endpoint: 'PATCH /datasets/{dataset_id}', change: { kind: 'set', path: '$.name', value: 'docks' } },
    [[48, '$.name']],
  ],
  [
    'null for a value',
    { endpoint: 'GET /jobs/{job_id}', call: 3, change: { kind: 'set', path: '$.status', value: null } },
    [[8, '$.status']],
  ],
  [
    'a date in another format',
    { endpoint: 'POST /datasets', call: 1, change: { kind: 'set', path: '$.created_on', value: '2025-01-06 09:00' } },
    [[2, '$.created_on']],
  ],
  [
    'a date that is a number',
    { endpoint: 'POST /datasets', call: 1, change: { kind: 'set', path: '$.created_on', value: 1_736_154_000 } },
    [[2, '$.created_on']],
  ],
  [
    'a missing discriminator',
    { endpoint: 'POST /jobs', call: 1, change: { kind: 'set', path: '$.kind', value: 'experiment' } },
    [[4, '$.kind', 'tao/polymorphic-kind-dataset']],
  ],
  [
    'metadata that does not come back',
    { endpoint: 'POST /jobs', call: 3, change: { kind: 'drop', path: '$.base_experiment_ids' } },
    [[14, '$.base_experiment_ids', 'tao/job-metadata']],
  ],
  [
    'metadata that comes back otherwise',
    { endpoint: 'POST /jobs', call: 3, change: { kind: 'set', path: '$.network_arch', value: 'unet' } },
    [[14, '$.network_arch', 'tao/job-metadata']],
  ],
  [
    'another status for a deletion',
    { endpoint: 'DELETE /workspaces/{workspace_id}', change: { kind: 'status', status: 202 } },
    [[52, 'status']],
  ],
];

describe('a seeded fault is reported at its exchange, and nothing else is:', () => {
  test.each(seeded)('%s', async (_, fault, expected) => {
    const result = await verified([fault]);
    expect(found(result)).toEqual(expected);
    expect(outcomeOf(result)).toBe('left');
  });
});

test.each([1, 8, 32])('a good server passes with %i requests at once', async (concurrency) => {
  for (let round = 0; round < 3; round += 1) {
    const result = await verified([], { concurrency });
    expect(result.summary.byVerdict).toEqual({ pass: 53, fail: 0, skipped: 0, error: 0 });
    expect(outcomeOf(result)).toBe('done');
  }
});

test('a third call that fails is reported, and what needs its answer is not sent', async () => {
  const result = await verified([{ endpoint: 'POST /jobs', call: 3, change: { kind: 'fail', status: 503 } }]);
  const bad = result.exchanges.filter(({ verdict }) => verdict !== 'pass');
  expect(bad.map(({ entry, verdict }) => [entry, verdict])).toEqual([
    [13, 'skipped'],
    [14, 'fail'],
    ...[15, 16, 17, 18, 19, 20, 21, 22].map((entry) => [entry, 'error']),
  ]);
  expect(bad[2]?.reason).toBe('it uses what entry 14 creates, which failed');
});

test('a v2 that calls itself deprecated is a warning, and a failure with --strict', async () => {
  const faults: Fault[] = [
    { endpoint: 'GET /workspaces', change: { kind: 'header', name: 'Deprecation', value: '@1735689600' } },
    { endpoint: 'GET /workspaces', change: { kind: 'header', name: 'Sunset', value: 'Fri, 01 May 2099 00:00:00 GMT' } },
  ];
  const lenient = await verified(faults);
  expect(lenient.lifecycle).toMatchObject([
    {
      api: 'v2',
      state: 'deprecated',
      method: 'GET',
      message: expect.stringMatching(/^deprecated since 2025-01-01, sunset 2099-05-01, in \d+ days$/),
    },
  ]);
  expect([outcomeOf(lenient), verdicts(lenient).every((verdict) => verdict.startsWith('pass'))]).toEqual(['done', true]);
  expect(outcomeOf(await verified(faults, { strict: true }))).toBe('left');
});
