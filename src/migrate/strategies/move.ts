import { blockers, ruleBlocker } from '../../scan/blockers.js';
import type { CallUrl } from '../../http/call.js';
import type { Analysis } from '../../scan/analyse.js';
import type { Finding } from '../../scan/model.js';
import type { Site } from '../../scan/site.js';
import { planResponse } from '../aspects/response/index.js';
import { planExpand } from './expand/index.js';
import { addPlan, addUrls, emptyChangeSet, type ChangeSet, block } from '../plan/change-set.js';
import { askedFor, planAllPages } from './paging/index.js';
import { planRequest } from '../aspects/request/index.js';
import { planUrl } from '../aspects/url/index.js';
import type { UrlPlan } from '../plan/url-plan.js';
import { planWaiting, waitingRule } from './async-job.js';

/** A base URL that one call gets as an option, over that of its client's instance. */
export interface OwnBase {
  code: string;
  /** Offset in the text of each alternative of the call's URL where what the call itself says begins. */
  ends: Map<CallUrl, number>;
}

/**
 * Plans a call that becomes one v2 call.
 * @param base a base URL that the call is to have for its own, in place of the shared one
 */
export function planSingle(site: Site, finding: Finding, analysis: Analysis, base?: OwnBase): ChangeSet {
  const group = emptyChangeSet([{ site, finding }]);
  const { operation } = site.match;
  if (site.level === 'manual') block(group, site.reason ?? ruleBlocker(operation.rule));
  if (operation.rule.kind === 'carry') block(group, blockers.creationOutOfReach(operation.rule.todo ?? operation.rule.title));
  if (group.blocked === undefined && operation.rule.kind === 'expand') return planExpand(site, finding, operation.rule, analysis);
  if (!operation.v2) block(group, operation.rule.todo === undefined ? blockers.noSingleCall() : blockers.rule(operation.rule.todo));
  if (group.blocked !== undefined || !operation.v2) return group;
  if (operation.rule.kind === 'page' && askedFor(site, operation.rule, analysis) !== 'page') {
    planAllPages(group, site, operation.rule, operation.v2, analysis);
    return group;
  }
  const request = planRequest(site.call, site.match, analysis, base?.code);
  addPlan(group, request);
  const url = planUrl(site, operation.v2, request.urlQuery, request.otherQueries);
  addUrls(group, base ? behind(url, base) : url);
  const waiting = base ? undefined : waitingRule(operation.rule);
  if (waiting) planWaiting(group, site, waiting, analysis);
  else addPlan(group, planResponse(site.call, operation, analysis));
  return group;
}

/** The URL edits behind a base that is said in another place. */
function behind(plan: UrlPlan, { ends }: OwnBase): UrlPlan {
  if ('refused' in plan) return plan;
  const changes = plan.changes.map((change) => ({
    ...change,
    replacements: change.replacements.filter(({ end }) => end > (ends.get(change.url) ?? 0)),
  }));
  const left = new Set(changes.flatMap(({ replacements }) => replacements));
  return { edits: plan.edits.filter(({ replacements }) => replacements.some((replacement) => left.has(replacement))), changes };
}
