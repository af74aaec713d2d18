// Time of a migration against the number of calls in one file: node bench/migrate/edits.js [calls…]
// Doubling the calls should double the time. Calls stand in functions of their own, with a body and a status test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** @type {typeof import('../../src/index.js')} */
const { migrate } = await import(String(new URL('../../dist/index.js', import.meta.url)));
const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [250, 500, 1000, 2000];
const root = mkdtempSync(path.join(tmpdir(), 'api-migrate-bench-'));

/** @param {number} index */
function call(index) {
  return `
export async function convert${index}(name) {
  const response = await fetch(\`\${BASE}/datasets/\${name}/jobs\`, {
    method: 'POST',
    body: JSON.stringify({ action: 'convert', specs: { seed: ${index} } }),
  });
  if (response.status !== 200) throw new Error('refused');
  return response.json();
}
`;
}

/** @param {number} calls */
async function measure(calls) {
  const body = Array.from({ length: calls }, (_, index) => call(index)).join('');
  writeFileSync(path.join(root, 'client.js'), `const BASE = 'http://localhost:8090/api/v1/orgs/bench';\n${body}`);
  const start = performance.now();
  const { result } = await migrate({ cwd: root, packs: ['tao'] });
  const time = performance.now() - start;
  const migrated = result.findings.filter(({ state }) => state === 'migrated').length;
  if (migrated !== calls) throw new Error(`${migrated} of ${calls} calls were migrated`);
  return time;
}

try {
  await measure(50);
  for (const calls of counts) {
    const time = await measure(calls);
    console.log(`${String(calls).padStart(6)} calls  ${time.toFixed(0).padStart(7)} ms  ${(time / calls).toFixed(2)} ms for each`);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
