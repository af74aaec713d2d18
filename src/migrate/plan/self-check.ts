import { type Blocker, blockers } from '../../scan/blockers.js';
import { createTypeChecker, type TypeChecker, type TypeProblem } from '../../project/typecheck.js';
import { isCode } from '../../project/file-kinds.js';
import { identifiersIn } from '../../project/scopes.js';
import { parseSource, UnparsableError } from '../../project/source.js';
import { analyse, type Analysis } from '../../scan/analyse.js';
import { reportAll } from '../../scan/index.js';
import type { Finding } from '../../scan/model.js';
import type { ScanOptions } from '../../scan/options.js';
import { editsOf, findingsOf, type ChangeSet, downgrade, block } from './change-set.js';
import type { FileChange } from '../../edit/text-edit.js';
import { judgeCalls } from '../../validate/judge.js';
import type { ReasonCode } from '../../validate/model.js';
import { type NameProblem, nameProblems } from '../../validate/names.js';

const MAX_ROUNDS = 24;

/** Rules of v1 calls that no pack knows. */
const OPEN_RULES = new Set(['core/unclassified-v1-url', 'core/dynamic-url']);

/** Makes the changed files of some groups. */
type Assemble = (groups: ChangeSet[]) => FileChange[];

/** Groups that were planned together, and the files that they change. */
export interface Checked {
  groups: ChangeSet[];
  changes: FileChange[];
}

/**
 * Proves the result before anything is written: it parses, its calls are found again as v2, and it has no new type
 * errors. A group that fails is refused with the reason, and all is planned anew without it: how one group says its URL depends on
 * which others move, so that nothing of a plan holds when one of them stays.
 * @param plan plans all groups, and refuses those that cannot be applied together
 */
export async function selfCheck(
  plan: (refuse: (groups: readonly ChangeSet[]) => void) => ChangeSet[],
  options: ScanOptions,
  analysis: Analysis,
  assemble: Assemble,
): Promise<Checked> {
  const refused = new Map<Finding, Blocker>();
  const refuse = (groups: readonly ChangeSet[]): void => {
    for (const group of groups) {
      const reason = findingsOf(group).flatMap((finding) => refused.get(finding) ?? [])[0];
      if (reason) block(group, reason);
    }
  };
  const types = new Types(analysis);
  for (let round = 0; ; round += 1) {
    const groups = plan(refuse);
    const open = groups.filter(({ blocked }) => blocked === undefined);
    if (round === MAX_ROUNDS) for (const group of open) block(group, blockers.noConsistentEdits());
    const changes = await checkedChanges(open, options, analysis, assemble, types);
    if (changes) return { groups, changes };
    for (const group of open) {
      const { blocked } = group;
      if (blocked) findingsOf(group).forEach((finding) => refused.set(finding, blocked));
    }
  }
}

/** The changes of groups that hold; undefined once one of the groups is refused. A group that is only lowered is checked again, with its marker. */
async function checkedChanges(
  groups: ChangeSet[],
  options: ScanOptions,
  analysis: Analysis,
  assemble: Assemble,
  types: Types,
): Promise<FileChange[] | undefined> {
  for (;;) {
    const changes = assemble(groups.filter(({ blocked }) => blocked === undefined));
    if (changes.length === 0) return changes;
    const failed =
      syntaxFailures(changes, groups) ||
      nameFailures(changes, groups, analysis, assemble) ||
      (await rescanFailures(changes, groups, options, analysis)) ||
      types.failures(changes, groups, assemble);
    if (groups.some(({ blocked }) => blocked !== undefined)) return undefined;
    if (!failed) return changes;
  }
}

function syntaxFailures(changes: FileChange[], groups: ChangeSet[]): boolean {
  let failed = false;
  for (const { file, before, after } of changes) {
    const problem = syntaxProblem(file, after);
    if (!problem || (before !== null && syntaxProblem(file, before))) continue;
    const reason = blockers.editedFileBroken(problem.message);
    const guilty = nearest(groups, file, problem.offset);
    if (guilty) block(guilty, reason);
    failed ||= guilty !== undefined;
  }
  return failed;
}

/** Blocks the groups whose edits leave a name that does not hold. */
function nameFailures(changes: FileChange[], groups: ChangeSet[], analysis: Analysis, assemble: Assemble): boolean {
  let failed = false;
  for (const change of changes) {
    for (const problem of namesOf(change, analysis)) {
      const guilty = guiltyOf(problem, change.file, groups, analysis, assemble);
      if (!guilty) continue;
      if (problem.kind === 'unused') {
        failed = lowered(guilty, blockers.checkContract(problem.message)) || failed;
        continue;
      }
      block(guilty, blockers.contractFails(problem.message));
      failed = true;
    }
  }
  return failed;
}

/** Lowers a group to review; true when it was higher, so that its marker is still to be written. */
function lowered(group: ChangeSet, reason: Blocker): boolean {
  const before = group.level;
  downgrade(group, 'review', reason);
  return group.level !== before;
}

