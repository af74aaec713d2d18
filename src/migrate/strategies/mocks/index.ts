import { blockers } from '../../../scan/blockers.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { MockSite } from '../../../scan/mocks.js';
import type { Finding } from '../../../scan/model.js';
import type { Site } from '../../../scan/site.js';
import { addPlan, addUrls, emptyChangeSet, type ChangeSet, block } from '../../plan/change-set.js';
import { planUrl } from '../../aspects/url/index.js';
import { planMergedStep } from './merged.js';
import { planReply } from './reply.js';
import { planMockRequest } from './request.js';

/** A mock that is to follow the calls that it stands for. */
export interface OpenMock {
  entry: MockSite;
  finding: Finding;
}

/**
 * Plans the mocks and expectations of tests: each follows the calls of its endpoint, and stays when one of these stays.
 * What cannot be proved is left to a person: a test that fails says so by itself, one that lies does not.
 */
export function planMocks(open: readonly OpenMock[], analysis: Analysis): ChangeSet[] {
  return open.map((mock) => planMock(mock, analysis));
}

function planMock({ entry, finding }: OpenMock, analysis: Analysis): ChangeSet {
  const { mock, site } = entry;
  const group = emptyChangeSet([{ site, finding }]);
  const { rule, v2 } = site.match.operation;
  const calls = analysis.sites.filter((other) => isSameEndpoint(other, site)).map(({ call }) => call);
  calls.forEach((call) => group.dependsOn.add(call));
  if (mock.library === 'supertest') block(group, blockers.mockOfServer());
  else if (calls.length === 0) block(group, blockers.mockOfNothing());
  else if (rule.kind === 'collapse') planMergedStep(group, entry, rule, analysis);
  else if (rule.kind === 'expand' || !v2) block(group, rule.todo === undefined ? blockers.noSingleCall() : blockers.rule(rule.todo));
  else planAlike(group, entry, analysis);
  return group;
}

/** A mock of a call that became one v2 call. */
function planAlike(group: ChangeSet, entry: MockSite, analysis: Analysis): void {
  const { mock } = entry;
  const isRequest = mock.library !== 'mock function';
  if (isRequest) {
    const { site, plan } = planMockRequest(entry, analysis);
    addPlan(group, plan);
    const { v2 } = site.match.operation;
    if (group.blocked === undefined && v2) addUrls(group, planUrl(site, v2, plan.urlQuery, plan.otherQueries));
  }
  if (group.blocked === undefined && mock.role === 'answer') addPlan(group, planReply(entry, analysis));
}

/** True for two calls of the same v1 endpoint of one API. */
export function isSameEndpoint(a: Site, b: Site): boolean {
  return a.match.table === b.match.table && a.match.operation.v1.source === b.match.operation.v1.source;
}
