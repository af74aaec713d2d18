import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { findCalls } from '../../../../src/http/index.js';
import { createMatcher } from '../../../../src/match/index.js';
import { applyEdits } from '../../../../src/edit/edits.js';
import type { TextEdit } from '../../../../src/edit/text-edit.js';
import { planRequest, type RequestPlan } from '../../../../src/migrate/aspects/request/index.js';
import type { ChangeRule, Endpoint, Lens, MoveRule, Pack } from '../../../../src/pack/model.js';
import { openProject } from '../../../../src/project/project.js';
import { parseSource } from '../../../../src/project/source.js';
import { sitesOf } from '../../../../src/scan/sites.js';
import { ts } from '../../../../src/project/syntax.js';
import { workspace } from '../../../workspace.js';

/** A table of one endpoint. */
export interface Table {
  v1?: Endpoint;
  v2?: Endpoint;
  request?: Lens;
  query?: Lens;
  response?: Lens;
  headers?: ChangeRule['headers'];
  params?: MoveRule['params'];
  supply?: MoveRule['supply'];
  queryToBody?: string[];
}

export const DATASET_JOB: Table = {
  v1: 'POST /datasets/{dataset_id}/jobs',
  v2: 'POST /jobs',
  request: [
    { op: 'add', name: 'kind', value: 'dataset' },
    { op: 'add', name: 'dataset_id', value: { parameter: 'dataset_id' } },
  ],
};

function packOf({ v1 = 'POST /things', v2 = 'POST /things', request, query, response, headers, params, supply, queryToBody }: Table): Pack {
  const common = { title: 'x', guide: 'x', level: 'auto' } as const;
  return {
    id: 'api',
    title: 'api',
    guide: { title: 'x' },
    base: { v1: '/api/v1', v2: '/api/v2' },
    evidence: { distinct: true },
    rules: [
      {
        ...common,
        id: 'api/move',
        kind: 'move',
        v1: [v1],
        v2,
        ...(params ? { params } : {}),
        ...(supply ? { supply } : {}),
        ...(queryToBody ? { queryToBody } : {}),
      },
      {
        ...common,
        id: 'api/change',
        kind: 'change',
        on: [v1],
        ...(request ? { request } : {}),
        ...(query ? { query } : {}),
        ...(response ? { response } : {}),
        ...(headers ? { headers } : {}),
      },
    ],
  };
}

/** What became of a project of which one call was planned. */
export interface Outcome {
  plan: RequestPlan;
  /** Files after the edits, by name. */
  files: { [name: string]: string };
  /** URL text with the query changes, placeholders as `{0}`. */
  url: string;
}

/** Writes files, plans the request of the only call (or of the `index`-th), and applies the edits. */
export async function planIn(files: { [name: string]: string }, table: Table, index = 0): Promise<Outcome> {
  const root = workspace(files);
  const pack = packOf(table);
  const project = await openProject([pack], { paths: Object.keys(files).map((name) => join(root, name)), root });
  const { interpreter, calls } = findCalls(project, createMatcher([pack]));
  const sites = calls.flatMap((call) => sitesOf(call, interpreter).flatMap(([site]) => site ?? []));
  const found = calls.flatMap((call) => call.urls.flatMap((url) => (url.kind === 'match' ? [{ call, url }] : [])));
  const chosen = found[index];
  if (!chosen) throw new Error(`only ${found.length} calls were found`);
  const plan = planRequest(chosen.call, chosen.url.match, { interpreter, sites });
  const edits = plan.kind === 'edits' ? plan.edits : [];
  const after = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      applyEdits(
        text,
        edits.filter(({ file }) => file === join(root, name)),
      ),
    ]),
  );
  for (const [name, text] of Object.entries(after)) expectParses(name, text);
  return {
    plan,
    files: after,
    url: changedUrl(
      chosen.url.url.text,
      (plan.urlQuery ?? []).map((change) => ({ ...change, file: '' })),
    ),
  };
}

function changedUrl(text: string, edits: TextEdit[]): string {
  return applyEdits(text, edits).replaceAll(/[\uE000-\uF8FF]/g, (placeholder) => `{${placeholder.charCodeAt(0) - 0xe000}}`);
}

function expectParses(name: string, text: string): void {
  const error = /\.[mc]?[jt]sx?$/.test(name) ? parseSource(name, text).syntaxError : undefined;
  if (error) throw new Error(`${name} does not parse (${error.message}):\n${text}`);
}

/** Plans the one call of one file and gives the file afterwards; a refusal gives its reason. */
export async function edited(text: string, table: Table, name = 'client.ts'): Promise<string> {
  const { plan, files } = await planIn({ [name]: text }, table);
  return plan.kind === 'edits' ? (files[name] ?? '') : `refused: ${plan.reason.text}`;
}

/** Runs a script whose `main()` calls `fetch` once, and gives the parsed body that it sent. */
export function bodySent(text: string, globals: { [name: string]: unknown } = {}): unknown {
  let sent: { body?: string } | undefined;
  const script = ts.transpile(text, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.None });
  const context = createContext({ ...globals, fetch: (_url: string, init: { body?: string }) => (sent = init) });
  runInContext(`${script};main();`, context);
  return sent?.body === undefined ? undefined : (JSON.parse(sent.body) as unknown);
}
