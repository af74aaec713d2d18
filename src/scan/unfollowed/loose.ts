import type { CallUrl, Classified } from '../../http/call.js';
import { callUrls } from '../../http/calls/call-url.js';
import { findDynamic } from '../../http/calls/dynamic.js';
import { baseText } from '../../http/calls/wrapper-parameters.js';
import { isKnownPrefix, isKnownResource } from '../../http/calls/resource.js';
import { EMPTY } from '../../dataflow/value.js';
import { cutUrl, hasPlaceholder, type Match, type MatchResult, type Operation, type Table } from '../../match/index.js';
import { isCode, isTest } from '../../project/file-kinds.js';
import { isVersion } from '../../project/needles.js';
import { nodesOf, type TextNode } from '../../project/nodes.js';
import type { ts } from '../../project/syntax.js';
import type { Analysis } from '../analyse.js';
import { isTelling, judgeHost } from '../belonging.js';
import { isBound, isGivenToPackage, isGivenToSender, mayBeSent, wholeText } from './place.js';
import { type Trail, trailOf } from './trail.js';

/** A text of a v1 URL that no call was found to be made of. */
export interface Unresolved {
  whole: ts.Expression;
  table: Table;
  /** Absent where the text does not show the endpoint. */
  match?: Match;
  text: string;
  /** Where its way ends. */
  trail: Trail;
}

/** A text that fits an API, before its way is known. */
type Fitting = Omit<Unresolved, 'trail'>;

/** Words that a path without a base must have for it to be taken for one of this API. */
const TELLING_WORDS = 2;

/** v1 URLs, bases that lead nowhere in sight, and the paths that lack one. */
export function unresolvedTexts(analysis: Analysis): Unresolved[] {
  const { project, matcher, named, open } = analysis;
  const isBase = baseText(project.needles.base);
  const used = usedNodes(analysis);
  const spoken = spokenTables(analysis);
  /** APIs of which the user says that they are used: a text of them needs no request near it. */
  const told = new Set(matcher.tables.filter(({ pack }) => named.has(pack.id)));
  const texts = project.candidates.flatMap((file) => unusedIn(file, (node) => isBase(node.getText()), used, analysis));
  const near = new Map(project.candidates.map((file) => [file, isNearRequest(file, analysis)]));
  const isNear = (whole: ts.Expression): boolean => near.get(whole.getSourceFile().fileName) === true;
  const urls = texts.flatMap((whole) => {
    const isToldToClient = isBound(whole, analysis.interpreter);
    if (!isToldToClient && isGivenToPackage(whole, analysis.interpreter)) return [];
    const isSent = isToldToClient || isNear(whole);
    return ownUrl(whole, isSent ? spoken : told, isSent, analysis);
  });
  const bases = texts.flatMap((whole) => bareBases(whole, analysis));
  const paths = pathsOn(new Set(bases.map(({ table }) => table)), used, analysis);
  const led = new Set(paths.map(({ table }) => table));
  const unbased = new Set([...open.unbased.values()].flatMap((tables) => [...tables]));
  const isLed = ({ whole, table, text }: Fitting): boolean =>
    led.has(table) || (!isVersion(text) && (told.has(table) || (unbased.has(table) && isNear(whole))));
  const seen = new Set<ts.Node>();
  return [...urls, ...bases.filter(isLed), ...paths].flatMap((fitting) => {
    if (seen.has(fitting.whole)) return [];
    seen.add(fitting.whole);
    const trail = trailOf(fitting.whole, analysis);
    const isLost = trail.end === 'lost' || (trail.end === 'exported' && told.has(fitting.table));
    return isLost ? [{ ...fitting, trail }] : [];
  });
}

/** Literals that the URLs of calls and mocks are made of, as far as it is told or known what these are. */
function usedNodes(analysis: Analysis): Set<ts.Node> {
  const { calls, mocks, sites, unclassified, dynamic, current } = analysis;
  const told = new Set([...[...sites, ...unclassified, ...dynamic].map(({ call }) => call), ...current]);
  const settled = calls.filter((call) => told.has(call) || call.urls.some((url) => isElsewhere(url, analysis)));
  const urls = [...settled, ...mocks.map(({ mock }) => mock)].flatMap((call) => call.urls);
  return new Set(urls.flatMap(({ url }) => url.parts.flatMap(({ part }) => ('text' in part && part.node ? [part.node] : []))));
}

