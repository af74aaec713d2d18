import { bodyField } from '../http/body.js';
import type { ApiCall, CallUrl } from '../http/call.js';
import type { Interpreter } from '../dataflow/interpreter.js';
import { constructorOf } from '../dataflow/interpret/classes.js';
import { isRef } from '../dataflow/interpret/environment.js';
import { alternatives, constantText, EMPTY, type Ref } from '../dataflow/value.js';
import { declarationOf } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import { lookups } from './levels.js';
import { cutUrl, hostOf, isBelowHost, type UrlParts } from '../match/index.js';
import { convertForward } from '../pack/lens/index.js';
import type { Pack } from '../pack/model.js';

/** A call whose URL fits a pack; it may still be another product's. */
export interface Candidate {
  call: ApiCall;
  url: CallUrl;
  pack: Pack;
  parts: UrlParts;
  /** Offset in the URL text where the base of the pack starts. */
  baseStart: number;
  /** The path tells nothing, even where those of the pack are distinct: another call on the same base must. */
  indistinct: boolean;
  /** The path fits only because a part of it is not known, or by words that others have as well: on another host it is theirs. */
  guess?: boolean;
  /** The path starts as no endpoint of the pack does: only a certain call on the very literal of its base can show that it belongs. */
  strange?: true;
}

/**
 * Keeps the candidates that belong to their pack. A pack whose paths are distinct needs no more than the path; otherwise
 * the host, a declared origin or a telling body must show it, at the call itself or at another call on the same base.
 */
export function attributed<T extends Candidate>(candidates: T[], origins: { [pack: string]: string[] }, interpreter: Interpreter): T[] {
  const { attempt } = interpreter.project;
  const certain = candidates.filter((candidate) => attempt(candidate.call.site, () => isCertain(candidate, origins, interpreter)) === true);
  const bases = new Set(certain.flatMap((candidate) => baseKeys(candidate)));
  const known = new Set(certain);
  return candidates.filter((candidate) => {
    if (known.has(candidate)) return true;
    if (candidate.strange) return !hasForeignHost(candidate, origins, interpreter) && literalKeys(candidate).some((key) => bases.has(key));
    return (
      originKeys(candidate).some((key) => bases.has(key)) ||
      (!hasForeignHost(candidate, origins, interpreter) && baseKeys(candidate).some((key) => bases.has(key)))
    );
  });
}

function isCertain(candidate: Candidate, origins: { [pack: string]: string[] }, interpreter: Interpreter): boolean {
  if (candidate.strange) return false;
  const { evidence } = candidate.pack;
  const host = hostOf(candidate.parts.origin);
  if (hasKnownHost(candidate, origins)) return true;
  if (candidate.guess === true && host !== undefined && !isLocal(host)) return false;
  if (evidence.distinct === true && !candidate.indistinct) return isTelling(candidate.pack, candidate.parts, false);
  if (hasForeignHost(candidate, origins, interpreter)) return false;
  if (host !== undefined && !isLocal(host)) return false;
  if (isNamedAfterApi(candidate, interpreter)) return true;
  return (evidence.bodyFields ?? []).some((field) => hasOwnField(candidate, field, interpreter));
}

/** The body has a field of this API; a value that the pack's table does not know is another product's. */
function hasOwnField({ call, pack }: Candidate, field: string, interpreter: Interpreter): boolean {
  const ref = bodyField(call.request, field, interpreter);
  if (ref === undefined) return false;
  const matches = call.urls.flatMap((known) => (known.kind === 'match' ? [known.match, ...known.rivals] : []));
  const own = matches.find(({ table }) => table.pack === pack);
  const table = own && lookups(own.operation.request).find((lookup) => lookup.field === field);
  const texts = alternatives(interpreter.valueOf(ref.node, ref.env)).map(constantText);
  return !table || texts.some((text) => text === undefined || convertForward(table.conversion, text) !== undefined);
}

/** True when the path alone shows whose URL it is: no other product has such paths. */
export function isTelling({ evidence }: Pack, { origin }: UrlParts, indistinct: boolean): boolean {
  if (evidence.distinct !== true || indistinct) return false;
  const host = hostOf(origin);
  return host === undefined || evidence.hosts === undefined || isLocal(host) || !isForeign(host);
}

/** The server's address comes from a name with that of the API in it, such as `process.env.OPENML_URL`. */
function isNamedAfterApi({ pack, call }: Candidate, interpreter: Interpreter): boolean {
  return call.urls.some((known) => {
    if (known.kind === 'other' || known.kind === 'current') return false;
    const { start } = known.kind === 'match' ? known.match.base : known.base;
    return known.url.parts.some(({ part, at }) => 'placeholder' in part && at < start && isNamedAfter(part.placeholder, pack, interpreter));
  });
}

/** The expression, or what the name in its place is declared as: `const SERVER = process.env.OPENML_URL`. */
function isNamedAfter({ node, env }: Ref, { id }: Pack, interpreter: Interpreter): boolean {
  const declared = interpreter.initializer(node, env);
  return [node, ...(declared ? [declared] : [])].some((said) => `-${wordsOf(said.getText())}-`.includes(`-${id}-`));
}

