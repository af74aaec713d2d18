import { blockers, type Blocker } from '../../../scan/blockers.js';
import { ts } from '../../../project/syntax.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { MockSite } from '../../../scan/mocks.js';
import type { Site } from '../../../scan/site.js';
import { combine, NOTHING, type Plan, blockedPlan } from '../../plan/result.js';
import { planRequest, type RequestPlan } from '../../aspects/request/index.js';
import { quoted, styleOf } from '../../../edit/style.js';

/** Libraries whose URL patterns know nothing of a query. */
const PATH_ONLY = new Set(['msw']);
/** Libraries that match the whole URL as one pattern, in which a query cannot be told apart. */
const WHOLE_URL = new Set(['Playwright', 'Cypress']);

/**
 * Plans what a mock waits for: method, query and body of the request, as far as it states them. The site that comes with
 * the plan is the mock's own, with the operation as it concerns this mock.
 */
export function planMockRequest({ mock, site }: MockSite, analysis: Analysis): { site: Site; plan: RequestPlan } {
  const { operation } = site.match;
  if (mock.request) {
    const asymmetric = [mock.request.body?.ref, mock.request.options, mock.request.query].find((ref) => ref && usesMatchers(ref.node));
    if (asymmetric) return { site, plan: blockedPlan(blockers.mockMatcher(asymmetric.node.getText())) };
    if (operation.rule.kind === 'carry') return { site, plan: blockedPlan(blockers.mockBodyOfFirst()) };
    return { site, plan: planRequest(site.call, site.match, analysis) };
  }
  const own = ownSite(site, PATH_ONLY.has(mock.library));
  const method = planMethod(mock, operation.v1.method, operation.v2?.method);
  const body = mock.expected && unprovedBody(mock.expected.node, site);
  if (body !== undefined) return { site: own, plan: blockedPlan(body) };
  const plan = planRequest(own.call, own.match, analysis);
  if (plan.kind === 'blocked') return { site: own, plan };
  const isPattern = WHOLE_URL.has(mock.library) && (operation.v2?.query.length ?? 0) > 0;
  if (isPattern) return { site: own, plan: blockedPlan(blockers.mockQuery()) };
  const { urlQuery, otherQueries } = plan;
  return {
    site: own,
    plan: { ...combine([plan, method]), ...(urlQuery ? { urlQuery } : {}), ...(otherQueries ? { otherQueries } : {}) },
  };
}

/** The mock's site with what a mock does not state taken out of its operation: headers, and a body that it does not test. */
function ownSite(site: Site, isPathOnly: boolean): Site {
  const { call, match } = site;
  const { v1, v2, request } = match.operation;
  const operation = {
    ...match.operation,
    headers: new Map<never, never>(),
    request: call.request.body ? request : [],
    ...(v2 ? { v2: { ...v2, method: v1.method, ...(isPathOnly ? { query: [] } : {}) } } : {}),
    ...(isPathOnly ? { query: [] } : {}),
  };
  const own = { ...match, operation };
  const urls = call.urls.map((url) => {
    if (url.kind !== 'match' || url.match.operation !== match.operation) return url;
    return { ...url, match: url.match === match ? own : { ...url.match, operation } };
  });
  return { ...site, match: own, call: { ...call, urls } };
}

/** Why the request body that a mock waits for cannot be changed; undefined when nothing speaks against it. */
function unprovedBody(expected: ts.Expression, { match }: Site): Blocker | undefined {
  const { rule, request } = match.operation;
  if (rule.kind === 'carry' && ts.isObjectLiteralExpression(expected)) return blockers.mockBodyOfFirstInV1();
  if (request.length > 0 && !ts.isObjectLiteralExpression(expected)) return blockers.mockBodyTest();
  return undefined;
}

function usesMatchers(node: ts.Node): boolean {
  return /\bexpect\.|\bsinon\.match|\bmatch\(/.test(node.getText());
}

/** The method as a literal, or as the name of the function that makes the mock: `.get(…)`, `onGet(…)`. */
function planMethod({ method, methodRef, site }: MockSite['mock'], from: string, to: string | undefined): Plan {
  if (!method || to === undefined || to === 'ANY' || to === from) return NOTHING;
  if (methodRef) {
    const { node } = methodRef;
    if (!ts.isStringLiteralLike(node)) return blockedPlan(blockers.mockMethodHidden());
    return editOf(node, quoted(node.text === node.text.toLowerCase() ? to.toLowerCase() : to, styleOf(node)));
  }
  const callee = site.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : undefined;
  const verb = name && /^(?<on>on)?(?<verb>get|post|put|patch|delete|head|options)(?<rest>Once)?$/i.exec(name.text)?.groups;
  if (!name || !verb) return blockedPlan(blockers.mockMethod(to));
  const lower = to.toLowerCase();
  const made = verb['on'] === undefined ? lower : `on${lower.charAt(0).toUpperCase()}${lower.slice(1)}`;
  return editOf(name, `${made}${verb['rest'] ?? ''}`);
}

function editOf(node: ts.Node, text: string): Plan {
  const edit = { file: node.getSourceFile().fileName, start: node.getStart(), end: node.getEnd(), text };
  return { kind: 'edits', edits: [edit], level: 'auto', rules: [] };
}
