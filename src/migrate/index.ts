import { type Blocker, blockers, reasonFields } from '../scan/blockers.js';
import { analyse, type Analysis } from '../scan/analyse.js';
import { hiddenBy, problemsOf, reportAll } from '../scan/index.js';
import type { MockSite } from '../scan/mocks.js';
import type { FileProblem, Finding } from '../scan/model.js';
import { isInMarkup } from '../project/source.js';
import { OUTSIDE_BASE } from '../scan/levels.js';
import { selector } from '../scan/select.js';
import type { Site } from '../scan/site.js';
import { type Checked, selfCheck } from './plan/self-check.js';
import { watchBases } from './shared-bases/closed-world.js';
import { planCollapses } from './strategies/collapse/index.js';
import { byFile, EditIndex } from '../edit/edits.js';
import { editsOf, emptyChangeSet, findingsOf, type ChangeSet, block } from './plan/change-set.js';
import { withoutLeftovers } from '../edit/cleanup.js';
import { formatEdits } from '../edit/print/index.js';
import { isWoven, weaveRenames } from '../edit/renames.js';
import { markerEdit } from '../edit/markers.js';
import { type OpenMock, planMocks } from './strategies/mocks/index.js';
import type { EditGroup, MigrateOptions } from './model.js';
import type { FileChange, TextEdit } from '../edit/text-edit.js';
import { planSdk } from './strategies/sdk.js';
import { planSettings } from './strategies/settings.js';
import { environmentFacts } from './environment.js';
import { settleShared } from './shared-bases/shared.js';
import { fillFromRequest } from './strategies/path-values.js';
import { plainStrings } from '../edit/templates.js';
import { planSingle } from './strategies/move.js';
import { supplyParameters } from './strategies/missing-parameters.js';

export type * from './model.js';
export type { MigrateOptions } from './model.js';

/** A migration that is ready to be written. */
export interface MigratePlan {
  findings: Finding[];
  changes: FileChange[];
  /** The groups that the changes are made of. */
  groups: EditGroup[];
  analysis: Analysis;
  errors: FileProblem[];
  callsRemoved: number;
  /** What no code shows, and the changes rely on: a sentence for each. */
  environment: string[];
  /** Open findings that the selection hides. */
  hidden: number;
}

/** Plans the migration of a project in memory; nothing is written. */
export async function migrate(options: MigrateOptions): Promise<MigratePlan> {
  const analysis = await analyse(options);
  const { findings, siteOf, mockOf, sdkOf, settingsOf } = reportAll(analysis);
  const select = selector(options);
  const selected = findings.filter((finding) => finding.state === 'open' && select(finding));
  const taken = new Set(selected.map(({ id }) => id));
  const hidden = hiddenBy(select, findings);
  // What cannot be planned has no group: its findings are left to a person.
  const whole = <T>(plan: () => T[]): T[] => analysis.project.attempt(analysis.project.root, plan) ?? [];
  const plan = (refuse: (groups: readonly ChangeSet[]) => void): ChangeSet[] => {
    options.onProgress?.('planning edits');
    const groups = [
      ...planGroups(selected, siteOf, analysis),
      ...whole(() => planMocks(mocksOf(selected, mockOf), analysis)),
      ...whole(() => planSdk(selected, sdkOf, analysis)),
      ...whole(() => planSettings(selected, settingsOf, analysis)),
    ];
    refuse(groups);
    refuseTogether(groups, options, analysis);
    options.onProgress?.('checking the result');
    return groups;
  };
  const { groups, changes } = await selfCheck(plan, options, analysis, (kept) => changesOf(kept, options, analysis)).catch(
    (error: unknown): Checked => {
      const unchecked = plan(() => {});
      orBlocked(unchecked, analysis, () => {
        throw error;
      });
      return { groups: unchecked, changes: [] };
    },
  );
  for (const group of groups) settleFindings(group);
  // What no edit belongs to, such as advice, is left as its level says.
  for (const finding of selected) if (finding.state === 'open') finding.state = finding.level === 'review' ? 'review' : 'manual';
  return {
    // What a selection took stays in the report, whatever level it ended with.
    findings: findings.filter((finding) => taken.has(finding.id) || select(finding)),
    changes,
    groups: groups.filter((group) => group.blocked === undefined).map(editGroup),
    environment: environmentFacts(groups, options.packs, analysis),
    analysis,
    errors: problemsOf(analysis.project),
    callsRemoved: groups.reduce((sum, group) => sum + (group.blocked === undefined ? Math.max(0, group.sites.length - 1) : 0), 0),
    hidden,
  };
}

/** Refuses the groups that cannot be applied, by themselves or beside the others. */
function refuseTogether(groups: ChangeSet[], options: MigrateOptions, analysis: Analysis): void {
  refuseOutside(groups, analysis);
  applyVeto(groups, options);
  const settle = (): void => orBlocked(groups, analysis, () => settleShared(groups, analysis));
  settle();
  if (applyVeto(groups, options)) settle();
  refuseClashes(groups);
  orBlocked(groups, analysis, () => watchBases(groups, analysis));
}

function planGroups(selected: Finding[], siteOf: Map<string, Site>, analysis: Analysis): ChangeSet[] {
  const open = selected.flatMap((finding) => {
    const site = siteOf.get(finding.id);
    return site ? [{ finding, site }] : [];
  });
  const { attempt } = analysis.project;
  open.forEach(({ site }) => {
    attempt(site.call.site, () => {
      supplyParameters(site, analysis);
      fillFromRequest(site, analysis.interpreter);
    });
  });
  const collapses = attempt(analysis.project.root, () => planCollapses(open, analysis)) ?? [];
  const taken = new Set(collapses.flatMap((group) => group.sites.map(({ site }) => site)));
  return [...collapses, ...open.filter(({ site }) => !taken.has(site)).map((entry) => plannedOrBlocked(entry, analysis))];
}

