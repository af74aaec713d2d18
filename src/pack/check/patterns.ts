import type { Rule } from '../model.js';
import { patternProblem } from '../pattern.js';
import type { Place } from '../place.js';
import type { Scope } from './problem.js';

/** Every regular expression of a pack can be read, and run in a time that its text bounds. */
export function checkPatterns(scope: Scope): void {
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
