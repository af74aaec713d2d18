import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatChanges } from '../../src/apply/format.js';
import { workspace } from '../workspace.js';

const MODULES = path.resolve('node_modules');

const BEFORE = `const  untouched = {a:1}\n\nexport const load = (id) => get(\`/v1/agents/\${id}\`, { headers });\n`;
const AFTER = `const  untouched = {a:1}\n\nexport const load = (id) => get(\`/v2/agents/\${id}\`, { headers, retries: 3, timeout: 5000, signal: controller.signal });\n`;

/** A project in which a formatter is installed and configured. */
function project(formatter: string, config: Record<string, string>): string {
  const cwd = workspace({ 'a.js': BEFORE, ...config });
  mkdirSync(path.join(cwd, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(path.join(MODULES, formatter), path.join(cwd, 'node_modules', formatter));
  symlinkSync(path.join(MODULES, '.bin', formatter), path.join(cwd, 'node_modules', '.bin', formatter));
  return cwd;
}

describe.each([
  ['oxfmt', { '.oxfmtrc.json': '{ "singleQuote": true, "printWidth": 80 }' }],
  ['prettier', { '.prettierrc': '{ "singleQuote": true, "printWidth": 80 }' }],
  ['prettier', { 'package.json': '{ "prettier": { "singleQuote": true } }' }],
] as [string, Record<string, string>][])('%s', (formatter, config) => {
  it.skipIf(!existsSync(path.join(MODULES, formatter)))('writes the lines that an edit wrote, and no other', async () => {
    const cwd = project(formatter, config);
    const { changes, problems } = await formatChanges([{ file: path.join(cwd, 'a.js'), before: BEFORE, after: AFTER }]);
    expect(problems).toEqual([]);
    const [untouched, , ...rest] = changes[0]?.after.split('\n') ?? [];
    expect(untouched).toBe('const  untouched = {a:1}');
    expect(rest.join('\n')).toBe(`export const load = (id) =>
  get(\`/v2/agents/\${id}\`, {
    headers,
    retries: 3,
    timeout: 5000,
    signal: controller.signal,
  });
`);
  });
});

describe('without a formatter that is installed and configured', () => {
  it.each([
    ['none', {}],
    ['one that is configured only', { '.prettierrc': '{}' }],
    ['one whose configuration cannot be read', { 'package.json': '{ "prettier": ' }],
  ] as [string, Record<string, string>][])('%s: the change stays as it is', async (_, config) => {
    const cwd = workspace({ 'a.js': BEFORE, ...config });
    const change = { file: path.join(cwd, 'a.js'), before: BEFORE, after: AFTER };
    expect(await formatChanges([change])).toEqual({ changes: [change], problems: [] });
  });

  it('one that fails says so, and the change stays as it is', async () => {
    const cwd = workspace({ 'a.js': BEFORE, '.prettierrc': '{}', 'node_modules/prettier/package.json': '{ "main": "gone.js" }' });
    const change = { file: path.join(cwd, 'a.js'), before: BEFORE, after: AFTER };
    const { changes, problems } = await formatChanges([change]);
    expect(changes).toEqual([change]);
    expect(problems).toEqual([expect.stringMatching(/^prettier did not format the changes: /)]);
  });
});