/** True for the URL of another product. A named API of which no host is known may have any. */
export function isElsewhere(url: Classified, { origins, named }: Analysis): boolean {
  if (url.kind === 'other' || url.kind === 'current') return false;
  const { parts, table } = url.kind === 'match' ? url.match : url;
  const { id, evidence } = table.pack;
  if (named.has(id) && evidence.hosts === undefined && origins[id] === undefined) return false;
  return judgeHost(parts.origin, table.pack, origins) === 'other';
}

/** APIs that the code calls, or whose host it names. */
function spokenTables({ project, matcher, known }: Analysis): Set<Table> {
  const texts = project.candidates.flatMap((file) => textsOf(file, project).map(({ text }) => text));
  const named = matcher.tables.filter(({ pack }) => pack.evidence.hosts?.some((host) => texts.some((text) => text.includes(host))));
  return new Set([...known, ...named]);
}

function textsOf(file: string, project: Analysis['project']): TextNode[] {
  const source = project.reads(file) ? project.source(file) : undefined;
  return source ? nodesOf(source.tree).texts : [];
}

/** Whole texts with a piece that fits, of which no piece is part of a known call. */
function unusedIn(file: string, fits: (node: TextNode) => boolean, used: Set<ts.Node>, analysis: Analysis): ts.Expression[] {
  const { project, interpreter } = analysis;
  if (isTest(project.relative(file))) return [];
  const texts = textsOf(file, project);
  const found = new Set(texts.filter(fits).map(wholeText));
  for (const node of texts) if (used.has(node)) found.delete(wholeText(node));
  return [...found].filter((whole) => mayBeSent(whole, interpreter));
}

/** How far from a request its URL may be put together: files that use each other. */
const MAX_IMPORTS = 3;

/** True for a file that has, uses or gives its names to one that uses a request whose URL nobody in sight decides. */
function isNearRequest(file: string, { project, open }: Analysis): boolean {
  let users = new Set([...open.files, ...open.unbased.keys()]);
  if (users.size === 0) return false;
  for (let round = 0; round < MAX_IMPORTS; round += 1) {
    if (users.has(file)) return true;
    users = new Set([...users, ...[...users].flatMap((used) => project.importersOf(used))]);
  }
  return users.has(file) || project.importersOf(file).some((user) => users.has(user));
}

function urlsOf(whole: ts.Expression, { interpreter }: Analysis): CallUrl[] {
  return callUrls(interpreter.valueOf(whole, EMPTY)).filter(({ text }) => !/\s/.test(text));
}

/**
 * What a text is to the API that it shows itself to belong to.
 * @param isSent it is near a request whose URL nobody in sight decides, or told to a client; else only what belongs to `spoken` or cannot be
 *   mistaken counts
 */
function ownUrl(whole: ts.Expression, spoken: Set<Table>, isSent: boolean, analysis: Analysis): Fitting[] {
  for (const { text } of urlsOf(whole, analysis)) {
    const results = analysis.matcher.matchAll(undefined, text);
    if (results.some(({ kind }) => kind === 'current')) return [];
    const own = results.find((result) => (isSent || isOf(result, spoken) || isUnmistakable(result)) && belongs(result, spoken, analysis));
    if (own?.kind === 'match') return [{ whole, table: own.match.table, match: own.match, text }];
    if (own?.kind === 'unclassified') return [{ whole, table: own.table, text }];
    const dynamic = findDynamic(text, analysis.matcher);
    if (
      dynamic &&
      (isSent || spoken.has(dynamic.table)) &&
      judgeHost(dynamic.parts.origin, dynamic.table.pack, analysis.origins) === 'known'
    )
      return [{ whole, table: dynamic.table, text }];
  }
  return [];
}

/** A whole URL, with its server, of an endpoint that only this API has: it needs no request near it. */
function isUnmistakable(result: MatchResult): boolean {
  if (result.kind !== 'match' || !result.match.certain) return false;
  const { table, parts, operation } = result.match;
  if (operation.indistinct || operation.unversioned) return false;
  return table.pack.evidence.distinct === true && /^https?:/.test(parts.origin) && wordsOf(operation) >= TELLING_WORDS;
}

