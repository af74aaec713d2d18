import type { Location, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import type { Pack, Rule } from '../pack/model.js';
import type { FileProblem, Finding } from '../scan/model.js';
import { escapeJson, printable } from './escape.js';
import { changeOf, fullMessage, groupBy, severityOf } from './findings.js';
import type { CodeResult, ReportContext, Reporter } from './model.js';

/** Static Analysis Results Interchange Format 2.1.0, as GitHub code scanning and others read it. */
export const reporter: Reporter<CodeResult> = {
  format: 'sarif',
  extension: 'sarif',
  report(result, context) {
    const { findings, errors, files } = result;
    const rules = descriptors(findings, context.packs);
    const indexes = new Map(rules.map(({ id }, index) => [id, index]));
    const log: Log = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: driver(context, rules) },
          columnKind: 'utf16CodeUnits',
          originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The working directory of api-migrate.' } } },
          invocations: [
            {
              executionSuccessful: true,
              toolExecutionNotifications: [
                ...errors.map((error) => notification(error, 'error')),
                ...files.skipped.map((file) => notification(file, 'note')),
              ],
            },
          ],
          results: findings.map((finding) => resultOf(finding, indexes.get(finding.rule) ?? -1)),
          properties: { command: result.command, summary: result.summary },
        },
      ],
    };
    return `${escapeJson(JSON.stringify(log, undefined, 2))}\n`;
  },
};

function driver({ version }: ReportContext, rules: ReportingDescriptor[]): Log['runs'][number]['tool']['driver'] {
  return { name: 'api-migrate', version, semanticVersion: version, rules };
}

function descriptors(findings: Finding[], packs: readonly Pack[]): ReportingDescriptor[] {
  const known = new Map(packs.flatMap((pack) => pack.rules.map((rule) => [rule.id, { pack, rule }] as const)));
  return [...groupBy(findings, ({ rule }) => rule)].map(([id, [first]]) => {
    const found = known.get(id);
    return found ? descriptor(found.pack, found.rule) : { id, shortDescription: { text: printable(first?.message ?? id) } };
  });
}

function descriptor(pack: Pack, rule: Rule): ReportingDescriptor {
  const help = [rule.why, rule.todo && `To do: ${rule.todo}`, `Guide: ${pack.guide.title}, "${rule.guide}"`].filter(
    (part) => part !== undefined && part !== '',
  );
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    help: { text: help.join('\n') },
    ...(pack.guide.url === undefined ? {} : { helpUri: pack.guide.url }),
    properties: { level: rule.level, pack: pack.id, ...(rule.phase === undefined ? {} : { phase: rule.phase }) },
  };
}

function resultOf(finding: Finding, ruleIndex: number): Result {
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: severityOf(finding),
    message: { text: printable(`${changeOf(finding)}. ${fullMessage(finding)}`) },
    locations: [location(finding)],
    ...(finding.evidence && finding.evidence.length > 0
      ? {
          relatedLocations: finding.evidence.map((step, index) => ({
            id: index + 1,
            ...location(step),
            message: { text: printable(step.what) },
          })),
        }
      : {}),
    partialFingerprints: { 'apiMigrate/v1': finding.id },
    ...(finding.state === 'ignored' ? { suppressions: [suppression(finding)] } : {}),
    properties: { level: finding.level, state: finding.state, rules: finding.rules },
  };
}

function suppression({ reason }: Finding): NonNullable<Result['suppressions']>[number] {
  const kind = reason?.startsWith('ignored by a comment') === true ? 'inSource' : 'external';
  return { kind, ...(reason === undefined ? {} : { justification: printable(reason) }) };
}

function location(at: { file: string; line?: number; column?: number; endLine?: number; endColumn?: number }): Location {
  const { line, column, endLine, endColumn } = at;
  const region = {
    ...(line === undefined ? {} : { startLine: line }),
    ...(column === undefined ? {} : { startColumn: column }),
    ...(endLine === undefined ? {} : { endLine }),
    ...(endColumn === undefined ? {} : { endColumn }),
  };
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(at.file), uriBaseId: '%SRCROOT%' }, ...(line === undefined ? {} : { region }) },
  };
}

/** Relative paths as URI references. */
function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

function notification(problem: FileProblem, level: 'error' | 'note'): Notification {
  return { level, message: { text: printable(problem.message) }, locations: [location(problem)] };
}
