import { blockers, reasonFields } from './blockers.js';
import { coreRules } from '../pack/core-rules.js';
import { nearest } from '../pack/nearest.js';
import type { Analysis } from './analyse.js';
import type { Finding } from './model.js';
import type { Suppression } from './suppressions.js';

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
