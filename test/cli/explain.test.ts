import { describe, expect, it } from 'vitest';
import type { ExampleOutcome } from '../../src/migrate/examples.js';
import { ACME, apiMigrate, PROJECT } from './run.js';
import { workspace } from '../workspace.js';

const BEFORE = "export const me = () => fetch('https://acme.example.com/acme/v1/users/1');\n";
const AFTER = "export const me = () => fetch('https://acme.example.com/acme/v2/people/1');\n";

/** A project with a pack whose rule for users has these examples. */
function withExamples(examples: object[]): string {
  const rules = ACME.rules.map((rule) => (rule.id === 'acme/get-user' ? { ...rule, examples } : rule));
  return workspace({ ...PROJECT, 'acme.pack.json': JSON.stringify({ ...ACME, rules }) });
}

async function check(examples: object[]): Promise<{ code: number | null; outcomes: ExampleOutcome[] }> {
  const { code, stdout } = await apiMigrate(withExamples(examples), ['explain', '--check', 'acme', '--format', 'json']);
  return { code, outcomes: JSON.parse(stdout) as ExampleOutcome[] };
}

describe('explain', () => {
  it('lists the packs, the rules of a pack, and all of a rule', async () => {
    const root = workspace(PROJECT);
    expect((await apiMigrate(root, ['explain'])).stdout).toContain('acme            Acme API v1 to v2, 3 rules\n');
    const { stdout } = await apiMigrate(root, ['explain', 'acme']);
    for (const { id, level, title } of ACME.rules) expect(stdout).toMatch(new RegExp(`${id} +${level} +${title}`));
    const rule = await apiMigrate(root, ['explain', 'acme/bulk-delete']);
    expect(rule.stdout).toContain('To do:\n  Delete one by one.');
  });

  it('takes the path of a pack', async () => {
    expect((await apiMigrate(workspace(PROJECT), ['explain', './acme.pack.json'])).stdout).toContain('Acme API v1 to v2');
  });

  it('prints JSON and Markdown', async () => {
    const root = workspace(PROJECT);
    const { stdout } = await apiMigrate(root, ['explain', 'acme/get-job', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ id: 'acme/get-job', level: 'auto', phase: { id: '1', title: 'Jobs' } });
    expect((await apiMigrate(root, ['explain', 'acme', '--format', 'markdown'])).stdout).toMatch(/^# Acme API v1 to v2\n/);
  });

  it('knows the rules of the tool itself', async () => {
    expect((await apiMigrate(workspace(), ['explain', 'core/unclassified-v1-url'])).code).toBe(0);
  });

  it('answers a name that is none with what was meant', async () => {
    const root = workspace(PROJECT);
    expect(await apiMigrate(root, ['explain', 'acme/get-jobs'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: unknown rule or pack "acme/get-jobs"; did you mean "acme/get-job"?\n',
    });
    expect((await apiMigrate(root, ['explain', 'acmee'])).stderr).toBe('error: unknown rule or pack "acmee"; did you mean "acme"?\n');
  });
});

describe('explain --check', () => {
  it('passes when every example comes out as the rule says', async () => {
    const trap = '// docs: https://other.example.com/users/1\nexport const x = 1;\n';
    expect(
      await check([
        { before: BEFORE, after: AFTER },
        { name: 'another path', before: trap },
      ]),
    ).toEqual({
      code: 0,
      outcomes: [
        { rule: 'acme/get-user', example: '1', outcome: 'pass' },
        { rule: 'acme/get-user', example: 'another path', outcome: 'pass' },
      ],
    });
  });

  it('fails, with both texts, when one does not', async () => {
    const wrong = AFTER.replace('people', 'persons');
    const { code, outcomes } = await check([{ before: BEFORE, after: wrong }]);
    expect(code).toBe(1);
    expect(outcomes).toEqual([
      { rule: 'acme/get-user', example: '1', outcome: 'fail', message: 'comes out differently', expected: wrong, actual: AFTER },
    ]);
    const { stdout } = await apiMigrate(withExamples([{ before: BEFORE, after: wrong }]), ['explain', '--check']);
    expect(stdout).toContain('fail  acme/get-user (example 1): comes out differently\n');
    expect(stdout).toMatch(/-.*persons[^]*\+.*people/);
  });

  it('fails when the rule has no part in its own example', async () => {
    const job = 'export const job = () => fetch(`https://acme.example.com/acme/v1/experiments/1/jobs/2`);\n';
    const { outcomes } = await check([{ before: job, after: job.replace('v1/experiments/1/', 'v2/') }]);
    expect(outcomes).toEqual([expect.objectContaining({ outcome: 'fail', message: 'the rule has no part in this example' })]);
  });
});
