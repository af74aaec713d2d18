import { beforeAll, describe, expect, test } from 'vitest';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import { createMatcher, type Matcher } from '../../src/match/index.js';

describe('all shipped packs together', () => {
  let matcher: Matcher;

  beforeAll(async () => {
    matcher = createMatcher(await Promise.all(shippedPacks.map((id) => loadShipped(id))));
  });

  test.each([
    ['GET', '/api/v1/orgs/acme/experiments/e/jobs/j', 'tao/get-job'],
    ['POST', 'http://localhost:8000/api/v1/routing/route', 'insightflow/route-path'],
    ['GET', 'http://localhost:3401/api/v1/rag/collections', 'rag-services/list-pagination'],
    ['GET', 'https://www.openml.org/api/v1/json/data/61', 'openml/base-path-python-v1'],
    ['GET', 'https://www.openml.org/api/v1/json/data/list/status/active', 'openml/data-list-filters-to-body'],
    ['GET', 'https://www.openml.org/api/v1/xml/data/61', 'openml/stage-order'],
    ['GET', 'https://www.openml.org/v1/datasets/61', 'openml/v2-base-path'],
    ['POST', 'https://api.agentplatform.com/v1/agents', 'agent-platform/base-url'],
    ['GET', 'https://api.agentplatform.com/v1/users/me', 'agent-platform/base-url'],
    ['GET', 'https://flow.insightflow.ai/api/v1/agents/7', 'insightflow/other-v1-endpoint'],
    ['GET', 'http://localhost:8000/api/migration/status', 'insightflow/migration-endpoints-keep'],
  ])('%s %s is %s', (method, url, rule) => {
    const [first] = matcher.matchAll(method, url);
    expect(first?.kind === 'match' && first.match.operation.rule.id).toBe(rule);
  });

  test('a path that several packs have is matched by each of them', () => {
    const packs = matcher.matchAll('GET', '/api/v1/health').filter(({ kind }) => kind === 'match');
    expect(packs.length).toBeGreaterThan(1);
  });
});
