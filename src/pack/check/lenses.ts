import { isEndpointRule, v1EndpointsOf, v2EndpointOf } from '../endpoint-rule.js';
import { sendsNoBody } from '../endpoint.js';
import { isFromParameter } from '../lens/index.js';
import type { ChangeRule, Endpoint, Lens, LensOp, Rule } from '../model.js';
import { isRuleOn } from '../options.js';
import type { Place } from '../place.js';
import { settingsOf } from './endpoints.js';
import { parameterNames } from './parameters.js';
import { checkLens, placed, type PlacedOp } from './lens.js';
import type { Scope } from './problem.js';

const PARTS = ['query', 'request', 'response', 'error'] as const;

/** Lenses can be applied: alone, together with the other lenses of their endpoint, and with the parameters of its path. */
export function checkLenses(scope: Scope): void {
  for (const given of settingsOf(scope.rules)) checkTogether(scope, (rule) => isRuleOn(rule, scope.options, given));
  checkBodies(scope);
  for (const [index, rule] of scope.rules.entries()) {
    if (rule.kind === 'sdk') checkSdk(rule, [...scope.at, 'rules', index], scope);
  }
}

function checkTogether(scope: Scope, isOn: (rule: Rule) => boolean): void {
  for (const [ownIndex, rule] of scope.rules.entries()) {
    if (!isEndpointRule(rule) || !isOn(rule)) continue;
    for (const endpoint of v1EndpointsOf(rule)) {
      const changes = [...scope.rules.entries()].filter((entry): entry is [number, ChangeRule] => applies(entry[1], endpoint, isOn));
      for (const part of PARTS) {
        const own = part === 'request' && 'request' in rule ? placedIn(rule.request, scope, ownIndex, part) : [];
        const ops = [...own, ...changes.flatMap(([index, change]) => placedIn(change[part], scope, index, part))];
        checkLens(ops, scope.report);
        checkFromParameters(ops, endpoint, scope);
      }
    }
  }
}

/** GET and HEAD send no body: a lens for nothing else is a mistake. Where other endpoints of the rule send one, it is for those. */
function checkBodies(scope: Scope): void {
  const targets = new Map<Endpoint, Endpoint | undefined>();
  for (const rule of scope.rules) {
    if (isEndpointRule(rule))
      for (const [index, endpoint] of v1EndpointsOf(rule).entries()) targets.set(endpoint, v2EndpointOf(rule, index));
  }
  for (const [index, rule] of scope.rules.entries()) {
    if (!('request' in rule) || !rule.request) continue;
    const endpoints = rule.kind === 'change' ? rule.on : v1EndpointsOf(rule);
    if (endpoints === '*') continue;
    const bodiless = endpoints.map((endpoint) => targets.get(endpoint)).filter((v2) => v2 !== undefined && sendsNoBody(v2));
    if (bodiless.length === endpoints.length && endpoints.length > 0)
      scope.report([...scope.at, 'rules', index, 'request'], `"${bodiless[0]}" sends no body; change its query with "query"`);
  }
}

function applies(rule: Rule, endpoint: Endpoint, isOn: (rule: Rule) => boolean): boolean {
  return rule.kind === 'change' && isOn(rule) && (rule.on === '*' || rule.on.includes(endpoint));
}

function placedIn(lens: Lens | undefined, scope: Scope, rule: number, part: string): PlacedOp[] {
  return placed(lens ?? [], [...scope.at, 'rules', rule, part]);
}

function checkFromParameters(ops: readonly PlacedOp[], endpoint: Endpoint, scope: Scope): void {
  for (const { op, place } of ops.flatMap((entry) => [entry, ...held(entry)])) {
    if (op.op !== 'add' || !isFromParameter(op.value)) continue;
    const { parameter } = op.value;
    if (!parameterNames(endpoint).includes(parameter))
      scope.report([...place, 'value', 'parameter'], `"${endpoint}" has no parameter {${parameter}}`);
  }
}

function held({ op, place }: PlacedOp): PlacedOp[] {
  const lens: LensOp[] = op.op === 'in' || op.op === 'map' ? op.lens : [];
  return placed(lens, [...place, 'lens']).flatMap((entry) => [entry, ...held(entry)]);
}

function checkSdk({ methods = {} }: Extract<Rule, { kind: 'sdk' }>, at: Place, scope: Scope): void {
  for (const [path, { request, response }] of Object.entries(methods)) {
    checkLens(placed(request ?? [], [...at, 'methods', path, 'request']), scope.report);
    checkLens(placed(response ?? [], [...at, 'methods', path, 'response']), scope.report);
  }
}
