import { setFlagsFromString } from 'node:v8';
import { PackError } from './error.js';

/**
 * A regular expression of a pack, which runs in a time that grows with its text only: what backtracks too much goes on in V8's
 * linear engine, in a program that calls the library as well as on the command line.
 * @throws PackError when the pattern cannot be read, or that engine does not know what is in it
 */
export function linearPattern(source: string, { ignoreCase = false, global = false } = {}): RegExp {
  const problem = patternProblem(source);
  if (problem !== undefined) throw new PackError(`the pattern "${source}" ${problem}`);
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  // The linear engine does not know the flag `i`: both cases are written out for it.
  return new RegExp(ignoreCase ? inBothCases(source) : source, global ? 'g' : '');
}

/**
 * Why a pattern cannot be used. Whatever takes too long is run in linear time by another engine, which knows neither what looks
 * around or refers back, nor counts beyond a few: such patterns could take a time that grows exponentially with the text.
 */
export function patternProblem(pattern: string): string | undefined {
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

/** How many parts of a pattern repeat, and how many of them are groups. */
export function repetitions(source: string): { parts: number; groups: number } {
  const tokens = source.match(TOKEN) ?? [];
  const repeated = tokens.filter((_, index) => isRepetition(tokens[index + 1]));
  return { parts: repeated.length, groups: repeated.filter((token) => token === ')').length };
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

/** The pattern with `[aA]` for each letter. */
function inBothCases(source: string): string {
  return (source.match(TOKEN) ?? []).map((token) => (token.startsWith('[') ? classInBothCases(token) : letterInBothCases(token))).join('');
}

function letterInBothCases(token: string): string {
  return /^[a-z]$/i.test(token) ? `[${token.toLowerCase()}${token.toUpperCase()}]` : token;
}

function classInBothCases(token: string): string {
  const members = token.slice(1, -1).match(/\\.|.-(?:\\.|[^\]])|./gsu) ?? [];
  return `[${members.map((member) => `${member}${otherCases(member)}`).join('')}]`;
}

/** The other case of a letter, or of a range of letters. */
function otherCases(member: string): string {
  if (/^[a-z](?:-[a-z])?$/.test(member)) return member.toUpperCase();
  return /^[A-Z](?:-[A-Z])?$/.test(member) ? member.toLowerCase() : '';
}
