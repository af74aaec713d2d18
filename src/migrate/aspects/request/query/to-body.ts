import { blockers, type Blocker } from '../../../../scan/blockers.js';
import type { ApiCall, CallUrl } from '../../../../http/call.js';
import type { Ref } from '../../../../dataflow/value.js';
import { hasPlaceholder, type Match } from '../../../../match/index.js';
import type { Lens } from '../../../../pack/model.js';
import { ts } from '../../../../project/syntax.js';
import type { Additions } from '../additions.js';
import { codeTemplate, type Field, fieldTemplate } from '../draft/model.js';
import { draftOf } from '../draft/from-source.js';
import type { CallContext } from '../draft/planner-context.js';
import { piecesCode, urlPieces } from '../path-parameters.js';
import { pairsOf } from './url.js';

/** Query parameters that v2 takes in the body. */
export interface Taken {
  /** What the body gets, before the request lens runs over it. */
  fields: Field[];
  /** What is left to do to the query. */
  lens: Lens;
  /** The parameters beside the URL have all gone. */
  emptied?: true;
}

/** Takes the query parameters out of a call that are fields of the v2 body; or tells why that cannot be done. */
export function takeForBody(
  call: ApiCall,
  match: Match,
  url: CallUrl,
  additions: Additions,
  surroundings: CallContext,
): Taken | { reason: Blocker } {
  const { rule } = match.operation;
  const names = new Set(rule.kind === 'move' ? rule.queryToBody : []);
  if (names.size === 0) return { fields: [], lens: [] };
  const written = takeFromUrl(names, match, url, surroundings);
  const { query } = call.request;
  if ('reason' in written || !query) return written;
  const beside = takeFromObject(names, query, call, additions, surroundings);
  if ('reason' in beside) return beside;
  return { ...beside, fields: [...written.fields, ...beside.fields], lens: [...written.lens, ...beside.lens] };
}

function takeFromUrl(
  names: ReadonlySet<string>,
  match: Match,
  url: CallUrl,
  { interpreter, site }: CallContext,
): Taken | { reason: Blocker } {
  const taken: Taken = { fields: [], lens: [] };
  const pairs = pairsOf(match, url);
  if (pairs.some(({ name }) => hasPlaceholder(name))) return { reason: blockers.queryToBodyAtRunTime() };
  for (const { name, value, visible } of pairs.filter((pair) => names.has(pair.name))) {
    if (!visible) return { reason: blockers.queryToBodySetByCode(name) };
    const code = piecesCode(urlPieces(value, url), `the query parameter \`${name}\``, site, interpreter);
    if ('reason' in code) return code;
    taken.fields.push(fieldTemplate(name, codeTemplate(code.text, code.shape, code.json)));
    taken.lens.push({ op: 'remove', name, rule: match.operation.rule.id });
  }
  return taken;
}

function takeFromObject(
  names: ReadonlySet<string>,
  query: Ref,
  call: ApiCall,
  additions: Additions,
  { interpreter, site }: CallContext,
): Taken | { reason: Blocker } {
  const draft = draftOf(query, { interpreter, site });
  const isHere = query.env.frames.length === 0 && ts.isObjectLiteralExpression(query.node);
  if (!isHere || draft.kind !== 'object') return { reason: blockers.queryToBodyMadeElsewhere(query.node.getText()) };
  const fields = draft.entries.flatMap((entry) =>
    entry.kind === 'field' && entry.name !== undefined ? [{ ...entry, name: entry.name }] : [],
  );
  if (fields.length < draft.entries.length) return { reason: blockers.queryToBodyNames() };
  const own = fields.filter(({ name }) => names.has(name));
  const moved = own.map(({ name, value }) => fieldTemplate(name, value));
  if (own.length < fields.length) return { fields: moved, lens: own.map(({ name }) => ({ op: 'remove', name })) };
  if (!additions.drop(call.request.options, query)) return { reason: blockers.queryToBodyNotAnOption() };
  return { fields: moved, lens: [], emptied: true };
}
