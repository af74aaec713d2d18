import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadShipped } from '../../../rules/index.js';
import { migrate } from '../../../src/migrate/index.js';
import { workspace } from '../../workspace.js';

/** Migrates a project of some files; all of them as they come out, and what was found. */
async function migrated(files: { [name: string]: string }): Promise<{ files: { [name: string]: string }; states: string[] }> {
  const root = workspace(files);
  const packs = await Promise.all([loadShipped('insightflow'), loadShipped('agent-platform')]);
  const { changes, findings } = await migrate({ paths: [root], cwd: root, packs, markers: false });
  const texts = await Promise.all(
    Object.keys(files).map(async (name): Promise<[string, string]> => {
      const file = join(root, name);
      return [name, changes.find((change) => change.file === file)?.after ?? (await readFile(file, 'utf8'))];
    }),
  );
  return { files: Object.fromEntries(texts), states: findings.map(({ rule, state }) => `${rule} ${state}`) };
}

/** The same for a project of one file. */
async function migratedFile(text: string, name = 'main.ts'): Promise<string> {
  return (await migrated({ [name]: text })).files[name] ?? '';
}

const NEW = `InsightFlowClientV2({ baseUrl: 'http://flow', apiVersion: 'v2' })`;

describe('imports of a renamed class', () => {
  it.each([
    {
      form: 'by name',
      before: `import { InsightFlowClient } from '@insightflow/client';\nexport const flow = new InsightFlowClient('http://flow');\n`,
      after: `import { InsightFlowClientV2 } from '@insightflow/client';\nexport const flow = new ${NEW};\n`,
    },
    {
      form: 'under another name',
      before: `import { InsightFlowClient as Flow } from '@insightflow/client';\nexport const flow = new Flow('http://flow');\n`,
      after: `import { InsightFlowClientV2 as Flow } from '@insightflow/client';\nexport const flow = new ${NEW.replace('InsightFlowClientV2', 'Flow')};\n`,
    },
    {
      form: 'as a namespace',
      before: `import * as sdk from '@insightflow/client';\nexport const flow: sdk.InsightFlowClient = new sdk.InsightFlowClient('http://flow');\n`,
      after: `import * as sdk from '@insightflow/client';\nexport const flow: sdk.InsightFlowClientV2 = new sdk.${NEW};\n`,
    },
    {
      form: 'as default',
      before: `import sdk from '@insightflow/client';\nexport const flow = new sdk.InsightFlowClient('http://flow');\n`,
      after: `import sdk from '@insightflow/client';\nexport const flow = new sdk.${NEW};\n`,
    },
    {
      form: 'import equals',
      before: `import sdk = require('@insightflow/client');\nexport const flow = new sdk.InsightFlowClient('http://flow');\n`,
      after: `import sdk = require('@insightflow/client');\nexport const flow = new sdk.${NEW};\n`,
    },
    {
      form: 'require, taken apart',
      before: `const { InsightFlowClient } = require('@insightflow/client');\nexports.flow = new InsightFlowClient('http://flow');\n`,
      after: `const { InsightFlowClientV2 } = require('@insightflow/client');\nexports.flow = new ${NEW};\n`,
      file: 'main.cjs',
    },
    {
      form: 'require, as a whole',
      before: `const sdk = require('@insightflow/client');\nexports.flow = new sdk.InsightFlowClient('http://flow');\n`,
      after: `const sdk = require('@insightflow/client');\nexports.flow = new sdk.${NEW};\n`,
      file: 'main.cjs',
    },
    {
      form: 'import(), awaited',
      before: `const { InsightFlowClient } = await import('@insightflow/client');\nexport const flow = new InsightFlowClient('http://flow');\n`,
      after: `const { InsightFlowClientV2 } = await import('@insightflow/client');\nexport const flow = new ${NEW};\n`,
    },
    {
      form: 'import(), with then',
      before: `import('@insightflow/client').then(({ InsightFlowClient: Flow }) => new Flow('http://flow'));\n`,
      after: `import('@insightflow/client').then(({ InsightFlowClientV2: Flow }) =>\n  new ${NEW.replace('InsightFlowClientV2', 'Flow')},\n);\n`,
    },
    {
      form: 'beside a name of its own',
      before: `import { InsightFlowClient } from '@insightflow/client';\nconst InsightFlowClientV2 = 2;\nexport const flow = [new InsightFlowClient('http://flow'), InsightFlowClientV2];\n`,
      after: `import { InsightFlowClientV2 as InsightFlowClient } from '@insightflow/client';\nconst InsightFlowClientV2 = 2;\nexport const flow = [new ${NEW.replace('InsightFlowClientV2', 'InsightFlowClient')}, InsightFlowClientV2];\n`,
    },
  ])('$form', async ({ before, after, file = 'main.ts' }) => {
    expect(await migratedFile(before, file)).toBe(after);
  });

  it('keeps the name under which a file exports it again', async () => {
    const { files, states } = await migrated({
      'flow.ts': `export { InsightFlowClient } from '@insightflow/client';\n`,
      'main.ts': `import { InsightFlowClient } from './flow';\nexport const flow = new InsightFlowClient('http://flow');\n`,
    });
    expect(files['flow.ts']).toBe(`export { InsightFlowClientV2 as InsightFlowClient } from '@insightflow/client';\n`);
    expect(files['main.ts']).toContain(`new InsightFlowClient({ baseUrl: 'http://flow', apiVersion: 'v2' })`);
    expect(states).toEqual(['insightflow/sdk-import review', 'insightflow/sdk-constructor migrated']);
  });
});

