import { linearPattern } from '../../pack/pattern.js';
import { traceResponse } from '../../http/response/index.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { alternatives, constantText, EMPTY } from '../../dataflow/value.js';
import { ts } from '../../project/syntax.js';
import type { Site } from '../site.js';
import type { AdviceSpot, DetectWith } from './spot.js';

type Path = readonly string[];

/** Reads of a field of the answer, or comparisons of it with a text. */
export function readsOf(site: Site, { read, value }: DetectWith<'read'>, interpreter: Interpreter): AdviceSpot[] {
  const names = new Set([read].flat());
  const { reads: steps, sinks: uses } = traceResponse(site.call, interpreter);
  if (value === undefined)
    return steps
      .filter(({ name, from, outcome }) => outcome !== 'failure' && names.has(name) && isItem(from))
      .map(({ node }) => ({ node, site }));
  const pattern = linearPattern(value);
  return uses.flatMap(({ as, path, other, node, outcome }) => {
    const isField = as === 'compare' && outcome !== 'failure' && names.has(path.at(-1) ?? '') && isItem(path.slice(0, -1));
    return isField && other && textsOf(other, interpreter).some((text) => pattern.test(text)) ? [{ node, site }] : [];
  });
}

/** The answer itself, or an element of a list in it. */
function isItem(path: Path): boolean {
  return path.length === 0 || path.at(-1) === '*';
}

/** Texts that the other side of a comparison may be. */
function textsOf(other: ts.Node, interpreter: Interpreter): string[] {
  if (ts.isSwitchStatement(other))
    return other.caseBlock.clauses.flatMap((clause) => (ts.isCaseClause(clause) ? textsOf(clause.expression, interpreter) : []));
  if (!ts.isExpression(other)) return [];
  return alternatives(interpreter.valueOf(other, EMPTY)).flatMap((option) => {
    if (option.kind === 'array') return option.node.elements.flatMap((element) => textsOf(element, interpreter));
    const text = constantText(option);
    return text === undefined ? [] : [text];
  });
}

/** `.filter(…)` on a list of the answer. */
export function filtersOf(site: Site, interpreter: Interpreter): AdviceSpot[] {
  const spots: AdviceSpot[] = [];
  for (const [node, places] of traceResponse(site.call, interpreter).visited) {
    const access = node.parent;
    const isFiltered = ts.isPropertyAccessExpression(access) && access.expression === node && access.name.text === 'filter';
    if (isFiltered && ts.isCallExpression(access.parent) && places.some(({ kind }) => kind === 'body'))
      spots.push({ node: access.parent, site });
  }
  return spots;
}
