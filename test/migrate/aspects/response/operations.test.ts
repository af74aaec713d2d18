import { beforeAll, describe, expect, it } from 'vitest';
import type { Json, Lens } from '../../../../src/pack/model.js';
import { FORMS } from './forms.js';
import { answerRule, inV2, packOf, type Planned, planPrograms, type Result, type Run, runPrograms, syntaxError } from './programs.js';

interface Operation {
  name: string;
  lens: Lens;
  /** Body that v1 answers. */
  v1: Json;
  /** Field that the forms read. */
  path: string[];
  /** A reader of v1 need not notice the change: nothing is edited. */
  additive?: true;
  /** What v1 answers only shows in reads: forms that hide theirs leave it open. */
  untold?: true;
}

const JOB = { id: 'a', name: 'train', size: '7' };

const OPERATIONS: Operation[] = [
  { name: 'rename', lens: [{ op: 'rename', from: 'name', to: 'title' }], v1: JOB, path: ['name'] },
  { name: 'plunge', lens: [{ op: 'plunge', host: 'meta', name: 'name' }], v1: JOB, path: ['name'] },
  {
    name: 'plunge and rename',
    lens: [
      { op: 'plunge', host: 'meta', name: 'name' },
      { op: 'in', name: 'meta', lens: [{ op: 'rename', from: 'name', to: 'title' }] },
    ],
    v1: JOB,
    path: ['name'],
  },
  {
    name: 'hoist',
    lens: [{ op: 'hoist', host: 'meta', name: 'name' }],
    v1: { id: 'a', meta: { name: 'train', more: 1 } },
    path: ['meta', 'name'],
  },
  { name: 'nest', lens: [{ op: 'nest', name: 'data', also: { success: true } }], v1: JOB, path: ['name'] },
  { name: 'unnest', lens: [{ op: 'unnest', name: 'job' }], v1: { job: JOB }, path: ['job', 'name'] },
  {
    name: 'unnest of a wrapper that may be missing',
    lens: [{ op: 'unnest', name: 'data', beside: ['notice'], optional: true }],
    v1: { data: JOB },
    path: ['data', 'name'],
    untold: true,
  },
  { name: 'convert to number', lens: [{ op: 'convert', name: 'size', with: { to: 'number' } }], v1: JOB, path: ['size'] },
  {
    name: 'convert to date',
    lens: [{ op: 'convert', name: 'at', with: { to: 'iso-date-time' } }],
    v1: { id: 'a', at: '2019-07-09 15:22:03' },
    path: ['at'],
  },
  { name: 'wrap', lens: [{ op: 'wrap', name: 'name' }], v1: JOB, path: ['name'] },
  {
    name: 'in',
    lens: [{ op: 'in', name: 'meta', lens: [{ op: 'rename', from: 'name', to: 'title' }] }],
    v1: { id: 'a', meta: { name: 'x' } },
    path: ['meta', 'name'],
  },
  {
    name: 'nest over rename',
    lens: [
      { op: 'rename', from: 'name', to: 'title' },
      { op: 'nest', name: 'data' },
    ],
    v1: JOB,
    path: ['name'],
  },
  { name: 'add', lens: [{ op: 'add', name: 'kind', value: 'experiment' }], v1: JOB, path: ['name'], additive: true },
];

interface Case {
  operation: Operation;
  form: (typeof FORMS)[number];
  files: Record<string, string>;
  planned: Planned;
  id: string;
}

describe('reads of an answer', () => {
  const cases: Case[] = [];
  let results = new Map<string, Result>();

  beforeAll(async () => {
    const runs: Run[] = [];
    for (const operation of OPERATIONS) {
      const programs = FORMS.map((form) => form.files(operation.path));
      const planned = await planPrograms(programs, packOf([answerRule(['GET /jobs/{id}'], operation.lens)]));
      const v1 = { 'GET /jobs/1': operation.v1 };
      const v2 = inV2(v1, operation.lens);
      FORMS.forEach((form, index) => {
        if (operation.untold && form.hidden) return;
        const files = programs[index] ?? {};
        const own = planned[index];
        if (!own) throw new Error('a program was not planned');
        const id = `c${cases.length}`;
        cases.push({ operation, form, files, planned: own, id });
        runs.push({ id: `${id}-before`, files, answers: v1 }, { id: `${id}-after`, files: own.files, answers: v2 });
        runs.push({ id: `${id}-left`, files, answers: v2 });
      });
    }
    results = await runPrograms(runs);
  }, 180_000);

  const rows = OPERATIONS.flatMap((operation) =>
    FORMS.flatMap((form) => (operation.untold && form.hidden ? [] : [[operation.name, form.name] as const])),
  );

  it.each(rows)('%s, %s: gives on v2 what it gave on v1', (operationName, formName) => {
    const found = cases.find(({ operation, form }) => operation.name === operationName && form.name === formName);
    if (!found) throw new Error('the case is not in the table');
    const { planned, id, operation } = found;
    expect(planned.plans.length).toBeGreaterThan(0);
    if (operation.additive) {
      expect(planned.edits).toEqual([]);
      return;
    }
    for (const { plan } of planned.plans) expect(plan).toMatchObject({ kind: 'edits' });
    for (const [name, text] of Object.entries(planned.files)) expect(syntaxError(name, text), text).toBeUndefined();
    const before = results.get(`${id}-before`);
    expect(before).toHaveProperty('value');
    expect(results.get(`${id}-after`), Object.values(planned.files).join('\n')).toEqual(before);
  });

  it('edits only what would break: most programs give something else on v2 when they are left alone', () => {
    const broken = cases.filter(({ id }) => JSON.stringify(results.get(`${id}-before`)) !== JSON.stringify(results.get(`${id}-left`)));
    expect(broken.length).toBeGreaterThan(cases.length / 2);
    for (const { planned, operation, form } of broken) {
      if (!operation.additive) expect(planned.edits.length, `${operation.name}, ${form.name}`).toBeGreaterThan(0);
    }
  });
});
