import { createHash } from 'node:crypto';
import { isCode } from '../project/file-kinds.js';
import { parseSource } from '../project/source.js';
import type { ts } from '../project/syntax.js';
import { pathText } from '../match/index.js';
import { analyse, type Analysis } from '../scan/analyse.js';
import { placeOf, rangeOf } from '../scan/findings.js';
import { problemsOf } from '../scan/index.js';
import type { ScanOptions } from '../scan/options.js';
import type { Site } from '../scan/site.js';
import { type Judgement, judgeCalls } from './judge.js';
import type { CallVerdict, ValidateResult, Verdict } from './model.js';
import { nameProblems } from './names.js';

export type * from './model.js';

/** What `validate` needs to know. */
export interface ValidateOptions extends ScanOptions {
  /** The commit, branch or tag that the code before is of, for the report. */
  since: string;
  /** Texts that files had before, by absolute path; empty for files that are new. Files that are not named have not changed. */
  before: ReadonlyMap<string, string>;
}

/** Judges a migration that anybody made: whether each v1 call of the code before does in v2 what it did. */
export async function validate(options: ValidateOptions): Promise<ValidateResult> {
  const old = await analyse(options, options.before);
  const now = await analyse(options);
  const calls = [
    ...judgeCalls(old, now).judgements.map((judgement) => callVerdict(judgement, old, now)),
    ...unmoved(old, now),
    ...namesIn(options, now),
  ];
  calls.sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1));
  const count = (verdict: Verdict): number => calls.filter((call) => call.verdict === verdict).length;
  return {
    schemaVersion: 1,
    command: 'validate',
    since: options.since,
    summary: { right: count('right'), open: count('open'), wrong: count('wrong'), v1: count('v1') },
    calls: withIds(calls),
    errors: problemsOf(now.project),
  };
}

type Draft = Omit<CallVerdict, 'id'>;

function callVerdict({ pair, facts }: Judgement, old: Analysis, now: Analysis): Draft {
  const { before: site, after } = pair;
  const fact = facts.find(({ verdict }) => verdict === 'wrong') ?? facts[0];
  const draft = siteDraft(site, old);
  if (after.kind === 'v1')
    return {
      ...draft,
      ...pointOf(after.site.call.site, now),
      verdict: 'v1',
      message: 'this call still goes to v1',
      reasonCode: 'still-v1',
      after: placeIn(after.site, now),
    };
  const call = after.kind === 'v2' ? after.call : undefined;
  const node = fact?.node ?? call?.call.site;
  return {
    ...draft,
    ...(node ? pointOf(node, now) : {}),
    verdict: fact?.verdict ?? 'right',
    after: call ? { ...startOf(call.call.site, now), method: call.call.method ?? '*', url: pathText(call.target) } : null,
    message: fact ? fact.message : 'does in v2 what it did in v1',
    ...(fact ? { reason: fact.message, reasonCode: fact.code } : {}),
  };
}

function isUnmoved({ match: { operation } }: Site): boolean {
  return operation.v2 === undefined && !['expand', 'keep'].includes(operation.rule.kind);
}

/** Calls that v2 has no single call for: they are v1 as long as they stand there. */
function unmoved(old: Analysis, now: Analysis): Draft[] {
  const left = now.sites.filter(isUnmoved);
  return old.sites.filter(isUnmoved).map((site): Draft => {
    const index = left.findIndex(
      (other) => other.match.operation.v1.source === site.match.operation.v1.source && other.call.source.path === site.call.source.path,
    );
    const [still] = index === -1 ? [] : left.splice(index, 1);
    const draft = siteDraft(site, old);
    if (still)
      return {
        ...draft,
        ...pointOf(still.call.site, now),
        verdict: 'v1',
        message: 'this call still goes to v1',
        reasonCode: 'still-v1',
        after: placeIn(still, now),
      };
    const message = 'v2 has no single call in its place: what was made of it cannot be compared';
    return { ...draft, verdict: 'open', message, reason: message, reasonCode: 'not-followed' };
  });
}

/** Names of the changed files that do not hold. */
function namesIn({ before }: ValidateOptions, { project }: Analysis): Draft[] {
  return [...before].flatMap(([file, text]): Draft[] => {
    const source = isCode(file) ? project.source(file) : undefined;
    if (!source) return [];
    return nameProblems(source.tree, text === '' ? undefined : parseSource(file, text).tree).flatMap(
      ({ kind, message, offset }): Draft[] => {
        if (kind === 'unused') return [];
        const at = source.tree.getLineAndCharacterOfPosition(offset);
        const place = { file: project.relative(file), line: at.line + 1, column: at.character + 1 };
        return [
          {
            pack: 'core',
            rule: 'core/names',
            verdict: 'wrong',
            ...place,
            before: null,
            after: null,
            message,
            reason: message,
            reasonCode: 'name',
          },
        ];
      },
    );
  });
}

function siteDraft(site: Site, { project }: Analysis): Omit<Draft, 'verdict' | 'message'> {
  const { match, call } = site;
  const { file, line, column } = placeOf(call, project);
  return {
    pack: match.table.pack.id,
    rule: match.operation.rule.id,
    file,
    line,
    column,
    before: { file, line, method: call.method ?? '*', url: pathText(match.operation.v1) },
    after: null,
  };
}

function placeIn({ call, match }: Site, { project }: Analysis): CallVerdict['after'] {
  const { file, line } = placeOf(call, project);
  return { file, line, method: call.method ?? '*', url: pathText(match.operation.v1) };
}

function startOf(node: ts.Node, { project }: Analysis): { file: string; line: number } {
  const { file, line } = rangeOf(node, project);
  return { file, line };
}

function pointOf(node: ts.Node, { project }: Analysis): Pick<CallVerdict, 'file' | 'line' | 'column'> {
  const { file, line, column } = rangeOf(node, project);
  return { file, line, column };
}

function withIds(drafts: readonly Draft[]): CallVerdict[] {
  const counts = new Map<string, number>();
  return drafts.map((draft) => {
    const key = [draft.before?.file ?? draft.file, draft.rule, draft.before?.method ?? '', draft.before?.url ?? draft.message].join('\0');
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return { id: createHash('sha256').update(`${key}\0${count}`).digest('hex').slice(0, 12), ...draft };
  });
}
