import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { clientDirectory, clientNames, readExpectation } from '../../fixtures/shared/run-client.js';
import { type Journey, journeyOf, openGapOf, typeErrors, workspaceOf } from './harness.js';

const AT_ONCE = 2;
const chosen = process.env['BEHAVIOUR']?.split(',');

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/;
const OUTCOMES = ['auto', 'review', 'manual', 'untouched'];

/** Takes every client program of an API through its migration, and holds it to the outcome that its `expect.json` names. */
export function describeClients(api: string): void {
  describe(`clients of ${api}`, () => {
    holdClients(api);
  });
}

function holdClients(api: string): void {
  const names = clientNames(api).filter((name) => chosen === undefined || chosen.includes(name));
  const journeys = new Map<string, Journey>();
  let work = '';
  let errors: string[] = [];

  beforeAll(async () => {
    work = await workspaceOf(names, api);
    const waiting = [...names];
    const worker = async (): Promise<void> => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        // One of them goes through the built command line.
        journeys.set(name, await journeyOf(name, api, work, name === names[0] ? 'command' : 'process'));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    errors = await typeErrors(work);
  }, 600_000);

  // A program with an open gap is expected to fail: the day it passes, this test says so and the gap is to be struck out.
  const done = names.filter((name) => openGapOf(name, api) === undefined);
  const open = names.filter((name) => openGapOf(name, api) !== undefined);

  test.each(done)('%s ends as expected', (name) => expectOutcome(journeyOfName(name)));
  test.fails.each(open)('%s has an open gap', (name) => expectOutcome(journeyOfName(name)));

  test.each(names)('%s runs on v1 and prints something that repeats', (name) => {
    const { before } = journeyOfName(name);
    expect(before.stderr).toBe('');
    expect(before.code).toBe(0);
    expect(before.stdout.trim()).not.toBe('');
    expect(before.stdout).not.toMatch(UUID);
  });

  test.each(names)('%s says what is expected of it', async (name) => {
    const { outcome, entry, reason } = await readExpectation(clientDirectory(api, name));
    expect(OUTCOMES).toContain(outcome);
    expect(existsSync(path.join(clientDirectory(api, name), entry))).toBe(true);
    const needsReason = outcome === 'manual' || outcome === 'untouched';
    expect(reason ?? (needsReason ? '' : 'None needed.')).toMatch(/\w.*\.$/);
  });

  test.each(done)('%s names its rules', (name) => {
    const { expected, findings } = journeyOfName(name);
    const named = new Set(findings.flatMap(({ rules }) => rules));
    expect((expected.rules ?? []).filter((rule) => !named.has(rule))).toEqual([]);
  });

  test.each(names)('%s is not changed by a second run', (name) => {
    expect(journeyOfName(name).changedAgain).toEqual([]);
  });

  test.each(names)('%s type-checks after the migration', (name) => {
    expect(errors.filter((error) => error.startsWith(`${name}/`))).toEqual([]);
  });

  test('no program breaks silently', () => {
    const silent = [...journeys.values()].filter(({ before, after, findings }) => {
      const same = before.stdout === after.stdout && before.code === after.code;
      return !same && !findings.some(({ state }) => state === 'review' || state === 'manual' || state === 'ignored');
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  function journeyOfName(name: string): Journey {
    const journey = journeys.get(name);
    if (!journey) throw new Error(`${name} has not run`);
    return journey;
  }
}

/** States of the findings that an outcome allows, and one that it needs. */
const STATES: { [outcome: string]: { allowed: string[]; needed?: string } } = {
  auto: { allowed: ['migrated'], needed: 'migrated' },
  review: { allowed: ['migrated', 'review', 'ignored'], needed: 'review' },
  manual: { allowed: ['migrated', 'review', 'manual', 'ignored'], needed: 'manual' },
  untouched: { allowed: ['ignored'] },
};

function expectOutcome({ expected, findings, changed, before, after }: Journey): void {
  const { allowed, needed } = STATES[expected.outcome] ?? { allowed: [] };
  const states = findings.map(({ state }) => state);
  const told = reasons(findings);
  expect(
    states.filter((state) => !allowed.includes(state)),
    told,
  ).toEqual([]);
  expect(needed === undefined || states.some((state) => state === needed), told).toBe(true);
  expect(
    findings.filter(({ state, reason }) => state === 'manual' && (reason ?? '') === ''),
    told,
  ).toEqual([]);
  if (expected.outcome === 'manual') return;
  if (expected.outcome === 'untouched') expect(changed).toEqual([]);
  expect(after.stderr).toBe('');
  expect(after.stdout).toBe(before.stdout);
  expect(after.code).toBe(before.code);
}

function reasons(findings: Journey['findings']): string {
  return findings.map(({ file, line, rule, state, reason }) => `${file}:${line} ${rule} ${state} ${reason ?? ''}`).join('\n');
}
