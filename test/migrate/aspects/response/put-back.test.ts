import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../../src/pack/model.js';
import { answerRule, packOf, planFiles } from './programs.js';

const RENAMES = [
  answerRule(
    ['GET /jobs/{id}'],
    [
      { op: 'rename', from: 'name', to: 'title' },
      { op: 'convert', name: 'size', with: { to: 'number' } },
    ],
  ),
];

interface Case {
  name: string;
  rules?: Rule[];
  files: Record<string, string>;
  has?: string[];
  hasNot?: string[];
  reason?: RegExp;
}

const URL = '`${process.env.API}/api/v1/jobs/${id}`';

const CASES: Case[] = [
  {
    name: 'a declared type is the way out of a function that nothing in view calls',
    files: {
      'main.ts': `interface Job { id: string; name: string }\nexport async function load(id: string): Promise<Job> {\n  const res = await fetch(${URL});\n  return res.json();\n}\n`,
    },
    has: ['interface Job { id: string; title: string }', '  return res.json();'],
    hasNot: ['size', 'any'],
  },
  {
    name: 'a field that the declared type does not have is not put back',
    files: {
      'main.ts': `interface Job { id: string; name: string }\nexport async function load(id: string, show: (job: Job) => void): Promise<void> {\n  const res = await fetch(${URL});\n  const job: Job = await res.json();\n  show(job);\n}\n`,
    },
    has: ['({ title, ...rest }: any) => ({ ...rest, name: title })'],
    hasNot: ['size'],
  },
  {
    name: 'an answer of which no changed field is declared stays as it is',
    files: {
      'main.ts': `export async function load(id: string): Promise<{ id: string }> {\n  const res = await fetch(${URL});\n  return res.json();\n}\n`,
    },
    has: ['return res.json();'],
  },
  {
    name: 'an answer that is printed is put back with all of its fields',
    files: {
      'main.ts': `interface Job { id: string; name: string }\nexport async function load(id: string): Promise<void> {\n  const res = await fetch(${URL});\n  const job: Job = await res.json();\n  console.log(JSON.stringify(job));\n}\n`,
    },
    has: ['size: size?.toString()'],
  },
  {
    name: 'an Observable gets an operator, imported beside a type',
    files: {
      'jobs.service.ts': `import { HttpClient } from '@angular/common/http';\nimport { Injectable } from '@angular/core';\nimport type { Observable } from 'rxjs';\ninterface Job { name: string }\n@Injectable()\nexport class Jobs {\n  constructor(private readonly http: HttpClient) {}\n  one(id: string): Observable<unknown> {\n    return this.http.get<Job>(${URL});\n  }\n}\n`,
    },
    has: ["import { map } from 'rxjs';", '.pipe(map(({ title, ...rest }: any) => ({ ...rest, name: title })))'],
    hasNot: ['.then('],
  },
  {
    name: 'a promise that settles gives the reason of its rejection on',
    files: {
      'main.js': `import axios from 'axios';\nconst load = async (id) => (await axios.get(${URL})).data.id;\nconst all = await Promise.allSettled(['1'].map(load));\nfor (const one of all) console.log(one.status === 'fulfilled' ? one.value : one.reason.response.data.detail);\n`,
    },
    rules: [answerRule('*', [], { error: [{ op: 'rename', from: 'detail', to: 'problem' }] })],
    has: ['one.reason.response.data.problem'],
  },
  {
    name: 'a status that is calculated with is left to a person',
    files: {
      'main.js': "const res = await fetch(`${process.env.API}/api/v1/jobs`, { method: 'POST' });\nconsole.log(res.status - 200);\n",
    },
    rules: [answerRule(['POST /jobs'], [], { status: { 200: 201 } })],
    reason: /the status is calculated with at main\.js:2/,
  },
  {
    name: 'a status that is looked up in a table is left to a person',
    files: {
      'main.js':
        "const TEXT = { 200: 'made' };\nconst res = await fetch(`${process.env.API}/api/v1/jobs`, { method: 'POST' });\nconsole.log(TEXT[res.status]);\n",
    },
    rules: [answerRule(['POST /jobs'], [], { status: { 200: 201 } })],
    reason: /the status is a property name at main\.js:3/,
  },
  {
    name: 'a field that tells success is put back into answers that succeeded',
    files: {
      'main.js': `export const load = (id) =>\n  fetch(${URL})\n    .then((res) => res.json())\n    .then((body) => (body.status === 'done' ? body.job.name : 'none'));\n`,
    },
    rules: [answerRule(['GET /jobs/{id}'], [{ op: 'unnest', name: 'job', beside: ['status'] }])],
    has: ["res.ok ? { status: 'done', job: body } : body"],
  },
  {
    name: 'the select of a query reads what v2 answers, and its options are no promise',
    files: {
      'query.js': `import { queryOptions } from '@tanstack/react-query';\nexport const jobQuery = (id) =>\n  queryOptions({\n    queryKey: [id],\n    queryFn: async () => (await fetch(${URL})).json(),\n    select: (job) => job.name,\n  });\n`,
    },
    has: ['select: (job) => job.title'],
    hasNot: ['.then('],
  },
];

describe('what is put back into its v1 shape', () => {
  it.each(CASES.map((one) => [one.name, one] as const))('%s', async (_, { rules = RENAMES, files, has = [], hasNot = [], reason }) => {
    const planned = await planFiles(files, packOf(rules));
    const text = Object.values(planned.files).join('\n');
    for (const part of has) expect(text).toContain(part);
    for (const part of hasNot) expect(text).not.toContain(part);
    const reasons = planned.plans.map(({ plan }) => plan.reason?.text ?? '').join('\n');
    if (reason) expect(reasons).toMatch(reason);
  });
});
