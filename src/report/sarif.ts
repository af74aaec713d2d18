import type { Fix as SarifFix, Location, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import { coreRules } from '../pack/core-rules.js';
import type { Level, Pack, RuleBase } from '../pack/model.js';
import type { FileProblem, Finding } from '../scan/model.js';
import { escapeJson, printable } from './escape.js';
import { changeOf, fullMessage, groupBy, hiddenText, severityOf } from './findings.js';
import { REPOSITORY, ruleUrl } from './links.js';
import type { CodeResult, Fix, ReportContext, Reporter } from './model.js';

/** Static Analysis Results Interchange Format 2.1.0, as GitHub code scanning and others read it. */
export const reporter: Reporter<CodeResult> = {
  format: 'sarif',
  extension: 'sarif',
  report(result, context) {
    const { findings, errors, files, command } = result;
    const rules = descriptors(findings, context.packs);
    const indexes = new Map(rules.map(({ id }, index) => [id, index]));
    const hidden = hiddenText(result, context.filters);
    const log: Log = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: driver(context, rules) },
          automationDetails: { id: `api-migrate/${command}/` },
          columnKind: 'utf16CodeUnits',
          originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The working directory of api-migrate.' } } },
          invocations: [
            {
              executionSuccessful: true,
              toolExecutionNotifications: [
                ...errors.map((error) => notification(error, 'error')),
                ...files.skipped.map((file) => notification(file, file.mayHoldCalls === true ? 'warning' : 'note')),
                ...(hidden === undefined ? [] : [{ level: 'note' as const, message: { text: `${hidden}.` } }]),
              ],
            },
          ],
          results: findings.map((finding) => resultOf(finding, indexes.get(finding.rule) ?? -1, context)),
          properties: { command, summary: result.summary },
        },
      ],
    };
    return `${escapeJson(JSON.stringify(log, undefined, 2))}\n`;
  },
};

function driver({ version }: ReportContext, rules: ReportingDescriptor[]): Log['runs'][number]['tool']['driver'] {
  return { name: 'api-migrate', version, semanticVersion: version, informationUri: REPOSITORY, rules };
}

/** Every rule of the packs that have findings, and of the tool itself; then those that are known by their findings alone. */
function descriptors(findings: Finding[], packs: readonly Pack[]): ReportingDescriptor[] {
  const byRule = groupBy(findings, ({ rule }) => rule);
  const used = new Set(findings.map(({ pack }) => pack));
  const own = packs.filter(({ id }) => used.has(id));
  const known = [
    ...own.flatMap((pack) => pack.rules.map((rule) => descriptor(rule, packs, pack))),
    ...coreRules.map((rule) => descriptor(rule, packs)),
  ];
  const ids = new Set(known.map(({ id }) => id));
  const others = [...byRule].flatMap(([id, [first]]) => (ids.has(id) || !first ? [] : [unknownRule(first)]));
  return [...known, ...others];
}

const SEVERITIES: Record<Level, 'error' | 'warning'> = { auto: 'warning', review: 'warning', manual: 'error' };

function descriptor(rule: RuleBase, packs: readonly Pack[], pack?: Pack): ReportingDescriptor {
  const help = [rule.why, rule.todo && `To do: ${rule.todo}`, pack && `Guide: ${pack.guide.title}, "${rule.guide}"`].filter(
    (part) => part !== undefined && part !== '',
  );
  const url = ruleUrl(rule.id, packs);
  return {
    id: rule.id,
    name: pascalCase(rule.id),
    shortDescription: { text: sentence(rule.title) },
    fullDescription: { text: sentence(`${sentence(rule.title)} ${rule.why ?? rule.todo ?? ''}`) },
    help: {
      text: help.length > 0 ? help.join('\n') : sentence(rule.title),
      markdown: help.length > 0 ? help.join('\n\n') : sentence(rule.title),
    },
    helpUri: url ?? REPOSITORY,
    defaultConfiguration: { level: SEVERITIES[rule.level] },
    properties: {
      level: rule.level,
      pack: pack?.id ?? 'core',
      tags: ['api-migration', pack?.id ?? 'core'],
      ...(rule.phase === undefined ? {} : { phase: rule.phase }),
    },
  };
}

function unknownRule({ rule, message, level }: Finding): ReportingDescriptor {
  const text = sentence(printable(message));
  return {
    id: rule,
    name: pascalCase(rule),
    shortDescription: { text },
    fullDescription: { text },
    help: { text },
    helpUri: ruleUrl(rule, []) ?? REPOSITORY,
    defaultConfiguration: { level: SEVERITIES[level] },
  };
}

/** `tao/get-job` as `TaoGetJob`. */
function pascalCase(id: string): string {
  return id.replaceAll(/(?:^|[^a-z\d]+)([a-z\d])/gi, (_, first: string) => first.toUpperCase());
}

/** Text that ends as a sentence does. */
function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function resultOf(finding: Finding, ruleIndex: number, { packs, fixes }: ReportContext): Result {
  const fix = fixes?.get(finding.id);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: severityOf(finding),
    message: { text: printable(sentence(`${changeOf(finding, packs)}. ${fullMessage(finding)}`)) },
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
    // Of findings that stand or fall together, the first has the fix of all.
    ...(fix && fix.findings[0] === finding.id && fix.edits.length > 0 ? { fixes: [fixOf(fix, finding)] } : {}),
    ...(finding.state === 'ignored' ? { suppressions: [suppression(finding)] } : {}),
    properties: {
      level: finding.level,
      state: finding.state,
      rules: finding.rules,
      // Findings of one change set have the same one.
      ...(fix ? { changeSet: fix.findings[0] } : {}),
    },
  };
}

function fixOf({ edits }: Fix, { message }: Finding): SarifFix {
  return {
    description: { text: sentence(printable(message)) },
    artifactChanges: [...groupBy(edits, ({ file }) => file)].map(([file, own]) => ({
      artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
      replacements: own.map(({ line, column, endLine, endColumn, after }) => ({
        deletedRegion: { startLine: line, startColumn: column, endLine, endColumn },
        insertedContent: { text: after },
      })),
    })),
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

function notification(problem: FileProblem, level: 'error' | 'warning' | 'note'): Notification {
  return { level, message: { text: printable(problem.message) }, locations: [location(problem)] };
}
