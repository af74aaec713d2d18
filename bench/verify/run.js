// Measures verify against a plain undici loop and, when asked for, newman, on the same exchanges in one run:
//   npm run build && node bench/verify/run.js [--newman DIRECTORY] [--exchanges N] [--large]
// DIRECTORY is one where `npm install newman` was run, outside of this repository. --large measures the memory of the built
// command line on recordings of one gigabyte and of one million exchanges.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { writeHar } from './traffic.js';

/** @typedef {{ exchanges: number, cpu: number, rate: number, memory: number, faults: number }} Figures */

const HERE = path.dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);

const { values } = parseArgs({
  options: {
    newman: { type: 'string' },
    exchanges: { type: 'string', default: '100000' },
    large: { type: 'boolean', default: false },
  },
});

const directory = await mkdtemp(path.join(tmpdir(), 'bench-verify-'));
try {
  const bundle = await bundled();
  await compare(bundle, Number(values.exchanges));
  if (values.large) await large();
} finally {
  await rm(directory, { recursive: true, force: true });
}

/** The library as users get it, in one file. */
async function bundled() {
  const outfile = path.join(HERE, '..', '..', 'node_modules', '.cache', 'bench-verify.mjs');
  const contents = `export { verifyStream } from './src/verify/index.ts';\nexport { default as tao } from './rules/tao/index.ts';`;
  await build({
    stdin: { contents, resolveDir: path.join(HERE, '..', '..') },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
  });
  return outfile;
}

/**
 * @param {string} bundle
 * @param {number} count
 */
async function compare(bundle, count) {
  const small = await recordingOf('compare.har', count, 0);
  await withServer(0, async (target) => {
    /** @type {[string, Figures][]} */
    const rows = [
      ['api-migrate verify', await figures(['ours.js', bundle, small, target, '16'])],
      ['plain undici loop', await figures(['plain.js', small, target, '16'])],
    ];
    if (values.newman !== undefined) {
      const few = await recordingOf('newman.har', 2000, 0);
      rows.push(['newman (2,000 exchanges)', await figures(['newman.js', values.newman, few, target])]);
    }
    print(`${count} exchanges of 1.3 kB`, rows);
  });
}

/** One gigabyte, and one million. */
async function large() {
  for (const [title, count, padding] of /** @type {[string, number, number][]} */ ([
    ['1,000,000 small exchanges', 1_000_000, 0],
    ['1 GB in 20,000 exchanges of 50 kB', 20_000, 50_000],
  ])) {
    const recording = await recordingOf('large.har', count, padding);
    const { size } = await stat(recording);
    await withServer(padding, async (target) => {
      print(`${title} (${(size / 1e9).toFixed(2)} GB)`, [['api-migrate verify', await figuresOfCli(recording, target)]]);
    });
    await rm(recording);
  }
}

/**
 * @param {string} name
 * @param {number} count
 * @param {number} padding
 */
async function recordingOf(name, count, padding) {
  const file = path.join(directory, name);
  await writeHar(file, count, padding);
  return file;
}

/**
 * @param {number} padding
 * @param {(target: string) => Promise<void>} work
 */
async function withServer(padding, work) {
  const server = spawn(process.execPath, [path.join(HERE, 'server.js'), String(padding)], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [port] = await once(server.stdout, 'data');
    await work(`http://127.0.0.1:${String(port).trim()}`);
  } finally {
    server.kill();
  }
}

/** @param {string[]} args */
async function figures([script = '', ...args]) {
  const { stdout } = await run(process.execPath, [path.join(HERE, script), ...args], { maxBuffer: 1e8 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/**
 * The command line as it is shipped, with its defaults.
 * @param {string} recording
 * @param {string} target
 * @returns {Promise<Figures>}
 */
async function figuresOfCli(recording, target) {
  const output = path.join(directory, 'report.jsonl');
  const args = ['verify', recording, '--target', target, '--pack', 'tao', '--format', 'jsonl', '--output', output];
  const child = spawn(
    process.execPath,
    ['--import', path.join(HERE, 'usage.js'), path.join(HERE, '..', '..', 'bin', 'api-migrate.js'), ...args],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
  const { cpu, memory, seconds } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
  const { summary } = JSON.parse((await lastLine(output)) ?? '');
  await rm(output);
  const { exchanges, byVerdict } = summary;
  return { exchanges, faults: byVerdict.fail, cpu: cpu / exchanges, rate: exchanges / seconds, memory };
}

/** @param {string} file */
async function lastLine(file) {
  let last;
  for await (const line of createInterface({ input: createReadStream(file) })) last = line;
  return last;
}

/**
 * @param {string} title
 * @param {[string, Figures][]} rows
 */
function print(title, rows) {
  console.log(`\n${title}\n`);
  console.log('| tool | CPU per exchange | exchanges/s | peak memory | faults found |\n| --- | ---: | ---: | ---: | ---: |');
  for (const [tool, { cpu, rate, memory, faults, exchanges }] of rows) {
    console.log(
      `| ${tool} | ${cpu.toFixed(0)} us | ${rate.toFixed(0)} | ${memory.toFixed(0)} MiB | ${faults} of ${Math.floor(exchanges / 1000)} |`,
    );
  }
}
