// Measures the built `scan` with the shipped packs against other tools on generated projects, in one interleaved run:
//   npm run build && node bench/scan/run.js [--tools DIRECTORY] [--sizes 1000,5000,10000,20000,34000] [--rounds 3] [--root DIRECTORY]
// DIRECTORY is one where `npm install @ast-grep/cli ts-morph jscodeshift eslint typescript-eslint` was run, outside of this
// repository; ripgrep is taken from the PATH. A tool that is not there is left out. --root measures a project of your own.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BIN, measured, median, printTable, seconds, withDirectory } from '../common/measure.js';
import { toolsIn } from './tools.js';
import { writeTree } from './tree.js';

/** @typedef {import('../common/measure.js').Usage & { found: number }} Run */
/** @typedef {{ name: string, slow: boolean, run: (root: string) => Run }} Subject */

const HIT_SHARE = 0.03;
/** Most files for the tools that parse all of them in JavaScript. */
const SLOW_LIMIT = 10_000;
const START = 'node -e 0';
const OURS = 'scan';

/** Goals: how much faster than a tool, from how many files on. */
const FASTER = [
  { than: 'ast-grep', times: 1, from: 1, to: 4_999 },
  { than: 'ast-grep', times: 4, from: 5_000, to: Infinity },
  { than: 'ts-morph', times: 30, from: 10_000, to: Infinity },
  { than: 'jscodeshift', times: 60, from: 10_000, to: Infinity },
  { than: 'ESLint', times: 60, from: 10_000, to: Infinity },
];