/** How many segments of a path are written out. */
function wordsOf({ v1 }: Operation): number {
  return v1.segments.filter(({ parts }) => parts.some((part) => 'text' in part)).length;
}

function isOf(result: MatchResult, tables: Set<Table>): boolean {
  return result.kind !== 'other' && tables.has(result.kind === 'match' ? result.match.table : result.table);
}

function belongs(result: MatchResult, spoken: Set<Table>, { origins }: Analysis): boolean {
  if (result.kind === 'match') {
    const { table, operation, parts, base, certain } = result.match;
    if (operation.rule.kind === 'keep' && operation.rule.report !== true) return false;
    const host = judgeHost(parts.origin, table.pack, origins);
    const isGuess = !certain && !isKnownResource(parts, base, table);
    return (
      host === 'known' ||
      isTelling(table.pack, parts, operation.indistinct || isGuess) ||
      (host === 'none' && spoken.has(table) && !isGuess)
    );
  }
  if (result.kind !== 'unclassified') return false;
  const { table, parts, base } = result;
  if (judgeHost(parts.origin, table.pack, origins) === 'known') return true;
  return isKnownPrefix(parts, base, table, spoken.has(table)) && isTelling(table.pack, parts, false);
}

/** The APIs whose base a text is, and no more: `${host}/api/v1`, or `v1` alone. */
function bareBases(whole: ts.Expression, analysis: Analysis): Fitting[] {
  const [url] = urlsOf(whole, analysis);
  if (!url) return [];
  const { text } = url;
  const segments = cutUrl(text).segments.map((segment) => segment.text);
  const fits = ({ v1Bases }: Table): boolean =>
    (isVersion(text) && v1Bases.some((base) => base.includes(text))) ||
    v1Bases.some((base) => base.length <= segments.length && base.join('/') === segments.slice(-base.length).join('/'));
  return analysis.matcher.tables.flatMap((table) => (fits(table) ? [{ whole, table, text }] : []));
}

/** Arguments that are paths of these APIs by more than one word, with no base in sight before them. */
function pathsOn(tables: Set<Table>, used: Set<ts.Node>, analysis: Analysis): Fitting[] {
  const { project } = analysis;
  return [...tables].flatMap((table) => {
    const words = tellingWords(table);
    if (table.pack.evidence.distinct !== true || words.size === 0) return [];
    const files = project.files.filter((file) => isCode(file) && project.mentions(file, words));
    const fits = ({ text }: TextNode): boolean => [...words].some((word) => text.includes(word));
    return files.flatMap((file) =>
      unusedIn(file, fits, used, analysis).flatMap((whole) => (isGivenToSender(whole) ? pathBelow(whole, table, analysis) : [])),
    );
  });
}

/** The last words of paths, each of which a text of the path holds. */
function tellingWords({ operations }: Table): Set<string> {
  const found = operations.map(({ v1 }) => v1.segments.map(({ parts }) => (parts[0] && 'text' in parts[0] ? parts[0].text : '{}')));
  return new Set(
    found.flatMap((words) =>
      words.flatMap((word, index) => (index > 0 && word !== '{}' && words[index - 1] !== '{}' ? [`${words[index - 1]}/${word}`] : [])),
    ),
  );
}

function pathBelow(whole: ts.Expression, table: Table, analysis: Analysis): Fitting[] {
  for (const { text } of urlsOf(whole, analysis)) {
    const path = hasPlaceholder(text[0] ?? '') ? text.slice(1) : text;
    for (const base of table.v1Bases) {
      const result = analysis.matcher.matchAll(undefined, `/${base.join('/')}/${path.replace(/^\/+/, '')}`);
      const own = result.find((option) => option.kind === 'match' && option.match.table === table);
      if (own?.kind !== 'match' || !own.match.certain || own.match.operation.indistinct) continue;
      if (wordsOf(own.match.operation) >= TELLING_WORDS) return [{ whole, table, match: own.match, text }];
    }
  }
  return [];
}
