import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import plugin from '../../src/eslint.js';
import { PROJECT, WITH_MANUAL } from './run.js';
import { workspace } from '../workspace.js';

const user = (id: number): string => `export const user${id} = () => fetch('https://acme.example.com/acme/v1/users/${id}');\n`;

function lint(root: string, name: string, text = readFileSync(join(root, name), 'utf8')): { problems: string[]; fixed: string } {
  const linter = new Linter({ cwd: root });
  const config = [{ files: ['**/*.js'], ...plugin.configs.recommended }] as Linter.Config[];
  const problems = linter.verify(text, config, { filename: join(root, name) });
  const { output } = linter.verifyAndFix(text, config, { filename: join(root, name) });
  return { problems: problems.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`), fixed: output };
}

describe('the ESLint plugin', () => {
  it('reports what scan finds, and fixes what migrate writes without asking', () => {
    const root = workspace({ ...PROJECT, 'src/a.js': user(1), 'src/b.js': WITH_MANUAL['src/clear.ts'] ?? '' });
    const auto = lint(root, 'src/a.js');
    expect(auto.problems).toEqual(['1 api-migrate/no-v1: GET /users/{id} -> GET /people/{id}. Users are people. [acme/get-user, auto]']);
    expect(auto.fixed).toContain('/acme/v2/people/1');
    const manual = lint(root, 'src/b.js');
    expect(manual.problems).toHaveLength(1);
    expect(manual.fixed).toBe(WITH_MANUAL['src/clear.ts']);
  });

  it('moves a base that calls share with all of them, or not at all', () => {
    const calls = ['users/1', 'users/2'].map((path, index) => `export const call${index} = () => fetch(\`\${API}/${path}\`);\n`).join('');
    const base = "const API = 'https://acme.example.com/acme/v1';\n";
    const root = workspace({
      ...PROJECT,
      'src/own.js': base + calls,
      'src/base.js': `export ${base}`,
      'src/far.js': `import { API } from './base.js';\n${calls}`,
    });
    expect(lint(root, 'src/own.js').fixed).toBe((base + calls).replace('/v1', '/v2').replaceAll('/users/', '/people/'));
    const far = lint(root, 'src/far.js');
    expect(far.problems).toHaveLength(2);
    expect(far.fixed).toBe(`import { API } from './base.js';\n${calls}`);
  });

  it('reports after a fix only what is left, where it is then', () => {
    const text = `${user(1)}export const clear = () => fetch('https://acme.example.com/acme/v1/experiments', { method: 'DELETE' });\n${user(2)}`;
    const root = workspace({ ...PROJECT, 'src/jobs.ts': '', 'src/a.js': text });
    const linter = new Linter({ cwd: root });
    const config = [{ files: ['**/*.js'], ...plugin.configs.recommended }] as Linter.Config[];
    const { messages, output, fixed } = linter.verifyAndFix(text, config, { filename: join(root, 'src/a.js') });
    expect(fixed).toBe(true);
    expect(output.match(/acme\/v2\/people/g)).toHaveLength(2);
    expect(messages.map(({ line, message }) => [line, /\[(.*)\]$/.exec(message)?.[1]])).toEqual([[2, 'acme/bulk-delete, manual']]);
    const both = workspace({
      'src/a.js': `const API = 'https://tao.example.com/api/v1/orgs/acme';
export async function train(name, specs) {
  const experiment = await (await fetch(\`\${API}/experiments\`, { method: 'POST', body: JSON.stringify({ name, network_arch: 'dino' }) })).json();
  const job = await fetch(\`\${API}/experiments/\${experiment.id}/jobs\`, { method: 'POST', body: JSON.stringify({ action: 'train', specs }) });
  return (await job.json()).id;
}
`,
    });
    const collapsed = new Linter({ cwd: both }).verifyAndFix(readFileSync(join(both, 'src/a.js'), 'utf8'), config, {
      filename: join(both, 'src/a.js'),
    });
    expect(collapsed.output.match(/fetch\(/g)).toHaveLength(1);
    expect(collapsed.messages).toEqual([]);
    const moved = linter.verify(`// one\n// two\n${text}`, config, { filename: join(root, 'src/a.js') });
    expect(moved.map(({ line }) => line)).toEqual([3, 4, 5]);
  });

  it('offers no fix for text that is not saved', () => {
    const root = workspace({ ...PROJECT, 'src/a.js': user(1) });
    const edited = `\n${user(1)}`;
    expect(lint(root, 'src/a.js', edited).fixed).toBe(edited);
  });
});
