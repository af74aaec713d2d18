import { describe, expect, it } from 'vitest';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import { parsePack } from '../../src/pack/load.js';
import type { Pack } from '../../src/pack/model.js';
import { scan } from '../../src/scan/index.js';
import type { ScanResult } from '../../src/scan/model.js';
import { workspace } from '../workspace.js';

/** A pack that moves one endpoint, keeps another, and gives advice on a third. */
function packOf(id: string): Pack {
  const about = { guide: 'Changes', title: 'a rule' };
  const [v1, v2] = [`GET /${id}/carts/{cart}/{item}`, `GET /${id}/{item}`];
  const rules = [
    { ...about, id: `${id}/get`, kind: 'move', level: 'auto', v1: [v1], v2 },
    { ...about, id: `${id}/keep`, kind: 'keep', level: 'manual', report: true, v1: [`GET /${id}-status`] },
    { ...about, id: `${id}/hint`, kind: 'advice', level: 'manual', detect: { url: `/${id}/carts/.*/urgent` } },
  ];
  const pack = { id, title: id, guide: { title: id }, base: { v1: '/api/v1', v2: '/api/v2' }, evidence: { distinct: true }, rules };
  return parsePack(pack, `${id}.json`);
}

async function scanned(files: { [name: string]: string }): Promise<ScanResult> {
  const root = workspace(files);
  return scan({ paths: [root], cwd: root, packs: [packOf('orders'), packOf('refunds')] });
}

const rulesOf = ({ findings }: ScanResult): string[] => findings.map(({ rule }) => rule).toSorted();

const OLD = 'export const old = (cart, id) => fetch(`/api/v1/orders/carts/${cart}/${id}`);\n';
const NEW = 'export const current = (id) => fetch(`/api/v2/orders/${id}`);\n';

describe('the calls in the summary', () => {
  it('are counted by version, for each API and each directory', async () => {
    const { summary } = await scanned({
      'src/old.js': OLD + OLD.replace('old', 'older'),
      'src/new.js': NEW,
      'lib/refunds.js': NEW.replace('orders', 'refunds'),
    });
    expect(summary.byVersion).toEqual({ orders: { v1: 2, v2: 1 }, refunds: { v1: 0, v2: 1 } });
    expect(summary.byDirectory).toEqual({ src: { v1: 2, v2: 1 }, lib: { v1: 0, v2: 1 } });
    expect(summary.completion).toBe(50);
  });

  it('count as v1 while a comment keeps them there, or no rule names them', async () => {
    const { summary } = await scanned({
      'api.js': `const API = '/api/v1';
// api-migrate-ignore-next-line orders/get later
export const old = (cart, id) => fetch(\`\${API}/orders/carts/\${cart}/\${id}\`);
export const unknown = () => fetch(\`\${API}/orders/archive\`);
`,
    });
    expect(summary.byState).toMatchObject({ ignored: 1, open: 1 });
    expect(summary.byVersion).toEqual({ orders: { v1: 2, v2: 0 } });
  });

  it('are no stand-ins of tests, no texts, and no advice beside a call', async () => {
    const result = await scanned({
      'src/api.js': `${OLD}export const urgent = (cart) => fetch(\`/api/v1/orders/carts/\${cart}/urgent\`);\n`,
      'test/api.test.js': "import nock from 'nock';\nnock('http://localhost').get('/api/v1/orders/carts/1/2').reply(200, {});\n",
      'docs/usage.md': 'GET http://localhost/api/v1/orders/carts/1/2\n',
    });
    expect(rulesOf(result)).toEqual(['core/non-code-files', 'core/test-mocks', 'orders/get', 'orders/get', 'orders/hint']);
    expect(result.summary.byVersion).toEqual({ orders: { v1: 2, v2: 0 } });
    expect(result.summary.byDirectory).toEqual({ src: { v1: 2, v2: 0 } });
  });

  it('are v2 calls only where something shows whose they are', async () => {
    const files = {
      'src/a.js': 'export const one = (id) => fetch(`/api/public/v2/datasets/${id}`);\n',
      'src/b.js': "export const two = () => fetch('https://api.example.com/v2/agents');\n",
      'src/c.js': "export const three = () => fetch('/api/v2/health');\n",
    };
    const packs = await Promise.all(shippedPacks.map(loadShipped));
    const byVersion = async (all: typeof files & { [name: string]: string }): Promise<unknown> => {
      const root = workspace(all);
      return (await scan({ paths: [root], cwd: root, packs })).summary.byVersion;
    };
    expect(await byVersion(files)).toEqual({});
    const known = "export const four = () => fetch('https://www.openml.org/v2/datasets/31');\n";
    expect(await byVersion({ ...files, 'src/d.js': known })).toEqual({ openml: { v1: 0, v2: 1 } });
    const called = 'export const five = (org) => fetch(`/api/v1/orgs/${org}/experiments`);\n';
    expect(await byVersion({ ...files, 'src/e.js': called })).toEqual({ tao: { v1: 1, v2: 1 } });
  });

  it('are not those that a rule keeps where they are', async () => {
    const result = await scanned({ 'api.js': "export const status = () => fetch('/api/v1/orders-status');\n", 'new.js': NEW });
    expect(rulesOf(result)).toEqual(['orders/keep']);
    expect(result.summary).toMatchObject({ byVersion: { orders: { v1: 0, v2: 1 } }, completion: 100 });
  });
});
