import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A text that is to be formatted as if it were the file. */
export interface Unformatted {
  file: string;
  text: string;
}

/** A formatter that a project has installed and configured. */
export interface ProjectFormatter {
  name: string;
  /** Directory of the configuration. */
  directory: string;
  /**
   * Formats texts in a process of its own, in the version that the project has installed. Files that it ignores or cannot read
   * are not in the answer.
   * @throws Error when the process fails or takes longer than `timeout` milliseconds
   */
  format(texts: readonly Unformatted[], timeout: number): Promise<Map<string, string>>;
}

interface Kind {
  name: string;
  /** Package whose presence in `node_modules` says that it is installed. */
  module: string;
  /** Names of files that configure it. */
  configs: readonly string[];
  /** Key of package.json that may hold the configuration. */
  key?: string;
  /** Arguments for a command that formats the standard input; absent for those that run in one process for all files. */
  stdin?: (file: string) => string[];
}

const KINDS: Kind[] = [
  {
    name: 'biome',
    module: '@biomejs/biome',
    configs: ['biome.json', 'biome.jsonc', '.biome.json', '.biome.jsonc'],
    stdin: (file) => ['format', `--stdin-file-path=${file}`],
  },
  {
    name: 'oxfmt',
    module: 'oxfmt',
    configs: ['.oxfmtrc.json', '.oxfmtrc.jsonc', 'oxfmt.config.ts', 'oxfmt.config.mts', 'oxfmt.config.js', 'oxfmt.config.mjs'],
    stdin: (file) => [`--stdin-filepath=${file}`],
  },
  {
    name: 'dprint',
    module: 'dprint',
    configs: ['dprint.json', 'dprint.jsonc', '.dprint.json', '.dprint.jsonc'],
    stdin: (file) => ['fmt', '--stdin', file],
  },
  {
    name: 'prettier',
    module: 'prettier',
    configs: [
      ...['', '.json', '.json5', '.yaml', '.yml', '.toml', '.js', '.cjs', '.mjs', '.ts', '.cts', '.mts'].map((end) => `.prettierrc${end}`),
      ...['js', 'cjs', 'mjs', 'ts', 'cts', 'mts'].map((end) => `prettier.config.${end}`),
    ],
    key: 'prettier',
  },
];

/** The formatter for a file: the nearest one that is configured above it, if it is installed. */
export function formatterFor(file: string): ProjectFormatter | undefined {
  for (let directory = dirname(file); ; directory = dirname(directory)) {
    const kind = configuredIn(directory);
    if (kind) return installed(kind, directory);
    if (existsSync(join(directory, '.git')) || dirname(directory) === directory) return undefined;
  }
}

function configuredIn(directory: string): Kind | undefined {
  const found = KINDS.find(({ configs }) => configs.some((name) => existsSync(join(directory, name))));
  if (found) return found;
  const manifest = manifestIn(directory);
  return KINDS.find(({ key }) => key !== undefined && manifest?.[key] !== undefined);
}

function manifestIn(directory: string): Record<string, unknown> | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null ? (manifest as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function installed(kind: Kind, directory: string): ProjectFormatter | undefined {
  for (let at = directory; ; at = dirname(at)) {
    const home = join(at, 'node_modules', kind.module);
    if (existsSync(join(home, 'package.json'))) return formatter(kind, directory, at);
    if (dirname(at) === at) return undefined;
  }
}

function formatter({ name, stdin }: Kind, directory: string, home: string): ProjectFormatter {
  return {
    name,
    directory,
    async format(texts, timeout) {
      if (!stdin) return withPrettier(texts, directory, home, timeout);
      const command = join(home, 'node_modules', '.bin', name);
      const formatted = new Map<string, string>();
      // One after the other: each takes the whole machine for a moment.
      for (const { file, text } of texts) {
        const result = await run(command, stdin(file), { cwd: directory, input: text, timeout });
        if (result.code === 0 && result.stdout.trim() !== '') formatted.set(file, result.stdout);
      }
      return formatted;
    },
  };
}

async function withPrettier(texts: readonly Unformatted[], cwd: string, home: string, timeout: number): Promise<Map<string, string>> {
  const input = JSON.stringify({ from: join(home, 'package.json'), root: cwd, texts });
  const { code, stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', PRETTIER], { cwd, input, timeout });
  if (code !== 0) throw new Error(stderr.trim().split('\n').at(-1) ?? 'it failed');
  return new Map(JSON.parse(stdout.slice(stdout.lastIndexOf('\0') + 1)) as [string, string][]);
}

/** What the process of prettier runs: it loads the copy of the project, and writes what it formatted behind a NUL. */
const PRETTIER = `
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
const pieces = [];
for await (const piece of process.stdin) pieces.push(piece);
const { from, root, texts } = JSON.parse(Buffer.concat(pieces).toString());
const loaded = await import(pathToFileURL(createRequire(from).resolve('prettier')));
const prettier = loaded.default?.format ? loaded.default : loaded;
const formatted = [];
for (const { file, text } of texts) {
  try {
    const { ignored, inferredParser } = await prettier.getFileInfo(file, { ignorePath: join(root, '.prettierignore') });
    if (ignored || !inferredParser) continue;
    const options = await prettier.resolveConfig(file, { editorconfig: true });
    formatted.push([file, await prettier.format(text, { ...options, filepath: file })]);
  } catch {
    // A file that it cannot read stays as it is.
  }
}
process.stdout.write('\\0' + JSON.stringify(formatted));
`;

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

const MAX_OUTPUT = 1 << 26;

function run(command: string, args: string[], { cwd, input, timeout }: { cwd: string; input: string; timeout: number }): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, timeout, killSignal: 'SIGKILL', stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.length > MAX_OUTPUT) child.kill('SIGKILL');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-4_000);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal) reject(new Error(`it did not end within ${timeout / 1_000} s`));
      else resolve({ code, stdout, stderr });
    });
    // A process that ends before it has read everything says why by its exit code.
    child.stdin.on('error', () => undefined).end(input);
  });
}
