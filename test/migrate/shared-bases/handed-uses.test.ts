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
