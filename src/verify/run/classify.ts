import type { Exchange, Verdict } from '../model.js';
import { headerOf } from '../recording/body.js';
import { percentDecoded } from '../../pack/percent.js';
import type { Operation, Match } from '../../match/index.js';
import type { JsonObject } from '../../pack/model.js';
import { isDistinctive } from '../ids/map.js';
import { tryParseJson } from '../json.js';
import { factsOf } from './operation.js';
import { isObject } from '../../pack/lens/fields.js';
import { createHash } from 'node:crypto';
import { LruMap } from '../ids/lru.js';
import type { Recorded } from '../recording/index.js';
import { isSafe } from '../methods.js';
import { other, type PlanContext, unsent } from './context.js';
import type { Evidence } from './evidence.js';
import { type Plan, planExchange } from './plan.js';
import { recordedTarget } from './recorded-target.js';
import { isSameServer } from './same-server.js';
import type { Sequences } from './sequences.js';

/** What becomes of an entry, and the match when it is a call of a known API. */
export interface Classified {
  plan: Plan;
  exchange?: Exchange;
  match?: Match;
}

/** Exchanges that are remembered for finding copies. */
const REMEMBERED = 4000;

/** Decides for each recorded entry, in order, what is to be done with it; sends nothing. */
export class Classifier {
  readonly #sequences: Sequences<PlanContext>;
  readonly #shared: PlanContext;
  readonly #evidence: Evidence;
  readonly #copies = new LruMap<string, number>(REMEMBERED);
  /** Ids that entries of the current batch create, to their position in it. */
  #upcoming = new Map<string, { position: number; entry: number }>();

  #moving: ReadonlySet<string> = new Set();

  /** @param shared what all recordings have in common */
  constructor(shared: PlanContext, sequences: Sequences<PlanContext>, evidence: Evidence) {
    this.#shared = shared;
    this.#sequences = sequences;
    this.#evidence = evidence;
  }

  /** Looks ahead: call before the entries of a batch are decided. */
  begin(batch: readonly Recorded[]): void {
    this.#upcoming = new Map();
    this.#moving = movingUrls(batch);
    const { matcher } = this.#shared;
    this.#evidence.gather(
      batch.flatMap(({ exchange }) => exchange ?? []),
      matcher,
    );
    for (const [position, { exchange }] of batch.entries()) {
      if (!exchange || isSafe(exchange.request.method)) continue;
      const found = this.#evidence.match(exchange, matcher);
      if (found.kind !== 'match') continue;
      const id = createdId(exchange, found.match.operation, found.match.parameters);
      if (id !== undefined && !this.#upcoming.has(id)) this.#upcoming.set(id, { position, entry: exchange.entry });
    }
  }

  /** True for a read whose recorded answers changed from call to call, such as a poll: its order matters like that of a write. */
  isMoving({ request }: Exchange): boolean {
    return this.#moving.has(request.url);
  }

  /** The match of an entry that another run judges, without counting it. */
  matchOf(exchange: Exchange): Match | undefined {
    const found = this.#evidence.match(exchange, this.#shared.matcher);
    return found.kind === 'match' ? found.match : undefined;
  }

  /** @param position of the entry in its batch */
  decide({ exchange, problem }: Recorded, position: number): Classified {
    if (problem) {
      const { recording, entry, request, verdict, reason } = problem;
      const isOther = verdict === 'skipped' && { other: true as const };
      return { plan: { do: 'report', verdict: { recording, entry, request, v2: [], verdict, reason, ...isOther, differences: [] } } };
    }
    this.#shared.redactor.note(exchange);
    this.#sequences.of(exchange.recording).recordedFrom ??= exchange.startedAt;
    const found = prefilter(exchange);
    if (found === undefined) return this.#decide(exchange, position);
    const isCall = found.isCall && this.matchOf(exchange) !== undefined;
    const verdict = isCall ? unsent(exchange, 'skipped', found.reason) : other(exchange, found.reason);
    return { exchange, plan: { do: 'report', verdict } };
  }

