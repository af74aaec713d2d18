import type { Level } from '../pack/model.js';
import type { Finding, ScanResult, State } from '../scan/model.js';
import type { CallVerdict, ValidateResult, Verdict } from '../validate/model.js';
import { escapeJson } from './escape.js';
import { codeReporter } from './index.js';
import type { Format, ReportContext, Reporter } from './model.js';

/** The reporter of a format for what `validate` says. */
export async function validateReporter(format: Format): Promise<Reporter<ValidateResult>> {
  if (format === 'pretty') return { format, extension: 'txt', report: pretty };
  if (format === 'json') return { format, extension: 'json', report: (result) => `${escapeJson(JSON.stringify(result, undefined, 2))}\n` };
  if (format === 'jsonl') return { format, extension: 'jsonl', report: lines };
  // The other formats list findings in code: each call that is not right is one.
  const reporter = await codeReporter(format);
  return { format, extension: reporter.extension, report: (result, context) => reporter.report(asFindings(result), context) };
}

const MARKS: Record<Verdict, string> = { right: 'right', open: 'open ', wrong: 'WRONG', v1: 'v1   ' };

function pretty({ calls, summary, since, errors }: ValidateResult, { style, detail }: ReportContext): string {
  const colour = { right: style.green, open: style.yellow, wrong: style.red, v1: style.cyan };
  const shown = calls.filter(({ verdict }) => verdict !== 'right' || detail === 'verbose');
  const listed =
    detail === 'quiet'
      ? []
      : shown.map(
          (call) =>
            `${colour[call.verdict](MARKS[call.verdict])}  ${call.file}:${call.line}:${call.column}  ${call.rule}\n       ${call.message}`,
        );
  const problems = errors.map(({ file, line, message }) => `${file}:${line ?? 1}  ${message}`);
  const { right, open, wrong, v1 } = summary;
  const total =
    calls.length === 0
      ? `no v1 call in the code at ${since}`
      : `${right} right, ${open} open, ${wrong} wrong, ${v1} still v1, compared with ${since}`;
  return [...listed, ...problems, ...(listed.length > 0 ? [''] : []), style.bold(total), ''].join('\n');
}

function* pieces({ calls, errors, summary, schemaVersion, command, since }: ValidateResult): Generator<object> {
  for (const call of calls) yield { type: 'call', ...call };
  for (const error of errors) yield { type: 'error', ...error };
  yield { type: 'summary', schemaVersion, command, since, ...summary };
}

function lines(result: ValidateResult): string {
  return [...pieces(result)].map((piece) => `${escapeJson(JSON.stringify(piece))}\n`).join('');
}

const LEVELS: Record<Verdict, Level> = { right: 'auto', open: 'review', wrong: 'manual', v1: 'manual' };
const STATES: Record<Verdict, State> = { right: 'migrated', open: 'review', wrong: 'manual', v1: 'open' };

function asFindings({ calls, errors }: ValidateResult): ScanResult {
  const findings = calls.map(asFinding);
  const counted = <Key extends string>(keys: readonly Key[], of: (finding: Finding) => string): Record<Key, number> =>
    Object.fromEntries(keys.map((key) => [key, findings.filter((finding) => of(finding) === key).length])) as Record<Key, number>;
  return {
    schemaVersion: 1,
    command: 'scan',
    summary: {
      findings: findings.length,
      byLevel: counted(['auto', 'review', 'manual'], ({ level }) => level),
      byState: counted(['open', 'migrated', 'review', 'manual', 'ignored'], ({ state }) => state),
      byPack: counted([...new Set(findings.map(({ pack }) => pack))], ({ pack }) => pack),
      byRule: counted([...new Set(findings.map(({ rule }) => rule))], ({ rule }) => rule),
      byDirectory: {},
      byVersion: {},
      completion: null,
      callsRemoved: 0,
      hidden: 0,
    },
    findings,
    files: { scanned: 0, parsed: 0, skipped: [] },
    errors,
  };
}

function asFinding({ id, pack, rule, verdict, file, line, column, before, after, message, reasonCode }: CallVerdict): Finding {
  return {
    id,
    pack,
    rule,
    rules: [rule],
    level: LEVELS[verdict],
    state: STATES[verdict],
    file,
    line,
    column,
    endLine: line,
    endColumn: column,
    ...(before ? { method: before.method } : {}),
    v1: before?.url ?? '',
    ...(after ? { v2: `${after.method} ${after.url}` } : {}),
    client: 'validate',
    message,
    ...(verdict === 'right' ? {} : { reason: message }),
    ...(reasonCode === undefined ? {} : { reasonCode }),
  };
}
