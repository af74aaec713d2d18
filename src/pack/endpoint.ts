import type { Endpoint } from './model.js';
import { nearestHint } from './nearest.js';

/** One piece of a path segment: fixed text, or a parameter. */
export type SegmentPart = { text: string } | { parameter: string };

/** One path segment of an endpoint template, such as `{job_id}:cancel`. */
export interface Segment {
  parts: SegmentPart[];
  /** The parameter takes this segment and all that follow. */
  rest?: boolean;
}

/** A parsed endpoint template; paths start after the base. */
export interface EndpointTemplate {
  /** As the pack writes it. */
  source: Endpoint;
  /** Upper case; `ANY` for every method. */
  method: string;
  segments: Segment[];
  /** Query parameters that the template fixes; a value is fixed text or one parameter. */
  query: { name: string; value: SegmentPart }[];
}

/** Says why a text is no endpoint template. */
export class EndpointSyntaxError extends Error {
  override name = 'EndpointSyntaxError';
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ANY'];

const known = new Map<Endpoint, EndpointTemplate>();

/**
 * Parses `METHOD /path/{parameter}:verb?name={parameter}`, each endpoint once: many parts of a run ask for those of a pack.
 * @throws EndpointSyntaxError with the place and what was expected
 */
export function parseEndpoint(source: Endpoint): EndpointTemplate {
  let template = known.get(source);
  if (!template) {
    template = parse(source);
    known.set(source, template);
  }
  return template;
}

function parse(source: Endpoint): EndpointTemplate {
  const found = /^([A-Z]+) (\/[^?#\s]*)(?:\?([^#\s]*))?$/.exec(source);
  if (!found) throw new EndpointSyntaxError(`"${source}" is no endpoint: expected "METHOD /path/{parameter}"`);
  const [, method = '', path = '', query = ''] = found;
  if (!METHODS.includes(method)) throw new EndpointSyntaxError(`"${source}": no method "${method}"${nearestHint(method, METHODS)}`);
  const segments = path
    .slice(1)
    .split('/')
    .map((text) => parseSegment(text, source));
  const rest = segments.findIndex((segment) => segment.rest);
  if (rest !== -1 && rest !== segments.length - 1) {
    throw new EndpointSyntaxError(`"${source}": a {parameter*} must be the last segment`);
  }
  return { source, method, segments, query: query === '' ? [] : query.split('&').map((pair) => parsePair(pair, source)) };
}

/** True for a method whose requests have no body. */
export function sendsNoBody(endpoint: Endpoint): boolean {
  return /^(?:GET|HEAD) /.test(endpoint);
}

/** Names of all parameters of a template, path first. */
export function parametersOf(template: EndpointTemplate): string[] {
  const parts = [...template.segments.flatMap((segment) => segment.parts), ...template.query.map((pair) => pair.value)];
  return parts.flatMap((part) => ('parameter' in part ? [part.parameter] : []));
}

/** The path of a template as text, for people. */
export function pathText(template: EndpointTemplate): string {
  const path = template.segments.map(segmentText).join('/');
  const query = template.query.map((pair) => `${pair.name}=${partText(pair.value)}`).join('&');
  return `/${path}${query === '' ? '' : `?${query}`}`;
}

/** `GET /a/{b}`; an endpoint of any method takes that of the call. */
export function endpointText(template: EndpointTemplate, method: string): string {
  return `${template.method === 'ANY' ? method : template.method} ${pathText(template)}`;
}

/** A segment as the pack writes it. */
export function segmentText(segment: Segment): string {
  return segment.parts.map((part) => partText(part, segment.rest)).join('');
}

function partText(part: SegmentPart, rest?: boolean): string {
  if ('text' in part) return part.text;
  return rest === true ? `{${part.parameter}*}` : `{${part.parameter}}`;
}

function parseSegment(text: string, source: Endpoint): Segment {
  const rest = /^\{(\w+)\*\}$/.exec(text);
  if (rest) return { parts: [{ parameter: parameterName(rest[1] ?? '', source) }], rest: true };
  return { parts: parseParts(text, source) };
}

function parsePair(pair: string, source: Endpoint): { name: string; value: SegmentPart } {
  const equals = pair.indexOf('=');
  if (equals < 1) throw new EndpointSyntaxError(`"${source}": query parameter "${pair}" has no name=value form`);
  const value = parseParts(pair.slice(equals + 1), source);
  if (value.length > 1) throw new EndpointSyntaxError(`"${source}": the value of "${pair}" must be one text or one {parameter}`);
  return { name: pair.slice(0, equals), value: value[0] ?? { text: '' } };
}

function parseParts(text: string, source: Endpoint): SegmentPart[] {
  const parts: SegmentPart[] = [];
  let at = 0;
  for (const parameter of text.matchAll(/\{(\w+)\}/g)) {
    if (parameter.index > at) parts.push({ text: text.slice(at, parameter.index) });
    parts.push({ parameter: parameterName(parameter[1] ?? '', source) });
    at = parameter.index + parameter[0].length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  if (/[{}]/.test(text.replaceAll(/\{\w+\}/g, ''))) throw new EndpointSyntaxError(`"${source}": unbalanced or odd parameter in "${text}"`);
  return parts;
}

/** The name stands for a value in plain objects, which have members of their own. A server never sees it: any other will do. */
function parameterName(name: string, source: Endpoint): string {
  if (name in Object.prototype) throw new EndpointSyntaxError(`"${source}": every object has a "${name}"; give {${name}} another name`);
  return name;
}
