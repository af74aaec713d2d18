import type { Rule } from '../model.js';
import type { Place, Scope } from './problem.js';

/** Every regular expression of a pack can be read. */
export function checkPatterns(scope: Scope): void {
  for (const [index, rule] of scope.rules.entries()) {
    for (const { pattern, place } of patternsOf(rule)) {
      const message = syntaxError(pattern);
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
  return [...own, ...pair.map(([key, pattern]) => ({ pattern, place: ['detect', 'pair', key] }))];
}

function syntaxError(pattern: string): string | undefined {
  try {
    RegExp(pattern);
    return undefined;
  } catch (error) {
    return `is no regular expression: ${error instanceof Error ? error.message : String(error)}`;
  }
}
