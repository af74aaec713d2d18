import { type EndpointRule, isEndpointRule, v1EndpointsOf } from '../endpoint-rule.js';
import { EndpointSyntaxError, type EndpointTemplate, parseEndpoint } from '../endpoint.js';
import type { AdviceRule, Endpoint, Rule } from '../model.js';
import { conditionOf, isRuleOn } from '../options.js';
import type { Place } from '../place.js';
import type { Scope } from './problem.js';

/** An endpoint text of a rule; `refers` when another rule must decide it. */
export interface EndpointUse {
  text: Endpoint;
  /** Relative to the rule. */
  place: Place;
  refers: boolean;
}

/** Every endpoint that a rule names. */
export function endpointUses(rule: Rule): EndpointUse[] {
  switch (rule.kind) {
    case 'move': {
      const supplied = Object.entries(rule.supply ?? {}).flatMap(([parameter, from]) =>
        'answers' in from ? uses(from.answers, 'supply', parameter, 'answers') : uses(from.request, 'supply', parameter, 'request'),
      );
      return [...uses(rule.v1, 'v1'), ...uses(rule.v2, 'v2'), ...uses(rule.wait?.poll ?? [], 'wait', 'poll'), ...referring(supplied)];
    }
    case 'collapse':
      return [...uses(rule.steps, 'steps'), ...uses(rule.v2, 'v2')];
    case 'carry':
      return [...uses(rule.v1, 'v1'), ...uses(rule.v2, 'v2'), ...referring(uses(rule.from, 'from'))];
    case 'expand':
      return [...uses(rule.v1, 'v1'), ...uses(rule.list?.v2 ?? [], 'list', 'v2'), ...uses(rule.each, 'each')];
    case 'page':
      return [...uses(rule.v1, 'v1'), ...uses(rule.v2, 'v2')];
    case 'removed':
    case 'internal':
    case 'keep':
      return uses(rule.v1, 'v1');
    case 'change':
      return referring(uses(rule.on === '*' ? [] : rule.on, 'on'));
    case 'advice':
      return referring(detected(rule.detect));
    default:
      return [];
  }
}

function uses(texts: Endpoint | readonly Endpoint[], ...place: Place): EndpointUse[] {
  if (typeof texts === 'string') return [{ text: texts, place, refers: false }];
  return texts.map((text, index) => ({ text, place: [...place, index], refers: false }));
}

function referring(found: readonly EndpointUse[]): EndpointUse[] {
  return found.map((use) => ({ ...use, refers: true }));
}

function detected(detect: AdviceRule['detect']): EndpointUse[] {
  if ('on' in detect) return uses(detect.on === '*' ? [] : detect.on, 'detect', 'on');
  if ('loop' in detect) return uses(detect.loop, 'detect', 'loop');
  return 'filterAfter' in detect ? uses(detect.filterAfter, 'detect', 'filterAfter') : [];
}

/** A parsed endpoint, or undefined when the text is none (which `checkEndpoints` reports). */
export function templateOf(text: Endpoint): EndpointTemplate | undefined {
  try {
    return parseEndpoint(text);
  } catch (error) {
    if (error instanceof EndpointSyntaxError) return undefined;
    throw error;
  }
}

/** Every endpoint can be read, and what refers to a v1 endpoint finds a rule that decides it. */
export function checkEndpoints(scope: Scope): void {
  for (const [index, rule] of scope.rules.entries()) {
    for (const { text, place, refers } of endpointUses(rule)) {
      const at = [...scope.at, 'rules', index, ...place];
      try {
        parseEndpoint(text);
      } catch (error) {
        if (!(error instanceof EndpointSyntaxError)) throw error;
        scope.report(at, error.message);
        continue;
      }
      if (refers && !scope.declared.has(text)) scope.report(at, undeclared(text, scope));
    }
  }
}

function undeclared(text: Endpoint, { declared }: Scope): string {
  const path = text.replace(/^\S+ /, '');
  const near = [...declared.keys()].find((known) => known.replace(/^\S+ /, '') === path || anonymous(known) === anonymous(text));
  return `no rule decides where "${text}" goes${near === undefined ? '' : `; did you mean "${near}"?`}`;
}

/** An endpoint without the names of its parameters. */
function anonymous(endpoint: Endpoint): string {
  return endpoint.replaceAll(/\{\w+/g, '{');
}

/** No request is matched equally well by two rules that can be on together. */
export function checkAmbiguity(scope: Scope): void {
  const seen = new Map<string, { rule: EndpointRule; endpoint: Endpoint }[]>();
  for (const [index, rule] of scope.rules.entries()) {
    if (!isEndpointRule(rule)) continue;
    for (const [position, endpoint] of v1EndpointsOf(rule).entries()) {
      const key = anonymous(endpoint.replace(/^\S+ /, '').replace(/\?.*$/, ''));
      const before = seen.get(key) ?? [];
      const other = before.find((known) => sameMethod(known.endpoint, endpoint) && together(known.rule, rule, scope));
      const place = [...scope.at, 'rules', index, ...(rule.kind === 'collapse' ? ['steps', 0] : ['v1', position])];
      if (other) scope.report(place, `"${endpoint}" matches the same URLs as "${other.endpoint}" of ${other.rule.id}`);
      seen.set(key, [...before, { rule, endpoint }]);
    }
  }
}

function sameMethod(a: Endpoint, b: Endpoint): boolean {
  return a.split(' ', 1)[0] === b.split(' ', 1)[0];
}

/** Rules below one base that one setting of the options turns on together. */
function together(a: EndpointRule, b: EndpointRule, { options }: Scope): boolean {
  if (a.base !== undefined && b.base !== undefined && a.base !== b.base) return false;
  if ((a.unversioned === true) !== (b.unversioned === true)) return false;
  return settingsOf([a, b]).some((given) => isRuleOn(a, options, given) && isRuleOn(b, options, given));
}

/** Options that rules of one table can depend on: every combination of them is checked. */
export const MOST_OPTIONS = 10;

/** Names of the options that rules depend on. */
export function optionNames(rules: readonly Rule[]): string[] {
  return [...new Set(rules.flatMap((rule) => conditionOf(rule)?.name ?? []))];
}

/** All settings of the options that rules depend on. */
export function settingsOf(rules: readonly Rule[]): { [name: string]: boolean }[] {
  const names = optionNames(rules).slice(0, MOST_OPTIONS);
  return names.reduce<{ [name: string]: boolean }[]>(
    (settings, name) =>
      settings.flatMap((setting) => [
        { ...setting, [name]: false },
        { ...setting, [name]: true },
      ]),
    [{}],
  );
}