  /** A request that may be one of another method counts as a write, whatever that method is. */
  #decide(recorded: Exchange, position: number): Classified {
    const override = overrideIn(recorded);
    if (!override) return { exchange: recorded, ...this.#match(recorded, position) };
    const exchange = withoutOverride(recorded, override);
    const classified = { exchange, ...this.#match(exchange, position) };
    if (this.#shared.settings.allowWrites || !classified.match) return classified;
    const reason = `${override.by} asks for ${override.method}, which may change data; it is sent only with --allow-writes`;
    return { ...classified, plan: { do: 'report', verdict: unsent(recorded, 'skipped', reason, classified.match.operation) } };
  }

  #match(exchange: Exchange, position: number): Classified {
    const { matcher, tally } = this.#shared;
    const { method } = exchange.request;
    const found = this.#evidence.match(exchange, matcher);
    switch (found.kind) {
      case 'other':
        return skip(other(exchange, 'not a call of a verified API'));
      case 'current':
        return skip(other(exchange, 'already a request to v2'));
      case 'unclassified':
        tally.uncovered(method, `/${found.parts.segments.map((segment) => segment.text).join('/')}`, exchange);
        return skip(unsent(exchange, 'skipped', `no rule of ${found.table.pack.id} covers this operation`));
      default:
        return { match: found.match, plan: this.#plan(exchange, found.match, position) };
    }
  }

  #plan(exchange: Exchange, match: Match, position: number): Plan {
    const { settings } = this.#shared;
    const { creations, responses } = this.#sequences.of(exchange.recording);
    const foreign = this.#evidence.refuse(exchange, match);
    if (foreign !== undefined) return { do: 'report', verdict: other(exchange, foreign) };
    if (isSameServer(match.parts.origin, settings.target.origin)) throw recordedTarget(settings.target.origin, match.parts.origin);
    const twin = this.#copyOf(exchange);
    if (twin !== undefined) return { do: 'report', verdict: other(exchange, `recorded twice: the same as entry ${twin}`, match.operation) };
    responses.note('recorded', match.operation, exchange.response.body);
    const left = settings.selects(exchange, match.operation.rule.id);
    if (left !== undefined) return { do: 'report', verdict: unsent(exchange, 'skipped', left, match.operation), isUnsent: true };
    const plan = planExchange(exchange, match, settings, creations);
    const early = plan.do === 'replay' ? this.#usedTooEarly(plan.task.parameters, position) : undefined;
    return early === undefined ? plan : { do: 'report', verdict: unsent(exchange, 'error', early, match.operation), isUnsent: true };
  }

  #usedTooEarly(parameters: { [parameter: string]: string }, position: number): string | undefined {
    if (this.#upcoming.size === 0) return undefined;
    for (const value of Object.values(parameters)) {
      const creation = this.#upcoming.get(value);
      if (creation && creation.position > position) {
        return `it uses ${value} before entry ${creation.entry} creates it; the recording is out of order`;
      }
    }
    return undefined;
  }

  /** Entry of which this one is a copy: some recorders write an exchange twice. */
  #copyOf(exchange: Exchange): number | undefined {
    const { recording, entry, number, startedAt, request, response } = exchange;
    if (startedAt === null || isSafe(request.method)) return undefined;
    // A program may well send the same twice within a millisecond: the number, where there is one, tells the two apart.
    const facts = [recording, number, startedAt, request.method, request.url, request.body, response.body];
    const key = createHash('sha256').update(JSON.stringify(facts)).digest('base64');
    const twin = this.#copies.get(key);
    if (twin === undefined) this.#copies.set(key, entry);
    return twin;
  }
}

function skip(verdict: Verdict): Classified {
  return { plan: { do: 'report', verdict } };
}

/** URLs that were read several times with different answers. Times and made-up ids alone make no difference. */
function movingUrls(batch: readonly Recorded[]): Set<string> {
  const last = new Map<string, string | null>();
  const moving = new Set<string>();
  for (const { exchange } of batch) {
    if (!exchange || !isSafe(exchange.request.method)) continue;
    const { url } = exchange.request;
    const { body } = exchange.response;
    const before = last.get(url);
    last.set(url, body);
    if (before === undefined || before === body || moving.has(url)) continue;
    if (normalise(before) !== normalise(body)) moving.add(url);
  }
  return moving;
}

/** A recorded answer without times and made-up ids, which differ each time. */
export function normalise(body: string | null): string {
  return (body ?? '').replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+|[0-9a-f]{8}-[0-9a-f-]{27}/gi, '');
}

