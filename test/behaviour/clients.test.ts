import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_IDS } from '../../fixtures/shared/apis.js';
import { clientNames } from '../../fixtures/shared/run-client.js';
import { type Journey, journeyOf, removeWorkspace, typeErrors, workspaceOf } from './harness.js';

const AT_ONCE = 2;
const chosen = process.env['BEHAVIOUR']?.split(',');

describe.each(API_IDS.filter((id) => clientNames(id).length > 0))('clients of %s', (api) => {
  const names = clientNames(api).filter((name) => chosen === undefined || chosen.includes(name));
  const journeys = new Map<string, Journey>();
  let work = '';
  let errors: string[] = [];

  beforeAll(async () => {
    work = await workspaceOf(names, api);
    const waiting = [...names];
    const worker = async (): Promise<void> => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) journeys.set(name, await journeyOf(name, api, work));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    errors = await typeErrors(work);
  }, 600_000);

  afterAll(() => removeWorkspace(work));

  test.each(names)('%s ends as expected', (name) => {
    const { expected, findings, changed, after, before } = journeyOfName(name);
    const states = new Set(findings.map(({ state }) => state));
    switch (expected.outcome) {
      case 'auto':
        expect([...states], reasons(findings)).toEqual(['migrated']);
        break;
      case 'review':
        expect(states.has('manual'), reasons(findings)).toBe(false);
        expect(states.has('review')).toBe(true);
        break;
      case 'manual':
        expect(states.has('manual')).toBe(true);
        expect(findings.filter(({ state }) => state === 'manual').every(({ reason }) => (reason ?? '') !== '')).toBe(true);
        break;
      default:
        expect(findings.filter(({ state }) => state !== 'ignored')).toEqual([]);
        expect(changed).toEqual([]);
    }
    if (expected.outcome === 'manual') return;
    expect(after.stderr).toBe('');
    expect(after.stdout).toBe(before.stdout);
    expect(after.code).toBe(before.code);
  });

  test.each(names)('%s names its rules', (name) => {
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
});

function reasons(findings: Journey['findings']): string {
  return findings.map(({ file, line, rule, state, reason }) => `${file}:${line} ${rule} ${state} ${reason ?? ''}`).join('\n');
}
