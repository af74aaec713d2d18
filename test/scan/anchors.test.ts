import { expect, it } from 'vitest';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import { ANCHOR, createAnchorReader } from '../../src/project/anchors.js';

const packs = await Promise.all(shippedPacks.map((id) => loadShipped(id)));
const reader = createAnchorReader(packs);

function anchorsOf(pack: string, text: string): number {
  return reader.anchorsOf(Buffer.from(text))?.[shippedPacks.indexOf(pack)] ?? 0;
}

it.each([
  ['tao', "fetch('/api/v1/orgs/acme/datasets')", ANCHOR.endpoint],
  ['tao', 'const root = `${host}/api/v1`', ANCHOR.open],
  ['tao', 'const root = `${host}/api/v1/${kind}`', ANCHOR.open],
  ['tao', "const version = 'v1'", ANCHOR.open],
  ['tao', "fetch('/api/v1/surveys')", ANCHOR.other],
  ['tao', "fetch('/auth/v1/orgs')", 0],
  ['tao', "const root = 'https://api.example.com/v1'", 0],
  ['tao', 'fetch(`/api/v${version}/orgs/acme/datasets`)', ANCHOR.endpoint],
  ['tao', "fetch('/api/v1/health')", ANCHOR.common],
  ['agent-platform', "fetch('https://api.example.com/v1/agents')", 0],
  ['agent-platform', "fetch(host + '/v1/agents')", ANCHOR.endpoint],
  ['openml', "fetch('https://www.openml.org/api/v1/json/data/61')", ANCHOR.endpoint | ANCHOR.other | ANCHOR.evidence],
  ['openml', "fetch('https://example.com/docs')", 0],
  ['tao', "const release = 'v1.2.3'", 0],
  ['tao', "fetch('/api/v1-beta/orgs/acme/datasets')", 0],
  ['tao', "const said = 'see /api/v1.'", ANCHOR.open],
  ['tao', "import { auth } from '@/app/api/v1/orgs'", ANCHOR.module],
  ['tao', "vi.mock('@/app/api/v1/orgs', () => ({}))", ANCHOR.module],
  ['tao', "const { auth } = await import('../api/v1/orgs')", ANCHOR.module],
  ['tao', "import { auth } from '@/app/api/v2/orgs'", 0],
  ['tao', "import { auth } from '@/app/api/v1/orgs'; fetch('/api/v1/orgs/acme/datasets')", ANCHOR.endpoint | ANCHOR.module],
  ['tao', "fetchMock.mock('api/v1/orgs/acme/datasets', 200)", ANCHOR.endpoint],
  ['tao', "const from = '/api/v1/orgs/acme/datasets'", ANCHOR.endpoint],
  ['tao', "send(from, '/api/v1/orgs/acme/datasets')", ANCHOR.endpoint],
])('%s: %s', (pack, text, anchors) => {
  expect(anchorsOf(pack, text)).toBe(anchors);
});

/** Packs that a project of these texts can have calls of. */
function possibleIn(...texts: string[]): string[] {
  const bytes = texts.map((text) => Buffer.from(text));
  const all = new Uint8Array(packs.length);
  for (const one of bytes) reader.anchorsOf(one)?.forEach((own, index) => (all[index] = (all[index] ?? 0) | own));
  return [...reader.possible(all, () => bytes).keys()].map((index) => shippedPacks[index] ?? '');
}

it.each([
  [['tao'], ["export const ROOT = host + '/api/v1'", 'fetch(`${ROOT}/orgs/${org}/datasets`)']],
  [[], ["export const ROOT = host + '/api/v1'", 'fetch(`${ROOT}/surveys`)']],
  [['agent-platform'], ["fetch(process.env.AGENT_PLATFORM_URL + '/v1/agents')"]],
  [[], ["fetch(host + '/v1/users')", 'const metaobject = 1']],
  [['agent-platform'], ["fetch(host + '/v1/agents', { body: JSON.stringify({ model: 'gpt-4' }) })"]],
])('%j is possible in %j', (expected, texts) => {
  expect(possibleIn(...texts)).toEqual(expected);
});
