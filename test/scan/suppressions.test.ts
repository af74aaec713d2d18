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

describe('a file that is not code', () => {
  const URL = 'https://acme.example.com/acme/v1/users/1';

  async function statesIn(name: string, text: string): Promise<string[]> {
    const root = workspace({ [name]: text });
    const { findings } = await scan({ cwd: root, paths: [root], packs: [parsePack(ACME, 'acme')] });
    return findings.map(({ rule, state, line }) => `${line} ${rule} ${state}`);
  }

  it.each<[string, string]>([
    ['a.md', `<!-- api-migrate-ignore-next-line core/non-code-files: history -->\n${URL}\n`],
    ['a.mdx', `{/* api-migrate-ignore-next-line: history */}\n${URL}\n`],
    ['a.html', `<!-- api-migrate-ignore-next-line: history -->\n<a href="${URL}">\n`],
    ['.env', `# api-migrate-ignore-next-line acme/*: the gateway\nACME=${URL}\n`],
    ['a.yaml', `a:\n  # api-migrate-ignore-next-line: later\n  url: ${URL}\n`],
    ['a.py', `# api-migrate-ignore-next-line\nrequests.get("${URL}")\n`],
    ['a.sh', `# api-migrate-ignore-next-line: later\ncurl ${URL}\n`],
    ['Dockerfile', `# api-migrate-ignore-next-line: later\nENV ACME=${URL}\n`],
    ['a.http', `// api-migrate-ignore-next-line: later\nGET ${URL}\n`],
    ['a.ini', `; api-migrate-ignore-next-line: later\nurl=${URL}\n`],
    ['a.jsonc', `{ // api-migrate-ignore-next-line: later\n"url": "${URL}" }\n`],
    ['a.ipynb', `{"cells": [{"source": [\n"# api-migrate-ignore-next-line acme/*: later\\n",\n"requests.get('${URL}')"]}]}\n`],
  ])('%s is suppressed by a comment of its own syntax', async (name, text) => {
    const [only, ...more] = await statesIn(name, text);
    expect(only).toMatch(/^\d core\/non-code-files ignored$/);
    expect(more).toEqual([]);
  });

  it('is suppressed on the line itself, and as a whole', async () => {
    expect(await statesIn('a.py', `get("${URL}")  # api-migrate-ignore-line: later\nget("${URL}")\n`)).toEqual([
      '1 core/non-code-files ignored',
      '2 core/non-code-files open',
    ]);
    expect(await statesIn('a.md', `<!-- api-migrate-ignore-file: a log -->\n${URL}\n${URL}\n`)).toEqual([
      '2 core/non-code-files ignored',
      '3 core/non-code-files ignored',
    ]);
  });

  it('that explains the comments of code suppresses nothing, and is not reported for it', async () => {
    expect(await statesIn('a.md', `Write \`// api-migrate-ignore-file: why\`.\n\n${URL}\n`)).toEqual(['3 core/non-code-files open']);
  });

  it('with a comment that suppresses nothing is reported', async () => {
    expect(await statesIn('a.yaml', `# api-migrate-ignore-next-line acme/get-user: later\na: 1\n`)).toEqual([
      '1 core/unused-suppression open',
    ]);
  });
});