function namesOf({ file, after }: FileChange, { project }: Analysis): NameProblem[] {
  return isCode(file) ? nameProblems(parseSource(file, after).tree, project.source(file)?.tree) : [];
}

/** Of the groups that edit a file, one without which the problem is gone: the nearest, if there are several. */
function guiltyOf(problem: NameProblem, file: string, groups: ChangeSet[], analysis: Analysis, assemble: Assemble): ChangeSet | undefined {
  const open = groups.filter((group) => group.blocked === undefined && editsOf(group).some((edit) => edit.file === file));
  const causes = open.filter((group) => {
    const change = assemble(groups.filter((other) => other !== group && other.blocked === undefined)).find((other) => other.file === file);
    return !change || !namesOf(change, analysis).some(({ kind, name }) => kind === problem.kind && name === problem.name);
  });
  return nearest(causes.length > 0 ? causes : open, file, problem.offset);
}

function syntaxProblem(file: string, text: string): { message: string; offset: number } | undefined {
  try {
    const { syntaxError, tree } = parseSource(file, text);
    if (!syntaxError) return undefined;
    return { message: syntaxError.message, offset: tree.getPositionOfLineAndCharacter(syntaxError.line - 1, syntaxError.column - 1) };
  } catch (error) {
    if (error instanceof UnparsableError) return { message: error.message, offset: 0 };
    throw error;
  }
}

/** The group whose edit is nearest to an offset of the edited text. */
function nearest(groups: ChangeSet[], file: string, offset: number): ChangeSet | undefined {
  return byDistance(groups, file, offset)[0];
}

/** The groups that edit a file, the nearest to an offset of the edited text first. */
function byDistance(groups: ChangeSet[], file: string, offset: number): ChangeSet[] {
  const edits = groups
    .filter((group) => group.blocked === undefined)
    .flatMap((group) => editsOf(group).flatMap((edit) => (edit.file === file ? [{ group, edit }] : [])))
    .toSorted((a, b) => a.edit.start - b.edit.start);
  let shift = 0;
  const distances = new Map<ChangeSet, number>();
  for (const { group, edit } of edits) {
    const start = edit.start + shift;
    const distance = Math.max(0, start - offset, offset - (start + edit.text.length));
    distances.set(group, Math.min(distance, distances.get(group) ?? Infinity));
    shift += edit.text.length - (edit.end - edit.start);
  }
  return [...distances].toSorted((a, b) => a[1] - b[1]).map(([group]) => group);
}

function keyOf({ file, rule, v1, method }: Finding): string {
  return [file, rule, v1, method ?? ''].join('\0');
}

/**
 * Every call that was migrated must be gone from a new scan, and no other may have come up: what is left may only be what was
 * there and not touched.
 */
async function rescanFailures(changes: FileChange[], groups: ChangeSet[], options: ScanOptions, analysis: Analysis): Promise<boolean> {
  const overlay = new Map(changes.map(({ file, after }) => [file, after]));
  const again = await analyse(options, overlay);
  const found = reportAll(again).findings;
  const before = reportAll(analysis).findings.map(keyOf);
  const left = countBy(found.map(keyOf));
  const untouched = countBy(before);
  for (const group of groups)
    for (const finding of findingsOf(group)) untouched.set(keyOf(finding), (untouched.get(keyOf(finding)) ?? 0) - 1);
  let failed = false;
  for (const group of groups) {
    const stuck = findingsOf(group).find((finding) => (left.get(keyOf(finding)) ?? 0) > Math.max(0, untouched.get(keyOf(finding)) ?? 0));
    if (!stuck) continue;
    block(group, blockers.stillV1());
    failed = true;
  }
  return failed || refuseNew(found, countBy(before), groups, again) || contractFailures(groups, analysis, again);
}

/** Facts that lower a group when they are open; others only say that the comparison has its bounds. */
const LOWERING = new Set<ReasonCode>([
  'method',
  'query-missing',
  'query-different',
  'body-missing',
  'body-different',
  'lost-read',
  'count',
  'not-followed',
]);

/** Blocks the groups whose calls do not do what v1 code did, in the words of v2; lowers those of which one fact is open. */
function contractFailures(groups: ChangeSet[], before: Analysis, after: Analysis): boolean {
  let failed = false;
  for (const { pair, facts } of judgeCalls(before, after).judgements) {
    const group = groups.find(({ sites, blocked }) => blocked === undefined && sites.some(({ site }) => site === pair.before));
    if (!group) continue;
    const wrong = facts.find(({ verdict, code }) => verdict === 'wrong' || code === 'foreign-id');
    const open = facts.find(({ code }) => LOWERING.has(code));
    if (wrong) block(group, blockers.contractFails(wrong.message));
    failed = wrong !== undefined || (open !== undefined && lowered(group, blockers.contractOpen(open.message))) || failed;
  }
  return failed;
}