/** The words of an expression as an id has them: `config.openmlUrl` is `config-openml-url`. */
function wordsOf(text: string): string {
  const words = text.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').match(/[A-Za-z0-9]+/g) ?? [];
  return words.join('-').toLowerCase();
}

/** Well-known APIs of other products that use the same path prefixes. */
function isForeign(host: string): boolean {
  return /(^|\.)(openai\.com|googleapis\.com|anthropic\.com|stripe\.com|github\.com|gitlab\.com|twilio\.com|slack\.com)$/.test(host);
}

/** True when the host is one of the pack's. */
export function hasKnownHost({ pack, parts }: Candidate, origins: { [pack: string]: string[] }): boolean {
  return judgeHost(parts.origin, pack, origins) === 'known';
}

/** Whether an origin names a host of the pack, another one, or none that says anything. */
export function judgeHost(origin: string, pack: Pack, origins: { [pack: string]: string[] }): 'known' | 'other' | 'none' {
  const host = hostOf(origin);
  if (host === undefined) return 'none';
  if (isBelowHost(host, knownHosts(pack, origins))) return 'known';
  return isLocal(host) ? 'none' : 'other';
}

/** Counter-evidence: one of the addresses that the call can have, or has where nobody says otherwise, is that of another product. */
export function hasForeignHost(
  { pack, parts, call, url, baseStart }: Pick<Candidate, 'pack' | 'parts' | 'call' | 'url' | 'baseStart'>,
  origins: { [pack: string]: string[] },
  interpreter: Interpreter,
): boolean {
  if (pack.evidence.distinct === true) return false;
  const isOther = (origin: string): boolean => judgeHost(origin, pack, origins) === 'other';
  return (
    [parts.origin, ...call.urls.map((known) => cutUrl(known.url.text).origin)].some(isOther) ||
    defaultsBehind(url, baseStart, interpreter).some((text) => isOther(cutUrl(text).origin))
  );
}

/** Defaults of the parameters through which a URL got what stands before its base. */
function defaultsBehind({ parts }: CallUrl, baseStart: number, interpreter: Interpreter): string[] {
  const before = parts.filter(({ at }) => at <= baseStart);
  const operands = before.flatMap(({ part }) => {
    const own = 'placeholder' in part ? part.placeholder.node : part.node;
    return [...(part.via ?? []), ...(own && ts.isExpression(own) ? [own] : [])];
  });
  return operands
    .flatMap((operand) => filledBy(operand, interpreter)?.initializer ?? [])
    .flatMap((initializer) => alternatives(interpreter.valueOf(initializer, EMPTY)).flatMap((value) => constantText(value) ?? []));
}

/** The parameter that an argument fills, or that an operand names. */
function filledBy(operand: ts.Expression, interpreter: Interpreter): ts.ParameterDeclaration | undefined {
  const { parent } = operand;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
    const position = parent.arguments?.indexOf(operand) ?? -1;
    const callee = position === -1 ? undefined : interpreter.valueOf(parent.expression, EMPTY);
    if (callee?.kind === 'class') return constructorOf(callee.node)?.parameters[position];
    if (callee?.kind === 'function') return callee.node.parameters[position];
  }
  const declaration = ts.isIdentifier(operand) ? declarationOf(operand) : undefined;
  return declaration && ts.isParameter(declaration) ? declaration : undefined;
}

function knownHosts(pack: Pack, origins: { [pack: string]: string[] }): string[] {
  return [...(pack.evidence.hosts ?? []), ...(origins[pack.id] ?? []).map((origin) => hostOf(origin) ?? origin)];
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.') || !host.includes('.');
}

/** The host and port that a URL names, whatever its scheme. */
function originKeys({ pack, parts }: Pick<Candidate, 'pack' | 'parts'>): string[] {
  return hostOf(parts.origin) === undefined ? [] : [`${pack.id} ${parts.origin.replace(/^.*\/\/(?:[^@/]*@)?/, '//')}`];
}

/** What two calls on one base have in common: the literal that holds the base, or the text before it. */
function baseKeys(candidate: Candidate): string[] {
  const { pack, url, baseStart } = candidate;
  const keys = [...originKeys(candidate), ...literalKeys(candidate)];
  for (const { part, at } of url.parts)
    if ('placeholder' in part && at < baseStart) keys.push(`${pack.id} ${givenFor(part.placeholder).getText()}`);
  return keys;
}

/** The literal with the base, below one server: callers of one function may each name a server of their own. */
function literalKeys({ pack, url, baseStart }: Candidate): string[] {
  const server = url.parts.flatMap(({ part, at }) =>
    'placeholder' in part && at < baseStart ? [givenFor(part.placeholder).getText()] : [],
  );
  return url.parts.flatMap(({ part, at }) =>
    'text' in part && part.node && at <= baseStart && baseStart < at + part.text.length
      ? [[pack.id, placeOf(part.node), ...server].join(' ')]
      : [],
  );
}

/** What the call in view gives for a parameter; else the expression itself. */
function givenFor({ node, env }: Ref): ts.Node {
  const declaration = ts.isIdentifier(node) ? declarationOf(node) : undefined;
  const bound = declaration && env.bindings.get(declaration);
  return bound && isRef(bound) ? givenFor(bound) : node;
}

function placeOf(node: ts.Node): string {
  return `${node.getSourceFile().fileName}:${node.getStart()}`;
}
