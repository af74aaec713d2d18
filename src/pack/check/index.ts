import { isEndpointRule, v1EndpointsOf } from '../endpoint-rule.js';
import type { Endpoint, Pack, Rule } from '../model.js';
import { type Place, placeText } from '../place.js';
import { checkAmbiguity, checkEndpoints } from './endpoints.js';
import { checkParameters } from './parameters.js';
import { checkLenses } from './lenses.js';
import { checkPatterns } from './patterns.js';
import type { PackProblem, Scope } from './problem.js';
import { checkRules } from './rules.js';

export type { PackProblem } from './problem.js';

const CHECKS = [checkRules, checkEndpoints, checkAmbiguity, checkParameters, checkLenses, checkPatterns];

/** All mistakes of a pack that its schema cannot show, each once, in the order of the checks. */
export function checkPack(pack: Pack): PackProblem[] {
  const problems = new Map<string, PackProblem>();
  const report = (place: Place, message: string): void => {
    const problem = { place: placeText(place), message };
    problems.set(`${problem.place}\0${message}`, problem);
  };
  const scopeOf = ({ rules, base }: Pick<Pack, 'rules' | 'base'>, at: Place): Scope => ({
    pack,
    rules,
    base,
    at,
    options: pack.options ?? {},
    declared: declaredBy(rules),
    report,
  });
  const own = scopeOf(pack, []);
  const stages = Object.entries(pack.stages ?? {}).map(([name, stage]) => scopeOf(stage, ['stages', name]));
  for (const scope of [own, ...stages]) for (const check of CHECKS) check(scope);
  const named: [Place, Endpoint][] = [
    ...Object.entries(pack.resources ?? {}).map(([name, { create }]): [Place, Endpoint] => [['resources', name, 'create'], create]),
    ...(pack.queries ?? []).map((endpoint, index): [Place, Endpoint] => [['queries', index], endpoint]),
    ...Object.entries(pack.effects ?? {}).flatMap(([from, to]) =>
      [from, ...to].map((endpoint): [Place, Endpoint] => [['effects', from], endpoint]),
    ),
  ];
  for (const [place, endpoint] of named) {
    const isKnown = [own, ...stages].some(({ declared }) => declared.has(endpoint));
    if (!isKnown) report(place, `no rule decides where "${endpoint}" goes`);
  }
  return [...problems.values()];
}

function declaredBy(rules: readonly Rule[]): Map<Endpoint, number> {
  const declared = new Map<Endpoint, number>();
  for (const [index, rule] of rules.entries()) {
    if (isEndpointRule(rule)) for (const endpoint of v1EndpointsOf(rule)) declared.set(endpoint, index);
  }
  return declared;
}
