// Start-up of the built command line against an empty Node program, interleaved in one run: node bench/startup/run.js [rounds]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/api-migrate.js', import.meta.url));
const rounds = Number(process.argv[2] ?? 40);
/** @type {Record<string, string[]>} */
const cases = {
  'node -e 0': ['-e', '0'],
  '--version': [BIN, '--version'],
  '--help': [BIN, '--help'],
  'scan --help': [BIN, 'scan', '--help'],
};
/** @type {Record<string, number[]>} */
const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));

for (let round = 0; round < rounds; round += 1) {
  for (const [name, args] of Object.entries(cases)) {
    const start = performance.now();
    spawnSync(process.execPath, args, { stdio: 'ignore' });
    times[name]?.push(performance.now() - start);
  }
}

/** @param {string} name */
function median(name) {
  const sorted = (times[name] ?? []).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const floor = median('node -e 0');
for (const name of Object.keys(cases))
  console.log(`${name.padEnd(12)} ${median(name).toFixed(1).padStart(6)} ms  ${(median(name) / floor).toFixed(2)} x`);
