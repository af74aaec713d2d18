import { blockers, reasonFields } from './blockers.js';
import type { Listing } from '../project/listing.js';
import { resolve } from 'node:path';
import type { Project } from '../project/project.js';
import { ts } from '../project/syntax.js';
import { accountsOf } from './accounts.js';
import { adviceFindings } from './advice.js';
import { analyse, type Analysis } from './analyse.js';
import { dynamicFinding, rangeOf, sdkFinding, siteFinding, unclassifiedFinding, withIds } from './findings.js';
import type { FileCounts, FileProblem, Finding, ScanResult } from './model.js';
import type { ScanOptions } from './options.js';
import { applyOverrides } from './overrides.js';
import { selector } from './select.js';
import type { MockSite } from './mocks.js';
import type { SdkUse } from './sdk/index.js';
import type { SettingsUse } from './settings.js';
import type { Site } from './site.js';
import { suppress, type Suppression, suppressionProblem, suppressionsIn } from './suppressions.js';
import { summarise } from './summary.js';
import { settingsFindings, textFindings } from './texts.js';
import { untracedFindings } from './unfollowed/index.js';

export type { ScanOptions } from './options.js';
export type * from './model.js';

/**
 * Finds what still uses v1, and how much of it can be migrated. Reads files only.
 * @param listing what is known of the files already
 */
export async function scan(options: ScanOptions, listing?: Listing): Promise<ScanResult> {
  const analysis = await analyse(options, undefined, listing);
  const { findings } = reportAll(analysis);
  const selected = findings.filter(selector(options));
  const { project } = analysis;
  return {
    schemaVersion: 1,
    command: 'scan',
    summary: summarise(selected, analysis, {
      callsRemoved: callsRemoved(selected, analysis),
      hidden: hiddenBy(selector(options), findings),
    }),
    findings: selected,
    files: fileCounts(findings, project),
    accounts: accountsOf(analysis, findings),
    errors: problemsOf(project),
  };
}

/** The files of a run. A file that git ignores is only worth a word where the project has something to move. */
export function fileCounts(findings: readonly Finding[], project: Project): FileCounts {
  const ignored = findings.length === 0 ? [] : project.ignoredEnvironment();
  return {
    scanned: project.selectedCount,
    parsed: project.parsed().length,
    skipped: project.skipped,
    ...(ignored.length === 0 ? {} : { ignoredEnvironment: ignored }),
  };
}

/** Open findings that a selection leaves out. */
export function hiddenBy(select: (finding: Finding) => boolean, findings: readonly Finding[]): number {
  return findings.filter((finding) => finding.state === 'open' && !select(finding)).length;
}

/** All findings of an analysis in report order, with the site, mock, use or settings behind each, where there is one. */
export function reportAll(analysis: Analysis): {
  findings: Finding[];
  siteOf: Map<string, Site>;
  mockOf: Map<string, MockSite>;
  sdkOf: Map<string, SdkUse>;
  settingsOf: Map<string, SettingsUse>;
  suppressions: Map<string, Suppression[]>;
} {
  const { project } = analysis;
  const whole = <T>(look: () => T[]): T[] => project.attempt(project.root, look) ?? [];
  const drafts: { finding: Omit<Finding, 'id'>; site?: Site; mock?: MockSite; use?: SdkUse; settings?: SettingsUse }[] = [];
  for (const site of analysis.sites) {
    const { rule } = site.match.operation;
    if (rule.kind === 'keep' && rule.report !== true) continue;
    drafts.push({ finding: siteFinding(site, project), site });
  }
  for (const open of analysis.unclassified) drafts.push({ finding: unclassifiedFinding(open, project) });
  for (const open of analysis.dynamic) drafts.push({ finding: dynamicFinding(open, project) });
  for (const mock of analysis.mocks) drafts.push({ finding: mock.finding, mock });
  for (const use of analysis.sdk) drafts.push({ finding: sdkFinding(use, project), use });
  for (const finding of whole(() => textFindings(analysis))) drafts.push({ finding });
  const isTaken = (file: string, line: number): boolean => drafts.some(({ finding }) => finding.file === file && finding.line === line);
  for (const finding of whole(() => settingsFindings(analysis, isTaken))) drafts.push({ finding });
  drafts.push(...adviceFindings(analysis));
  for (const finding of whole(() => untracedFindings(analysis, isTaken))) drafts.push({ finding });
  const reported = drafts.filter(({ finding }) => isReported(finding, project));
  const sorted = reported.toSorted((a, b) => comparePlaces(a.finding, b.finding));
  const suppressions = applySuppressions(sorted, analysis);
  applyOverrides(
    sorted.map(({ finding }) => finding),
    analysis.overrides,
  );
  const findings = withIds(sorted.map(({ finding }) => finding));
  const siteOf = new Map<string, Site>();
  const mockOf = new Map<string, MockSite>();
  const sdkOf = new Map<string, SdkUse>();
  const settingsOf = new Map<string, SettingsUse>();
  findings.forEach((finding, index) => {
    const { site, mock, use, settings } = sorted[index] ?? {};
    if (site) siteOf.set(finding.id, site);
    if (mock) mockOf.set(finding.id, mock);
    if (use) sdkOf.set(finding.id, use);
    if (settings) settingsOf.set(finding.id, settings);
  });
  return { findings, siteOf, mockOf, sdkOf, settingsOf, suppressions };
}