const { values } = parseArgs({
  options: {
    tools: { type: 'string' },
    sizes: { type: 'string', default: '1000,5000,10000,20000,34000' },
    rounds: { type: 'string', default: '3' },
    root: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const sizes = values.sizes.split(',').map(Number);

withDirectory((directory) => {
  if (values.root !== undefined) {
    compare(path.resolve(values.root), values.root, 0, directory);
    return;
  }
  for (const size of sizes) {
    const root = treeOf(directory, size, Math.round(size * HIT_SHARE));
    compare(root, `${size} files, ${Math.round(size * HIT_SHARE)} of them with calls`, size, directory);
  }
  const same = Math.min(5000, sizes.at(-1) ?? 0);
  grow(
    'with files, at 600 files with calls',
    sizes.map((size) => ({ label: `${size} files`, files: size, hits: Math.min(600, size) })),
    directory,
  );
  grow(
    `with calls, at ${same} files`,
    [50, 500, 1500].map((hits) => ({ label: `${hits} files with calls`, files: same, hits: Math.min(hits, same) })),
    directory,
  );
});

/**
 * @param {string} directory
 * @param {number} files
 * @param {number} hits
 */
function treeOf(directory, files, hits) {
  const root = path.join(directory, `${files}-${hits}`);
  if (!existsSync(root)) writeTree(root, files, hits);
  return root;
}

/**
 * @param {string} root
 * @param {string} title
 * @param {number} files
 * @param {string} directory
 */
function compare(root, title, files, directory) {
  const { tools, missing } = toolsIn(values.tools === undefined ? undefined : path.resolve(values.tools), SLOW_LIMIT);
  const subjects = [
    { name: START, slow: false, run: () => ({ ...measured(process.execPath, ['-e', '0']), found: Number.NaN }) },
    { name: OURS, slow: false, run: () => scanned(root, directory) },
    ...tools
      .filter(({ limit }) => files <= limit)
      .map((tool) => ({ name: tool.name, slow: tool.limit < Infinity, run: () => searched(tool, root) })),
  ];
  const runs = interleaved(subjects, root);
  const rows = subjects.map(({ name }) => [name, ...cells(runs, name)]);
  printTable(title, ['tool', 'first run', 'median', 'CPU', 'peak memory', 'found', 'wall against scan'], rows);
  if (missing.length > 0) console.log(`\nNot there: ${missing.join(', ')}.`);
  judge(runs, files);
}

/** @param {string} root @param {string} directory */
function scanned(root, directory) {
  const output = path.join(directory, 'report.json');
  const usage = measured(process.execPath, [BIN, 'scan', '--format', 'json', '--output', output], root);
  if (usage.status !== 0 && usage.status !== 1) throw new Error(`scan ended with ${usage.status}`);
  return { ...usage, found: JSON.parse(readFileSync(output, 'utf8')).findings.length };
}

/** @param {import('./tools.js').Tool} tool @param {string} root */
function searched(tool, root) {
  const usage = measured(tool.command, tool.args(root), root);
  return { ...usage, found: usage.stdout.match(tool.found)?.length ?? 0 };
}

/**
 * Runs all subjects one after the other, several times; the slow ones once.
 * @param {Subject[]} subjects
 * @param {string} root
 */
function interleaved(subjects, root) {
  /** @type {Map<string, Run[]>} */
  const runs = new Map(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, slow, run } of subjects) if (!slow || round === 0) runs.get(name)?.push(run(root));
  }
  return runs;
}

/**
 * @param {Map<string, Run[]>} runs
 * @param {string} name
 * @param {'wall' | 'cpu' | 'memory' | 'found'} [figure]
 */
function medianOf(runs, name, figure = 'wall') {
  return median((runs.get(name) ?? []).map((run) => run[figure]));
}

/** @param {Map<string, Run[]>} runs @param {string} name */
function cells(runs, name) {
  const found = medianOf(runs, name, 'found');
  return [
    seconds(runs.get(name)?.[0]?.wall ?? Number.NaN),
    seconds(medianOf(runs, name)),
    seconds(medianOf(runs, name, 'cpu')),
    `${medianOf(runs, name, 'memory').toFixed(0)} MiB`,
    Number.isNaN(found) ? '' : String(found),
    `${(medianOf(runs, name) / medianOf(runs, OURS)).toFixed(2)} x`,
  ];
}

/**
 * Says which goals were reached.
 * @param {Map<string, Run[]>} runs
 * @param {number} files
 */
function judge(runs, files) {
  const ours = medianOf(runs, OURS);
  for (const { than, times, from, to } of FASTER) {
    if (files < from || files > to || !runs.has(than)) continue;
    const ratio = medianOf(runs, than) / ours;
    say(ratio >= times, `${ratio.toFixed(1)} times as fast as ${than}; goal: ${times}`);
  }
  if (files >= 20_000 && runs.has('ripgrep')) {
    const ratio = (ours - medianOf(runs, START)) / medianOf(runs, 'ripgrep');
    say(ratio <= 10, `${ratio.toFixed(1)} times the wall time of ripgrep, start-up of Node taken off; goal: at most 10`);
  }
  if (files >= 34_000) {
    const memory = medianOf(runs, OURS, 'memory');
    say(memory < 300, `${memory.toFixed(0)} MiB at the peak; goal: under 300`);
  }
}

/** @param {boolean} reached @param {string} text */
function say(reached, text) {
  console.log(`${reached ? '\nreached' : '\nMISSED'}: ${text}`);
}

/**
 * How time and memory grow from one project to the next.
 * @param {string} what
 * @param {{ label: string, files: number, hits: number }[]} steps
 * @param {string} directory
 */
function grow(what, steps, directory) {
  const subjects = steps.map(({ label, files, hits }) => {
    const root = treeOf(directory, files, hits);
    return { name: label, slow: false, run: () => scanned(root, directory) };
  });
  const runs = interleaved(subjects, '');
  const rows = steps.map(({ label }) => {
    const [, wall = '', cpu = '', memory = '', found = ''] = cells(runs, label);
    return [label, wall, cpu, memory, found];
  });
  printTable(`Growth ${what}`, ['project', 'wall', 'CPU', 'peak memory', 'found'], rows);
}
