// Compares generated programs before the migration, on v1, with the same after it, on v2.
//
//   node scripts/fuzz.js --count 1000                 counts outcomes and shows the first program of each kind of failure
//   node scripts/fuzz.js --count 1000 --reduce        also reduces those to a few lines
//   ... --from SEED --seconds LIMIT --api ID          other programs, at most so long, for one API
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
// Below node_modules, so that Node finds the packages, and beside nothing that imports by place.
const outfile = `${root}test/fuzz/.run${process.pid}.mjs`;
await build({
  entryPoints: [`${root}test/fuzz/run.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  external: ['../../fixtures/*'],
  logLevel: 'warning',
});
process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
rmSync(outfile, { force: true });
