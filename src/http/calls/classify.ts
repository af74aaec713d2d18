import { cutUrl, hasPlaceholder, isOnHost, placeholderChar, type Match, type Matcher, type MatchResult } from '../../match/index.js';
import type { CallNode } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';
import type { CallUrl, Classified } from '../call.js';
import { callUrls } from './call-url.js';
import type { HttpRequest } from '../clients/client.js';
import { type DynamicUrl, findDynamic, isOpenPath, isPieced } from './dynamic.js';
import { foldAlternatives } from './fold-alternatives.js';
import { isParameter, isParameterName } from '../../dataflow/interpret/parameters.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { LIMITS } from '../../dataflow/limits.js';
import { literalsOf } from '../../dataflow/interpret/literal-types.js';
import { isKnownResource } from './resource.js';
import { alternatives, constantText, type Ref, type AbstractValue } from '../../dataflow/value.js';

/** Whether a request, read as it stands, says which endpoint it calls. */
export interface Classification {
  urls: Classified[];
  /** Upper case; undefined when it is not known. */
  method: string | undefined;
  /** False when a caller's argument could still decide the endpoint. */
  decided: boolean;
  /** True when a caller can decide it, or decide otherwise where a default stands. */
  open: boolean;
  /** It concerns a known API, or a rule points at its URL. */
  relevant: boolean;
  /** Equal for requests that mean the same endpoints. */
  key: string;
}

/** Matches all alternatives of a request, made by a call, against the packs. */
export function classify(request: HttpRequest, call: CallNode, matcher: Matcher, interpreter: Interpreter): Classification {
  const methods = alternatives(request.method);
  const texts = [...new Set(methods.map(constantText))];
  const method = texts.length === 1 ? texts[0] : undefined;
  const all = classifyUrls(request.url, method, matcher, interpreter);
  const urls = request.client === 'unknown' ? all.filter(isCertain) : all;
  const isGivenMethod = texts.length > 1 && request.methodRef !== undefined && isParameter(request.methodRef);
  const openMethod =
    method === undefined && (isGivenMethod || methods.some((option) => !isOwn(option, call) && dependsOnParameter(option)));
  const decided = urls.some(isDecided) && !openMethod;
  const undecided =
    !decided &&
    (openMethod ||
      (isGiven(call) && all.some(({ url }) => mayBePath(url, request))) ||
      all.some(({ url }) => url.placeholders.some(isParameter)));
  return {
    urls,
    method,
    decided,
    open:
      undecided || methods.some(isAssumed) || urls.some(({ url }) => url.parts.some(({ part }) => 'text' in part && part.assumed === true)),
    relevant: urls.some(({ kind, url }) => kind !== 'other' || matcher.isAdvised(url.text)),
    key: [method, ...urls.map(keyOf)].join('\0'),
  };
}

/** Matches the alternatives of a URL. */
export function classifyUrls(url: AbstractValue, method: string | undefined, matcher: Matcher, interpreter: Interpreter): Classified[] {
  const again = (alternative: CallUrl): Classified => classifyUrl(alternative, method, matcher, interpreter);
  return foldAlternatives(callUrls(url).map(again), again);
}

function keyOf(classified: Classified): string {
  switch (classified.kind) {
    case 'match':
      return `${classified.match.table.pack.id} ${classified.match.operation.v1.source}`;
    case 'other':
      return 'other';
    default:
      return `${classified.kind} ${classified.table.pack.id} ${classified.url.text}`;
  }
}

function classifyUrl(url: CallUrl, method: string | undefined, matcher: Matcher, interpreter: Interpreter): Classified {
  const results = matcher.matchAll(method, url.text);
  const best = mostTelling(results);
  if (!best) return dynamicUrl(url, matcher) ?? { kind: 'other', url };
  switch (best.kind) {
    case 'match':
      return matchedUrl(url, best, rivalsOf(best, results), method, matcher, interpreter);
    case 'unclassified':
      if (isMoreTelling(findDynamic(url.text, matcher), best)) return dynamicUrl(url, matcher) ?? { kind: 'other', url };
      return isOpenPath(best.parts, best.base.end) ? { ...best, kind: 'dynamic', url } : { ...best, url };
    default:
      return { kind: 'current', url, table: best.table, certain: best.certain };
  }
}

type Found = Exclude<MatchResult, { kind: 'other' }>;

/** Of several packs on one base, where no rule names the path, the one whose host it is, or that has such a resource. */
function mostTelling(results: Found[]): Found | undefined {
  const [first] = results;
  if (first?.kind !== 'unclassified' || isOnHost(first.parts, first.table.pack.evidence.hosts)) return first;
  return results.find((result) => result.kind === 'unclassified' && isKnownResource(result.parts, result.base, result.table)) ?? first;
}

/** True for a base that is longer than that of a path which no rule names, and runs into what only shows at run time. */
function isMoreTelling(dynamic: DynamicUrl | undefined, { base }: Extract<Found, { kind: 'unclassified' }>): boolean {
  return dynamic !== undefined && dynamic.base.end > base.end;
}

/** What a path is to the other APIs that have it. */
function rivalsOf(best: Found, results: Found[]): Match[] {
  return results.flatMap((result) => (result !== best && result.kind === 'match' && result.match.certain ? [result.match] : []));
}