/** Refuses the groups that would make a v1 call which was not there, such as a v2 path on a base that stays. */
function refuseNew(found: Finding[], known: Map<string, number>, groups: ChangeSet[], { project }: Analysis): boolean {
  let failed = false;
  for (const finding of found) {
    const count = known.get(keyOf(finding)) ?? 0;
    known.set(keyOf(finding), count - 1);
    const source =
      count > 0 || !OPEN_RULES.has(finding.rule) ? undefined : project.parsed().find(({ path }) => project.relative(path) === finding.file);
    const offset = source?.tree.getPositionOfLineAndCharacter(finding.line - 1, finding.column - 1);
    const guilty = source && offset !== undefined ? nearest(groups, source.path, offset) : undefined;
    if (!guilty) continue;
    block(guilty, blockers.newV1Call(`${finding.method ?? ''} ${finding.v1}`));
    failed = true;
  }
  return failed;
}

function countBy(keys: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Type errors that edits bring. */
class Types {
  readonly #analysis: Analysis;
  #covered: ReadonlySet<string> = new Set();
  #checker: TypeChecker | undefined;
  #before: TypeProblem[] = [];

  constructor(analysis: Analysis) {
    this.#analysis = analysis;
  }

  failures(changes: FileChange[], groups: ChangeSet[], assemble: Assemble): boolean {
    const [problem] = this.#newProblems(changes);
    if (!problem) return false;
    const isGoneWithout = (group: ChangeSet): boolean =>
      !this.#newProblems(assemble(groups.filter((other) => other !== group && other.blocked === undefined))).some(
        (other) => typeKeyOf(other) === typeKeyOf(problem),
      );
    return blame(problem, changes, groups, this.#analysis, isGoneWithout);
  }

  #newProblems(changes: FileChange[]): TypeProblem[] {
    const known = countBy(this.#problemsBefore(changes).map(typeKeyOf));
    return (this.#checker?.problems(new Map(changes.map(({ file, after }) => [file, after]))) ?? []).filter((problem) => {
      const count = known.get(typeKeyOf(problem)) ?? 0;
      known.set(typeKeyOf(problem), count - 1);
      return count <= 0 && !isOfEnvironment(problem, this.#before, this.#analysis);
    });
  }

  #problemsBefore(changes: FileChange[]): TypeProblem[] {
    if (changes.every(({ file }) => this.#covered.has(file))) return this.#before;
    this.#covered = new Set([...this.#covered, ...changes.map(({ file }) => file)]);
    this.#checker = createTypeChecker([...this.#covered], (file) => this.#analysis.project.importersOf(file));
    this.#before = this.#checker?.problems(new Map()) ?? [];
    return this.#before;
  }
}

function typeKeyOf({ file, message }: TypeProblem): string {
  return `${file}\0${message}`;
}

/** Names of an environment whose types are not installed, such as `process` or `import.meta.env`: code that is copied brings what was missing before. */
const MISSING_TYPES = /^TS(?:258[0-4]|259[0-3]|2868|2339(?=.* 'ImportMeta'\.$)): .*?'([^']+)'/;

/** A package that is not found. */
const MISSING_PACKAGE = /^TS(?:2307|2792): Cannot find module '[^./]/;

function isOfEnvironment({ message }: TypeProblem, before: readonly TypeProblem[], { project }: Analysis): boolean {
  // Where no package is installed, one that new code imports is not found either.
  if (MISSING_PACKAGE.test(message)) return before.some((problem) => MISSING_PACKAGE.test(problem.message));
  const name = MISSING_TYPES.exec(message)?.[1];
  return name !== undefined && project.parsed().some(({ tree }) => identifiersIn(tree).has(name));
}

/** Groups that are tried for the cause of a type error, nearest first. */
const MAX_SUSPECTS = 6;

/**
 * Refuses the group without which a new type error is gone: of those that edit the file the nearest to it, else those that edit
 * what the file imports. True when one was refused.
 */
function blame(
  problem: TypeProblem,
  changes: FileChange[],
  groups: ChangeSet[],
  analysis: Analysis,
  isGoneWithout: (group: ChangeSet) => boolean,
): boolean {
  const reason = blockers.newTypeError(problem.message);
  const imported = new Set(changes.map(({ file }) => file).filter((file) => analysis.project.importersOf(file).includes(problem.file)));
  const elsewhere = groups.filter((group) => editsOf(group).some((edit) => imported.has(edit.file)));
  const suspects = [...new Set([...byDistance(groups, problem.file, problem.start), ...elsewhere])];
  const guilty = suspects.length === 1 ? suspects[0] : suspects.slice(0, MAX_SUSPECTS).find((group) => isGoneWithout(group));
  if (guilty) return blameFor(guilty, reason);
  const [nearestHere] = byDistance(groups, problem.file, problem.start);
  return nearestHere ? blameFor(nearestHere, reason) : elsewhere.map((group) => blameFor(group, reason)).some(Boolean);
}

/** Refuses a group for a type error; one that waits for a new version of a package is only lowered. True when it was refused. */
function blameFor(group: ChangeSet, reason: Blocker): boolean {
  if (group.awaits === undefined) block(group, reason);
  else downgrade(group, 'review', group.awaits);
  return group.awaits === undefined;
}
