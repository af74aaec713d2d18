// Runs in a worker thread: loads a module of the user's and hands back its default export as data.
import { existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { createJiti } from 'jiti';
import { firstProblem } from '../../pack/issues.js';
import { plainProblem } from '../../pack/plain.js';
import { systemReason } from '../error.js';
import { firstLine, type ModuleOutcome, type ModuleSource } from './import.js';
import { findImportCycle } from './import-cycle.js';

const EXTENSION = /\.[cm]?[jt]s$/;

const jiti = createJiti(import.meta.url, {
  alias: { 'api-migrate': fileURLToPath(new URL('./index.js', import.meta.url)) },
  fsCache: false,
  moduleCache: false,
});

async function outcomeOf(source: ModuleSource): Promise<ModuleOutcome> {
  const file = 'path' in source ? { path: source.path } : packageFile(source);
  if ('problem' in file) return file;
  const { path } = file;
  const missing = await access(path).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => systemReason(error.code ?? '', error.message),
  );
  if (missing !== undefined) return { problem: missing };
  if (path.endsWith('.json')) return valueOutcome(await jiti.import(path, { default: true }));
  if (!EXTENSION.test(path)) return { problem: 'has to be a .ts, .js, .mjs or .json file' };
  const cycle = findImportCycle(path);
  if (cycle) return { problem: `cannot be loaded: its imports run in a circle: ${cycle.join(' -> ')}` };
  try {
    const exported = defaultOf(await jiti.import(path));
    return exported ? valueOutcome(exported.value) : { problem: 'has no default export; write "export default" before the object' };
  } catch (error) {
    return { problem: `cannot be loaded: ${errorText(error, path)}` };
  }
}

function packageFile({ package: name, directory }: { package: string; directory: string }): { path: string } | { problem: string } {
  try {
    return { path: fileURLToPath(jiti.esmResolve(name, { parentURL: pathToFileURL(join(directory, 'package.json')) })) };
  } catch {
    return {
      problem: isInstalled(name, directory)
        ? 'the package is installed, but exports nothing that can be loaded; its package.json says with "exports" what it exports'
        : 'no such package is installed; install it, or give a path that starts with "./"',
    };
  }
}

function isInstalled(name: string, directory: string): boolean {
  const above = dirname(directory);
  return existsSync(join(directory, 'node_modules', name)) || (above !== directory && isInstalled(name, above));
}

/** The default export of a module: of CommonJS, all that it exports. Undefined when it has none. */
function defaultOf(module: unknown): { value: unknown } | undefined {
  if (typeof module !== 'object' || module === null) return { value: module };
  const isEsm = '__esModule' in module || Object.prototype.toString.call(module) === '[object Module]';
  if (!('default' in module)) return isEsm || Object.keys(module).length === 0 ? undefined : { value: module };
  const value: unknown = module.default;
  const isTranspiled = typeof value === 'object' && value !== null && '__esModule' in value && 'default' in value;
  return { value: isTranspiled ? value.default : value };
}

function valueOutcome(value: unknown): ModuleOutcome {
  const problem = plainProblem(value);
  return problem ? { problem: firstProblem([problem]) } : { value };
}

/** What was thrown; of a mistake in the syntax, also where it is. */
function errorText(error: unknown, path: string): string {
  const place = error instanceof Error ? new RegExp(`^\\s*(\\S+):(\\d+):(\\d+)\\s*$`, 'm').exec(error.message) : null;
  const [, file = path, line = '', column = ''] = place ?? [];
  const where = place ? ` at ${file === path ? '' : `${file} `}line ${line}, column ${Number(column) + 1}` : '';
  return `${firstLine(error).replace(/^ParseError: /, '')}${where}`;
}

const outcome = await outcomeOf(workerData as ModuleSource);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows of a browser
parentPort?.postMessage(outcome);
