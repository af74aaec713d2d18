import { Blocker, blockers } from '../../../scan/blockers.js';
import { traceResponse } from '../../../http/response/index.js';
import type { EndpointTemplate } from '../../../match/index.js';
import type { PageRule } from '../../../pack/model.js';
import { identifiersIn } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';
import { unwrap } from '../../../project/unwrap.js';
import { isInside } from '../../../project/nodes.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { Site } from '../../../scan/site.js';
import { isTyped } from '../../aspects/response/code.js';
import { planResponseAround } from '../../aspects/response/index.js';
import { successPathMap } from '../../aspects/response/path-map.js';
import type { UnwrapPoints } from '../../aspects/response/context.js';
import { addPlan, addUrls, type ChangeSet, block } from '../../plan/change-set.js';
import { headEdit } from '../../../edit/head.js';
import { freeName, helperName } from '../../names.js';
import { planRequest } from '../../aspects/request/index.js';
import { planUrl } from '../../aspects/url/index.js';
import type { UrlPlan } from '../../plan/url-plan.js';
import { helperCode, type PageShape } from './helper.js';
import { type Loop, loopsOf } from './loop.js';
import { pageParameters, type PageQuery, pageQuery } from './query.js';
import { isSettledInside, mayGiveFailure, responseShape } from './shape.js';

/** What a call of a list that v2 pages asks for: one page, or all; with one of the two parameters alone, nobody knows. */
export function askedFor(site: Site, rule: PageRule, analysis: Analysis): 'page' | 'all' | 'unknown' {
  const given = pageParameters(site, rule, analysis);
  return given.length === 2 ? 'page' : given.length === 0 ? 'all' : 'unknown';
}

/** A call that reads the whole list is made for each page, by a function that gives all pages as one answer. */
export function planAllPages(group: ChangeSet, site: Site, rule: PageRule, v2: EndpointTemplate, analysis: Analysis): void {
  if (askedFor(site, rule, analysis) === 'unknown') {
    block(group, blockers.pagedHalf(rule.page.name, rule.limit.name));
    return;
  }
  const loops = loopsOf(site.call, traceResponse(site.call, analysis.interpreter));
  if (loops.length === 0) block(group, blockers.pagedNoPromise());
  const attempts = loops.map((loop) => attempt(loop, site, rule, v2, analysis));
  const done = attempts.find((found) => !('refused' in found));
  const [first] = attempts;
  if (done && !('refused' in done)) apply(group, done, site, rule, analysis);
  else if (first && 'refused' in first) block(group, blockers.paged(first.refused.text));
}

/** One way to go through the pages: what is made for each, and the edits of its URL. */
interface Attempt {
  loop: Loop;
  page: string;
  query: Exclude<PageQuery, { refused: Blocker }>;
  url: Exclude<UrlPlan, { refused: Blocker }>;
}

function attempt(loop: Loop, site: Site, rule: PageRule, v2: EndpointTemplate, analysis: Analysis): Attempt | { refused: Blocker } {
  if (loop.depth > 0 && !isForList(loop, rule, analysis)) return { refused: blockers.pagedUrlShared() };
  if (hasYield(loop.node)) return { refused: blockers.pagedInGenerator() };
  const page = freeName('page', new Set(namesIn(loop.node)));
  const query = pageQuery(site, rule, page, loop.node, analysis);
  if ('refused' in query) return query;
  const url = planUrl(site, v2, query.urlQuery);
  return 'refused' in url ? { refused: blockers.pagedUrlOutOfScope() } : { loop, page, query, url };
}

/** Nothing but calls of the list passes the expression, and none of them asks for a page. */
function isForList({ node }: Loop, rule: PageRule, analysis: Analysis): boolean {
  const passing = analysis.calls.filter(({ sink, env }) => isInside(sink, node) || env.frames.some(({ call }) => isInside(call, node)));
  return passing.every((call) => {
    const sites = analysis.sites.filter((site) => site.call === call);
    return sites.length > 0 && sites.every((site) => site.match.operation.rule === rule && askedFor(site, rule, analysis) === 'all');
  });
}