/** Paths choose what is reported; what is read beside them only serves to follow values. */
function isReported({ file }: Omit<Finding, 'id'>, project: Project): boolean {
  return project.includes(resolve(project.root, file));
}

function comparePlaces(a: Omit<Finding, 'id'>, b: Omit<Finding, 'id'>): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : 1);
}

/** Marks suppressed findings as ignored, and adds one for each suppression that suppresses nothing, or gives no reason where one is asked for. */
function applySuppressions(drafts: { finding: Omit<Finding, 'id'>; site?: Site }[], analysis: Analysis): Map<string, Suppression[]> {
  const { project } = analysis;
  const byFile = new Map<string, Suppression[]>();
  for (const path of project.commented) byFile.set(project.relative(path), suppressionsIn(project.text(path) ?? '', path));
  for (const { finding, site } of drafts) {
    const found = suppress(byFile.get(finding.file) ?? [], finding.rules, coveredLines(finding, site));
    if (!found) continue;
    finding.state = 'ignored';
    Object.assign(finding, reasonFields(blockers.ignored('a comment', found.reason)));
  }
  const problemOf = suppressionProblem(analysis);
  for (const [file, suppressions] of byFile) {
    for (const suppression of suppressions) {
      const finding = problemOf(file, suppression);
      if (finding) drafts.push({ finding });
    }
  }
  drafts.sort((a, b) => comparePlaces(a.finding, b.finding));
  return byFile;
}

/** Lines on which a comment before or beside the call speaks of it: those of the statement and of the call. */
function coveredLines(finding: Omit<Finding, 'id'>, site: Site | undefined): number[] {
  if (!site) return [finding.line];
  const statement = ts.findAncestor(site.call.site, (node) => ts.isStatement(node) || ts.isClassElement(node));
  const first = statement ? site.call.source.tree.getLineAndCharacterOfPosition(statement.getStart()).line + 1 : finding.line;
  return [first, finding.line];
}

/** Files with a syntax error: what stands in them may be misread. */
export function problemsOf(project: Project): FileProblem[] {
  return project
    .parsed()
    .flatMap((source) =>
      source.syntaxError && project.includes(source.path) ? [{ file: project.relative(source.path), ...source.syntaxError }] : [],
    );
}

/** Calls that the migration saves: one for each pair that becomes one call. */
function callsRemoved(findings: Finding[], { pairs, project }: Analysis): number {
  const lines = new Set(
    findings
      .filter(({ state, level }) => state !== 'ignored' && level !== 'manual')
      .map(({ file, line, rule }) => `${file}:${line} ${rule}`),
  );
  return pairs.filter(({ rule, first, seconds }) => {
    const { file, line } = rangeOf(first.call.site, project);
    return seconds.length > 0 && lines.has(`${file}:${line} ${rule.id}`);
  }).length;
}
