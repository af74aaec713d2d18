import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import { isCode } from '../../src/project/file-kinds.js';
import { scan } from '../../src/scan/index.js';
import type { Accounts } from '../../src/scan/model.js';
import { quickScan } from '../../src/scan/quick.js';
import { type Files, workspace } from '../workspace.js';

const packs = await Promise.all(shippedPacks.map(loadShipped));
const FIXTURES = join(import.meta.dirname, '../../fixtures');

async function accountsIn(root: string, named: string[] = []): Promise<Accounts> {
  const { accounts } = await scan({ cwd: root, paths: [root], packs, named });
  if (!accounts) throw new Error('a scan of a project has accounts');
  return accounts;
}

/** `account line`, with what was seen last. */
async function entriesOf(text: string, named: string[] = [], beside: Files = {}): Promise<string[]> {
  const { items } = await accountsIn(workspace({ 'a.ts': text, ...beside }), named);
  return items.filter(({ file }) => file === 'a.ts').map(({ line, account, what }) => `${line} ${account}: ${what}`);
}

const URL = '/api/v1/orgs/lab/experiments';
const CALL = `fetch('${URL}');\n`;

describe('the account of a literal', () => {
  it.each([
    ['the URL of a call', CALL, '1 call: is part of the URL of a call'],
    ['a message', `console.log('asks ${URL}');\n`, '1 text: is read (a.ts:1)'],
    ['a comment', `// asks ${URL}\n`, '1 text: is written down or looked at'],
    ['a comparison', `export const is = (x: string) => x === '${URL}';\n`, '1 text: is read (a.ts:1)'],
    ['a route', `app.get('${URL}', () => 1);\n`, '1 route: is read (a.ts:1)'],
    ['a constant that nothing reads', `const OLD = '${URL}';\n`, '1 unused: is the value of `OLD`, which nothing reads (a.ts:1)'],
    ['a path of another product', "export const a = 'http://shop/api/v1/carts';\n", '1 other: no endpoint of the API starts so'],
    [
      'what a comment ignores',
      `fetch('${URL}'); // api-migrate-ignore-line * later\n`,
      '1 ignored: is ignored by a comment or the configuration',
    ],
    ['a text that is exported', `export const OLD = '${URL}';\n`, '1 unproven: is exported as `OLD`, which nothing in view uses (a.ts:1)'],
  ])('says that it is %s', async (_, text, entry) => {
    expect(await entriesOf(text, [], { 'b.ts': CALL })).toEqual([entry]);
  });

  it('ends where the trail does, and that is a finding where a request is near whose base is not seen', async () => {
    const text = `import { settings } from 'unseen';
settings.set('main', '/api/v1');
export const list = (org: string) => fetch(\`\${settings.get('main')}/orgs/\${org}/experiments\`);
`;
    expect(await entriesOf(text)).toEqual(['2 lost: is given to `settings.set` (a.ts:2)']);
    const root = workspace({ 'a.ts': text });
    const { findings } = await scan({ cwd: root, paths: [root], packs });
    expect(findings).toMatchObject([
      { line: 2, rule: 'core/unfollowed-v1-url', reason: expect.stringContaining('is given to `settings.set` (a.ts:2)') },
    ]);
  });

  it.each([
    [
      'a function of a package whose code is not here',
      "import { send } from 'unseen';\nconst B = 'https://tao.example.com/api/v1';\nsend(B, '/orgs/o/experiments');\n",
      'is given to `send` (a.ts:3)',
    ],
    ['a member', "export class Client {\n  base = '/api/v1';\n}\n", 'is the member `base` of a class (a.ts:2)'],
    [
      'a fold',
      "export const url = (parts: string[]) => parts.reduce((a, b) => a + b, '/api/v1');\n",
      'is given to `parts.reduce` (a.ts:1)',
    ],
  ])('is a finding where the base of a named pack is given to %s', async (_, text, what) => {
    expect(await entriesOf(text, ['tao'])).toMatchObject([expect.stringContaining(`lost: ${what}`)]);
  });

  it('is a finding for a pack that the user named, wherever its trail ends', async () => {
    expect(await entriesOf(`export const url = (base: string) => base + '${URL}';\n`, ['tao'])).toEqual([
      '1 lost: is exported as `url`, which nothing in view uses (a.ts:1)',
    ]);
  });
});

describe('the accounts', () => {
  it('are empty where nothing is read as code', async () => {
    const root = workspace({ 'a.ts': 'export const a = 1;\n' });
    const { accounts } = await quickScan({ cwd: root, paths: [root], packs });
    expect(accounts?.literals).toBe(0);
  });

  const corpus = readdirSync(join(FIXTURES, 'calls'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const clients = shippedPacks.flatMap((pack) => directoriesIn(join(FIXTURES, pack, 'clients')));
  it.each([...corpus.map(({ name }) => join(FIXTURES, 'calls', name)), ...clients])('take each literal once in %s', async (root) => {
    const { literals, byAccount, items } = await accountsIn(root, [...shippedPacks]);
    expect(Object.values(byAccount).reduce((sum, count) => sum + count, 0)).toBe(literals);
    const places = items.map(({ file, line, column }) => `${file}:${line}:${column}`);
    expect(new Set(places).size).toBe(places.length);
    expect(literalsBelow(root).filter((place) => !places.includes(place))).toEqual([]);
  });
});

function directoriesIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [join(directory, entry.name)] : []));
}

/** Places of the literals that hold a base which several packs have, found without the analysis. */
function literalsBelow(root: string): string[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => isCode(name) && /\.[cm]?[jt]sx?$/.test(name));
  return files.flatMap((file) => {
    const tree = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.ESNext, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const text = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node) ? node.text : '';
      if (/(?:^|\/)api\/v1(?=[/?#]|$)/.test(text)) {
        const { line, character } = tree.getLineAndCharacterOfPosition(node.getStart());
        found.push(`${file}:${line + 1}:${character + 1}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
  });
}
