import type { Match, Table } from '../../match/index.js';
import { count } from '../../pack/count.js';
import type { CheckRule } from '../../pack/model.js';
import { demandOf, isSign, unmetHeader } from './signs.js';
import type { CheckOutcome } from '../model.js';
import type { Answered, Probe } from './probe-v1.js';
import { decodeParameters } from '../translate/request.js';
import { fillPath, TranslationError } from '../translate/url.js';

type Outcome = Omit<CheckOutcome, 'rule'>;
type Answer = Probe & { answered: Answered };

/** Compares what the answers of v1 say of its end with what the rules announce. */
export function checkAnnouncements(tables: readonly Table[], probes: readonly Probe[]): CheckOutcome[] {
  return tables.flatMap((table) => {
    const answers = probes.filter((probe): probe is Answer => probe.answered !== undefined && probe.called.match.table === table);
    return [...table.byId.values()].flatMap((rule) =>
      rule.kind === 'check' ? outcomesOf(rule, answers).map((outcome) => ({ rule: rule.id, ...outcome })) : [],
    );
  });
}

function outcomesOf({ check }: CheckRule, answers: readonly Answer[]): Outcome[] {
  if ('retired' in check) return retirement(check.retired, answers);
  if (!('headers' in check) || check.headers.v1 === undefined) return [];
  const telling = answers.filter(
    ({ note, answered }) => note.state === 'deprecated' || (note.state === 'current' && answered.status < 400),
  );
  if (telling.length === 0) return [];
  return [...announced(check.headers.v1, telling), ...successors(telling)];
}

/** A version that has ended says so in the way that was announced. */
function retirement(statuses: readonly number[], answers: readonly Answer[]): Outcome[] {
  const gone = answers.filter(({ note }) => note.state === 'retired');
  const other = gone.find(({ answered }) => !statuses.includes(answered.status));
  if (other) {
    const { called, answered } = other;
    return [
      { outcome: 'fail', message: `${nameOf(called.match)}: v1 has ended with ${answered.status}, not with ${statuses.join(' or ')}` },
    ];
  }
  return gone.length === 0 ? [] : [{ outcome: 'pass', message: `v1 has ended: ${count(gone.length, 'answer')} of ${answers.length}` }];
}

/** Headers that v1 must send: those that announce an end need not be there before it is announced at all. */
function announced(demands: readonly string[], answers: readonly Answer[]): Outcome[] {
  const names = demands.map((demand) => demandOf(demand).name);
  const isSilent = answers.every(({ note }) => note.state === 'current');
  const wrong = demands.flatMap((demand) => wrongValue(demand, answers));
  if (wrong.length > 0) return wrong;
  const without = names.flatMap((name) => {
    const lacking = answers.filter(({ answered }) => answered.headers[name.toLowerCase()] === undefined);
    return lacking[0] ? [{ name, lacking: lacking.length, first: lacking[0] }] : [];
  });
  if (without.length === 0) return [{ outcome: 'pass', message: `v1 sends ${names.join(', ')}` }];
  if (isSilent && without.every(({ name }) => isSign(name)))
    return [{ outcome: 'skipped', message: `v1 does not announce its end: no ${names.filter(isSign).join(', no ')}` }];
  return without
    .filter(({ name }) => !isSilent || !isSign(name))
    .map(({ name, lacking, first }) => ({
      outcome: 'fail',
      message: `v1 lacks ${name} in ${count(lacking, 'answer')} of ${answers.length}, such as ${nameOf(first.called.match)}`,
    }));
}

/** An answer that has the header with another value than the rule demands. */
function wrongValue(demand: string, answers: readonly Answer[]): Outcome[] {
  for (const { called, answered } of answers) {
    const unmet = unmetHeader(demand, answered.headers);
    if (unmet?.actual === undefined) continue;
    const message = `${nameOf(called.match)}: v1 sends ${unmet.name}: ${unmet.actual}, not ${unmet.expected ?? ''}`;
    return [{ outcome: 'fail', message }];
  }
  return [];
}

/** The successor that an answer names is where the rules lead, or a place above it. */
function successors(answers: readonly Answer[]): Outcome[] {
  return answers.flatMap(({ called, note, answered }): Outcome[] => {
    const { successor } = answered.signs ?? {};
    const mapped = successor === undefined ? undefined : pathOnV2(called.match, note.url);
    if (successor === undefined || mapped === undefined) return [];
    const named = URL.canParse(successor, note.url) ? new URL(successor, note.url).pathname.replace(/\/+$/, '') : successor;
    if (mapped === named || mapped.startsWith(`${named}/`)) return [];
    return [{ outcome: 'fail', message: `${nameOf(called.match)}: v1 names the successor ${named}, the rules lead to ${mapped}` }];
  });
}

/** Where the rules lead from a v1 URL; undefined where that is no single place or is not known. */
function pathOnV2({ operation, table, parameters, base, parts, path }: Match, url: string): string | undefined {
  const { v2, rule } = operation;
  if (!v2) return undefined;
  const decoded = decodeParameters(parameters, operation);
  const params = ('params' in rule ? rule.params : undefined) ?? {};
  const { pathname } = new URL(url);
  const recorded = parts.segments.map(({ text }) => `/${text}`).join('');
  const v1Path = recorded.slice(base.start - parts.origin.length);
  if (!pathname.endsWith(v1Path) || path.start < base.start) return undefined;
  try {
    const filled = fillPath(v2, (parameter) => decoded[parameter] ?? decoded[params[parameter] ?? parameter]);
    const below = table.v2Base.map((segment) => `/${segment}`).join('') + filled;
    return new URL(pathname.slice(0, -v1Path.length) + below, url).pathname;
  } catch (error) {
    if (error instanceof TranslationError) return undefined;
    throw error;
  }
}

function nameOf({ operation }: Match): string {
  return operation.v1.source;
}
