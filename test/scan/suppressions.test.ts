import { describe, expect, it } from 'vitest';
import { migrate } from '../../src/migrate/index.js';
import { parsePack } from '../../src/pack/load.js';
import { scan } from '../../src/scan/index.js';
import { ACME } from '../cli/run.js';
import { workspace } from '../workspace.js';

async function found(comment: string, more: { requireReason?: boolean } = {}): Promise<string[]> {
  const root = workspace({ 'a.ts': `${comment}\nfetch('https://acme.example.com/acme/v1/users/1');\n` });
  const { findings } = await scan({ cwd: root, paths: [root], packs: [parsePack(ACME, 'acme')], ...more });
  return findings.map(({ rule, state, reason = '' }) => `${rule} ${state}: ${reason}`);
}

describe('a comment that suppresses', () => {
  it('a rule that is misspelt names the rule that was meant', async () => {
    expect(await found('// api-migrate-ignore-next-line acme/get-usre: later')).toEqual([
      'core/unused-suppression open: no rule is called "acme/get-usre"; did you mean "acme/get-user"?',
      'acme/get-user open: ',
    ]);
  });

  it('a rule that has nothing here is told from one that does not exist', async () => {
    expect((await found('// api-migrate-ignore-next-line acme/get-job: later'))[0]).toContain('remove it, or correct the rule');
    expect((await found('// api-migrate-ignore-next-line acme/weather: later'))[0]).toContain('no rule is called "acme/weather": remove');
  });

  it('a rule of a pack that is not read here may be right elsewhere', async () => {
    expect(await found('// api-migrate-ignore-next-line tao/create-job-collapse: later')).toEqual(['acme/get-user open: ']);
  });

  it('has to say why, where the configuration asks for it', async () => {
    const [silent, telling] = ['// api-migrate-ignore-next-line acme/get-user', '// api-migrate-ignore-next-line acme/get-user: later'];
    expect(await found(silent)).toEqual(['acme/get-user ignored: ignored by a comment']);
    expect(await found(telling, { requireReason: true })).toEqual(['acme/get-user ignored: ignored by a comment: later']);
    expect(await found(silent, { requireReason: true })).toEqual([
      'core/suppression-without-reason open: write the reason after a colon: the configuration requires one',
      'acme/get-user ignored: ignored by a comment',
    ]);
  });
});

describe('an override', () => {
  it('leaves rules alone in the files that fit, for scan and migrate alike', async () => {
    const call = "fetch('https://acme.example.com/acme/v1/users/1');\n";
    const root = workspace({ 'legacy/a.ts': call, 'src/a.ts': call });
    const overrides = [{ files: ['legacy/**'], ignore: ['acme/get-*'], reason: 'goes away in May' }];
    const options = { cwd: root, paths: [root], packs: [parsePack(ACME, 'acme')], overrides };
    const { findings } = await scan(options);
    expect(findings.map(({ file, state, reason }) => [file, state, reason])).toEqual([
      ['legacy/a.ts', 'ignored', 'ignored by the configuration: goes away in May'],
      ['src/a.ts', 'open', undefined],
    ]);
    const { changes } = await migrate(options);
    expect(changes.map(({ file }) => file)).toEqual([`${root}/src/a.ts`]);
  });
});
