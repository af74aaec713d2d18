import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ts } from 'ts-morph';
import { planResponse } from '../../../../src/migrate/aspects/response/index.js';
import { applyEdits, byFile } from '../../../../src/edit/edits.js';
import type { TextEdit } from '../../../../src/edit/text-edit.js';
import type { Plan } from '../../../../src/migrate/plan/result.js';
import { forward } from '../../../../src/pack/lens/index.js';
import type { Json, Lens, Pack, Rule } from '../../../../src/pack/model.js';
import { analyse } from '../../../../src/scan/analyse.js';
import { workspace, workspaceWithPackages, writeFiles } from '../../../workspace.js';

/** A small API of one resource; `changes` say how its answers change. */
export function packOf(changes: Rule[]): Pack {
  const endpoints = ['GET /jobs', 'POST /jobs', 'GET /jobs/{id}', 'GET /users/{id}'];
  return {
    id: 'demo',
    title: 'Demo API v1 to v2',
    guide: { title: 'Demo guide' },
    base: { v1: '/api/v1', v2: '/api/v2' },
    evidence: { distinct: true },
    rules: [{ id: 'demo/move', kind: 'move', title: 'Paths', guide: 'Paths', level: 'auto', v1: endpoints, v2: endpoints }, ...changes],
  };
}

/** A rule that changes the answer of some endpoints. */
export function answerRule(on: string[] | '*', response: Lens, more: Partial<Extract<Rule, { kind: 'change' }>> = {}): Rule {
  return { id: 'demo/answer', kind: 'change', title: 'Answer', guide: 'Answers', level: 'auto', on, response, ...more };
}

/** A program of one file that gives what its function `main` gives. */
export const main = (body: string, before = ''): Record<string, string> => ({
  'main.js': `${before}export async function main() {\n${body
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\n}\n`,
});

/** What was planned for the files of a program. */
export interface Planned {
  plans: { at: string; plan: Plan }[];
  /** Files after the edits, by name. */
  files: Record<string, string>;
  edits: TextEdit[];
}

/** Plans the answers of all calls of one program. */
export async function planFiles(files: Record<string, string>, pack: Pack): Promise<Planned> {
  const [planned] = await planPrograms([files], pack);
  if (!planned) throw new Error('nothing was planned');
  return planned;
}

/** Plans several programs, each in a directory of its own, in one go. */
export async function planPrograms(programs: Record<string, string>[], pack: Pack): Promise<Planned[]> {
  const root = workspace();
  for (const [index, files] of programs.entries()) writeFiles(join(root, `p${index}`), files);
  const analysis = await analyse({ packs: [pack], paths: [root], cwd: root });
  const plans = analysis.sites.map((site) => ({
    file: site.call.source.path,
    site,
    plan: planResponse(site.call, site.match.operation, analysis),
  }));
  return programs.map((files, index) => {
    const directory = join(root, `p${index}`);
    const own = plans.filter(({ file }) => file.startsWith(directory + sep));
    const edits = own.flatMap(({ plan }) => (plan.kind === 'edits' ? plan.edits : []));
    const edited = byFile(edits);
    const after = Object.entries(files).map(([name, text]) => [name, applyEdits(text, edited.get(join(directory, name)) ?? [])] as const);
    return {
      plans: own.map(({ file, site, plan }) => ({ at: `${relative(directory, file)} ${site.match.operation.v1.source}`, plan })),
      edits,
      files: Object.fromEntries(after),
    };
  });
}

/** A program to run: it exports `main`, and asks the server at `process.env.API`. */
export interface Run {
  id: string;
  files: Record<string, string>;
  /** Answer bodies by method and path, such as `GET /jobs/1`. */
  answers: Record<string, Json>;
  /** Statuses by method and path, where they are not 200. */
  status?: Record<string, number>;
}

/** What a program gave: its result as JSON text with sorted keys and what it printed, or the message of what it threw. */
export type Result = { value: string } | { error: string };

/** Runs programs, each against a server of its own answers; all in one process. */
export async function runPrograms(runs: Run[]): Promise<Map<string, Result>> {
  const root = workspaceWithPackages({ 'run.mjs': RUNNER });
  const server = serve(new Map(runs.map((run) => [run.id, run])));
  try {
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    const { port } = server.address() as AddressInfo;
    for (const run of runs) await writeProgram(join(root, run.id), run.files, `http://127.0.0.1:${port}/${run.id}`);
    const output = await execute(
      join(root, 'run.mjs'),
      runs.map(({ id }) => pathToFileURL(join(root, id, 'main.mjs')).href),
    );
    const results = JSON.parse(output) as Result[];
    return new Map(runs.map(({ id }, index) => [id, results[index] ?? { error: 'no result' }]));
  } finally {
    server.close();
  }
}

/** Bodies as v2 answers them. */
export function inV2(answers: Record<string, Json>, lens: Lens): Record<string, Json> {
  return Object.fromEntries(Object.entries(answers).map(([key, body]) => [key, forward(lens, body)]));
}

function serve(runs: Map<string, Run>): Server {
  return createServer((request, response) => {
    const [, id = '', path = ''] = /^\/([^/]+)\/api\/v\d(\/[^?]*)/.exec(request.url ?? '') ?? [];
    const run = runs.get(id);
    const key = `${request.method ?? ''} ${path}`;
    const body = run?.answers[key];
    response.writeHead(body === undefined ? 404 : (run?.status?.[key] ?? 200), { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { error: 'not found' }));
  });
}

async function writeProgram(directory: string, files: Record<string, string>, api: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const { outputText } = ts.transpileModule(text.replaceAll('process.env.API', JSON.stringify(api)), {
      fileName: name,
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, jsx: ts.JsxEmit.React },
    });
    await writeFile(
      join(directory, name.replace(/\.[cm]?[jt]sx?$/, '.mjs')),
      outputText.replaceAll(/(from\s+['"]\.[^'"]*?)\.js(['"])/g, '$1.mjs$2'),
    );
  }
}

/** Imports each program and prints what their `main` gives. */
const RUNNER = `
import { format } from 'node:util';
const sorted = (key, value) =>
  value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
const results = [];
for (const url of process.argv.slice(2)) {
  const printed = [];
  console.log = (...values) => printed.push(format(...values));
  try {
    const { main } = await import(url);
    results.push({ value: JSON.stringify([await main(), printed], sorted) });
  } catch (error) {
    results.push({ error: String(error && error.message) });
  }
}
process.stdout.write(JSON.stringify(results));
`;

function execute(script: string, args: string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    child.on('error', fail).on('close', () => done(output));
  });
}

/** First syntax error of a file. */
export function syntaxError(name: string, text: string): string | undefined {
  const { diagnostics = [] } = ts.transpileModule(text, {
    fileName: name,
    reportDiagnostics: true,
    compilerOptions: { jsx: ts.JsxEmit.React },
  });
  const [first] = diagnostics;
  return first && ts.flattenDiagnosticMessageText(first.messageText, ' ');
}
