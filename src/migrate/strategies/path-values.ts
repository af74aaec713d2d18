import { propertyRef } from '../../http/clients/client.js';
import type { CallUrl } from '../../http/call.js';
import { constantText, type Ref } from '../../dataflow/value.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { placeholderIndex, type Match } from '../../match/index.js';
import { type PathSource, pathSourcesOf } from '../../pack/endpoint-rule.js';
import type { Site } from '../../scan/site.js';
import { bodyOf } from './collapse/nodes.js';
import { addParameter } from './missing-parameters.js';
import { isResolvableAt } from '../aspects/url/scope-check.js';

/**
 * Fills parameters of the v2 path that v1 had in the query or in the body, under the name that the rule gives them (`?name`,
 * `.name`). What cannot be filled stays open, and the call is refused for it.
 */
export function fillFromRequest(site: Site, interpreter: Interpreter): void {
  for (const alternative of site.call.urls) {
    if (alternative.kind !== 'match') continue;
    const { match, url } = alternative;
    for (const [from, source] of pathSourcesOf(match.operation.rule, match.operation.v2)) {
      const text = textOf(source, match, url, site, interpreter);
      if (text !== undefined) match.parameters[from] = text;
    }
  }
}

function textOf(source: PathSource, match: Match, url: CallUrl, site: Site, interpreter: Interpreter): string | undefined {
  const { call } = site;
  if (source.in === 'query') {
    const written = writtenIn(url, match, source.name);
    if (written !== undefined) return written;
  }
  const holder = source.in === 'query' ? call.request.query : nodeRef(bodyOf(call, interpreter), call.env);
  const value = propertyRef(holder, source.name, interpreter);
  if (!value) return undefined;
  const text = constantText(interpreter.valueOf(value.node, value.env));
  if (text !== undefined) return encodeURIComponent(text);
  return isResolvableAt(value.node, call.site) ? addParameter(url, value, encoding(value)) : undefined;
}

function nodeRef(node: Ref['node'] | undefined, env: Ref['env']): Ref | undefined {
  return node && { node, env };
}

/** The value of a parameter of the URL's query, as it has to stand in a path. */
function writtenIn(url: CallUrl, match: Match, name: string): string | undefined {
  let start = match.parts.queryStart + 1;
  for (const pair of match.parts.query.split('&')) {
    if (pair.startsWith(`${name}=`)) return inPath(url, start + name.length + 1, start + pair.length);
    start += pair.length + 1;
  }
  return undefined;
}

function inPath(url: CallUrl, start: number, end: number): string {
  return url.text
    .slice(start, end)
    .split(/([\uE000-\uF8FF])/)
    .map((piece) => (placeholderIndex(piece) === undefined ? encodeURIComponent(decoded(piece)) : inPathParameter(url, piece)))
    .join('');
}

/** A parameter that is encoded already can stand in the path as it is. */
function inPathParameter(url: CallUrl, char: string): string {
  const ref = url.placeholders[placeholderIndex(char) ?? -1];
  if (!ref) return char;
  const isEncoded = url.parts.some(({ part }) => 'placeholder' in part && part.placeholder === ref && part.encoded === true);
  return isEncoded ? char : addParameter(url, ref, encoding(ref));
}

function encoding({ node }: Ref): { code: string } {
  return { code: `encodeURIComponent(${node.getText()})` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
