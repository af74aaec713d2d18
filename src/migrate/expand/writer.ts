import type { ApiCall } from '../../calls/call.js';
import { type EndpointTemplate, type Match } from '../../match/index.js';
import { ts } from '../../project/syntax.js';
import type { Site } from '../../scan/site.js';
import type { PlacedEdit } from '../urls/index.js';
import { place } from '../urls/place.js';
import { pathReplacements } from '../urls/replacements.js';
import { carriersOf, rewrite } from '../urls/rewrite.js';

/** Writes further calls in the manner of one that is there: same client, same base, same options. */
export interface CallWriter {
  /** A promise of the answer; `url` is code. */
  call(method: string, url: string): string;
  /** The parsed body of the answer, awaited. */
  body(call: string): string;
  /** Code that is true for a successful answer `name`; undefined when the client rejects on errors. */
  succeeded(name: string): string | undefined;
  /** The whole answer around a parsed body. */
  answer(body: string): string;
}

/** Makes the writer for a call; undefined for clients and wrappers in whose manner no call can be written. */
export function callWriter(call: ApiCall): CallWriter | undefined {
  if (call.site !== call.sink || !ts.isCallExpression(call.site)) return undefined;
  const options = optionsCode(call);
  if (options === undefined) return undefined;
  const callee = call.site.expression.getText();
  if (call.request.client === 'fetch') {
    return {
      call: (method, url) =>
        `${callee}(${url}${method === 'GET' && options === '' ? '' : `, { ${[...(method === 'GET' ? [] : [`method: '${method}'`]), ...(options === '' ? [] : [options])].join(', ')} }`})`,
      body: (code) => `(await (await ${code}).json())`,
      succeeded: (name) => `${name}.ok`,
      answer: (body) => `Response.json(${body})`,
    };
  }
  if (call.request.client !== 'axios' || !ts.isPropertyAccessExpression(call.site.expression)) return undefined;
  const receiver = call.site.expression.expression.getText();
  return {
    call(method, url) {
      const config = options === '' ? [] : [`{ ${options} }`];
      const args = ['POST', 'PUT', 'PATCH'].includes(method) && config.length > 0 ? [url, 'undefined', ...config] : [url, ...config];
      return `${receiver}.${method.toLowerCase()}(${args.join(', ')})`;
    },
    body: (code) => `(await ${code}).data`,
    succeeded: () => undefined,
    answer: (body) => `{ data: ${body}, status: 200 }`,
  };
}

/** Options of the call that every further call repeats: all but method, body and query. */
function optionsCode({ request }: ApiCall): string | undefined {
  const node = request.options?.node;
  if (!node) return '';
  if (!ts.isObjectLiteralExpression(node)) return ts.isIdentifier(node) ? `...${node.text}` : undefined;
  const own = node.properties.filter((property) => !['method', 'body', 'data', 'params'].includes(property.name?.getText() ?? ''));
  return own.map((property) => property.getText()).join(', ');
}

/** Marks the place of a run-time value in URL text. */
const MARK = '\uFDD0';

/**
 * Code of the URL of another endpoint, said where the call says its own, and the edits of a shared base that go with it.
 * @param holes code for the holes of the endpoint that the v1 path does not fill
 */
export function urlCode(
  site: Site,
  endpoint: EndpointTemplate,
  holes: { [hole: string]: string },
): { code: string; edits: PlacedEdit[] } | undefined {
  const codes = Object.values(holes);
  const marks = Object.fromEntries(Object.keys(holes).map((hole, index) => [hole, MARK.repeat(index + 1)]));
  const match: Match = { ...site.match, holes: { ...site.match.holes, ...marks } };
  const replacements = pathReplacements(match, site.url.text, endpoint);
  const node = site.call.request.urlRef?.node;
  const carrier = node && carriersOf(site.url).find((candidate) => candidate.node === node);
  if (!replacements || !carrier) return undefined;
  const baseEnd = site.match.base.end;
  const shared = replacements.filter(({ end }) => end <= baseEnd);
  const inBase = shared.map((replacement) => place(site.url, replacement));
  const path = rewrite(
    site.url,
    carrier,
    replacements.filter((replacement) => !shared.includes(replacement)),
    { origin: site.match.parts.origin.length, end: baseEnd },
  );
  if (!path || inBase.some((edit) => edit === undefined)) return undefined;
  return { code: withCodes(path.text, codes), edits: inBase.filter((edit) => edit !== undefined) };
}

function withCodes(literal: string, codes: string[]): string {
  if (!literal.includes(MARK)) return literal;
  const inner = literal.slice(1, -1);
  return `\`${codes.reduceRight((text, code, index) => text.replaceAll(MARK.repeat(index + 1), `\${${code}}`), inner)}\``;
}

/** Adds fixed query parameters to the code of a URL. */
export function withQuery(code: string, { query }: EndpointTemplate): string {
  const text = query.flatMap(({ name, value }) => ('text' in value ? [`${name}=${value.text}`] : [])).join('&');
  return text === '' ? code : `${code.slice(0, -1)}?${text}${code.at(-1) ?? ''}`;
}
