import { describe, expect, it } from 'vitest';
import { migrated, outcomesOf } from '../support.js';

const API = `const API = 'https://tao.local/api/v1/orgs/acme';\n`;

/** A base that is handed to a holder, each use of which is a request. */
const HANDED = [
  `const BASE = API;\nexport const run = async () => (await fetch(BASE + '/datasets')).status;`,
  `const settings = { base: API, timeout: 5 };\nexport const run = async () => (await fetch(settings.base + '/datasets')).status;`,
  `const settings = { base: API };\nconst { base } = settings;\nexport const run = async () => (await fetch(base + '/datasets')).status;`,
  `export class Client {\n  private readonly base = API;\n  run = async () => (await fetch(this.base + '/datasets')).status;\n}`,
  `export class Client {\n  #base = API;\n  run = async () => (await fetch(\`\${this.#base}/datasets\`)).status;\n}`,
  `export class Client {\n  constructor(private readonly base: string = API) {}\n  run = async () => (await fetch(this.base + '/datasets')).status;\n}`,
  `export class Client {\n  base: string;\n  constructor() {\n    this.base = API;\n  }\n  run = async () => (await fetch(this.base + '/datasets')).status;\n}`,
  `export class Client {\n  static BASE = API;\n  static run = async () => (await fetch(Client.BASE + '/datasets')).status;\n}`,
  `class Client {\n  constructor(private options: { base: string }) {}\n  run = async () => (await fetch(this.options.base + '/datasets')).status;\n}\nexport const client = new Client({ base: API });`,
  `export async function run(base = API) {\n  return (await fetch(base + '/datasets')).status;\n}`,
  `export async function run({ base = API }: { base?: string } = {}) {\n  return (await fetch(base + '/datasets')).status;\n}`,
  `const base = () => API;\nexport const run = async () => (await fetch(base() + '/datasets')).status;`,
];

describe('a base that is handed on', () => {
  it.each(HANDED)('moves where only requests use it: %s', async (code) => {
    const { after, plan } = await migrated({ 'a.ts': API + code });
    expect(outcomesOf(plan, 'a.ts')).toEqual([['migrated', undefined]]);
    expect(after['a.ts']).toBe(API.replace('v1', 'v2') + code);
  });

  it('asks for a look at what is made of a holder', async () => {
    for (const use of ['console.log(settings.base);', 'send(settings);', 'export const again = { ...settings };']) {
      const code = `import { send } from 'elsewhere';\n${API}const settings = { base: API };\n${use}\nexport const run = async () => (await fetch(settings.base + '/datasets')).status;\nvoid send;\n`;
      const { plan } = await migrated({ 'a.ts': code });
      expect(outcomesOf(plan, 'a.ts')).toEqual([['review', expect.stringContaining('a.ts:4')]]);
    }
  });
});

/** Settings with the version alone, and who hands them to the function that makes the URL. */
const SETTINGS: [name: string, settings: string, caller: string][] = [
  ['a named export', 'export const config = {', `import { config } from './config.js';`],
  ['under another name', 'export const settings = {', `import { settings as config } from './config.js';`],
  ['the default export', 'export default {', `import config from './config.js';`],
  ['a CommonJS module', 'module.exports = {', `const config = require('./config.js');`],
];

describe('settings that are handed on whole', () => {
  it.each(SETTINGS)('lead to the calls of a file that names none of their members: %s', async (_, settings, caller) => {
    const files = {
      'config.js': `${settings} base: 'http://localhost:3401', version: 'v1' };\n`,
      'request.js': `export const get = (config, url) => fetch(config.base + url.replace('{version}', config.version));\n`,
      'models.js': `${caller}\nimport { get } from './request.js';\nexport const status = async () => (await get(config, '/api/{version}/rag/models')).status;\n`,
    };
    const { after, plan } = await migrated(files, 'rag-services');
    expect(outcomesOf(plan, 'models.js')).toEqual([['migrated', undefined]]);
    expect(after).toEqual({ ...files, 'config.js': files['config.js'].replace('v1', 'v2') });
  });

  it('lead there through an instance too', async () => {
    const files = {
      'client.ts': `export class RagClient {\n  constructor(private readonly base = 'http://localhost:3401/api/v1') {}\n  get(path: string) {\n    return fetch(this.base + path);\n  }\n}\n`,
      'run.ts': `export const run = async (client: any): Promise<number> => (await client.get('/rag/models')).status;\n`,
      'main.ts': `import { RagClient } from './client.js';\nimport { run } from './run.js';\nconsole.log(await run(new RagClient()));\n`,
    };
    const { plan } = await migrated(files, 'rag-services');
    expect(plan.findings.map(({ file, v1 }) => [file, v1])).toEqual([['main.ts', '/rag/models']]);
  });
});

describe('a module of Nest that makes its base with a factory', () => {
  it.each([
    '(env) => ({ baseURL: `${env.get("RAG_URL")}/api/v1` })',
    '(env) => {\n    return { baseURL: `${env.get("RAG_URL")}/api/v1` };\n  }',
  ])('gives it to the services that it provides: %s', async (factory) => {
    const files = {
      'rag.module.ts': `import { HttpModule } from '@nestjs/axios';\nimport { Module } from '@nestjs/common';\nimport { RagService } from './rag.service';\n\n@Module({ imports: [HttpModule.registerAsync({ useFactory: ${factory} })], providers: [RagService] })\nexport class RagModule {}\n`,
      'rag.service.ts': `import { HttpService } from '@nestjs/axios';\nimport { firstValueFrom } from 'rxjs';\n\nexport class RagService {\n  constructor(private readonly http: HttpService) {}\n  async status() {\n    return (await firstValueFrom(this.http.get('/rag/models'))).status;\n  }\n}\n`,
    };
    const { after, plan } = await migrated(files, 'rag-services');
    expect(outcomesOf(plan, 'rag.service.ts')).toEqual([['migrated', undefined]]);
    expect(after).toEqual({ ...files, 'rag.module.ts': files['rag.module.ts'].replace('/api/v1', '/api/v2') });
  });
});
