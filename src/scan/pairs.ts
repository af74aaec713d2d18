import type { Interpreter } from '../dataflow/interpreter.js';
import type { Site } from './site.js';
import { placeholderIndex } from '../match/index.js';
import type { CollapseRule } from '../pack/model.js';
import { usesOf } from '../http/response/index.js';
import { type KnownResponse, responsesBehind, originOf } from '../dataflow/track/origin.js';
import { EMPTY, type Ref } from '../dataflow/value.js';
import { ts } from '../project/syntax.js';

/** A first step and the second steps that use its answer. */
export interface Pair {
  rule: CollapseRule;
  first: Site;
  seconds: Second[];
}

/** A second step and how the id reaches it. */
export interface Second {
  site: Site;
  /** Expression in the call's URL that is the id. */
  id: Ref;
  /** Steps from what the first call gives, where it stands, to its parsed body; undefined when the id takes another way. */
  way?: string[];
  /** In the function of the first step, or in one inside it. */
  direct: boolean;
  /** Once for each first step: no loop, no condition and no other function between them. */
  straight: boolean;
}

/** Pairs first and second steps of the collapse rules by the flow of the id. */
export function pairsOf(sites: Site[], interpreter: Interpreter): Pair[] {
  const links = new Map<CollapseRule, Map<ts.Node, Link[]>>();
  return sites.flatMap((first): Pair[] => {
    const { rule } = first.match.operation;
    if (rule.kind !== 'collapse') return [];
    const known = links.get(rule) ?? linksOf(rule, sites, interpreter);
    links.set(rule, known);
    const own = (known.get(first.call.site) ?? []).filter(({ site }) => site.match.table === first.match.table);
    return [{ rule, first, seconds: own.map((link) => secondOf(link, first)) }];
  });
}

/** A second step whose id comes from the answer of a call. */
interface Link {
  site: Site;
  id: Ref;
  /** Steps from what the call gives to the id; absent where functions hand it on. */
  path?: string[];
  /** The call of a function stands between them, and its caller names the id. */
  called: boolean;
}

/** The second steps of a rule by the calls that their ids may come from. */
function linksOf(rule: CollapseRule, sites: Site[], interpreter: Interpreter): Map<ts.Node, Link[]> {
  const links = new Map<ts.Node, Link[]>();
  for (const site of sites) {
    if (site.match.operation.v1.source !== rule.steps[1]) continue;
    const linked = new Set<ts.Node>();
    for (const [parameter, field] of Object.entries(rule.link)) {
      const id = parameterRef(site, parameter);
      if (!id) continue;
      for (const { call, ...link } of originsOf(id, site, field, interpreter)) {
        if (linked.has(call)) continue;
        linked.add(call);
        links.set(call, [...(links.get(call) ?? []), link]);
      }
    }
  }
  return links;
}

function originsOf(id: Ref, site: Site, field: string, interpreter: Interpreter): (Link & { call: ts.Node })[] {
  const origin = originOf(id);
  if (!origin) return callersOrigins(id, interpreter).map(({ call }) => ({ call, site, id, called: true }));
  return responsesBehind(origin, interpreter).map(({ call, path }) => {
    const isOwn = call === origin.call && path.at(-1) === field;
    return { call, site, id, called: false, ...(isOwn ? { path } : {}) };
  });
}

function secondOf({ site, id, path, called }: Link, first: Site): Second {
  const direct = path !== undefined && isSameFunction(first, site);
  const straight = path === undefined ? !called && isSameFunction(first, site) && isStraight(first, site) : isStraight(first, site);
  return { site, id, direct, straight, ...(path ? { way: path.slice(0, -1) } : {}) };
}

/** Expression of a path parameter of a site's URL. */
export function parameterRef(site: Site, parameter: string): Ref | undefined {
  const text = site.match.parameters[parameter];
  const index = text?.length === 1 ? placeholderIndex(text) : undefined;
  return index === undefined ? undefined : site.url.placeholders[index];
}

function isSameFunction(first: Site, second: Site): boolean {
  const home = ts.findAncestor(first.call.site, ts.isFunctionLike);
  return ts.findAncestor(second.call.site, (node) => node === home || ts.isSourceFile(node)) === (home ?? first.call.site.getSourceFile());
}

/** The second call runs exactly once after the first: no loop, no condition and no other function around it. */
function isStraight(first: Site, second: Site): boolean {
  const home = ts.findAncestor(first.call.site, (node) => ts.isBlock(node) || ts.isSourceFile(node) || ts.isCaseOrDefaultClause(node));
  for (let at: ts.Node = second.call.site; at !== home; at = at.parent) {
    if (ts.isSourceFile(at) || ts.isFunctionLike(at) || ts.isIterationStatement(at, false) || isOptional(at)) return false;
  }
  return true;
}

/** A node that may not be reached where what holds it is: a branch, a case, what follows `&&`. */
export function isOptional(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isIfStatement(parent)) return node !== parent.expression;
  if (ts.isConditionalExpression(parent)) return node !== parent.condition;
  if (ts.isBinaryExpression(parent)) return node === parent.right && /^(?:&&|\|\||\?\?)=?$/.test(parent.operatorToken.getText());
  return ts.isCaseOrDefaultClause(node);
}

/** The id is a parameter: the answers that visible callers pass. */
function callersOrigins(id: Ref, interpreter: Interpreter): KnownResponse[] {
  const callee = ts.findAncestor(id.node, ts.isFunctionLike);
  if (!callee) return [];
  return usesOf(callee, interpreter).items.flatMap(({ call }) => {
    const option = call && interpreter.valueOf(call.expression, EMPTY);
    if (!call || option?.kind !== 'function' || option.node !== callee) return [];
    const env = interpreter.enter(callee, call, EMPTY, option.env);
    const origin = originOf({ node: id.node, env });
    return origin ? responsesBehind(origin, interpreter) : [];
  });
}
