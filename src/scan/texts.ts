import { blockers, reasonFields } from './blockers.js';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isKnownPrefix, isKnownResource } from '../http/calls/resource.js';
import { hasPlaceholder, type Matcher, type MatchResult, pathText, type Table } from '../match/index.js';
import { nodesOf } from '../project/nodes.js';
import type { Project } from '../project/project.js';
import { isTelling, judgeHost } from './belonging.js';
import type { ts } from '../project/syntax.js';
import { dataParts } from './levels.js';
import type { Finding } from './model.js';
import type { Site } from './site.js';
import { lineAt, lineStarts } from './suppressions.js';
import { urlsBelowVariables, urlsIn, type WrittenUrl } from './written-urls.js';

/** What tells whether a URL belongs to an API. */
export interface TextGround {
  project: Project;
  matcher: Matcher;
  /** APIs that the code calls. */
  known: Set<Table>;
  origins: { [pack: string]: string[] };
  /** Calls that rules move. */
  sites: readonly Site[];
}

/**
 * v1 URLs of known APIs in files that are not code: named, with what to do; never printed with secrets. Those that code reads
 * from JSON belong to its calls; all others are never rewritten.
 */
export function textFindings(ground: TextGround): Omit<Finding, 'id'>[] {
  const read = readTexts(ground.sites);
  const { texts, includes } = ground.project;
  return texts.filter(includes).flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const own = read.get(file) ?? [];
    const place = { file, text, client: 'text' };
    const below = urlsBelowVariables(text).map((written) => ({ written, tables: tablesOf(written, ground) }));
    const left = urlsIn(text).filter(({ start }) => !own.some((node) => node.getStart() <= start && start < node.getEnd()));
    // A path that shows whose it is speaks for the base that the text sets beside it.
    const known = new Set([...ground.known, ...below.flatMap(({ tables }) => tables)]);
    return [...below.map(({ written }) => written), ...left].flatMap((written) => findingOf(written, place, { ...ground, known }));
  });
}

/** The APIs that a URL shows itself to be of. */
function tablesOf({ url, method }: WrittenUrl, ground: TextGround): Table[] {
  const result = ground.matcher.matchAll(method, url).find((option) => isOurs(option, ground));
  return result?.kind === 'match' ? [result.match.table] : [];
}

/** Texts of JSON files that URLs of calls are made of. */
function readTexts(sites: readonly Site[]): Map<string, ts.Node[]> {
  const found = new Map<string, ts.Node[]>();
  for (const node of sites.flatMap(({ call }) => call.urls.flatMap(({ url }) => dataParts(url)))) {
    const { fileName } = node.getSourceFile();
    found.set(fileName, [...(found.get(fileName) ?? []), node]);
  }
  return found;
}

/** Configuration of tools that is code: it sends requests on and makes none. */
const SETTINGS = /^(?:(?<tool>[\w-]+)\.config|(?<proxy>setupProxy|proxy\.conf))\.[cm]?[jt]s$/;

/**
 * v1 URLs in the configuration of tools, such as the proxy of vite and the rewrites of next.
 * @param isTaken true for a line whose call is a finding already
 */
export function settingsFindings(ground: TextGround, isTaken: (file: string, line: number) => boolean): Omit<Finding, 'id'>[] {
  const { project } = ground;
  return project.candidates.flatMap((file) => {
    const named = SETTINGS.exec(basename(file))?.groups;
    const source = named && project.source(file);
    if (!source) return [];
    const client = named['tool'] ?? 'proxy';
    const findings = nodesOf(source.tree).texts.flatMap((node) =>
      urlsIn(node.text).flatMap((written) => {
        const from = node.getStart() + 1;
        const placed = { ...written, start: from + written.start, end: from + written.end };
        return findingOf(placed, { file, text: source.text, client }, ground);
      }),
    );
    return findings.filter((finding) => !isTaken(finding.file, finding.line));
  });
}

interface Place {
  file: string;
  text: string;
  client: string;
}

function findingOf({ url, method, start, end }: WrittenUrl, { file, text, client }: Place, ground: TextGround): Omit<Finding, 'id'>[] {
  const result = ground.matcher.matchAll(method, url).find((option) => isOurs(option, ground));
  if (result?.kind !== 'match' && result?.kind !== 'unclassified') return [];
  const { table } = result.kind === 'match' ? result.match : result;
  const operation = result.kind === 'match' ? result.match.operation : undefined;
  const starts = lineStarts(text);
  const line = lineAt(starts, start);
  const column = start - (starts[line - 1] ?? 0) + 1;
  return [
    {
      pack: table.pack.id,
      rule: 'core/non-code-files',
      rules: ['core/non-code-files', ...(operation ? [operation.rule.id] : [])],
      level: 'manual',
      state: 'open',
      file: ground.project.relative(file),
      line,
      column,
      endLine: line,
      endColumn: column + end - start,
      v1: operation ? pathText(operation.v1) : pathOnly(url),
      ...(operation?.v2 ? { v2: `${operation.v2.method} ${pathText(operation.v2)}` } : {}),
      client,
      message: client === 'text' ? 'a v1 URL in a file that is not code' : `a v1 URL in the configuration of ${client}`,
      ...reasonFields(blockers.inTextFile()),
    },
  ];
}

function isOurs(result: MatchResult, { known, origins }: TextGround): boolean {
  if (result.kind === 'match') {
    const { table, operation, parts, base, certain } = result.match;
    if (operation.rule.kind === 'keep' && operation.rule.report !== true) return false;
    const host = judgeHost(parts.origin, table.pack, origins);
    const isGuess = !certain && !isKnownResource(parts, base, table);
    return host === 'known' || isTelling(table.pack, parts, operation.indistinct || isGuess) || (host === 'none' && known.has(table));
  }
  if (result.kind !== 'unclassified') return false;
  const { table, parts, base } = result;
  const host = judgeHost(parts.origin, table.pack, origins);
  if (isKnownPrefix(parts, base, table, known.has(table)) && isTelling(table.pack, parts, false)) return true;
  // A bare base, as environment files hold it.
  const isBase = parts.segments.every(({ start }) => start < base.end);
  return host === 'known' || (isBase && host === 'none' && known.has(table));
}

/** The path of a URL, without origin, user and query, which may hold secrets. */
function pathOnly(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  return hasPlaceholder(path) ? path.replaceAll(/[\uE000-\uF8FF]/g, '{…}') : path;
}
