import { blockers, reasonFields } from './blockers.js';
import { coreRules } from '../pack/core-rules.js';
import { nearest } from '../pack/nearest.js';
import type { Analysis } from './analyse.js';
import type { Finding } from './model.js';
import { isCode } from '../project/file-kinds.js';

type Draft = Omit<Finding, 'id'>;

/** Makes the test of a suppression: does it hide something, does it name a rule that exists, does it say why? */
export function suppressionProblem({ matcher, reasonsRequired }: Analysis): (file: string, suppression: Suppression) => Draft | undefined {
  const packs = new Set(['core', ...matcher.tables.map(({ pack }) => pack.id)]);
  const rules = [...coreRules, ...matcher.tables.flatMap(({ pack }) => pack.rules)].map(({ id }) => id);
  return (file, suppression) => {
    const { rule, used, reason } = suppression;
    if (used) return reasonsRequired && reason === '' ? withoutReason(file, suppression) : undefined;
    // A rule of a pack that this run does not read may hide something in another run.
    const isElsewhere = rule !== '*' && !packs.has(rule.split('/')[0] ?? '') && nearest(rule, rules) === undefined;
    return isElsewhere ? undefined : unused(file, suppression, rules);
  };
}

function unused(file: string, suppression: Suppression, rules: readonly string[]): Draft {
  const { rule } = suppression;
  const isKnown = rule.includes('*') || rules.includes(rule);
  const near = isKnown ? undefined : nearest(rule, rules);
  const reason =
    near !== undefined
      ? blockers.suppressionMisspelt(rule, near)
      : isKnown
        ? blockers.suppressionUnused()
        : blockers.suppressionUnknown(rule);
  return { ...draft(file, suppression, 'core/unused-suppression'), message: 'this comment suppresses nothing', ...reasonFields(reason) };
}

function withoutReason(file: string, suppression: Suppression): Draft {
  return {
    ...draft(file, suppression, 'core/suppression-without-reason'),
    message: 'this comment does not say why it suppresses a finding',
    ...reasonFields(blockers.suppressionNeedsReason()),
  };
}

function draft(file: string, { rule, at }: Suppression, id: string): Omit<Draft, 'message'> {
  return {
    pack: 'core',
    rule: id,
    rules: [id],
    level: 'manual',
    state: 'open',
    file,
    line: at.line,
    column: at.column,
    endLine: at.line,
    endColumn: at.column,
    v1: rule,
    client: 'comment',
  };
}

/** A comment of the user that says a finding is to be left alone. */
export interface Suppression {
  /** 1-based line that it covers; 0 for the whole file. */
  line: number;
  /** Rule id or glob; `*` for all. */
  rule: string;
  reason: string;
  /** Where the comment stands. */
  at: { line: number; column: number };
  used: boolean;
}

/** How comments begin in files that are not code; those without an entry take `#`. */
const OPENERS: readonly (readonly [files: RegExp, opener: string | undefined])[] = [
  [/\.(?:json|txt)$/i, undefined],
  [/\.(?:md|html)$/i, '<!--'],
  [/\.mdx$/i, '<!--|\\{/\\*'],
  [/\.(?:jsonc|bru)$/i, '//|/\\*'],
  [/\.(?:http|rest|tf)$/i, '#|//'],
  [/\.(?:ini|conf|properties)$/i, '[#;!]'],
];

/** What is written in a comment that suppresses findings of a file; undefined where the file can hold none. */
function commentOf(file: string): RegExp | undefined {
  const marker = 'api-migrate-ignore-(next-line|line|file)\\b[ \\t]*([^\\r\\n]*)';
  if (isCode(file)) return new RegExp(marker, 'g');
  const [, opener] = OPENERS.find(([files]) => files.test(file)) ?? [undefined, '#'];
  return opener === undefined ? undefined : new RegExp(`(?:${opener})[ \\t]*${marker}`, 'g');
}

/** What may end a comment on its line; in a notebook also the string that a line of code is. */
const ENDING = /\s*(?:\*\/|-->|\\n",?$|",?$).*$/;

/**
 * Reads the suppression comments of a text; `<rule>: <reason>` or only `<reason>` after a colon.
 * @param file whose kind says how comments are written
 */
export function suppressionsIn(text: string, file: string): Suppression[] {
  const comment = text.includes('api-migrate-ignore-') ? commentOf(file) : undefined;
  if (!comment) return [];
  const starts = lineStarts(text);
  return [...text.matchAll(comment)].map((found) => {
    const line = lineAt(starts, found.index);
    const rest = (found[2] ?? '').replace(ENDING, '').trim();
    const named = /^([a-z][\w*-]*\/[\w*-]+|\*)\s*:?\s*(.*)$/.exec(rest);
    const scope = found[1];
    return {
      line: scope === 'file' ? 0 : scope === 'line' ? line : line + 1,
      rule: named?.[1] ?? '*',
      reason: named ? (named[2] ?? '') : rest.replace(/^:\s*/, ''),
      at: { line, column: found.index - (starts[line - 1] ?? 0) + 1 },
      used: false,
    };
  });
}

/** The suppression that covers a rule on any of the lines, marked as used. */
export function suppress(suppressions: Suppression[], rules: string[], lines: number[]): Suppression | undefined {
  const found = suppressions.find(({ line, rule }) => (line === 0 || lines.includes(line)) && rules.some((id) => fits(rule, id)));
  if (found) found.used = true;
  return found;
}

function fits(pattern: string, id: string): boolean {
  if (pattern === '*' || pattern === id) return true;
  return pattern.endsWith('*') && id.startsWith(pattern.slice(0, -1));
}

/** Offsets of the line starts of a text. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** 1-based line of an offset. */
export function lineAt(starts: number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
