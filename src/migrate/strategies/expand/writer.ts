import { clientForm } from '../../../http/clients/forms.js';
import type { ApiCall } from '../../../http/call.js';
import { type EndpointTemplate, placeholderIndex, type Match } from '../../../match/index.js';
import { ts } from '../../../project/syntax.js';
import type { Site } from '../../../scan/site.js';
import type { PlacedEdit } from '../../plan/url-plan.js';
import { isTyped } from '../../aspects/response/code.js';
import { wholeCall } from '../collapse/nodes.js';
import { place } from '../../aspects/url/place.js';
import { pathReplacements } from '../../aspects/url/replacements.js';
import { templateText } from '../../aspects/url/render.js';
import { carriersOf, rewrite } from '../../aspects/url/rewrite.js';
import { resolvableAt } from '../../aspects/url/scope-check.js';

/** Writes further calls in the manner of one that is there: same client, same base, same options. */
export interface CallWriter {
  /** A promise of the answer; `url` is code. */
  call(method: string, url: string): string;
  /** The parsed body of the answer, awaited. */
  body(call: string): string;
  /** Code that is true for a successful answer `name`; undefined when the client rejects on errors. */
  succeeded(name: string): string | undefined;
}

/** Makes the writer for a call; undefined for clients and wrappers in whose manner no call can be written. */
export function callWriter(call: ApiCall): CallWriter | undefined {
  const { client } = call.request;
  const form = clientForm(client);
  const { parsedBody } = form ?? {};
  if (!form || !parsedBody || call.site !== call.sink || !ts.isCallExpression(call.site)) return undefined;
  const options = optionsCode(call);
  const callee = call.site.expression;
  const member = ts.isPropertyAccessExpression(callee) && isVerb(callee.name.text) ? callee : undefined;
  const isUndiciRequest = client !== 'undici' || (call.request.urlRef !== undefined && call.request.urlRef.node === call.site.arguments[0]);
  if (options === undefined || !isUndiciRequest || (form.verbs && !member)) return undefined;
  const chained = chainedCode(call);
  const receiver = member ? member.expression.getText() : callee.getText();
  const byVerb = (method: string, url: string): string => {
    const config = options === '' ? [] : [`{ ${options} }`];
    const args = form.positional.includes(method.toLowerCase()) && config.length > 0 ? [url, 'undefined', ...config] : [url, ...config];
    return `${receiver}.${method.toLowerCase()}(${args.join(', ')})${chained}`;
  };
  const byOption = (method: string, url: string): string => {
    const all = [...(method === 'GET' ? [] : [`method: '${method}'`]), ...(options === '' ? [] : [options])].join(', ');
    return `${receiver}(${url}${all === '' ? '' : `, { ${all} }`})`;
  };
  return {
    call: form.verbs ? byVerb : byOption,
    body: (code) => parsedBody(code, isTyped(call.site)),
    succeeded: (name) => form.succeeded?.(name),
  };
}

function isVerb(name: string): boolean {
  return /^(?:get|post|put|patch|delete)$/.test(name);
}

/** Calls chained to a request before it is sent, without those that give it a body or a query. */
function chainedCode(call: ApiCall): string {
  let code = '';
  for (let at: ts.Node = call.site, end = wholeCall(call); at !== end;) {
    const access = at.parent;
    const next = access.parent;
    if (ts.isPropertyAccessExpression(access) && !['send', 'query'].includes(access.name.text))
      code += next.getText().slice(at.getText().length).trim();
    at = next;
  }
  return code;
}

/** Options of the call that every further call repeats: all but method, body and query. */
function optionsCode({ request }: ApiCall): string | undefined {
  const node = request.options?.node;
  if (!node) return '';
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const own = node.properties.filter(
    (property) => !['method', 'body', 'data', 'json', 'params', 'query', 'searchParams'].includes(property.name?.getText() ?? ''),
  );
  return own.map((property) => property.getText()).join(', ');
}

