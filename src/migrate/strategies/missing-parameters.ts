import type { CallUrl } from '../../http/call.js';
import { traceAnswer } from '../../http/response/index.js';
import { bare } from '../../dataflow/interpret/expressions.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { propertyRef } from '../../http/clients/client.js';
import { originOf, returnsResponseOf } from '../../dataflow/track/origin.js';
import { constantText, type Ref } from '../../dataflow/value.js';
import { holeChar } from '../../match/index.js';
import type { SupplyFromAnswer } from '../../pack/model.js';
import { ts } from '../../project/syntax.js';
import type { Analysis } from '../../scan/analyse.js';
import { parameterRef } from '../../scan/pairs.js';
import type { Site } from '../../scan/site.js';
import { bodyOf } from './collapse/direct.js';
import { isResolvableAt } from '../aspects/url/scope-check.js';

/**
 * Fills the holes of a v2 endpoint that no part of the v1 call holds, from the call that created the resource: its body
 * says the value. A hole that cannot be filled stays open, and the call is refused for it.
 */
export function supplyParameters(site: Site, analysis: Analysis): void {
  for (const alternative of site.call.urls) {
    if (alternative.kind === 'match') supplyAlternative({ ...site, match: alternative.match, url: alternative.url }, analysis);
  }
}

function supplyAlternative(site: Site, { sites, evaluation }: Analysis): void {
  const { rule } = site.match.operation;
  if (rule.kind !== 'move' || !rule.supply) return;
  for (const [hole, from] of Object.entries(rule.supply)) {
    if ('answers' in from) {
      const found = fieldBeside(site, from, sites, evaluation);
      if (found) site.match.parameters[hole] = found;
      continue;
    }
    const { request, field, by } = from;
    const id = parameterRef(site, by);
    const origin = id && originOf(id);
    if (!origin) continue;
    const creation = sites.find(
      ({ call, match }) => match.operation.v1.source === request && returnsResponseOf(origin, call.site, evaluation) !== undefined,
    );
    const body = creation && bodyOf(creation.call, evaluation);
    const value = body && propertyRef({ node: body, env: creation.call.env }, field, evaluation);
    if (!value) continue;
    const text = constantText(evaluation.valueOf(value.node, value.env));
    if (text !== undefined && /^[\w.-]+$/.test(text)) site.match.parameters[hole] = text;
    else if (isResolvableAt(value.node, site.call.site)) site.match.parameters[hole] = addParameter(site.url, value);
  }
}

/**
 * `issue.iid` for `issue.id`, where the issue is seen to come from an answer that has both; undefined where it is not, or
 * where things of another kind pass through the same code.
 */
function fieldBeside(
  site: Site,
  { answers, id, field, by }: SupplyFromAnswer,
  sites: readonly Site[],
  evaluation: Interpreter,
): string | undefined {
  const ref = parameterRef(site, by);
  const node = ref && bare(ref.node);
  if (!ref || !node || !ts.isPropertyAccessExpression(node) || node.name.text !== id) return undefined;
  const passing = sites.filter(({ call }) =>
    traceAnswer(call, evaluation).reads.some((step) => step.node === node && step.name === id && step.from.every((name) => name === '*')),
  );
  const isSeen = passing.length > 0 && passing.every(({ match }) => answers.includes(match.operation.v1.source));
  return isSeen && isResolvableAt(node, site.call.site)
    ? addParameter(site.url, ref, { code: `${node.expression.getText()}.${field}` })
    : undefined;
}

/** A hole that is in no part of the v1 URL: its expression is said where the v2 URL needs it. */
export function addParameter(url: CallUrl, value: Ref, said: { code?: string; within?: ts.Expression } = {}): string {
  const hole = { ...value };
  url.holes.push(hole);
  url.parts.push({ part: { hole, ...said }, at: url.text.length });
  return holeChar(url.holes.length - 1);
}
