import { blockers, reasonFields } from './blockers.js';
import type { ApiCall, Classified } from '../http/call.js';
import type { ApiMock } from '../http/mocks/mock.js';
import { constantText } from '../dataflow/value.js';
import { endpointText, pathText, type Table } from '../match/index.js';
import type { Project } from '../project/project.js';
import { isTelling, judgeHost } from './belonging.js';
import { evidenceOf } from './evidence.js';
import { rangeOf } from './findings.js';
import type { Finding } from './model.js';
import type { Site } from './site.js';
import { settle } from './sites.js';

/** Leading rule of the findings of stand-ins. */
export const MOCK_RULE = 'core/test-mocks';

/** A stand-in for a v1 call of a known API. */
export interface MockSite {
  mock: ApiMock;
  /** The mock as the call that it stands for. */
  site: Site;
  finding: Omit<Finding, 'id'>;
}

type Matched = Extract<Classified, { kind: 'match' }>;

/**
 * The mocks and test expectations of known APIs: they follow the rule of the call that they stand for.
 * @param known packs that calls of the project belong to
 */
export function mockSites(mocks: ApiMock[], project: Project, known: Set<Table>, origins: { [pack: string]: string[] }): MockSite[] {
  return mocks.flatMap((mock) => project.attempt(mock.site, () => mockSite(mock, project, known, origins)) ?? []);
}

function mockSite(mock: ApiMock, project: Project, known: Set<Table>, origins: { [pack: string]: string[] }): MockSite[] {
  const matched = mock.urls.filter((url): url is Matched => url.kind === 'match');
  const options = matched.flatMap((url) => [url, ...url.rivals.map((match) => ({ ...url, match }))]);
  const own = options.find((option) => belongs(option, known, origins));
  if (!own) return [];
  const site = siteOf(mock, own);
  settle(site);
  return [{ mock, site, finding: mockFinding(mock, site, project) }];
}

function siteOf(mock: ApiMock, { match, url }: Matched): Site {
  const { library, site, source, env, urls, method, methodRef, urlRef, query, expected } = mock;
  const call: ApiCall = {
    site,
    sink: site,
    source,
    env,
    urls,
    method: method && constantText(method),
    request: mock.request ?? {
      client: `mock of ${library}`,
      method: method ?? { kind: 'unknown', ref: { node: site, env } },
      ...(methodRef ? { methodRef } : {}),
      url: mock.url,
      urlRef,
      ...(query ? { query } : {}),
      ...(expected ? { body: { ref: expected, encoding: 'json' } } : {}),
      response: { body: [], throws: false },
    },
  };
  return { call, url, match, level: 'auto' };
}

function belongs({ match }: Matched, known: Set<Table>, origins: { [pack: string]: string[] }): boolean {
  const { pack } = match.table;
  const host = judgeHost(match.parts.origin, pack, origins);
  return host === 'known' || isTelling(pack, match.parts, match.operation.indistinct) || (host === 'none' && known.has(match.table));
}

function mockFinding(mock: ApiMock, { match, call, url }: Site, project: Project): Omit<Finding, 'id'> {
  const { rule, v1, v2 } = match.operation;
  const method = (mock.method && constantText(mock.method)) ?? '*';
  return {
    pack: match.table.pack.id,
    rule: MOCK_RULE,
    rules: [MOCK_RULE, rule.id],
    level: 'review',
    state: 'open',
    ...rangeOf(mock.site, project),
    method,
    v1: pathText(v1),
    ...(v2 ? { v2: endpointText(v2, method) } : {}),
    client: mock.library,
    message: mock.role === 'answer' ? 'a stand-in for a v1 answer in a test' : 'a test of a v1 request',
    ...reasonFields(blockers.mockFollows(rule.id)),
    ...(rule.phase === undefined ? {} : { phase: rule.phase }),
    evidence: evidenceOf(call, url, (path) => project.relative(path)),
  };
}
