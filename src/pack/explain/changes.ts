import { isEndpointRule, v1EndpointsOf, v2EndpointOf } from '../endpoint-rule.js';
import type { AdviceRule, ChangeRule, CheckRule, Endpoint, Rule, SdkRule } from '../model.js';
import { describeLens } from './describe.js';

/** A v1 endpoint and what stands in its place; `v2` is empty when nothing does. */
export interface EndpointChange {
  v1: Endpoint[];
  v2: Endpoint[];
}

/** Where the v1 endpoints of a rule go. */
export function endpointChanges(rule: Rule): EndpointChange[] {
  if (rule.kind === 'collapse') return [{ v1: [...rule.steps], v2: [rule.v2] }];
  if (rule.kind === 'expand') {
    const list = rule.list ? [rule.list.v2] : [];
    return rule.v1.map((v1) => ({ v1: [v1], v2: [...list, rule.each] }));
  }
  if (!isEndpointRule(rule)) return [];
  return v1EndpointsOf(rule).map((v1, index) => {
    const v2 = v2EndpointOf(rule, index);
    return { v1: [v1], v2: v2 === undefined ? [] : [v2] };
  });
}

/** What else a rule changes or looks at, in words, one line each. */
export function furtherChanges(rule: Rule): string[] {
  switch (rule.kind) {
    case 'move':
      return [
        ...(rule.queryToBody ? [`query parameters stand in the body: ${namesOf(rule.queryToBody)}`] : []),
        ...bodyLines('request', rule.request),
        ...(rule.wait
          ? [`the work is done when \`${rule.wait.poll}\` says ${rule.wait.done.map((state) => `\`${state}\``).join(' or ')}`]
          : []),
      ];
    case 'collapse':
    case 'carry':
      return bodyLines('request', rule.request);
    case 'change':
      return changeLines(rule);
    case 'page':
      return [
        `all pages are read: \`${rule.page.name}\` from ${rule.page.first}, \`${rule.limit.name}\` up to ${rule.limit.max}, the items under \`${rule.items}\``,
      ];
    case 'sdk':
      return sdkLines(rule);
    case 'advice':
      return [detectLine(rule.detect)];
    case 'check':
      return [checkLine(rule.check)];
    default:
      return [];
  }
}

function bodyLines(part: string, lens: ChangeRule['request']): string[] {
  return describeLens(lens ?? []).map((line) => `${part}: ${line}`);
}

function changeLines({ on, query, request, response, error, status, errorStatus, headers, added, optional }: ChangeRule): string[] {
  return [
    `applies to ${on === '*' ? 'every endpoint that moves' : on.map((endpoint) => `\`${endpoint}\``).join(', ')}`,
    ...bodyLines('query', query),
    ...bodyLines('request', request),
    ...bodyLines('answer', response),
    ...bodyLines('error', error),
    ...Object.entries(status ?? {}).map(([v1, v2]) => `status ${v1} is ${v2}`),
    ...Object.entries(errorStatus ?? {}).map(([v1, v2]) => `error status ${v1} can be ${v2.join(' or ')}`),
    ...Object.entries(headers ?? {}).map(([name, { set, when }]) => {
      const condition = when === undefined ? '' : `, where it is \`${when}\``;
      return set === null ? `header \`${name}\` goes away${condition}` : `header \`${name}\` is \`${set}\`${condition}`;
    }),
    ...(optional ? [`may be missing in the answer: ${optional.map((name) => `\`${name}\``).join(', ')}`] : []),
    ...(added ? [`new in the answer: ${added.map((name) => `\`${name}\``).join(', ')}`] : []),
  ];
}

function sdkLines({ module, rename, construct, methods, range }: SdkRule): string[] {
  return [
    `module \`${module}\``,
    ...Object.entries(rename ?? {}).map(([from, to]) => `\`${from}\` is called \`${to}\``),
    ...(construct
      ? [
          `\`new ${construct.symbol}(...)\` takes ${[...(construct.positional ?? []), ...Object.keys(construct.set ?? {})].map((name) => `\`${name}\``).join(', ')}`,
        ]
      : []),
    ...Object.entries(methods ?? {}).flatMap(([path, { request, response }]) => [
      ...describeLens(request ?? []).map((line) => `\`${path}\`: ${line}`),
      ...describeLens(response ?? []).map((line) => `result of \`${path}\`: ${line}`),
    ]),
    ...(range ? [`versions ${range.major}.x become \`${range.to}\``] : []),
  ];
}

function detectLine(detect: AdviceRule['detect']): string {
  if ('url' in detect) return `looks for calls whose URL fits \`${detect.url}\``;
  if ('header' in detect) return `looks for the header \`${detect.header}\`${valueOf(detect.value)}${signsOf(detect.signs)}`;
  if ('read' in detect) return `looks for reads of ${namesOf(detect.read)}${valueOf(detect.value)}`;
  if ('field' in detect) return `looks for the body field ${namesOf(detect.field)}${valueOf(detect.value)}`;
  if ('text' in detect) return `looks for text that fits \`${detect.text}\``;
  if ('loop' in detect) return `looks for \`${detect.loop}\` in a loop`;
  if ('filterAfter' in detect) return 'looks for listed answers that the client filters';
  if ('mixed' in detect) return 'looks for files that speak both versions';
  return `looks for objects with ${namesOf(Object.keys(detect.pair))}`;
}

function namesOf(names: string | Iterable<string>): string {
  return (typeof names === 'string' ? [names] : [...names]).map((name) => `\`${name}\``).join(', ');
}

function valueOf(value: string | undefined): string {
  return value === undefined ? '' : ` with a value that fits \`${value}\``;
}

function signsOf(signs: readonly string[] | undefined): string {
  return signs === undefined ? '' : `; without any call of the API, beside text that fits ${namesOf(signs)}`;
}

function checkLine(check: CheckRule['check']): string {
  if ('headers' in check) {
    const notices = check.notices === undefined ? '' : `, and at ${namesOf(check.notices)} in bodies of v1`;
    return `looks at the headers ${namesOf(new Set(Object.values(check.headers).flat()))} of answers${notices}`;
  }
  if ('discovery' in check) return `asks \`GET ${check.discovery.path}\` for the state of the versions`;
  if ('available' in check) return `asks ${check.available.map((path) => `\`GET ${path}\``).join(' or ')}`;
  if ('invalidVersion' in check)
    return `asks \`GET ${check.invalidVersion.path}\`, which must be refused with \`${check.invalidVersion.code}\``;
  if ('answer' in check) return `looks whether \`${check.answer.path}\` of answers is \`${JSON.stringify(check.answer.equals)}\``;
  if ('removal' in check) return `counts ${check.removal.removed} days from the date in the option \`${check.removal.announced}\``;
  return `takes status ${check.retired.join(' or ')} on v1 for retired`;
}