function apply(group: ChangeSet, { loop, page, query, url }: Attempt, site: Site, rule: PageRule, analysis: Analysis): void {
  const { operation } = site.match;
  const { settled } = planResponseAround(site.call, operation, analysis);
  const shape = shapeOf(loop, settled, site, rule, analysis);
  if (shape instanceof Blocker) {
    block(group, blockers.paged(shape.text));
    return;
  }
  const tree = loop.node.getSourceFile();
  const codeOf = (name: string): string => helperCode(name, shape, rule, loop.node, isTyped(loop.node));
  const name = helperName('allPages', tree, codeOf, analysis);
  const around = {
    node: loop.node,
    before: `${name}${isUntyped(loop.node) ? '<any>' : ''}(${waits(loop.node) ? 'async ' : ''}(${page}) => `,
    after: ')',
  };
  const { plan } = planResponseAround(site.call, operation, analysis, around);
  if (plan.kind === 'edits' && plan.edits.length === 0) block(group, blockers.paged(plan.reason?.text ?? 'its response is not followed'));
  addPlan(group, planRequest(site.call, site.match, analysis));
  addPlan(group, query.edits);
  addUrls(group, url);
  addPlan(group, plan);
  if (group.blocked !== undefined) return;
  group.edits.push(headEdit(tree, codeOf(name)));
}

/** How one page is read of what the expression gives after the migration. */
function shapeOf(
  loop: Loop,
  settled: UnwrapPoints | undefined,
  { call, match }: Site,
  rule: PageRule,
  analysis: Analysis,
): PageShape | Blocker {
  const { gives } = loop;
  const moves = successPathMap(match.operation);
  const items = rule.items.split('.');
  const root = moves.target([]);
  const own = 'path' in root ? items.slice(root.path.length) : items;
  const target = moves.target(own);
  if (!('path' in target) || target.path.join('.') !== rule.items) return blockers.pagedListUnknown();
  const answer = traceResponse(call, analysis.interpreter);
  const mayFail = mayGiveFailure(loop, call);
  if (gives.kind === 'body') {
    if (!gives.path.every((name, index) => own[index] === name)) return blockers.pagedConverted();
    const isWhole = gives.path.length === 0 && !isSettledInside(loop, settled, answer);
    const way = isWhole ? target.path : moves.between(gives.path, own);
    if (!way || gives.under.includes('*')) return blockers.pagedListUnknown();
    return { kind: 'value', way: [...gives.under, ...way], mayFail };
  }
  const shape = responseShape(loop, target.path, mayFail, call, analysis);
  if (shape instanceof Blocker) return shape;
  const { kind } = shape;
  return kind === 'text' ? blockers.pagedBodyText() : { ...shape, kind };
}

/** The client leaves the type of the body to its caller, who says it later: a page is of any type. */
function isUntyped(node: ts.Expression): boolean {
  const call = unwrap(node);
  if (!isTyped(node) || !ts.isCallExpression(call) || call.typeArguments) return false;
  return ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === 'json';
}

function hasYield(node: ts.Node): boolean {
  return contains(node, ts.isYieldExpression);
}

function waits(node: ts.Node): boolean {
  return contains(node, ts.isAwaitExpression);
}

/** Looks through an expression, not into functions that it makes. */
function contains(node: ts.Node, test: (node: ts.Node) => boolean): boolean {
  return (
    test(node) || (ts.forEachChild(node, (child) => (ts.isFunctionLike(child) ? undefined : contains(child, test) || undefined)) ?? false)
  );
}

function namesIn(node: ts.Node): string[] {
  const { pos, end } = node;
  return [...identifiersIn(node.getSourceFile())].flatMap(([name, uses]) =>
    uses.some((use) => pos <= use.pos && use.end <= end) ? [name] : [],
  );
}
