import { parametersOf } from '../endpoint.js';
import type { CarryRule, CollapseRule, Endpoint, ExpandRule, MoveRule, PageRule } from '../model.js';
import { sourceNamed } from '../endpoint-rule.js';
import { templateOf } from './endpoints.js';
import type { Place } from '../place.js';
import type { Scope } from './problem.js';

/** Every parameter of a v2 endpoint is filled, and every name of a parameter is one. */
export function checkParameters(scope: Scope): void {
  for (const [index, rule] of scope.rules.entries()) {
    const report: Report = (place, message) => scope.report([...scope.at, 'rules', index, ...place], message);
    if (rule.kind === 'move') checkMove(rule, report);
    else if (rule.kind === 'collapse') checkCollapse(rule, scope, report);
    else if (rule.kind === 'carry') checkCarry(rule, report);
    else if (rule.kind === 'expand') checkExpand(rule, report);
    else if (rule.kind === 'page') checkPage(rule, report);
  }
}

function pathParameterNames(endpoint: Endpoint): string[] {
  const template = templateOf(endpoint);
  return template ? parametersOf({ ...template, query: [] }) : [];
}

type Report = (place: Place, message: string) => void;

/** Names of the parameters of an endpoint; none when it cannot be read. */
export function parameterNames(endpoint: Endpoint): string[] {
  const template = templateOf(endpoint);
  return template ? parametersOf(template) : [];
}

function checkMove(rule: MoveRule, report: Report): void {
  const { v1, v2, params = {}, supply = {}, levels = {} } = rule;
  if (Array.isArray(v2) && v2.length !== v1.length)
    report(['v2'], `names ${v2.length} endpoints for the ${v1.length} of v1; name one, or one for each`);
  for (const endpoint of Object.keys(levels)) {
    if (!v1.includes(endpoint)) report(['levels', endpoint], `"${endpoint}" is not in v1 of this rule`);
  }
  for (const [index, endpoint] of v1.entries()) {
    const target = Array.isArray(v2) ? v2[index] : v2;
    if (target === undefined) continue;
    const given = parameterNames(endpoint);
    const place = Array.isArray(v2) ? ['v2', index] : ['v2'];
    for (const parameter of parameterNames(target)) {
      const from = params[parameter] ?? parameter;
      const source = sourceNamed(from);
      const isFilled = source !== undefined || given.includes(from) || Object.hasOwn(supply, parameter);
      if (source?.in === 'body' && !pathParameterNames(target).includes(parameter))
        report(['params', parameter], 'a field of the body can fill the path of v2, not its query');
      if (!isFilled) report(Object.hasOwn(params, parameter) ? ['params', parameter] : place, unfilled(parameter, from, endpoint, given));
    }
    for (const parameter of rule.wait ? parameterNames(rule.wait.poll) : []) {
      if (!given.includes(parameter) && !Object.hasOwn(rule.wait?.id ?? {}, parameter))
        report(['wait', 'poll'], `nothing fills {${parameter}}; name the path of its value in wait.id`);
    }
    for (const [parameter, { by }] of Object.entries(supply)) {
      if (!given.includes(by)) report(['supply', parameter, 'by'], `"${endpoint}" has no parameter {${by}}${known(given)}`);
    }
  }
  const wanted = new Set([v2].flat().flatMap((target) => parameterNames(target)));
  for (const [field, names] of Object.entries({ params, supply })) {
    for (const parameter of Object.keys(names))
      if (!wanted.has(parameter)) report([field, parameter], `no v2 endpoint of this rule has a parameter {${parameter}}`);
  }
}

function unfilled(parameter: string, from: string, endpoint: Endpoint, given: readonly string[]): string {
  if (from !== parameter) return `"${endpoint}" has no parameter {${from}}${known(given)}`;
  return `nothing of "${endpoint}" fills {${parameter}}${known(given)}; name its source in params or supply`;
}

function checkCollapse(rule: CollapseRule, scope: Scope, report: Report): void {
  const [first, second] = [parameterNames(rule.steps[0]), parameterNames(rule.steps[1])];
  for (const parameter of Object.keys(rule.link)) {
    if (!second.includes(parameter)) report(['link', parameter], `"${rule.steps[1]}" has no parameter {${parameter}}${known(second)}`);
  }
  if (Object.keys(rule.link).length === 0) report(['link'], 'must say which parameter of the second step the first answer fills');
  for (const parameter of parameterNames(rule.v2)) {
    if (!first.includes(parameter) && (!second.includes(parameter) || Object.hasOwn(rule.link, parameter))) {
      report(['v2'], `nothing fills {${parameter}}: it is in neither step, or only the first answer holds it`);
    }
  }
  const unpaired = scope.rules.find(({ id }) => id === rule.unpaired);
  if (!unpaired) report(['unpaired'], `there is no rule "${rule.unpaired}"`);
  else if (!('v1' in unpaired) || !unpaired.v1.includes(rule.steps[1])) {
    report(['unpaired'], `"${rule.unpaired}" does not decide where "${rule.steps[1]}" goes`);
  }
}

function checkCarry(rule: CarryRule, report: Report): void {
  for (const endpoint of rule.v1) {
    const given = parameterNames(endpoint);
    if (!given.includes(rule.by)) report(['by'], `"${endpoint}" has no parameter {${rule.by}}${known(given)}`);
    for (const parameter of parameterNames(rule.v2))
      if (!given.includes(parameter)) report(['v2'], unfilled(parameter, parameter, endpoint, given));
  }
}

function checkExpand(rule: ExpandRule, report: Report): void {
  if (rule.ids === undefined && !rule.list) report([], 'needs ids (a field of the body that lists them) or list (how to find the items)');
  const each = parameterNames(rule.each);
  for (const parameter of Object.keys(rule.params))
    if (!each.includes(parameter)) report(['params', parameter], `"${rule.each}" has no parameter {${parameter}}${known(each)}`);
  for (const endpoint of rule.v1) {
    const given = parameterNames(endpoint);
    for (const parameter of each) {
      if (!given.includes(parameter) && !Object.hasOwn(rule.params, parameter))
        report(['each'], `nothing of "${endpoint}" fills {${parameter}}; name a field of the items in params`);
    }
    for (const parameter of rule.list ? parameterNames(rule.list.v2) : []) {
      if (!given.includes(parameter)) report(['list', 'v2'], `"${endpoint}" has no parameter {${parameter}}${known(given)}`);
    }
  }
}

function checkPage(rule: PageRule, report: Report): void {
  for (const endpoint of rule.v1) {
    const given = parameterNames(endpoint);
    for (const parameter of parameterNames(rule.v2))
      if (!given.includes(parameter)) report(['v2'], `"${endpoint}" has no parameter {${parameter}}${known(given)}`);
  }
}

function known(parameters: readonly string[]): string {
  return parameters.length === 0 ? '' : ` (it has ${parameters.map((parameter) => `{${parameter}}`).join(', ')})`;
}