/** Marks the place of a run-time value in URL text. */
const MARK = '\uFDD0';

/**
 * Code of the URL of another endpoint, said where the call says its own, and the edits of a shared base that go with it.
 * @param parameters code for the parameters of the endpoint that the v1 path does not fill
 */
export function urlCode(
  site: Site,
  endpoint: EndpointTemplate,
  parameters: { [parameter: string]: string },
): { code: string; edits: PlacedEdit[] } | undefined {
  const codes = Object.values(parameters);
  const marks = Object.fromEntries(Object.keys(parameters).map((parameter, index) => [parameter, MARK.repeat(index + 1)]));
  const match: Match = { ...site.match, parameters: { ...site.match.parameters, ...marks } };
  const replacements = pathReplacements(match, site.url.text, endpoint);
  const node = site.call.request.urlRef?.node;
  const carrier = node && carriersOf(site.url).find((candidate) => candidate.node === node);
  if (!replacements || !carrier) return undefined;
  const baseEnd = site.match.base.end;
  const shared = replacements.filter(({ end }) => end <= baseEnd);
  const inBase = [...shared.map((replacement) => place(site.url, replacement)), ...basesOf(site, endpoint, marks)];
  const path = rewrite(
    site.url,
    carrier,
    replacements.filter((replacement) => !shared.includes(replacement)),
    { origin: site.match.parts.origin.length, end: baseEnd },
  );
  if (!path || inBase.some((edit) => edit === undefined)) return undefined;
  return { code: withCodes(path.text, codes), edits: inBase.filter((edit) => edit !== undefined) };
}

/** The edits of the base in the other alternatives of the call's URL, such as a file of environment variables. */
function basesOf(
  { call, url: own, match: { operation } }: Site,
  endpoint: EndpointTemplate,
  marks: Match['parameters'],
): (PlacedEdit | undefined)[] {
  return call.urls.flatMap((alternative) => {
    if (alternative.kind !== 'match' || alternative.url === own || alternative.match.operation !== operation) return [];
    const { match, url } = alternative;
    const filled = { ...match, parameters: { ...match.parameters, ...marks } };
    const replacements = pathReplacements(filled, url.text, endpoint)?.filter(({ end }) => end <= match.base.end);
    return replacements ? replacements.map((replacement) => place(url, replacement)) : [undefined];
  });
}

function withCodes(literal: string, codes: string[]): string {
  if (!literal.includes(MARK)) return literal;
  const inner = literal.slice(1, -1);
  return `\`${codes.reduceRight((text, code, index) => text.replaceAll(MARK.repeat(index + 1), `\${${code}}`), inner)}\``;
}

/** Adds the query parameters of an endpoint to the code of a URL; undefined when one of them cannot be said there. */
export function withQuery(code: string, { query }: EndpointTemplate, site: Site): string | undefined {
  const pairs = query.map(({ name, value }) => {
    const text = 'text' in value ? value.text : parameterCode(value.parameter, site);
    return text === undefined ? undefined : `${name}=${text}`;
  });
  if (pairs.includes(undefined)) return undefined;
  if (pairs.length === 0) return code;
  const text = pairs.join('&');
  const quote = text.includes('${') ? '`' : (code.at(-1) ?? '');
  return `${quote}${code.slice(1, -1)}?${text}${quote}`;
}

/** A parameter of the v1 path, as text of a template. */
function parameterCode(name: string, { url, match, call }: Site): string | undefined {
  const text = match.parameters[name];
  if (text === undefined) return undefined;
  const pieces = [...text].map((char) => {
    const index = placeholderIndex(char);
    if (index === undefined) return templateText(char);
    const part = url.parts.find((candidate) => 'placeholder' in candidate.part && candidate.part.placeholder === url.placeholders[index]);
    const code = part && resolvableAt(url, part, call.site);
    return code === undefined ? undefined : `\${${code}}`;
  });
  return pieces.includes(undefined) ? undefined : pieces.join('');
}
