import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { fixtureApi } from '../../fixtures/shared/apis.js';
import type { Program } from './grammar.js';

const requireHere = createRequire(import.meta.url);
/** Longest that a program may take. */
const LIMIT_MS = 4_000;

/** What a program did. */
export interface Run {
  lines: string[];
  /** The error that ended it. */
  error?: string;
  /** `v2 POST /jobs 201`, in order. */
  requests: string[];
  /** Every text and number in a query or a body. */
  sent: Set<string>;
}

/**
 * Runs a program in this process against a reference server of its own.
 * @param serves the version that the server has; both when absent
 */
export async function play(program: Program, origin: string, serves?: 'v1' | 'v2'): Promise<Run> {
  const server = await fixtureApi(program.api).start(serves === undefined ? {} : { only: serves });
  const lines: string[] = [];
  const run: Run = { lines, requests: [], sent: new Set() };
  try {
    const main = await load(program, (code) => code.replaceAll(origin, server.url));
    await within(main((line) => void lines.push(String(line))));
  } catch (error) {
    run.error = error instanceof Error ? error.message : String(error);
  } finally {
    await server.close();
  }
  run.requests = server.requests.map(({ method, version, endpoint, status }) => `${version ?? '-'} ${method} ${endpoint ?? '?'} ${status}`);
  for (const { url, body } of server.requests) {
    for (const [name, value] of new URL(url, server.url).searchParams) run.sent.add(`${name}=${value}`);
    addValues(body, run.sent);
  }
  return run;
}

function addValues(value: unknown, values: Set<string>): void {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) addValues(inner, values);
  else if (value !== undefined) values.add(String(value));
}

type Main = (print: (line: unknown) => void) => Promise<void>;

/** Bundles the files of a program in memory, and gives its entry. */
async function load({ files, entry }: Program, reach: (code: string) => string): Promise<Main> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['axios', 'got', 'ky', 'superagent', 'undici'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'files-in-memory',
        setup(builder) {
          builder.onResolve({ filter: /^\.|^main\./ }, ({ path }) => ({ path: nameOf(path, files), namespace: 'program' }));
          builder.onLoad({ filter: /.*/, namespace: 'program' }, ({ path }) => ({
            contents: files[path] ?? '',
            loader: path.endsWith('.ts') ? 'ts' : 'js',
          }));
        },
      },
    ],
  });
  const module: { exports: { main?: Main } } = { exports: {} };
  // The program is one that the grammar made, or what the tool made of it.
  new Function('module', 'exports', 'require', reach(outputFiles[0]?.text ?? ''))(module, module.exports, requireHere);
  if (!module.exports.main) throw new Error('the program exports no main');
  return module.exports.main;
}

function nameOf(path: string, files: Program['files']): string {
  const plain = path.replace(/^\.\//, '');
  return plain in files ? plain : plain.replace(/\.js$/, '.ts');
}

async function within(promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the program does not end')), LIMIT_MS);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
