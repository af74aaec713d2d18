import { propertyRef } from '../calls/clients/client.js';
import { originOf, returnsAnswerOf } from '../calls/origin.js';
import { constantText, type Ref } from '../calls/value.js';
import { holeChar } from '../match/index.js';
import type { Analysis } from '../scan/analyse.js';
import { holeRef } from '../scan/pairs.js';
import type { Site } from '../scan/site.js';
import { bodyOf } from './collapse/direct.js';
import { isSayable } from './urls/rewrite.js';

/**
 * Fills the holes of a v2 endpoint that no part of the v1 call holds, from the call that created the resource: its body
 * says the value. A hole that cannot be filled stays open, and the call is refused for it.
 */
export function supplyHoles(site: Site, { sites, evaluation }: Analysis): void {
  const { rule } = site.match.operation;
  if (rule.kind !== 'move' || !rule.supply) return;
  for (const [hole, { request, field, by }] of Object.entries(rule.supply)) {
    const id = holeRef(site, by);
    const origin = id && originOf(id);
    if (!origin) continue;
    const creation = sites.find(
      ({ call, match }) => match.operation.v1.source === request && returnsAnswerOf(origin, call.site, evaluation) !== undefined,
    );
    const body = creation && bodyOf(creation.call, evaluation);
    const value = body && propertyRef({ node: body, env: creation.call.env }, field, evaluation);
    if (!value) continue;
    const text = constantText(evaluation.evaluate(value.node, value.env));
    if (text !== undefined && /^[\w.-]+$/.test(text)) site.match.holes[hole] = text;
    else if (isSayable(value.node, site.call.site)) site.match.holes[hole] = addHole(site, value);
  }
}

/** A hole that is in no part of the v1 URL: its expression is said where the v2 URL needs it. */
function addHole({ url }: Site, value: Ref): string {
  url.holes.push(value);
  url.parts.push({ part: { hole: value }, at: url.text.length });
  return holeChar(url.holes.length - 1);
}
