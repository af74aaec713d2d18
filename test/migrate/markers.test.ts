import { describe, expect, it } from 'vitest';
import { migrated } from './support.js';

const DELETED = "fetch('/api/v1/orgs/lab/experiments/3', { method: 'DELETE' });\n";

/** The lines of a file after its migration. */
async function linesOf(name: string, text: string, pack?: string): Promise<string[]> {
  const { after } = await migrated({ [name]: text }, pack);
  return (after[name] ?? '').split('\n');
}

describe('a marker', () => {
  it.each([
    '// eslint-disable-next-line no-undef',
    '// @ts-expect-error no types here',
    '// prettier-ignore',
    '/* istanbul ignore next */',
    '// biome-ignore lint/style: known',
  ])('stands above %s', async (directive) => {
    const lines = await linesOf('a.ts', `const a = 1;\n${directive}\n${DELETED}`);
    expect(lines[1]).toContain('TODO(api-migrate)');
    expect(lines[2]).toBe(directive);
    expect(lines[3]).toContain("fetch('/api/v2/orgs/lab/jobs/3'");
  });

  it('stands between other comments and the statement', async () => {
    const lines = await linesOf('a.ts', `const a = 1;\n// removes the third\n${DELETED}`);
    expect(lines[1]).toBe('// removes the third');
    expect(lines[2]).toContain('TODO(api-migrate)');
  });

  it('has one line of at most 100 columns, with the rule and the fact', async () => {
    const lines = await linesOf('a.ts', `export function remove() {\n  ${DELETED}}\n`);
    const markers = lines.filter((line) => line.includes('TODO(api-migrate)'));
    expect(markers).toEqual(['  // TODO(api-migrate): tao/delete-experiment: The id must be a job id, and further jobs of the…']);
    expect(markers.every((line) => line.length <= 100)).toBe(true);
  });

  it('never stands inside of code that is put around the call', async () => {
    const text =
      "import axios from 'axios';\naxios.get('/api/v1/rag/collections').then(({ data }) => { module.exports.all = data.collections; });\n";
    const lines = await linesOf('a.js', text, 'rag-services');
    const at = lines.findIndex((line) => line.startsWith('// TODO(api-migrate)'));
    expect(lines[at + 1]).toMatch(/^allPages\(\(page\) => axios\.get/);
    const again = await migrated({ 'a.js': lines.join('\n') }, 'rag-services');
    expect(again.plan.changes).toEqual([]);
  });
});

describe('a helper in a file without imports', () => {
  const CALL =
    "fetch('http://localhost:3403/api/v1/rag/collections').then((r) => r.json()).then((b) => console.log(b.collections.length));\n";

  it('goes behind the shebang', async () => {
    const lines = await linesOf('a.mjs', `#!/usr/bin/env node\n${CALL}`, 'rag-services');
    expect(lines[0]).toBe('#!/usr/bin/env node');
    expect(lines.findIndex((line) => line.includes('async function allPages'))).toBe(2);
    expect(lines.join('\n')).toContain('/api/v2/rag/collections?page=');
  });

  it('goes behind the comment that heads the file, and not between a comment and its code', async () => {
    const lines = await linesOf('a.mjs', `/* Licensed to all. */\n\n// prints how many there are\n${CALL}`, 'rag-services');
    expect(lines[0]).toBe('/* Licensed to all. */');
    const comment = lines.indexOf('// prints how many there are');
    expect(lines[comment + 1]).toMatch(/^allPages\(/);
  });
});
