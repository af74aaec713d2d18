import { beforeAll, describe, expect, it } from 'vitest';
import { forward } from '../../../../src/pack/lens/index.js';
import type { Plan } from '../../../../src/migrate/plan/result.js';
import { packOf, type Planned, planFiles, type Result, type Run, runPrograms, syntaxError } from './programs.js';
import { HANDED_ON } from './handed-on.js';
import { type Scenario, SCENARIOS } from './scenarios.js';
import { STORES } from './stores.js';
import { TOLERANCE } from './tolerance.js';
import { VALUE_KINDS } from './value-kinds.js';

const ALL: Scenario[] = [...SCENARIOS, ...HANDED_ON, ...STORES, ...TOLERANCE, ...VALUE_KINDS];

describe('answers in programs', () => {
  const planned = new Map<string, Planned>();
  let results = new Map<string, Result>();

  beforeAll(async () => {
    const runs: Run[] = [];
    for (const [index, scenario] of ALL.entries()) {
      const plan = await planFiles(scenario.files, packOf(scenario.rules));
      planned.set(scenario.name, plan);
      runs.push(...runsOf(`s${index}`, scenario, plan));
    }
    results = await runPrograms(runs);
  });

  it.each(ALL.map((scenario, index) => [scenario.name, index, scenario] as const))('%s', (name, index, scenario) => {
    const plan = planned.get(name);
    if (!plan) throw new Error('not planned');
    const text = Object.values(plan.files).join('\n');
    expect(plan.plans.length).toBeGreaterThan(0);
    if (scenario.level) expect(levelOf(plan.plans.map((one) => one.plan)), reasonsOf(plan)).toBe(scenario.level);
    if (scenario.reason) expect(reasonsOf(plan)).toMatch(scenario.reason);
    if (scenario.untouched) expect(plan.files).toEqual(scenario.files);
    for (const part of scenario.has ?? []) expect(text).toContain(part);
    for (const [file, content] of Object.entries(plan.files))
      if (!file.endsWith('.vue')) expect(syntaxError(file, content), content).toBeUndefined();
    const before = results.get(`s${index}-before`);
    if (!before) return;
    expect(before).toHaveProperty('value');
    expect(results.get(`s${index}-after`), text).toEqual(before);
  });
});

function levelOf(plans: Plan[]): 'auto' | 'review' | 'refused' {
  if (plans.some((plan) => plan.kind === 'blocked')) return 'refused';
  return plans.some((plan) => plan.kind === 'edits' && plan.level === 'review') ? 'review' : 'auto';
}

function reasonsOf({ plans }: Planned): string {
  return plans.map(({ plan }) => plan.reason?.text ?? '').join('\n');
}

function runsOf(
  id: string,
  { files, answers = {}, lenses = {}, v1Status = {}, v2Status = {} }: Scenario,
  { files: after }: Planned,
): Run[] {
  if (Object.keys(answers).length === 0) return [];
  const moved = Object.fromEntries(Object.entries(answers).map(([key, body]) => [key, forward(lenses[key] ?? [], body)]));
  return [
    { id: `${id}-before`, files, answers, status: v1Status },
    { id: `${id}-after`, files: after, answers: moved, status: v2Status },
  ];
}
