import { describe, expect, it } from 'vitest';
import { migrated } from '../../support.js';

const AGENTS = `const API = 'https://api.agentplatform.com/v1';

export interface Agent {
  id: string;
  model: string;
}

export async function find(id: string): Promise<Agent> {
  const response = await fetch(\`\${API}/agents/\${id}\`);
  return response.json();
}
`;

describe('an exported function that nothing in view calls', () => {
  it('gives what its declared type says, which changes', async () => {
    const { after, plan } = await migrated({ 'agents.ts': AGENTS }, 'agent-platform');
    expect(plan.findings.map(({ state }) => state)).toEqual(['migrated']);
    expect(after['agents.ts']).toBe(
      AGENTS.replace('.com/v1', '.com/v2').replace('  model: string;', '  model_config: { model_id: string };'),
    );
  });

  it('is for review in a package that others install', async () => {
    const files = { 'package.json': '{ "name": "agents", "version": "1.0.0", "exports": "./agents.js" }', 'agents.ts': AGENTS };
    const { after, plan } = await migrated(files, 'agent-platform');
    expect(plan.findings.map(({ state, reason }) => [state, reason])).toEqual([
      ['review', '`find` gives code outside of this project what v2 returns: publish that as a breaking change'],
    ]);
    expect(after['agents.ts']).toContain('model_config: { model_id: string }');
  });

  it('gives the v1 shape where its type does not tell', async () => {
    const { after } = await migrated({ 'agents.ts': AGENTS.replace('Promise<Agent>', 'Promise<any>') }, 'agent-platform');
    expect(after['agents.ts']).toContain('model: model_id');
  });

  it('hands a body on whose type is that of answers, and changes with it', async () => {
    const { after, plan } = await migrated(
      {
        'collections.ts': `const API = 'http://localhost:3401/api/v1/rag';

export interface Collection {
  name: string;
  directory: string;
}

export async function create(collection: Collection): Promise<Collection> {
  const response = await fetch(\`\${API}/collections\`, { method: 'POST', body: JSON.stringify(collection) });
  return response.json();
}

export async function read(name: string): Promise<Collection> {
  const response = await fetch(\`\${API}/collections/\${name}\`);
  return response.json();
}
`,
      },
      'rag-services',
    );
    expect(plan.findings.map(({ state }) => state)).toEqual(['migrated', 'migrated']);
    expect(after['collections.ts']).toContain('  sourceDirectory: string;');
    expect(after['collections.ts']).toContain('body: JSON.stringify(collection)');
  });
});
