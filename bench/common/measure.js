// What the measurements share: running a program to its end, medians, and tables.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {{ wall: number, cpu: number, memory: number, stdout: string, status: number | null }} Usage wall and cpu in milliseconds, memory in MiB; NaN where it cannot be known */

/** The built command line. */
export const BIN = fileURLToPath(new URL('../../bin/api-migrate.js', import.meta.url));

/** GNU time: the only way to CPU and memory of a program that is not ours. */
const TIME = '/usr/bin/time';
const hasTime = existsSync(TIME);

/**
 * Runs a program to its end. CPU is that of all its processes, memory that of the largest one.
 * @param {string} command
 * @param {string[]} args
 * @param {string} [cwd]
 * @returns {Usage}
 */
export function measured(command, args, cwd) {
  return withDirectory((directory) => {
    const usage = path.join(directory, 'usage');
    const timed = hasTime ? [TIME, '-q', '-f', '%U %S %M', '-o', usage, command] : [command];
    const start = performance.now();
    const { stdout, status, error } = spawnSync(timed[0] ?? command, [...timed.slice(1), ...args], {
      cwd,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const wall = performance.now() - start;
    if (error) throw error;
    const [user = Number.NaN, system = Number.NaN, memory = Number.NaN] = hasTime ? readFileSync(usage, 'utf8').split(' ').map(Number) : [];
    return { wall, cpu: (user + system) * 1000, memory: memory / 1024, stdout, status };
  });
}

/**
 * A directory for the time of some work.
 * @template T
 * @param {(directory: string) => T} work
 * @returns {T}
 */
export function withDirectory(work) {
  const directory = mkdtempSync(path.join(tmpdir(), 'api-migrate-bench-'));
  try {
    return work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * Prints a Markdown table.
 * @param {string} title
 * @param {string[]} columns
 * @param {string[][]} rows
 */
export function printTable(title, columns, rows) {
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  console.log(['', title, '', ...[columns, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`)].join('\n'));
}

/** @param {number} milliseconds */
export function seconds(milliseconds) {
  return Number.isNaN(milliseconds) ? '-' : `${(milliseconds / 1000).toFixed(2)} s`;
}
