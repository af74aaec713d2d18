import { type Matcher, hasHole, type MatchResult } from '../match/index.js';
import { declarationOf } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import type { CallUrl, Classified } from './call.js';
import { callUrls } from './call-url.js';
import type { HttpRequest } from './clients/client.js';
import { alternatives, constantText, type Ref, type Value } from './value.js';

/** Whether a request, read as it stands, says which endpoint it calls. */
export interface Classification {
  urls: Classified[];
  method: string | undefined;
  /** False when a caller's argument could still decide the endpoint. */
  decided: boolean;
}

/** Matches all alternatives of a request against the packs. */
export function classify(request: HttpRequest, matcher: Matcher): Classification {
  const methods = alternatives(request.method).map(constantText);
  const method = methods.length === 1 ? methods[0] : undefined;
  const urls = callUrls(request.url).map((url) => classifyUrl(url, method, matcher));
  const open = method === undefined && alternatives(request.method).some((option) => dependsOnParameter(option));
  return { urls, method, decided: urls.some((url) => isDecided(url)) && !open };
}

function classifyUrl(url: CallUrl, method: string | undefined, matcher: Matcher): Classified {
  const results = matcher.matchAll(method, url.text);
  const [best] = results;
  if (!best) return { kind: 'other', url };
  return fromResult(best, url);
}

function fromResult(result: Exclude<MatchResult, { kind: 'other' }>, url: CallUrl): Classified {
  if (result.kind === 'match') return { kind: 'match', url, match: result.match, possible: result.possible };
  if (result.kind === 'unclassified') return { kind: 'unclassified', url, table: result.table, base: result.base, parts: result.parts };
  return { kind: 'current', url, table: result.table };
}

function isDecided(classified: Classified): boolean {
  if (classified.kind === 'current') return true;
  if (classified.kind === 'match') return classified.match.certain || !pathHoles(classified.url).some(isParameter);
  return classified.kind === 'unclassified' && !pathHoles(classified.url).some(isParameter);
}

function pathHoles(url: CallUrl): Ref[] {
  return hasHole(url.text) ? url.holes : [];
}

function dependsOnParameter(value: Value): boolean {
  return value.kind === 'unknown'
    ? isParameter(value.ref)
    : value.kind === 'text' && value.parts.some((part) => 'hole' in part && isParameter(part.hole));
}

/** True when the expression reads a parameter of a function around it: a caller may say what it is. */
export function isParameter({ node }: Ref): boolean {
  let found = false;
  const visit = (at: ts.Node): void => {
    if (found) return;
    if (ts.isIdentifier(at)) found = isParameterName(at);
    else ts.forEachChild(at, visit);
  };
  visit(node);
  return found;
}

function isParameterName(identifier: ts.Identifier): boolean {
  const declaration =
    ts.isParameter(identifier.parent) && identifier.parent.name === identifier ? identifier.parent : declarationOf(identifier);
  if (!declaration) return false;
  if (ts.isParameter(declaration)) return true;
  return (
    ts.isBindingElement(declaration) &&
    ts.findAncestor(declaration, (node) => ts.isParameter(node) || ts.isVariableDeclaration(node))?.kind === ts.SyntaxKind.Parameter
  );
}
