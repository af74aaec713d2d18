// Start-up of the built command line against an empty Node program, interleaved in one run: node bench/startup/run.js [rounds]
import { spawnSync } from 'node:child_process';
import { BIN, median } from '../common/measure.js';

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

const floor = median(times['node -e 0'] ?? []);
for (const [name, taken] of Object.entries(times))
  console.log(`${name.padEnd(12)} ${median(taken).toFixed(1).padStart(6)} ms  ${(median(taken) / floor).toFixed(2)} x`);
