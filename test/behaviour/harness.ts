import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { clientDirectory, readExpectation, runOnServer } from '../../fixtures/shared/run-client.js';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import { migrateResult, writableOnly, writeChanges } from '../../src/apply/index.js';
import { exitCodeOfMigrate } from '../../src/cli/exit-code.js';
import { migrate } from '../../src/migrate/index.js';
import type { Finding } from '../../src/scan/model.js';
import { workspaceWithPackages } from '../workspace.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = path.join(ROOT, 'bin', 'api-migrate.js');
const CONFIG = path.join(ROOT, 'fixtures', 'tsconfig.json');

/** What a program printed and how it ended. */
export interface Outcome {
  stdout: string;
  code: number | null;
}

/** Everything that happened to one client program. */
export interface Journey {
  name: string;
  expected: Awaited<ReturnType<typeof readExpectation>>;
  findings: Finding[];
  errors: unknown[];
  before: Outcome & { stderr: string };
  /** On a server that serves v2 only, after `migrate --write`. */
  after: Outcome & { stderr: string };
  /** Files that differ from the original, relative. */
  changed: string[];
  /** Files that a second run changed. */
  changedAgain: string[];
  /** Exit codes of the first and the second run of `migrate --write`. */
  codes: (number | null)[];
}

/** A directory with copies of the clients of one API, ready to be migrated and type-checked. */
export async function workspaceOf(names: string[], api: string): Promise<string> {
  const { compilerOptions } = JSON.parse(await readFile(CONFIG, 'utf8'));
  const paths = absolutePaths(compilerOptions.paths);
  const work = workspaceWithPackages({
    'tsconfig.json': JSON.stringify({ compilerOptions: { ...compilerOptions, paths, types: ['node'] } }),
  });
  await Promise.all(names.map((name) => cp(clientDirectory(api, name), path.join(work, name), { recursive: true })));
  return work;
}

/** The stand-ins of client libraries, from wherever the copies are. */
function absolutePaths(paths: { [module: string]: string[] }): { [module: string]: string[] } {
  return Object.fromEntries(
    Object.entries(paths).map(([module, targets]) => [module, targets.map((target) => path.resolve(path.dirname(CONFIG), target))]),
  );
}

/**
 * Runs a client on v1, migrates its copy, runs that on v2 alone, and migrates it once more.
 * @param by the built command line, or the same work in this process, which saves the start of two more
 */
export async function journeyOf(name: string, api: string, work: string, by: 'command' | 'process'): Promise<Journey> {
  const original = clientDirectory(api, name);
  const copy = path.join(work, name);
  const migrated = by === 'command' ? migrateByCommand : migrateInProcess;
  const before = await runOnServer(original, { api, state: 'before' });
  const first = await migrated(copy);
  const changed = await differing(original, copy);
  const kept = await snapshot(copy);
  const second = await migrated(copy);
  const after = await runOnServer(copy, { api, state: 'after' });
  const again = await snapshot(copy);
  return {
    name,
    expected: await readExpectation(original),
    findings: first.result.findings,
    errors: first.result.errors,
    before,
    after,
    changed,
    changedAgain: [...again].filter(([file, text]) => kept.get(file) !== text).map(([file]) => file),
    codes: [first.code, second.code],
  };
}

/** Type errors of the TypeScript files below a workspace. */
export async function typeErrors(work: string): Promise<string[]> {
  const { config } = ts.readConfigFile(path.join(work, 'tsconfig.json'), ts.sys.readFile) as { config: object };
  const { fileNames, options } = ts.parseJsonConfigFileContent({ ...config, exclude: ['node_modules'] }, ts.sys, work);
  const program = ts.createProgram(fileNames, options);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const file = path.relative(work, diagnostic.file?.fileName ?? '');
    const line = diagnostic.file ? diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line + 1 : 0;
    return `${file}:${line}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
  });
}

interface Migrated {
  code: number | null;
  result: { findings: Finding[]; errors: unknown[] };
}

/** With every pack, as the command does it. */
async function migrateInProcess(directory: string): Promise<Migrated> {
  const scope = { cwd: directory, paths: [directory] };
  const packs = await Promise.all(shippedPacks.map(loadShipped));
  const plan = await migrate({ ...scope, packs, veto: writableOnly({ cwd: directory, roots: scope.paths }) });
  const written = await writeChanges(plan.changes, { cwd: directory, roots: scope.paths });
  const result = migrateResult(plan, directory, written?.undoId);
  return { code: exitCodeOfMigrate(result), result };
}

/** With every pack, as a user would run it. */
async function migrateByCommand(directory: string): Promise<Migrated> {
  const args = ['migrate', '--write', '--allow-dirty', '--format', 'json'];
  const { code, stdout, stderr } = await run(directory, args);
  if (code === 2) throw new Error(`api-migrate ${args.join(' ')} in ${path.basename(directory)}: ${stderr}`);
  return { code, result: JSON.parse(stdout) };
}

function run(directory: string, args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

async function snapshot(directory: string): Promise<Map<string, string>> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
  const own = files.filter((file) => !file.startsWith('.api-migrate'));
  return new Map(await Promise.all(own.map(async (file) => [file, await readFile(path.join(directory, file), 'utf8')] as const)));
}

async function differing(original: string, copy: string): Promise<string[]> {
  const [a, b] = await Promise.all([snapshot(original), snapshot(copy)]);
  return [...b].filter(([file, text]) => a.get(file) !== text).map(([file]) => file);
}

/** What is known to be missing for a client, from its `expect.json`. */
export function openGapOf(name: string, api: string): string | undefined {
  const { open } = JSON.parse(readFileSync(path.join(clientDirectory(api, name), 'expect.json'), 'utf8')) as { open?: string };
  return open;
}
