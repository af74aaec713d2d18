import type { EndpointTemplate } from '../../match/index.js';

/**
 * What an identifier identifies, read off the place where it stands: `job` for the parameter `{job_id}`, the field `jobId`, each
 * of `job_ids`, and the `id` of an item of `jobs`. Two short values (`7`) are the same identifier only when the kinds agree.
 */
export type IdKind = string;

/** Kinds whose values are made anew for each answer: never the same twice, never worth remembering. */
const PER_ANSWER = new Set(['request', 'trace', 'correlation', 'span']);

/** Names that wrap a value without saying what it is. */
const WRAPPERS = new Set([
  'data',
  'items',
  'item',
  'results',
  'result',
  'response',
  'payload',
  'list',
  'values',
  'records',
  'content',
  'body',
]);

const known = new Map<string, IdKind | 'self' | ''>();
const singulars = new Map<string, IdKind>();
const MAX_KNOWN = 10_000;

/**
 * Kind of the identifier that a field, parameter or query parameter of this name holds; undefined for a name of no identifier.
 * @param owner kind of the thing that the field belongs to: what a bare `id` identifies
 */
export function kindOfPlace(name: string, owner: IdKind | undefined): IdKind | undefined {
  let kind = known.get(name);
  if (kind === undefined) {
    kind = kindOfName(name);
    if (known.size < MAX_KNOWN) known.set(name, kind);
  }
  if (kind === 'self') return owner ?? 'id';
  return kind === '' ? undefined : kind;
}

/** Kind of the things that a field of this name holds, for what stands below it. */
export function kindBelow(name: string, owner: IdKind | undefined): IdKind | undefined {
  if (WRAPPERS.has(name)) return owner;
  let kind = singulars.get(name);
  if (kind === undefined) {
    kind = singular(name);
    if (singulars.size < MAX_KNOWN) singulars.set(name, kind);
  }
  return kind;
}

/** Kind of the resource that an endpoint is about: its last fixed path segment. */
export function kindOfEndpoint(endpoint: EndpointTemplate): IdKind | undefined {
  for (const segment of endpoint.segments.toReversed()) {
    const [first] = segment.parts;
    if (first && 'text' in first && segment.parts.length === 1) return singular(first.text.replace(/:.*$/, ''));
  }
  return undefined;
}

/** True for kinds that are new in every answer, such as request ids. */
export function isPerAnswer(kind: IdKind): boolean {
  return PER_ANSWER.has(kind);
}

function kindOfName(name: string): IdKind | 'self' | '' {
  if (/^_?(id|ids|uuid|guid|oid)$/i.test(name)) return 'self';
  const named = /^(.+?)[_-]?(?:ids?|uuids?|guids?)$/i.exec(name);
  if (named && /(?:[_-](?:ids?|uuids?|guids?)|(?:Ids?|IDs?|UUIDs?|Uuids?))$/.test(name)) return singular(named[1] ?? '');
  if (/(cursor|page_?token|continuation_?token|next_?token)$/i.test(name)) return 'cursor';
  if (/(^|[_-])(access_?token|session_?token|token|session|nonce|upload_?key)$/i.test(name)) return 'token';
  return '';
}

function singular(name: string): IdKind {
  const lower = name.replaceAll(/[-_]/g, '').toLowerCase();
  if (lower.endsWith('ies')) return `${lower.slice(0, -3)}y`;
  return lower.endsWith('s') && !lower.endsWith('ss') ? lower.slice(0, -1) : lower;
}