describe('clients of a library', () => {
  it('are followed through factories, fields and parameters with a type', async () => {
    const { files } = await migrated({
      'make.js': `import { InsightFlowClient } from '@insightflow/client';\nexport const make = (url) => new InsightFlowClient(url);\n`,
      'use.js': `import { make } from './make.js';\nconst flow = make('http://flow');\nexport const best = async (text) => (await flow.route({ text })).agent_id;\n`,
      'deep.ts': `import type { InsightFlowClient } from '@insightflow/client';\nexport class Deep {\n  constructor(private readonly flow: InsightFlowClient) {}\n  async best(text: string) {\n    const { agent_id } = await this.flow.route({ text });\n    return agent_id;\n  }\n}\n`,
    });
    expect(files['make.js']).toContain(`new InsightFlowClientV2({ baseUrl: url, apiVersion: 'v2' })`);
    expect(files['use.js']).toContain('.routing_decision.agent_id');
    expect(files['deep.ts']).toContain('routing_decision: { agent_id }');
  });

  it('get the option that says the version, whatever their options are', async () => {
    const text = await migratedFile(
      `import { AgentPlatform } from '@agentplatform/sdk';\nconst options = { apiKey: 'k' };\nexport const all = [\n  new AgentPlatform({ apiKey: 'k' }),\n  new AgentPlatform({ apiKey: 'k', apiVersion: 'v1' }),\n  new AgentPlatform({\n    apiKey: 'k',\n  }),\n  new AgentPlatform(options),\n  new AgentPlatform(),\n];\n`,
    );
    expect(text).toContain(
      `  new AgentPlatform({ apiKey: 'k', apiVersion: 'v2' }),\n  new AgentPlatform({ apiKey: 'k', apiVersion: 'v2' }),\n  new AgentPlatform({\n    apiKey: 'k',\n    apiVersion: 'v2',\n  }),\n  new AgentPlatform({ ...options, apiVersion: 'v2' }),\n  new AgentPlatform({ apiVersion: 'v2' }),\n`,
    );
  });

  it('send and read what the new version has', async () => {
    const text = await migratedFile(
      `import { AgentPlatform } from '@agentplatform/sdk';\nconst platform = new AgentPlatform({ apiKey: 'k' });\nconst agent = await platform.agents.create({ name: 'a', model: 'gpt-4', maxTokens: 9 });\nawait platform.agents.update(agent.id, { model: 'claude-3' });\nconsole.log(agent.model, (await platform.agents.list()).map(({ model }) => model));\n`,
    );
    expect(text).toContain(`  name: 'a',\n  modelConfig: { provider: 'openai', modelId: 'gpt-4', maxTokens: 9 },\n`);
    expect(text).toContain(`update(agent.id, { modelConfig: { provider: 'anthropic', modelId: 'claude-3' } })`);
    expect(text).toContain('agent.modelConfig.modelId');
    expect(text).toContain('({ modelConfig: { modelId: model } }) => model');
  });

  it('stay as they are, all of them, where one cannot be changed', async () => {
    const before = {
      'sdk.ts': `import { AgentPlatform } from '@agentplatform/sdk';\nexport const platform = new AgentPlatform({ apiKey: 'k', apiVersion: process.env.VERSION });\n`,
      'main.ts': `import { platform } from './sdk';\nconsole.log((await platform.agents.get('1')).model);\n`,
      'package.json': `{ "dependencies": { "@agentplatform/sdk": "^1.4.0" } }\n`,
    };
    const { files, states } = await migrated(before);
    expect(files).toEqual(before);
    expect(states).toEqual([
      'agent-platform/sdk-response-model manual',
      'agent-platform/sdk-package manual',
      'agent-platform/sdk-api-version manual',
    ]);
  });

  it('of a class that the project extends are left to a person', async () => {
    const before = `import { InsightFlowClient } from '@insightflow/client';\nclass Flow extends InsightFlowClient {}\nexport const flow = new Flow('http://flow');\n`;
    expect(await migratedFile(before)).toBe(before);
  });

  it('that say the new version are not found', async () => {
    const { states } = await migrated({
      'main.ts': `import { AgentPlatform } from '@agentplatform/sdk';\nconst platform = new AgentPlatform({ apiVersion: 'v2' });\nexport const use = (client: AgentPlatform) => client.agents.list();\nawait use(platform);\n`,
    });
    expect(states).toEqual([]);
  });
});

describe('the range in package.json', () => {
  it.each([
    ['^1.4.0', '^2.0.0'],
    ['~1.4', '^2.0.0'],
    ['1.x', '^2.0.0'],
    ['^2.1.0', '^2.1.0'],
    ['*', '*'],
    ['^10.0.0', '^10.0.0'],
  ])('%s becomes %s', async (before, after) => {
    const text = (range: string): string => `{\n    "devDependencies": { "@agentplatform/sdk": "${range}" }\n}\n`;
    expect((await migrated({ 'package.json': text(before) })).files['package.json']).toBe(text(after));
  });
});