function dynamicUrl(url: CallUrl, matcher: Matcher): Classified | undefined {
  const found = findDynamic(url.text, matcher);
  return found && { kind: 'dynamic', url, ...found };
}

/** The first segment below the base, where an endpoint has a word, only shows at run time. */
function startsOpen({ parts, base }: Match): boolean {
  const first = parts.segments.find(({ start }) => start >= base.end);
  return first !== undefined && first.text.length === 1 && hasPlaceholder(first.text);
}

/** A match in which run-time parts leave more than one rule possible says only which API it is. */
function matchedUrl(
  url: CallUrl,
  { match, possible }: Extract<MatchResult, { kind: 'match' }>,
  rivals: Match[],
  method: string | undefined,
  matcher: Matcher,
  interpreter: Interpreter,
): Classified {
  const typed = match.certain ? [match] : typedMatches(url, [match, ...possible], method, matcher, interpreter);
  const left = typed ?? [match, ...possible];
  const [first, ...others] = left;
  const isOpen = !match.certain && (isPieced(match.parts, match.base.end) || (!typed && startsOpen(match)));
  if (first && !isOpen && left.every(({ operation }) => operation.rule.id === first.operation.rule.id))
    return { kind: 'match', url, match: first, possible: others, rivals };
  return { kind: 'dynamic', url, table: match.table, base: match.base, parts: match.parts };
}

/** Of several possible matches those that the declared types of the run-time parts allow; undefined when they say nothing. */
function typedMatches(
  url: CallUrl,
  matches: Match[],
  method: string | undefined,
  matcher: Matcher,
  interpreter: Interpreter,
): Match[] | undefined {
  const texts = typedTexts(url, interpreter);
  if (!texts) return undefined;
  const sources = new Set<string>();
  for (const text of texts) {
    const [found] = matcher.matchAll(method, text);
    if (found?.kind !== 'match' || !found.match.certain) return undefined;
    sources.add(found.match.operation.v1.source);
  }
  const left = matches.filter(({ table, operation }) => table === matches[0]?.table && sources.has(operation.v1.source));
  return left.length > 0 ? left : undefined;
}

/** The URL with each part that has a type of few texts replaced by each of them. */
function typedTexts({ text, placeholders }: CallUrl, interpreter: Interpreter): string[] | undefined {
  let texts = [text];
  placeholders.forEach((placeholder, index) => {
    const literals = literalsOf(placeholder, interpreter);
    if (literals) texts = texts.flatMap((one) => literals.map((literal) => one.replaceAll(placeholderChar(index), literal)));
  });
  return texts.length > 1 && texts.length <= LIMITS.typed.bound ? texts : undefined;
}

/** True for a call of a client that a caller hands over: its base may decide what `client.get('/jobs')` calls. */
function isGiven(call: CallNode): boolean {
  let root: ts.Node = call.expression;
  while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root) || ts.isNonNullExpression(root)) root = root.expression;
  return root !== call.expression && ts.isIdentifier(root) && isParameterName(root);
}

/** What the called function decides by itself, not its caller. */
function isOwn(method: AbstractValue, call: CallNode): boolean {
  return method.kind === 'unknown' && method.ref.node === call;
}

/** False for a word that is given to a function of an unseen package: the name of a table or of an event, not the end of a URL. */
function mayBePath({ text }: CallUrl, { unseen }: HttpRequest): boolean {
  return unseen === undefined || text.includes('/') || hasPlaceholder(text);
}

function isCertain(classified: Classified): boolean {
  return classified.kind === 'match' ? classified.match.certain : classified.kind === 'current';
}

function isDecided(classified: Classified): boolean {
  if (classified.kind !== 'other' && isGivenOrigin(classified)) return false;
  if (classified.kind === 'dynamic') return !pathPlaceholders(classified.url).some(isParameter);
  if (classified.kind === 'unclassified') return !pathPlaceholders(classified.url).some(isGivenBuilder);
  if (classified.kind === 'current') return classified.certain || !pathPlaceholders(classified.url).some(isParameter);
  return classified.kind !== 'other';
}

/** The caller names the server, which shows whose URL it is where the path does not. */
function isGivenOrigin({ url, ...classified }: Exclude<Classified, { kind: 'other' }>): boolean {
  const { pack } = classified.kind === 'match' ? classified.match.table : classified.table;
  if (pack.evidence.distinct === true) return false;
  const { origin } = cutUrl(url.text);
  return url.placeholders.some((placeholder, index) => origin.includes(placeholderChar(index)) && isParameter(placeholder));
}

/** A text that a function given by the caller makes: it may be any number of segments. */
function isGivenBuilder({ node }: Ref): boolean {
  const call = unwrap(node);
  return ts.isCallExpression(call) && ts.isIdentifier(call.expression) && isParameterName(call.expression);
}

function pathPlaceholders(url: CallUrl): Ref[] {
  return hasPlaceholder(url.text) ? url.placeholders : [];
}

function isAssumed(value: AbstractValue): boolean {
  return value.kind === 'text' && value.parts.some((part) => 'text' in part && part.assumed === true);
}

function dependsOnParameter(value: AbstractValue): boolean {
  return value.kind === 'unknown'
    ? isParameter(value.ref)
    : value.kind === 'text' && value.parts.some((part) => 'placeholder' in part && isParameter(part.placeholder));
}
