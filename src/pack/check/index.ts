import type { Endpoint, Pack, Rule } from '../model.js';
import { patternProblem } from '../pattern.js';
import { type Place, placeText } from '../place.js';
import type { PackProblem, Scope } from './problem.js';
import { isEndpointRule, v1EndpointsOf } from '../endpoint-rule.js';
import { conditionOf } from '../options.js';
import { checkAmbiguity, checkEndpoints, MOST_OPTIONS, optionNames } from './endpoints.js';
import { checkParameters } from './parameters.js';
import { checkLenses } from './lenses.js';

/** Every regular expression of a pack can be read, and run in a time that its text bounds. */
function checkPatterns(scope: Scope): void {
  for (const [index, rule] of scope.rules.entries()) {
    for (const { pattern, place } of patternsOf(rule)) {
      const message = patternProblem(pattern);
      if (message !== undefined) scope.report([...scope.at, 'rules', index, ...place], message);
    }
  }
}

interface Pattern {
  pattern: string;
  place: Place;
}

function patternsOf(rule: Rule): Pattern[] {
  if (rule.kind === 'change') {
    return Object.entries(rule.headers ?? {}).flatMap(([name, { when }]) =>
      when === undefined ? [] : [{ pattern: when, place: ['headers', name, 'when'] }],
    );
  }
  if (rule.kind !== 'advice') return [];
  const { detect } = rule;
  const own = (['url', 'text', 'value'] as const).flatMap((name) => {
    const pattern = (detect as { [key in typeof name]?: string })[name];
    return pattern === undefined ? [] : [{ pattern, place: ['detect', name] }];
  });
  const pair = 'pair' in detect ? Object.entries(detect.pair) : [];
  const signs = ('header' in detect && detect.signs) || [];
  return [
    ...own,
    ...signs.map((pattern, index) => ({ pattern, place: ['detect', 'signs', index] })),
    ...pair.map(([key, pattern]) => ({ pattern, place: ['detect', 'pair', key] })),
  ];
}

/** What holds for a rule of any kind: its id, its option, its phase. */
function checkRules(scope: Scope): void {
  checkSettings(scope);
  const known = new Map<string, number>();
  for (const [index, rule] of scope.rules.entries()) {
    const at = [...scope.at, 'rules', index];
    const first = known.get(rule.id);
    if (first !== undefined) scope.report([...at, 'id'], `"${rule.id}" is the id of rules[${first}] too`);
    else known.set(rule.id, index);
    checkId(rule, scope, index);
    const condition = conditionOf(rule);
    if (condition && !Object.hasOwn(scope.options, condition.name)) {
      scope.report([...at, 'option'], `the pack has no option "${condition.name}"${listed(Object.keys(scope.options))}`);
    }
    const { phases } = scope.pack;
    if (rule.phase !== undefined && phases && !Object.hasOwn(phases, rule.phase)) {
      scope.report([...at, 'phase'], `the pack has no phase "${rule.phase}"${listed(Object.keys(phases))}`);
    }
    if (isEndpointRule(rule) && rule.base !== undefined && ![scope.base.v1].flat().includes(rule.base)) {
      scope.report([...at, 'base'], `the pack has no v1 base "${rule.base}"${listed([scope.base.v1].flat())}`);
    }
    const common = isEndpointRule(rule) && Array.isArray(rule.indistinct) ? rule.indistinct : [];
    for (const [position, endpoint] of common.entries()) {
      const isOwn = isEndpointRule(rule) && v1EndpointsOf(rule).includes(endpoint);
      if (!isOwn) scope.report([...at, 'indistinct', position], `"${endpoint}" is no v1 endpoint of this rule`);
    }
    for (const [position, { before, after }] of (rule.examples ?? []).entries()) {
      if (before === after)
        scope.report([...at, 'examples', position, 'after'], 'is the same as before; leave it out when nothing may change');
    }
  }
}

/** Every combination of the options that rules depend on is checked; their number must stay within reach. */
function checkSettings({ rules, at, report }: Scope): void {
  const count = optionNames(rules).length;
  if (count > MOST_OPTIONS)
    report([...at, 'rules'], `depend on ${count} options; at most ${MOST_OPTIONS} options can turn rules on and off`);
}

function checkId(rule: Rule, scope: Scope, index: number): void {
  const { id } = scope.pack;
  if (rule.id.startsWith(`${id}/`) && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(rule.id.slice(id.length + 1))) return;
  scope.report([...scope.at, 'rules', index, 'id'], `"${rule.id}" must be "${id}/" and a name of lower-case letters, digits and hyphens`);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? '' : `; it has ${names.join(', ')}`;
}

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
