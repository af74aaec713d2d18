import { describe, expect, it } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { migrate } from '../../src/migrate/index.js';
import { scan, type ScanOptions } from '../../src/scan/index.js';
import { workspace } from '../workspace.js';

const JOBS = 'https://tao.example/api/v1/orgs/acme/datasets/d/jobs';

/** An object that the one before it is spread into, many times over. */
function spreads(count: number): string {
  const lines = Array.from({ length: count }, (_, at) => `const s${at + 1} = { ...s${at}, k${at}: ${at} };`);
  return `const s0 = { action: 'convert' };\n${lines.join('\n')}\nfetch('${JOBS}', { method: 'POST', body: JSON.stringify(s${count}) });\n`;
}

/** Functions of which each calls the next; the last sends a request. */
function chain(count: number): string {
  const lines = Array.from({ length: count }, (_, at) => `const f${at} = (x: number): unknown => f${at + 1}(x);`);
  return `${lines.join('\n')}\nconst f${count} = (x: number) => fetch('${JOBS}/' + x);\nf0(3);\n`;
}

const GOOD = `export const read = (id: string) => fetch(\`${JOBS}/\${id}\`);\n`;

async function optionsFor(code: string): Promise<ScanOptions> {
  const cwd = workspace({ 'deep.ts': code, 'good.ts': GOOD });
  return { cwd, paths: [cwd], packs: [await loadShipped('tao')] };
}

describe('code that leads further than can be followed', () => {
  it.each([
    ['objects spread into each other', spreads(300), 302, 'not analysed: there are more than 200 objects that are spread into one another'],
    ['functions that call each other', chain(300), 1, 'not analysed: there are more than 200 functions to look into, one inside the other'],
  ])('is listed with its place, and the rest is reported: %s', async (_, code, line, message) => {
    const { findings, files } = await scan(await optionsFor(code));
    expect(findings.map(({ file }) => file)).toContain('good.ts');
    expect(files.skipped).toContainEqual(expect.objectContaining({ file: 'deep.ts', line, message, mayHoldCalls: true }));
  });

  it('does not keep the rest from being migrated', async () => {
    const { changes } = await migrate(await optionsFor(spreads(300)));
    expect(changes.find(({ file }) => file.endsWith('good.ts'))?.after).toContain('/api/v2/orgs/acme/jobs/');
  });
});
