import type { Rule } from '../model.js';
import type { Place } from '../place.js';
import type { Scope } from './problem.js';

/** Every regular expression of a pack can be read, and run in a time that its text bounds. */
export function checkPatterns(scope: Scope): void {
  for (const [index, rule] of scope.rules.entries()) {
    for (const { pattern, place } of patternsOf(rule)) {
      const message = patternError(pattern);
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

/**
 * Why a pattern cannot be used. Whatever takes too long is run in linear time by another engine, which knows neither what looks
 * around or refers back, nor counts beyond a few: such patterns could take a time that grows exponentially with the text.
 */
function patternError(pattern: string): string | undefined {
  try {
    RegExp(pattern);
  } catch (error) {
    return `is no regular expression: ${error instanceof Error ? error.message : String(error)}`;
  }
  const tokens = pattern.match(TOKEN) ?? [];
  if (tokens.some((token) => UNBOUNDED.test(token))) return 'looks around or refers back, which can take endless time; write it without';
  return hasCostlyCount(tokens) ? 'repeats what it counts, which can take endless time; use * or + in place of the count' : undefined;
}

const TOKEN = /\\k<\w+>|\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:[:=!]|<[=!]|<\w+>)|[()]|[*+]|\{\d+(?:,\d*)?\}|./gs;
const UNBOUNDED = /^\(\?<?[=!]|^\\(?:[1-9]|k<)/;
const COUNT = /^\{(\d+)(,?)(\d*)\}$/;

/** Counts up to this one are written out by the linear engine. */
const FEW = 8;

function hasCostlyCount(tokens: readonly string[]): boolean {
  const many = tokens.filter((token) => isMany(token));
  const repeatsGroup = tokens.some((token, index) => token === ')' && isRepetition(tokens[index + 1]));
  if (many.length > 0 && repeatsGroup) return true;
  return many.filter((token) => token.includes(',')).length > 1 || countsCounts(tokens);
}

function isMany(token: string): boolean {
  const [, least, , most] = COUNT.exec(token) ?? [];
  return Math.max(Number(least ?? 0), Number(most ?? 0)) > FEW;
}

function isRepetition(token = ''): boolean {
  return token === '*' || token === '+' || COUNT.test(token);
}

/** True when a group in which something is counted is counted itself. */
function countsCounts(tokens: readonly string[]): boolean {
  const counted = [false];
  for (const [index, token] of tokens.entries()) {
    if (token.startsWith('(')) counted.push(false);
    else if (COUNT.test(token)) counted[counted.length - 1] = true;
    else if (token === ')' && counted.pop() === true) {
      if (COUNT.test(tokens[index + 1] ?? '')) return true;
      counted[counted.length - 1] = true;
    }
  }
  return false;
}
