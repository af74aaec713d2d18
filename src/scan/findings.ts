import { blockers, reasonFields } from './blockers.js';
import { createHash } from 'node:crypto';
import { type ApiCall, limitOf } from '../http/call.js';
import { causeText } from '../dataflow/limits.js';
import { endpointText, type Match, pathText } from '../match/index.js';
import type { Project } from '../project/project.js';
import type { ts } from '../project/syntax.js';
import type { OpenCall } from './open.js';
import { evidenceOf } from './evidence.js';
import type { Finding } from './model.js';
import type { SdkUse } from './sdk/index.js';
import { withoutSecrets } from './secrets.js';
import type { Site } from './site.js';

/** Gives findings their stable ids: equal findings of one file are told apart by their order. */
export function withIds(drafts: Omit<Finding, 'id'>[]): Finding[] {
  const counts = new Map<string, number>();
  return drafts.map((draft) => {
    const key = [draft.file, draft.rule, draft.method ?? '', draft.v1].join('\0');
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    const id = createHash('sha256').update(`${key}\0${count}`).digest('hex').slice(0, 12);
    return { id, ...draft };
  });
}

/** The finding of a matched call. */
export function siteFinding(site: Site, project: Project): Omit<Finding, 'id'> {
  const { match, call } = site;
  const { v1, v2 } = match.operation;
  const rule = site.joins ?? match.operation.rule;
  const isKept = rule.kind === 'keep';
  const method = call.method ?? '*';
  return {
    pack: match.table.pack.id,
    rule: rule.id,
    rules: [...baseRules(match), rule.id, ...match.operation.changes.map((change) => change.id)],
    level: site.level,
    // Nothing is to be done: the finding tells only that the call was seen.
    state: isKept ? 'ignored' : 'open',
    ...placeOf(call, project),
    method,
    v1: pathText(v1),
    ...(v2 ? { v2: endpointText(v2, method) } : {}),
    client: call.request.client,
    message: rule.title,
    ...reasonFields(isKept ? blockers.rule(rule.title) : site.reason),
    ...(rule.phase === undefined ? {} : { phase: rule.phase }),
    evidence: evidenceOf(call, site.url, (path) => project.relative(path)),
  };
}

/** The finding of a use of a client library. */
export function sdkFinding({ table, rule, rules, site, level, reason, v1, v2 }: SdkUse, project: Project): Omit<Finding, 'id'> {
  return {
    pack: table.pack.id,
    rule: rule.id,
    rules: rules.map(({ id }) => id),
    level,
    state: 'open',
    ...rangeOf(site, project),
    v1,
    ...(v2 === undefined ? {} : { v2 }),
    client: rule.module,
    message: rule.title,
    ...reasonFields(reason),
    ...(rule.phase === undefined ? {} : { phase: rule.phase }),
  };
}

/** The finding of a call on a known v1 base that no rule names. */
export function unclassifiedFinding(open: OpenCall, project: Project): Omit<Finding, 'id'> {
  return {
    ...openFinding(open, project, 'core/unclassified-v1-url'),
    message: 'a v1 URL of this API that no rule names',
    ...reasonFields(blockers.noRule()),
  };
}

/** The finding of a call on a known v1 base whose endpoint only shows at run time. */
export function dynamicFinding(open: OpenCall, project: Project): Omit<Finding, 'id'> {
  const limit = limitOf(open.call);
  return {
    ...openFinding(open, project, 'core/dynamic-url'),
    message: 'a v1 URL of this API whose endpoint only shows at run time',
    ...reasonFields(limit ? blockers.limit(causeText(limit, project.root)) : blockers.endpointAtRunTime()),
  };
}

function openFinding({ call, table, url, text }: OpenCall, project: Project, rule: string): Omit<Finding, 'id' | 'message'> {
  return {
    pack: table.pack.id,
    rule,
    rules: [rule],
    level: 'manual',
    state: 'open',
    ...placeOf(call, project),
    method: call.method ?? '*',
    v1: withoutSecrets(text),
    client: call.request.client,
    evidence: evidenceOf(call, url, (path) => project.relative(path)),
  };
}

/** Where a call stands. */
export function placeOf(call: ApiCall, project: Project): Pick<Finding, 'file' | 'line' | 'column' | 'endLine' | 'endColumn'> {
  return rangeOf(call.site, project);
}

/** Place of a node, 1-based. */
export function rangeOf(node: ts.Node, project: Project): Pick<Finding, 'file' | 'line' | 'column' | 'endLine' | 'endColumn'> {
  const tree = node.getSourceFile();
  const start = tree.getLineAndCharacterOfPosition(node.getStart());
  const end = tree.getLineAndCharacterOfPosition(node.getEnd());
  return {
    file: project.relative(tree.fileName),
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** Rules for the base of a call that moves: from v1 to v2, or already there. */
function baseRules({ table, operation, hybrid }: Match): string[] {
  if (operation.v2 === undefined && operation.rule.kind !== 'expand') return [];
  const role = hybrid ? 'hybrid' : 'rebase';
  return table.pack.rules.filter((rule) => rule.kind === 'base' && rule.role === role).map((rule) => rule.id);
}
