import type { CallUrl } from '../../http/call.js';
import { traceResponse } from '../../http/response/index.js';
import { unwrap } from '../../project/unwrap.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { propertyRef } from '../../http/clients/client.js';
import { originOf, returnsResponseOf } from '../../dataflow/track/origin.js';
import { constantText, type Ref } from '../../dataflow/value.js';
import { placeholderChar } from '../../match/index.js';
import type { SupplyFromAnswer } from '../../pack/model.js';
import { ts } from '../../project/syntax.js';
import type { Analysis } from '../../scan/analyse.js';
import { parameterRef } from '../../scan/pairs.js';
import type { Site } from '../../scan/site.js';
import { bodyOf } from './collapse/nodes.js';
import { isResolvableAt } from '../aspects/url/scope-check.js';

/**
 * Fills the parameters of a v2 endpoint that no part of the v1 call holds, from the call that created the resource: its body
 * says the value. A parameter that cannot be filled stays open, and the call is refused for it.
 */
export function supplyParameters(site: Site, analysis: Analysis): void {
  for (const alternative of site.call.urls) {
    if (alternative.kind === 'match') supplyAlternative({ ...site, match: alternative.match, url: alternative.url }, analysis);
  }
}

function supplyAlternative(site: Site, { sites, interpreter }: Analysis): void {
  const { rule } = site.match.operation;
  if (rule.kind !== 'move' || !rule.supply) return;
  for (const [parameter, from] of Object.entries(rule.supply)) {
    if ('answers' in from) {
      const found = fieldBeside(site, from, sites, interpreter);
      if (found) site.match.parameters[parameter] = found;
      continue;
    }
    const { request, field, by } = from;
    const id = parameterRef(site, by);
    const origin = id && originOf(id);
    if (!origin) continue;
    const creation = sites.find(
      ({ call, match }) => match.operation.v1.source === request && returnsResponseOf(origin, call.site, interpreter) !== undefined,
    );
    const body = creation && bodyOf(creation.call, interpreter);
    const value = body && propertyRef({ node: body, env: creation.call.env }, field, interpreter);
    if (!value) continue;
    const text = constantText(interpreter.valueOf(value.node, value.env));
    if (text !== undefined && /^[\w.-]+$/.test(text)) site.match.parameters[parameter] = text;
    else if (isResolvableAt(value.node, site.call.site)) site.match.parameters[parameter] = addParameter(site.url, value);
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
  interpreter: Interpreter,
): string | undefined {
  const ref = parameterRef(site, by);
  const node = ref && unwrap(ref.node);
  if (!ref || !node || !ts.isPropertyAccessExpression(node) || node.name.text !== id) return undefined;
  const passing = sites.filter(({ call }) =>
    traceResponse(call, interpreter).reads.some(
      (step) => step.node === node && step.name === id && step.from.every((name) => name === '*'),
    ),
  );
  const isSeen = passing.length > 0 && passing.every(({ match }) => answers.includes(match.operation.v1.source));
  return isSeen && isResolvableAt(node, site.call.site)
    ? addParameter(site.url, ref, { code: `${node.expression.getText()}.${field}` })
    : undefined;
}

/** A parameter that is in no part of the v1 URL: its expression is said where the v2 URL needs it. */
export function addParameter(url: CallUrl, value: Ref, said: { code?: string; within?: ts.Expression } = {}): string {
  const placeholder = { ...value };
  url.placeholders.push(placeholder);
  url.parts.push({ part: { placeholder, ...said }, at: url.text.length });
  return placeholderChar(url.placeholders.length - 1);
}
