import { describe, expect, test } from 'vitest';
import { migrated } from './support.js';

const CLIENT = `import axios from 'axios';

const tao = axios.create({ baseURL: \`\${import.meta.env.VITE_TAO}/api/v1/orgs/acme\` });

export async function getJob(experiment: string, id: string): Promise<{ status: string }> {
  const { data } = await tao.get(\`/experiments/\${experiment}/jobs/\${id}\`);
  return data;
}

export async function schema(experiment: string): Promise<unknown> {
  return (await tao.get(\`/experiments/\${experiment}/specs/train/schema\`)).data;
}
`;
const OPTIONS = { strict: true, module: 'ESNext', moduleResolution: 'Bundler', target: 'ES2022', types: [] };
const AXIOS = `declare module 'axios' {
  interface Client { get<T = any>(url: string, options?: { baseURL?: string }): Promise<{ data: T }> }
  const axios: { create(options: { baseURL: string }): Client };
  export default axios;
}
`;
const WINDOW = CLIENT.replace('import.meta.env.VITE_TAO', 'window.SETTINGS.tao');
const ENVIRONMENT = 'interface Window { SETTINGS: { tao: string } }\ninterface ImportMeta { env: { VITE_TAO: string } }\n';

/** State of the call that can be migrated while its neighbour on the same base cannot. */
async function stateIn(files: Record<string, string>): Promise<[string, string | undefined] | undefined> {
  const { plan } = await migrated({ 'src/client.ts': CLIENT, 'src/axios.d.ts': AXIOS, ...files });
  const finding = plan.findings.find(({ rule }) => rule === 'tao/get-job');
  return finding && [finding.state, finding.reason];
}

describe('an edit that copies a global brings no type error', () => {
  test('where a declaration file of the project says what it holds', async () => {
    const files = {
      'tsconfig.json': JSON.stringify({ compilerOptions: OPTIONS, include: ['src'] }),
      'src/env.d.ts': ENVIRONMENT,
      'src/client.ts': WINDOW,
    };
    expect(await stateIn(files)).toEqual(['migrated', undefined]);
  });

  test('where the config that includes the file is one of several references', async () => {
    const files = {
      'tsconfig.json': '{"files": [], "references": [{"path": "./tsconfig.node.json"}, {"path": "./tsconfig.app.json"}]}',
      'tsconfig.node.json': JSON.stringify({ compilerOptions: OPTIONS, include: ['vite.config.ts'] }),
      'tsconfig.app.json': JSON.stringify({ compilerOptions: OPTIONS, include: ['src'] }),
      'src/env.d.ts': ENVIRONMENT,
      'src/client.ts': WINDOW,
    };
    expect(await stateIn(files)).toEqual(['migrated', undefined]);
  });

  test('of the environment whose types are not installed', async () => {
    expect(await stateIn({ 'tsconfig.json': JSON.stringify({ compilerOptions: OPTIONS, include: ['src'] }) })).toEqual([
      'migrated',
      undefined,
    ]);
  });
});

test('a base whose origin alone stands in a file of settings asks for no look at the settings', async () => {
  const files = {
    'package.json': '{"type": "module"}',
    '.env': 'VITE_TAO=https://tao.example.com\nVITE_RAG=https://rag.example.com/api/v1\n',
    'src/vite-env.d.ts': ENVIRONMENT,
  };
  expect(await stateIn(files)).toEqual(['migrated', undefined]);
  const whole = CLIENT.replace('/api/v1/orgs/acme', '');
  const { plan } = await migrated({ ...files, '.env': 'VITE_TAO=https://tao.example.com/api/v1/orgs/acme\n', 'src/client.ts': whole });
  expect(plan.environment).toContain('VITE_TAO may be set outside of the code: set it to v2 there too');
});
