import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { migrate } from '../../src/migrate/index.js';
import type { Json, Pack } from '../../src/pack/model.js';
import type { Finding } from '../../src/scan/model.js';
import { workspaceWithPackages } from '../workspace.js';

/** One program in TypeScript: it exports `main`, and asks the server at `process.env.API`. */
export interface Program {
  name: string;
  code: string;
}

/** What became of a program: its result on v1, and after the migration on v2. */
export interface Journey {
  before: string;
  after: string;
  text: string;
  findings: Finding[];
  typeErrors: string[];
}

/** What a server answers; one server for all programs, each with a world of its own. */
export type Answer = (request: { method: string; url: URL; body: Json }, world: Map<string, Json>) => { status: number; body?: Json };

/** Migrates programs, and runs each before on v1 and after on v2. */
export async function journeysOf(programs: Program[], pack: Pack, servers: { v1: Answer; v2: Answer }): Promise<Map<string, Journey>> {
  const root = workspaceWithPackages();
  await writeAll(
    path.join(root, 'code'),
    programs.map(({ code }) => code),
  );
  const plan = await migrate({ packs: [pack], paths: [path.join(root, 'code')], cwd: root });
  const changed = new Map(plan.changes.map(({ file, after }) => [path.basename(file), after]));
  const after = programs.map(({ code }, index) => changed.get(fileOf(index)) ?? code);
  await writeAll(path.join(root, 'code'), after);
  const errors = typeErrors(programs.map((_, index) => path.join(root, 'code', fileOf(index))));
  const results = {
    before: await run(
      root,
      'v1',
      programs.map(({ code }) => code),
      servers.v1,
    ),
    after: await run(root, 'v2', after, servers.v2),
  };
  return new Map(
    programs.map(({ name }, index) => [
      name,
      {
        before: results.before[index] ?? '',
        after: results.after[index] ?? '',
        text: after[index] ?? '',
        findings: plan.findings.filter(({ file }) => path.basename(file) === fileOf(index)),
        typeErrors: errors.filter((error) => error.startsWith(`${fileOf(index)}:`)),
      },
    ]),
  );
}

function fileOf(index: number): string {
  return `p${index}.ts`;
}

async function writeAll(directory: string, texts: string[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [index, text] of texts.entries()) await writeFile(path.join(directory, fileOf(index)), text);
}

function typeErrors(files: string[]): string[] {
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    typeRoots: [path.resolve('node_modules/@types')],
    types: ['node'],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${path.basename(file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

/** Runs all programs in one process, each on a base URL of its own. */
async function run(root: string, name: string, texts: string[], answer: Answer): Promise<string[]> {
  const server = serve(answer);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  const directory = path.join(root, name);
  await mkdir(directory);
  try {
    for (const [index, text] of texts.entries()) {
      const { outputText } = ts.transpileModule(text.replaceAll('process.env.API', `'http://127.0.0.1:${port}/w${index}'`), {
        compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
      });
      await writeFile(path.join(directory, `p${index}.mjs`), outputText);
    }
    await writeFile(path.join(directory, 'run.mjs'), RUNNER);
    const urls = texts.map((_, index) => pathToFileURL(path.join(directory, `p${index}.mjs`)).href);
    return JSON.parse(await execute(path.join(directory, 'run.mjs'), urls)) as string[];
  } finally {
    server.close();
  }
}

function serve(answer: Answer): Server {
  const worlds = new Map<string, Map<string, Json>>();
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [, id = '', rest = ''] = /^\/(w\d+)(\/.*)/.exec(request.url ?? '') ?? [];
      const world = worlds.get(id) ?? new Map<string, Json>();
      worlds.set(id, world);
      const text = Buffer.concat(chunks).toString();
      const { status, body } = answer(
        { method: request.method ?? '', url: new URL(rest, 'http://localhost'), body: text === '' ? null : (JSON.parse(text) as Json) },
        world,
      );
      response.writeHead(status, body === undefined ? {} : { 'content-type': 'application/json' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
}

/** Prints what the `main` of each program gives, or the message of what it throws. */
const RUNNER = `
const results = [];
for (const url of process.argv.slice(2)) {
  try {
    const { main } = await import(url);
    results.push(JSON.stringify(await main()) ?? 'undefined');
  } catch (error) {
    results.push('threw ' + String(error && error.message));
  }
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
`;

function execute(script: string, args: string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000 });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    child.on('error', fail).on('close', () => done(output));
  });
}
