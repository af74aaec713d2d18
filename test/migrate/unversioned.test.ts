import { describe, expect, test } from 'vitest';
import { migrated } from './support.js';

/** For each API a call that moves, and calls of the same server that have no version. */
const calls: [pack: string, moved: [before: string, after: string], stays: string[]][] = [
  [
    'insightflow',
    ['http://localhost:8000/api/v1/routing/route', 'http://localhost:8000/api/v2/routing/route'],
    ['http://localhost:8000/', 'http://localhost:8000/health', 'http://localhost:8000/docs'],
  ],
  [
    'agent-platform',
    ['https://api.agentplatform.com/v1/agents', 'https://api.agentplatform.com/v2/agents'],
    ['https://api.agentplatform.com/', 'https://api.agentplatform.com/health', 'https://api.agentplatform.com/openapi.json'],
  ],
  [
    'rag-services',
    ['http://localhost:3401/api/v1/rag/models', 'http://localhost:3401/api/v2/rag/models'],
    ['http://localhost:3401/', 'http://localhost:3401/health', 'http://localhost:3401/api/versions'],
  ],
  [
    'tao',
    ['http://localhost:8090/api/v1/orgs/o/workspaces', 'http://localhost:8090/api/v2/orgs/o/workspaces'],
    ['http://localhost:8090/', 'http://localhost:8090/swagger', 'http://localhost:8090/openapi.yaml'],
  ],
  [
    'openml',
    ['https://www.openml.org/v1/datasets/2', 'https://www.openml.org/v2/datasets/2'],
    ['https://www.openml.org/', 'https://www.openml.org/docs', 'https://www.openml.org/openapi.json'],
  ],
];

function program(pack: string, moved: string, stays: string): string {
  const init = pack === 'insightflow' ? `, { method: 'POST', body: JSON.stringify({ query: 'a' }) }` : '';
  return `export const call = () => fetch('${moved}'${init}).then((response) => response.status);
export const plain = () => fetch('${stays}').then((response) => response.text());
`;
}

describe.each(calls)('a call of %s that has no version', (pack, [before, after], stays) => {
  test.each(stays)('stays beside one that moves: %s', async (url) => {
    const result = await migrated({ 'a.ts': program(pack, before, url) }, pack);
    const last = (text = '') => text.split('\n').slice(-2);
    expect(result.after['a.ts']).toContain(after);
    expect(last(result.after['a.ts'])).toEqual(last(program(pack, after, url)));
    expect(result.plan.findings.filter(({ line }) => line === 2)).toEqual([]);
  });
});

test.each(['status', 'analytics', 'guide'])('/api/migration/%s is kept on purpose, and told', async (name) => {
  const text = `export const answer = fetch('http://localhost:8000/api/migration/${name}').then((response) => response.json());\n`;
  const { after, plan } = await migrated({ 'a.ts': text }, 'insightflow');
  expect(after['a.ts']).toBe(text);
  expect(plan.findings).toMatchObject([{ rule: 'insightflow/migration-endpoints-keep', state: 'ignored' }]);
});
