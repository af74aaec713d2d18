import type { Evaluation } from '../calls/evaluation.js';
import type { Site } from './site.js';
import { holeIndex } from '../match/index.js';
import type { CollapseRule } from '../pack/model.js';
import type { Ref } from '../calls/value.js';
import { originOf, returnsAnswerOf } from '../calls/origin.js';
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
export function pairsOf(sites: Site[], evaluation: Evaluation): Pair[] {
  return sites.flatMap((first): Pair[] => {
    const { rule } = first.match.operation;
    if (rule.kind !== 'collapse') return [];
    const seconds = sites.filter(({ match }) => match.operation.v1.source === rule.steps[1] && match.table === first.match.table);
    return [{ rule, first, seconds: seconds.flatMap((second) => linked(first, second, rule, evaluation)) }];
  });
}

function linked(first: Site, second: Site, rule: CollapseRule, evaluation: Evaluation): Pair['seconds'] {
  for (const [hole, field] of Object.entries(rule.link)) {
    const id = holeRef(second, hole);
    if (!id) continue;
    const origin = originOf(id);
    if (origin?.call === first.call.site && origin.path.at(-1) === field)
      return [
        { site: second, id, way: origin.path.slice(0, -1), direct: isSameFunction(first, second), straight: isStraight(first, second) },
      ];
    if (origin && returnsAnswerOf(origin, first.call.site, evaluation))
      return [{ site: second, id, direct: false, straight: isSameFunction(first, second) && isStraight(first, second) }];
    if (!origin && flowsThroughCallers(id, first, evaluation)) return [{ site: second, id, direct: false, straight: false }];
  }
  return [];
}

/** Expression of a path hole of a site's URL. */
export function holeRef(site: Site, hole: string): Ref | undefined {
  const text = site.match.holes[hole];
  const index = text?.length === 1 ? holeIndex(text) : undefined;
  return index === undefined ? undefined : site.url.holes[index];
}

function isSameFunction(first: Site, second: Site): boolean {
  const home = ts.findAncestor(first.call.site, ts.isFunctionLike);
  return ts.findAncestor(second.call.site, (node) => node === home || ts.isSourceFile(node)) === (home ?? first.call.site.getSourceFile());
}

/** The second call runs exactly once after the first: no loop, no condition and no other function around it. */
function isStraight(first: Site, second: Site): boolean {
  const home = ts.findAncestor(first.call.site, (node) => ts.isBlock(node) || ts.isSourceFile(node) || ts.isCaseOrDefaultClause(node));
  for (let at: ts.Node = second.call.site; at !== home; at = at.parent) {
    if (
      ts.isSourceFile(at) ||
      ts.isFunctionLike(at) ||
      ts.isIterationStatement(at, false) ||
      ts.isIfStatement(at) ||
      ts.isConditionalExpression(at)
    )
      return false;
  }
  return true;
}

/** The id is a parameter: some visible caller passes what the first step answered. */
function flowsThroughCallers(id: Ref, first: Site, evaluation: Evaluation): boolean {
  const { project } = evaluation;
  const callee = ts.findAncestor(id.node, ts.isFunctionLike);
  if (!callee) return false;
  for (const importer of project.importersOf(callee.getSourceFile().fileName)) project.source(importer);
  for (const source of project.parsed()) {
    for (const call of callsIn(source.tree)) {
      const option = evaluation.evaluate(call.expression, { bindings: new Map(), frames: [] });
      if (option.kind !== 'function' || option.node !== callee) continue;
      const env = evaluation.enter(callee, call, { bindings: new Map(), frames: [] }, option.env);
      const origin = originOf({ node: id.node, env });
      if (origin && (origin.call === first.call.site || returnsAnswerOf(origin, first.call.site, evaluation))) return true;
    }
  }
  return false;
}

function callsIn(tree: ts.SourceFile): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
