// `migrate --write` with its self-check against jscodeshift, which only replaces the version in literals, on 1,000 files:
//   npm run build && node bench/migrate/write.js --tools DIRECTORY [--files 1000] [--rounds 3]
// DIRECTORY is one where `npm install jscodeshift` was run, outside of this repository.
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BIN, measured, median, printTable, seconds, withDirectory } from '../common/measure.js';
import { codemodArgs, PREFIX } from '../scan/tools.js';
import { writeTree } from '../scan/tree.js';

const { values } = parseArgs({
  options: { tools: { type: 'string' }, files: { type: 'string', default: '1000' }, rounds: { type: 'string', default: '3' } },
});
if (values.tools === undefined) throw new Error('--tools names the directory where jscodeshift is installed');
const jscodeshift = path.join(path.resolve(values.tools), 'node_modules', '.bin', 'jscodeshift');

/** @type {[string, string, string[]][]} */
const subjects = [
  ['migrate --write', process.execPath, [BIN, 'migrate', '--write', '--allow-dirty', '--pack', 'tao', '.']],
  ['jscodeshift', jscodeshift, codemodArgs(['--silent', `--from=${PREFIX}`, '--to=/api/v2'])],
];

withDirectory((directory) => {
  const original = path.join(directory, 'original');
  const copy = path.join(directory, 'copy');
  const files = Number(values.files);
  writeTree(original, files, files);
  /** @type {Map<string, import('../common/measure.js').Usage[]>} */
  const runs = new Map(subjects.map(([name]) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const [name, command, args] of subjects) {
      cpSync(original, copy, { recursive: true });
      const usage = measured(command, args, copy);
      if (usage.status === null || usage.status > 1) throw new Error(`${name} ended with ${usage.status}`);
      runs.get(name)?.push(usage);
      rmSync(copy, { recursive: true });
    }
  }
  const ours = median((runs.get('migrate --write') ?? []).map(({ wall }) => wall));
  const rows = [...runs].map(([name, all]) => {
    const wall = median(all.map((run) => run.wall));
    const cpu = median(all.map((run) => run.cpu));
    const memory = median(all.map((run) => run.memory));
    return [name, seconds(wall), seconds(cpu), `${memory.toFixed(0)} MiB`, `${(wall / ours).toFixed(1)} x`];
  });
  printTable(
    `${files} files that call the API; goal: jscodeshift takes 10 times as long`,
    ['tool', 'wall', 'CPU', 'peak memory', 'wall against migrate'],
    rows,
  );
});