/** Statuses of a server that is busy or away: nothing to expect of another one. */
const PASSING = new Set([429, 502, 503, 504]);

/** Why an exchange is not replayed. */
interface Filtered {
  reason: string;
  /** It may be a call of the API all the same, whose answer the recording does not hold. */
  isCall: boolean;
}

/** Why an exchange of a recording is not replayed, whatever its URL; undefined when it can be. */
function prefilter({ request, response }: Exchange): Filtered | undefined {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(request.url)?.[0];
  if (scheme !== 'http:' && scheme !== 'https:') return { isCall: false, reason: `${scheme ?? 'this'} is not an HTTP request` };
  if (request.method === 'CONNECT') return { isCall: false, reason: 'CONNECT opens a tunnel; it is not an API call' };
  if (response.status === 101) return { isCall: true, reason: 'the connection was upgraded to another protocol' };
  if (response.status === 0) return { isCall: true, reason: 'the recording holds no answer (status 0)' };
  if (request.method === 'OPTIONS' && headerOf(request.headers, 'access-control-request-method') !== undefined) {
    return { isCall: false, reason: 'a CORS preflight of the browser, not a call of the program' };
  }
  if (response.status >= 300 && response.status < 400 && response.status !== 304) {
    return { isCall: false, reason: `a redirect (${response.status}); the request that followed it is replayed` };
  }
  if (PASSING.has(response.status))
    return { isCall: true, reason: `v1 answered ${response.status}: it was busy or away, which says nothing about the API` };
  return undefined;
}

/** Header fields by which a request asks to be taken for one of another method. */
const FIELDS = new Set(['x-http-method-override', 'x-http-method', 'x-method-override']);
const PARAMETER = /(^|[?&])_method=([^&#]*)&?/;

/** Another method that a request asks for, and how. */
interface Override {
  /** Upper case. */
  method: string;
  /** Such as `X-HTTP-Method-Override`. */
  by: string;
}

/** The other method that a recorded request asks for; undefined when it is what its own method says. */
function overrideIn({ request }: Exchange): Override | undefined {
  const field = request.headers.find(([name]) => FIELDS.has(name.toLowerCase()));
  const found = field ? { by: field[0], method: field[1] } : (parameterIn(request.url) ?? parameterIn(request.body ?? ''));
  const method = found?.method.trim().toUpperCase() ?? '';
  return found && method !== request.method && /^[A-Z]+$/.test(method) ? { by: found.by, method } : undefined;
}

/**
 * The exchange as the servers that know overrides take it. They count on POST alone, and are ignored elsewhere: there the
 * request is what its own method says.
 */
function withoutOverride(exchange: Exchange, { method }: Override): Exchange {
  const { request } = exchange;
  return {
    ...exchange,
    request: {
      ...request,
      method: request.method === 'POST' ? method : request.method,
      url: withoutParameter(request.url),
      headers: request.headers.filter(([name]) => !FIELDS.has(name.toLowerCase())),
      body: request.body === null ? null : withoutParameter(request.body),
    },
  };
}

/** In a query or a form, not in JSON. */
function parameterIn(text: string): Override | undefined {
  const found = text.startsWith('{') || text.startsWith('[') ? null : PARAMETER.exec(text);
  return found ? { by: '_method', method: percentDecoded(found[2] ?? '') } : undefined;
}

function withoutParameter(text: string): string {
  return parameterIn(text) ? text.replace(PARAMETER, '$1').replace(/[?&]$/, '') : text;
}

/** The id that v1 made up when it accepted an exchange: in its answer and not in its request. */
export function createdId(exchange: Exchange, operation: Operation, parameters: { [parameter: string]: string }): string | undefined {
  const { request, response } = exchange;
  if (request.method !== 'POST' || response.status >= 300 || response.body === null) return undefined;
  const answer = tryParseJson(response.body);
  const id =
    typeof answer === 'string' ? bareId(answer) : isObject(answer) ? idField(answer, factsOf(operation).idField ?? 'id') : undefined;
  if (id === undefined || Object.values(parameters).includes(id) || request.body?.includes(JSON.stringify(id)) === true) return undefined;
  return id;
}

function bareId(text: string): string | undefined {
  return isDistinctive(text) ? text : undefined;
}

function idField(answer: JsonObject, name: string): string | undefined {
  const value = answer[name] ?? Object.values(answer).find(isObject)?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
