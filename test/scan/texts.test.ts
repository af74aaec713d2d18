import { describe, expect, it } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { placeholderChar } from '../../src/match/index.js';
import { scan } from '../../src/scan/index.js';
import { urlsIn } from '../../src/scan/written-urls.js';
import { type Files, workspace } from '../workspace.js';

const placeholder = placeholderChar(0);

describe('URLs written in a text', () => {
  it.each([
    ['curl "$TAO/api/v1/orgs/demo/jobs"', `${placeholder}/api/v1/orgs/demo/jobs`, undefined],
    ['curl -s https://h.example/api/v1/orgs/$(ORG)/jobs | jq .', `https://h.example/api/v1/orgs/${placeholder}/jobs`, undefined],
    ['curl -X POST -d @body.json http://h/v1/agents', 'http://h/v1/agents', 'POST'],
    ['GET {{host}}/api/v1/orgs/{{org}}', `${placeholder}/api/v1/orgs/${placeholder}`, 'GET'],
    ['requests.delete(f"{HOST}/api/v1/orgs/{org}/jobs/{job}")', `${placeholder}/api/v1/orgs/${placeholder}/jobs/${placeholder}`, 'DELETE'],
    ['See [the list](https://h.example/api/v1/things:base).', 'https://h.example/api/v1/things:base', undefined],
    ['source: /tao/api/v1/orgs/:org/:path*', `/tao/api/v1/orgs/${placeholder}/${placeholder}`, undefined],
    ['proxy_pass http://rag:3401/api/v1/rag/;', 'http://rag:3401/api/v1/rag/', undefined],
  ])('%s', (text, url, method) => {
    const [found, ...more] = urlsIn(text);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ url, method });
  });

  it.each(['version v1 stays', 'registry/v1.2/tool', 'const v1 = 2'])('finds none in %s', (text) => {
    expect(urlsIn(text)).toEqual([]);
  });
});

describe('scan of files that are not code', () => {
  const scanned = async (name: string, text: string, beside: Files = {}) => {
    const root = workspace({ [name]: text, ...beside });
    return scan({ paths: [root], cwd: root, packs: [await loadShipped('tao')] });
  };

  it('names the endpoint and prints no secret', async () => {
    const result = await scanned('.env', 'TAO_JOBS=https://ann:s3cret@tao.example.com/api/v1/orgs/demo/experiments?token=hunter2#x\n');
    expect(result.findings).toMatchObject([
      { rule: 'core/non-code-files', level: 'manual', line: 1, v1: '/orgs/{org_name}/experiments', client: 'text' },
    ]);
    expect(JSON.stringify(result)).not.toMatch(/s3cret|hunter2/);
  });

  it('prints no secret of a base either', async () => {
    const result = await scanned('prod.yaml', 'tao: https://ann:s3cret@tao.example.com/api/v1/orgs/demo?token=hunter2\n');
    expect(result.findings).toMatchObject([{ rule: 'core/non-code-files', v1: '/api/v1/orgs/demo' }]);
    expect(JSON.stringify(result)).not.toMatch(/s3cret|hunter2/);
  });

  it('leaves a bare base alone of which nothing shows whose it is', async () => {
    expect((await scanned('prod.yaml', 'shop: https://shop.example.com/api/v1\n')).findings).toEqual([]);
  });

  it.each(['GET /api/v1/{kind}/{namespace}/{name}/scale', 'POST https://ci.example.com/api/v1/login'])(
    'leaves %s alone, which many products have',
    async (text) => {
      expect((await scanned('notes.md', `${text}\n`)).findings).toEqual([]);
    },
  );

  it.each([
    ['a script', 'all.sh', 'BASE="$SERVER/api/v1"\nORG="$BASE/orgs/$1"\ncurl "$ORG/experiments:base"\n', [1, 3]],
    ['a make file', 'Makefile', 'BASE = $(SERVER)/api/v1\nall:\n\tcurl $(BASE)/orgs/$(ORG)/experiments:base\n', [1, 3]],
    ['Python', 'a.py', "base = host + '/api/v1'\nrequests.get(base + '/orgs/lab/experiments:base')\n", [1, 2]],
    [
      'a notebook',
      'a.ipynb',
      '{ "source": ["base = f\\"{host}/api/v1\\"\\n",\n"get(f\\"{base}/orgs/{org}/experiments:base\\")"] }\n',
      [1, 2],
    ],
    ['a collection', 'a.json', '{ "key": "base", "value": "http://h/api/v1",\n"raw": "{{base}}/orgs/{{org}}/experiments:base" }\n', [1, 2]],
  ])('follows a base through the variables of %s', async (_, name, text, lines) => {
    expect((await scanned(name, text)).findings.map(({ line }) => line)).toEqual(lines);
  });

  it('follows no variable that holds the base of another product', async () => {
    const text = 'BASE="$SERVER/api/v1"\nOTHER="$SERVER/api"\ncurl "$OTHER/orgs/lab/experiments:base" "$BASE/things"\n';
    expect((await scanned('all.sh', text)).findings).toEqual([]);
  });

  it('ends at variables that are made of one another', async () => {
    const text = `${'A="$A$A$A/api/v1"\n'.repeat(200)}B="$A"\ncurl "$B/orgs/lab/experiments:base"\n`;
    expect((await scanned('all.sh', text)).files.skipped).toEqual([]);
  });

  it('takes a bare base for that of the API that the code calls', async () => {
    const { findings } = await scanned('nginx.conf', 'location /api/v1 { proxy_pass http://tao:8090; }\n', {
      'jobs.js': "export const jobs = (org) => fetch('/api/v1/orgs/' + org + '/experiments');\n",
    });
    expect(findings.map(({ file, rule }) => [file, rule])).toContainEqual(['nginx.conf', 'core/non-code-files']);
  });
});

describe('secrets in code', () => {
  it('shows neither the user nor the query of a URL', async () => {
    const urls = ['orgs/acme/quota?key=hunter2', 'orgs/acme/experiments?key=hunter2'];
    const root = workspace({ 'a.js': urls.map((url) => `fetch('https://ann:s3cret@tao.example.com/api/v1/${url}');\n`).join('') });
    const result = await scan({ paths: [root], cwd: root, packs: [await loadShipped('tao')] });
    expect(result.findings.map(({ rule }) => rule)).toContain('core/unclassified-v1-url');
    expect(result.findings).toHaveLength(2);
    expect(JSON.stringify(result)).not.toMatch(/s3cret|hunter2/);
  });
});