/** A call whose plan fails stays as it is, and says so. */
function plannedOrBlocked({ site, finding }: ChangeSet['sites'][number], analysis: Analysis): ChangeSet {
  const planned = analysis.project.attempt(site.call.site, () => planSingle(site, finding, analysis));
  if (planned) return planned;
  const group = emptyChangeSet([{ site, finding }]);
  block(group, blockers.tooDeep());
  return group;
}

/** Where a step that concerns all change sets fails, what fails is listed, and none of them is applied. */
function orBlocked(groups: readonly ChangeSet[], { project }: Analysis, run: () => void): void {
  const isDone = project.attempt(project.root, () => {
    run();
    return true;
  });
  if (isDone !== true) for (const group of groups) block(group, blockers.unchecked());
}

function mocksOf(selected: Finding[], mockOf: Map<string, MockSite>): OpenMock[] {
  return selected.flatMap((finding) => {
    const entry = mockOf.get(finding.id);
    return entry ? [{ entry, finding }] : [];
  });
}

/** What stands outside of the given paths is read, not changed: others may use it whose code is not seen. */
function refuseOutside(groups: ChangeSet[], { project }: Analysis): void {
  for (const group of groups) {
    const outside = editsOf(group).find(({ file }) => !project.includes(file));
    if (outside) block(group, blockers.outsidePaths(project.relative(outside.file)));
    const inMarkup = editsOf(group).find(({ file, start }) => {
      const source = project.source(file);
      // The uses of a name in the template of a Vue component are followed, and change with it.
      return source !== undefined && !file.endsWith('.vue') && isInMarkup(start, source);
    });
    if (inMarkup) block(group, blockers.inMarkup());
  }
}

/** Two groups that want to change the same text differently: the later one stays as it is. */
function refuseClashes(groups: ChangeSet[]): void {
  const accepted = new Map<string, EditIndex>();
  const inFile = (file: string): EditIndex => {
    const index = accepted.get(file) ?? new EditIndex();
    accepted.set(file, index);
    return index;
  };
  const all = byFile(groups.flatMap(editsOf));
  for (const group of groups) {
    const edits = editsOf(group).filter((edit) => !isWoven(edit, all.get(edit.file) ?? []));
    if (edits.some((edit) => inFile(edit.file).clashes(edit))) block(group, blockers.overlappingEdits());
    else for (const edit of edits) inFile(edit.file).add(edit);
  }
}

function changesOf(groups: ChangeSet[], options: MigrateOptions, analysis: Analysis): FileChange[] {
  const edits = groups.flatMap((group) => [...editsOf(group), ...(options.markers === false ? [] : markersOf(group))]);
  return [...byFile(weaveRenames(edits))].flatMap(([file, own]): FileChange[] => {
    const source = analysis.project.source(file);
    if (!source) return [];
    const { text: before, tree } = source;
    const all = withoutLeftovers(tree, own, analysis.interpreter);
    const after = formatEdits(file, before, [...all, ...plainStrings(tree, new EditIndex(all))]);
    return after === before ? [] : [{ file, before, after }];
  });
}

function markersOf(group: ChangeSet): TextEdit[] {
  if (group.level !== 'review' || editsOf(group).length === 0) return [];
  const [base] = group.urls;
  // One marker where the base is written says it for all of its calls.
  if (group.reason === OUTSIDE_BASE && base) return [markerEdit(base.container, baseRuleOf(group), OUTSIDE_BASE.text)];
  const { place } = group;
  if (place)
    return place.anchor.site.getSourceFile().fileName.endsWith('.json')
      ? []
      : [markerEdit(place.anchor.site, place.finding.rule, reasonOf(group)?.text ?? place.finding.message)];
  const sites = group.sites.slice(-1);
  return sites.map(({ site, finding }) => markerEdit(site.call.site, finding.rule, reasonOf(group)?.text ?? finding.message));
}

function baseRuleOf({ sites }: ChangeSet): string {
  const [first] = sites;
  const rules = first?.site.match.table.pack.rules ?? [];
  return rules.find((rule) => rule.kind === 'base')?.id ?? first?.finding.rule ?? '';
}

function reasonOf({ blocked, reason }: ChangeSet): Blocker | undefined {
  return blocked ?? reason;
}

function settleFindings(group: ChangeSet): void {
  for (const finding of findingsOf(group)) {
    for (const rule of group.rules) if (!finding.rules.includes(rule)) finding.rules.push(rule);
    if (group.blocked === undefined) {
      finding.level = group.level;
      finding.state = group.level === 'review' ? 'review' : 'migrated';
    } else {
      finding.state = 'manual';
      finding.level = 'manual';
    }
    const reason = reasonOf(group);
    if (reason === undefined) continue;
    Object.assign(finding, reasonFields(reason));
  }
}

/** Refuses the groups that the caller does not want; true when there was one. */
function applyVeto(groups: ChangeSet[], { veto }: MigrateOptions): boolean {
  if (!veto) return false;
  let vetoed = false;
  for (const group of groups) {
    const reason = group.blocked === undefined ? veto(editGroup(group)) : undefined;
    if (reason === undefined) continue;
    block(group, typeof reason === 'string' ? blockers.veto(reason) : reason);
    vetoed = true;
  }
  return vetoed;
}

function editGroup(group: ChangeSet): EditGroup {
  const findings = findingsOf(group).map(({ id }) => id);
  return { id: findings.join('+'), findings, edits: editsOf(group) };
}
