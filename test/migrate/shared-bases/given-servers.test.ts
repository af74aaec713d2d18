import { describe, expect, it } from 'vitest';
import { migrated, outcomesOf } from '../support.js';

const OURS = 'https://api.agentplatform.com';
const OTHER = 'https://api.voiceline.example';

/** Ways of giving a function the server that it calls; `list(server)` stands for a call. */
const GIVEN: [name: string, code: string, list: (server: string) => string][] = [
  ['a parameter', 'export const list = (origin) => fetch(`${origin}/v1/agents`);\n', (server) => `await list('${server}');`],
  [
    'a member of an option',
    'export const list = ({ origin }) => fetch(origin + "/v1/agents");\n',
    (server) => `await list({ origin: '${server}' });`,
  ],
  [
    'a factory of a client',
    'export const list = (origin) => ({ all: () => fetch(`${origin}/v1/agents`) });\n',
    (server) => `await list('${server}').all();`,
  ],
];

describe('a function that is given the server', () => {
  it.each(GIVEN)('moves with its callers: %s', async (_, code, list) => {
    const { after, plan } = await migrated({ 'a.js': code, 'b.js': `import { list } from './a.js';\n${list(OURS)}\n` }, 'agent-platform');
    expect(outcomesOf(plan, 'b.js')).toEqual([['migrated', undefined]]);
    expect(after['a.js']).toBe(code.replace('/v1/', '/v2/'));
  });

  it.each(GIVEN)('stays where a caller gives it that of another product: %s', async (_, code, list) => {
    for (const other of [OTHER, '${process.env.VOICELINE_URL}']) {
      const second = list(other).replace(/'(\$.*)'/, '`$1`');
      const caller = `import { list } from './a.js';\n${list(OURS)}\n${second}\n`;
      const { after, plan } = await migrated({ 'a.js': code, 'b.js': caller }, 'agent-platform');
      expect(outcomesOf(plan, 'b.js')).toEqual([['manual', expect.stringContaining('b.js:3')]]);
      expect(after).toEqual({ 'a.js': code, 'b.js': caller });
    }
  });

  it('is for review where one call goes to several products', async () => {
    const code = `const list = (origin) => fetch(\`\${origin}/v1/agents\`);\nfor (const host of ['${OURS}', '${OTHER}']) await list(host);\n`;
    const { plan } = await migrated({ 'a.js': code }, 'agent-platform');
    expect(outcomesOf(plan, 'a.js')).toEqual([['review', expect.stringContaining('voiceline')]]);
  });

  it('is never sent to one server in place of several', async () => {
    const code = `const A = process.env.AGENT_PLATFORM_URL + '/v1';
const B = process.env.OTHER_URL + '/v1';
for (const base of [A, B]) await fetch(base + '/agents', { method: 'POST', body: JSON.stringify({ name: 'a', model: 'gpt-4' }) });
await fetch(B + '/agents');
`;
    const { after } = await migrated({ 'a.js': code }, 'agent-platform');
    expect(after['a.js']).toContain("await fetch(B + '/agents')");
    expect(after['a.js']).toContain("const B = process.env.OTHER_URL + '/v1'");
    expect(after['a.js']).toContain("fetch(base.replace('/v1', '/v2') + '/agents'");
  });
});
