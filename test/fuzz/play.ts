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
}

/**
 * Runs a program in this process against a reference server of its own.
 * @param serves the version that the server has; both when absent
 */
export async function play(program: Program, origin: string, serves?: 'v1' | 'v2'): Promise<Run> {
  const server = await fixtureApi(program.api).start(serves === undefined ? {} : { only: serves });
  const lines: string[] = [];
  const run: Run = { lines, requests: [] };
  try {
    const main = await load(program, (url) => (url.startsWith(origin) ? server.url + url.slice(origin.length) : url));
    await within(main((line) => void lines.push(String(line))));
  } catch (error) {
    run.error = error instanceof Error ? error.message : String(error);
  } finally {
    await server.close();
  }
  run.requests = server.requests.map(({ method, version, endpoint, status }) => `${version ?? '-'} ${method} ${endpoint ?? '?'} ${status}`);
  return run;
}

type Main = (print: (line: unknown) => void) => Promise<void>;

/** Bundles the files of a program in memory, and gives its entry. */
async function load({ files, entry }: Program, reach: (url: string) => string): Promise<Main> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['axios'],
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
  const code = outputFiles[0]?.text ?? '';
  const module: { exports: { main?: Main } } = { exports: {} };
  const given = (name: string): unknown => (name === 'axios' ? axiosTo(reach) : requireHere(name));
  const fetchTo = (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
    input instanceof Request ? fetch(new Request(reach(input.url), input), init) : fetch(reach(String(input)), init);
  // The program is one that the grammar made, or what the tool made of it.
  new Function('module', 'exports', 'require', 'fetch', code)(module, module.exports, given, fetchTo);
  if (!module.exports.main) throw new Error('the program exports no main');
  return module.exports.main;
}

function nameOf(path: string, files: Program['files']): string {
  const plain = path.replace(/^\.\//, '');
  return plain in files ? plain : plain.replace(/\.js$/, '.ts');
}

/** axios whose requests, and those of its instances, go to the server. */
function axiosTo(reach: (url: string) => string): unknown {
  const real = requireHere('axios').create();
  const wired = <T extends { interceptors: { request: { use(handler: (config: { url?: string; baseURL?: string }) => unknown): void } } }>(
    client: T,
  ): T => {
    client.interceptors.request.use((config) => {
      if (config.baseURL !== undefined) config.baseURL = reach(config.baseURL);
      if (config.url !== undefined) config.url = reach(config.url);
      return config;
    });
    return client;
  };
  const client = wired(real);
  const create = client.create?.bind(client) ?? requireHere('axios').create;
  client.create = (config: object) => wired(create(config));
  return Object.assign(client, { default: client, __esModule: true });
}

async function within(promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the program does not end')), LIMIT_MS);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
