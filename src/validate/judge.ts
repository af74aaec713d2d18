import { traceResponse, type ResponseTrace } from '../http/response/index.js';
import type { ApiCall } from '../http/call.js';
import { cutUrl, hasPlaceholder, hostOf } from '../match/index.js';
import { movePath } from '../pack/lens/index.js';
import type { Lens, Rule } from '../pack/model.js';
import { linearPattern } from '../pack/pattern.js';
import type { Analysis } from '../scan/analyse.js';
import type { Site } from '../scan/site.js';
import { ts } from '../project/syntax.js';
import type { ReasonCode } from './model.js';
import { argumentsOfCallers, arrivalsAt, type Given } from './callers.js';
import { type CallPair, type CurrentCall, pairCalls } from './pairs.js';
import { isConstantProvenance, isFromResponse, plainText, Provenance, responseAt, responseIndex } from './provenance.js';
import { headerOf, type RequestContract, requestContract } from './requests.js';
import { compareResponses } from './responses.js';
import { compareFields, type Fields, lensOfFields, noFields, type Sent, type SentDifference } from './shape.js';

/** A fact about a call that fails, or that cannot be proved. */
export interface Fact {
  verdict: 'wrong' | 'open';
  code: ReasonCode;
  message: string;
  /** In the edited code, where there is a place to look at. */
  node?: ts.Node;
}

/** What the comparison of contracts says of one v1 call. */
export interface Judgement {
  pair: CallPair;
  /** Empty when the call is right, and for calls that are still v1. */
  facts: Fact[];
}

/**
 * Compares the contracts of all v1 calls of the code before with those of the edited code. Knows nothing of how the edits were made.
 */
export function judgeCalls(before: Analysis, after: Analysis): { judgements: Judgement[]; added: CurrentCall[] } {
  const { pairs, added } = pairCalls(before, after);
  const judge = new Judge(before, after, pairs);
  const stranded = judge.stranded();
  const doubled = doubledCalls(pairs, added);
  return {
    judgements: pairs.map((pair) => ({
      pair,
      facts: before.project.attempt(pair.before.call.site, () => [
        ...judge.factsOf(pair),
        ...(stranded.get(pair) ?? []),
        ...(doubled.get(pair) ?? []),
      ]) ?? [notCompared(pair)],
    })),
    added,
  };
}

/** A call of which no contract can be made: neither right nor wrong is known. */
function notCompared({ before: { call } }: CallPair): Fact {
  return { verdict: 'open', code: 'not-followed', message: 'what the call sends or reads leads too deep to be compared', node: call.site };
}

class Judge {
  readonly #before: Analysis;
  readonly #after: Analysis;
  readonly #pairs: readonly CallPair[];
  /** Fields of responses by which another one is said in v2. */
  readonly #supplied: ReadonlySet<string>;
  readonly #old: Provenance;
  readonly #now: Provenance;

  constructor(before: Analysis, after: Analysis, pairs: readonly CallPair[]) {
    this.#before = before;
    this.#pairs = pairs;
    this.#after = after;
    this.#supplied = new Set(pairs.flatMap(({ before: { match } }) => suppliedBy(match.operation.rule)));
    const names = responseNames(before, after, pairs);
    this.#old = new Provenance(before.interpreter, names.old);
    this.#now = new Provenance(after.interpreter, names.now);
  }

  factsOf(pair: CallPair): Fact[] {
    const { after } = pair;
    if (after.kind === 'v1') return [];
    if (after.kind === 'none') return [this.#vanished(pair)];
    if (pair.before.match.operation.rule.kind === 'expand') return [];
    return [...this.#request(pair, after.call), ...this.#reached(pair, after.call), ...this.#response(pair.before, after.call)];
  }

  /** Through as many calls of the program as before, and waited for where it was. */
  #reached({ before: { call, match }, first }: CallPair, current: CurrentCall): Fact[] {
    const { rule } = match.operation;
    if (first || rule.kind !== 'move' || rule.wait !== undefined || current.caller !== undefined) return [];
    const [old, now] = [arrivalsAt(call, this.#before.interpreter), arrivalsAt(current.call, this.#after.interpreter)];
    const node = current.call.site;
    if (!old || !now) return [];
    const isUnused = old.uncalled === 0 && now.uncalled > 0;
    if (isUnused || old.count !== now.count)
      return [
        { verdict: 'open', code: 'count', message: `${isUnused ? 0 : now.count} calls lead here, and ${old.count} did before`, node },
      ];
    if (now.floating <= old.floating) return [];
    return [{ verdict: 'wrong', code: 'not-awaited', message: `nothing waits for \`${shortened(plainText(node))}\` any more`, node }];
  }

  /** Creations that became part of another call while a call that stays v1 still needs what they made. */
  stranded(): Map<CallPair, Fact[]> {
    const found = new Map<CallPair, Fact[]>();
    for (const { before: site, after } of this.#pairs) {
      if (after.kind !== 'v1') continue;
      const { call, url, match } = after.site;
      const now = requestContract(call, url, match.parameters, this.#after.interpreter, this.#now).parameters;
      for (const [name, wanted] of this.#requestBefore(site).parameters) {
        const maker = this.#makerOf(wanted);
        const given = now.get(name);
        if (!maker || maker.after.kind === 'v1' || given === undefined || this.#isOfV1(given)) continue;
        const message = `\`${shortened(plainText(call.site))}\` stays v1 and needs the id that v1 made here`;
        found.set(maker, [...(found.get(maker) ?? []), { verdict: 'wrong', code: 'foreign-id', message, node: call.site }]);
      }
    }
    return found;
  }

  /** The pair of the creation that a value comes from, where v2 has no such thing by itself. */
  #makerOf(provenance: string): CallPair | undefined {
    const index = responseIndex(provenance);
    const pair = index === undefined ? undefined : this.#pairs[index];
    return pair && (pair.first ?? pair.before).match.operation.rule.kind === 'collapse' ? pair : undefined;
  }

  #isOfV1(provenance: string): boolean {
    const index = responseIndex(provenance);
    return index !== undefined && this.#pairs[index]?.after.kind === 'v1';
  }

  #requestBefore({ call, url, match }: Site, given: Given = new Map()): RequestContract {
    return requestContract(call, url, match.parameters, this.#before.interpreter, this.#old.within(given));
  }

  #vanished({ before: site }: CallPair): Fact {
    const { call, match } = site;
    const { path } = call.source;
    const home = call.sink.getSourceFile().fileName;
    const isMet = this.#after.current.some((other) => other.sink.getSourceFile().fileName === home && other.site === other.sink);
    const mayHide =
      (call.site !== call.sink && isMet) ||
      this.#after.open.files.has(path) ||
      [...this.#after.dynamic, ...this.#after.unclassified].some((other) => other.call.source.path === path);
    const target = match.operation.v2?.source ?? match.operation.v1.source;
    if (this.#isMerged(site)) return { verdict: 'open', code: 'not-followed', message: `what ${target} sent is part of another call now` };
    return {
      verdict: mayHide ? 'open' : 'wrong',
      code: mayHide ? 'not-followed' : 'vanished',
      message: `no call of ${target} was found in its place`,
    };
  }

  /** True for an update whose fields the call that takes the place of two sends as well. */
  #isMerged(site: Site): boolean {
    const { body } = this.#requestBefore(site);
    const fields = body && fieldsOf(body);
    if (!fields || fields.known.size === 0) return false;
    return this.#pairs.some(({ first, after }) => {
      if (!first || after.kind !== 'v2') return false;
      const { call, url, parameters } = after.call;
      const sent = requestContract(call, url, parameters, this.#after.interpreter, this.#now).body;
      const merged = sent && fieldsOf(sent);
      return merged !== undefined && [...fields.known.keys()].every((name) => merged.known.has(name));
    });
  }

  #request(pair: CallPair, current: CurrentCall): Fact[] {
    const facts = new Map<string, Fact>();
    // What a request inside of a wrapper sends for one of its callers is not all in view.
    const fact: AddFact = (verdict, code, message) => {
      if (!facts.has(message)) facts.set(message, { verdict: current.certain ? verdict : 'open', code, message, node: current.call.site });
    };
    for (const contracts of this.#contracts(pair, current)) this.#compareRequests(pair, contracts, fact);
    const [old, now] = [serversOf(pair.before.call), serversOf(current.call)];
    const lost = [...old].filter((server) => !now.has(server));
    // All of them may have moved; one of several has not.
    if (lost.length > 0 && lost.length < old.size) fact('wrong', 'server', `no request goes to ${lost.join(', ')} any more`);
    return [...facts.values()];
  }

  /** The request of a call in both versions, once for each caller of the function that it stands in. */
  #contracts({ before: site, first }: CallPair, { call, url, parameters, caller }: CurrentCall): Contracts[] {
    const [before, after] = [this.#before.interpreter, this.#after.interpreter];
    const old = argumentsOfCallers(site.call, before);
    const all = argumentsOfCallers(call, after);
    const now = caller === undefined ? all : all.slice(caller, caller + 1);
    // A function that is new has callers where the old code had none; otherwise they are the same ones.
    const isPaired = old.length === now.length || Math.min(old.length, now.length) === 0;
    const count = isPaired ? Math.max(old.length, now.length, 1) : 1;
    return Array.from({ length: count }, (_, index) => {
      const given = (isPaired ? old[index] : undefined) ?? new Map();
      return {
        old: this.#requestBefore(site, given),
        ...(first ? { first: this.#requestBefore(first, given) } : {}),
        now: requestContract(call, url, parameters, after, this.#now.within((isPaired ? now[index] : undefined) ?? new Map())),
      };
    });
  }

  #compareRequests({ before: site, first }: CallPair, { old, now, first: merged }: Contracts, fact: AddFact): void {
    const { operation } = site.match;
    if (now.method === undefined && old.method !== undefined) fact('open', 'method', 'the method of the new call is not known');
    if (now.unserialised) fact('wrong', 'body-unserialised', 'the body is an object that nothing serialises');
    this.#parameters(site, old, now, fact);
    const wanted = wantedQuery(site, old);
    report(compareFields(asText(wanted), asText(now.query), old.query), 'query', fact);
    if (first && merged) this.#mergedBody(first, merged, old, now, fact);
    else this.#body(old, now, operation.request, movedToBody(site, old), fact);
    if (old.json && !now.json && now.body) fact('wrong', 'header', 'the body is not sent as `content-type: application/json` any more');
    for (const [name, { set, when }] of operation.headers) {
      const value = headerOf(old, name);
      if (value === undefined || (when !== undefined && !linearPattern(when).test(value.replaceAll('"', '')))) continue;
      const given = headerOf(now, name);
      if (given === value && set !== null && value.replaceAll('"', '') !== set)
        fact('wrong', 'header', `the header ${name} still has its v1 value ${value}`);
    }
  }

  /** The path parameters that v2 takes from the v1 path must hold the same values. */
  #parameters({ match: { operation } }: Site, old: RequestContract, now: RequestContract, fact: AddFact): void {
    const params = operation.rule.kind === 'move' ? (operation.rule.params ?? {}) : {};
    for (const [name, value] of now.parameters) {
      const source = Object.hasOwn(params, name) ? (params[name] ?? name) : name;
      const wanted = old.parameters.get(source);
      if (wanted === undefined) continue;
      const maker = source === name ? undefined : this.#makerOf(wanted);
      // An id of what only v1 has, or that no v2 call gave.
      if (maker && (this.#isOfV1(value) || !isFromResponse(value))) {
        const message = `{${name}} is \`${shortened(value)}\`, which is not an id of v2: ${(maker.first ?? maker.before).match.operation.v1.source} of v1 made it`;
        fact(this.#isOfV1(value) ? 'wrong' : 'open', 'foreign-id', message);
        continue;
      }
      // A verb that only shows at run time may stand behind it: `{job_id}:{verb}`.
      if (wanted === value || wanted.startsWith(`${value}+":"+`) || value.startsWith(`${wanted}+":"+`)) continue;
      // Where only one version shows that a value comes from a response, the two cannot be told apart.
      const isComparable = isFromResponse(wanted) === isFromResponse(value);
      const isSwapped = isComparable && [...old.parameters].some(([other, text]) => other !== source && text === value && text !== wanted);
      fact(isSwapped ? 'wrong' : 'open', 'parameter', `{${name}} is \`${shortened(value)}\`, and was \`${shortened(wanted)}\``);
    }
  }

  #body(old: RequestContract, now: RequestContract, lens: Lens, more: Fields, fact: AddFact): void {
    const sent = old.body ? fieldsOf(old.body) : noFields();
    if (!sent) {
      if (!now.body) fact('wrong', 'body-gone', 'the body is not sent any more');
      return;
    }
    const whole: Fields = { known: new Map([...sent.known, ...more.known]), open: [...sent.open, ...more.open] };
    const wanted = lensOfFields(lens, whole, old.parameters);
    if (!now.body) {
      if (old.body && wanted.known.size > 0) fact('wrong', 'body-gone', 'the body is not sent any more');
      return;
    }
    const actual = fieldsOf(now.body);
    if (actual) report(compareFields(wanted, actual, sent), 'body', fact);
  }

  /** The body of one call that takes the place of two. */
  #mergedBody(first: Site, { body }: RequestContract, old: RequestContract, now: RequestContract, fact: AddFact): void {
    const sent = body && fieldsOf(body);
    const own = old.body && fieldsOf(old.body);
    if (!sent || !own) return;
    const merged: Fields = { known: new Map([...sent.known, ...own.known]), open: [...sent.open, ...own.open] };
    this.#body({ ...old, body: { fields: merged } }, now, first.match.operation.request, noFields(), fact);
  }

  #response(site: Site, current: CurrentCall): Fact[] {
    const { operation } = site.match;
    if (operation.rule.kind === 'page' || (operation.rule.kind === 'move' && operation.rule.wait !== undefined)) return [];
    const old = traceResponse(site.call, this.#before.interpreter);
    const now = traceResponse(current.call, this.#after.interpreter);
    return compareResponses(
      old,
      now,
      { ...operation, response: asRead(operation.response, old) },
      site.call.request.response.throws,
      this.#supplied,
    );
  }
}

/** Servers that the URLs of a call name in full. */
function serversOf({ urls }: ApiCall): Set<string> {
  const origins = urls.map(({ url }) => cutUrl(url.text).origin);
  return new Set(origins.filter((origin) => hostOf(origin) !== undefined && !hasPlaceholder(origin)));
}

function suppliedBy(rule: Rule): string[] {
  return rule.kind === 'move' ? Object.values(rule.supply ?? {}).flatMap((source) => ('id' in source ? [source.id] : [])) : [];
}

/** The requests of a call, and of the first step where it takes the place of two. */
interface Contracts {
  old: RequestContract;
  first?: RequestContract;
  now: RequestContract;
}

/** New calls that send once more, word for word, what stands beside them. */
function doubledCalls(pairs: readonly CallPair[], added: readonly CurrentCall[]): Map<CallPair, Fact[]> {
  const found = new Map<CallPair, Fact[]>();
  for (const { call } of added) {
    const twin = pairs.find(
      ({ after }) =>
        after.kind === 'v2' &&
        after.call.call.site !== call.site &&
        plainText(after.call.call.site) === plainText(call.site) &&
        blockOf(after.call.call.site) === blockOf(call.site),
    );
    const message = `\`${shortened(plainText(call.site))}\` is sent twice`;
    if (twin) found.set(twin, [{ verdict: 'wrong', code: 'doubled', message, node: call.site }]);
  }
  return found;
}

function blockOf(node: ts.Node): ts.Node | undefined {
  return ts.findAncestor(node, (at) => ts.isBlock(at) || ts.isSourceFile(at));
}

type AddFact = (verdict: Fact['verdict'], code: ReasonCode, message: string) => void;

/** The lens with a wrapper that v1 may have, where the code reads it. */
function asRead(lens: Lens, { reads }: ResponseTrace): Lens {
  return lens.map((op) => {
    if (op.op !== 'unnest' || op.optional !== true) return op;
    const isRead = reads.some(({ from, name, outcome }) => from.length === 0 && name === op.name && outcome !== 'failure');
    const { optional: _, ...wrapper } = op;
    return isRead ? wrapper : op;
  });
}

function wantedQuery({ match: { operation } }: Site, old: RequestContract): Fields {
  const { rule, v2 } = operation;
  const moved = rule.kind === 'move' ? (rule.queryToBody ?? []) : [];
  const fields = lensOfFields(operation.query, old.query, old.parameters);
  for (const name of moved) fields.known.delete(name);
  for (const { name, value } of v2?.query ?? []) {
    if ('text' in value) fields.known.set(name, { value: JSON.stringify(value.text) });
    else fields.known.set(name, { value: old.parameters.get(value.parameter) ?? '*' });
  }
  if (rule.kind === 'page') for (const { name } of [rule.page, rule.limit]) fields.known.set(name, { value: '*' });
  return moved.length > 0 ? { known: fields.known, open: [] } : fields;
}

/** A query is text: a number in it is the same as its digits. */
function asText({ known, open }: Fields): Fields {
  return { known: new Map([...known].map(([name, sent]) => [name, isBareConstant(sent) ? { value: `"${sent.value}"` } : sent])), open };
}

function isBareConstant(sent: Sent): sent is { value: string } {
  return 'value' in sent && isConstantProvenance(sent.value) && !sent.value.startsWith('"');
}

/** Query parameters of v1 that v2 has in its body. */
function movedToBody({ match: { operation } }: Site, { query }: RequestContract): Fields {
  const { rule } = operation;
  const names = rule.kind === 'move' ? (rule.queryToBody ?? []) : [];
  if (names.length === 0) return noFields();
  return { known: new Map([...query.known].filter(([name]) => names.includes(name))), open: query.open };
}

function fieldsOf(sent: Sent): Fields | undefined {
  return 'fields' in sent ? sent.fields : undefined;
}

function report(differences: SentDifference[], where: 'query' | 'body', fact: AddFact): void {
  const words = {
    missing: 'is not sent',
    stale: 'is still sent as v1 names it',
    extra: 'is sent, and v1 code did not send it',
    different: 'has another value',
  };
  for (const { verdict, path, what } of differences) fact(verdict, `${where}-${what}`, `${where} \`${shortened(path)}\` ${words[what]}`);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Names the responses of paired calls alike in both versions, each place of a body by its v2 path. */
function responseNames(
  before: Analysis,
  after: Analysis,
  pairs: readonly CallPair[],
): { old: (node: ts.Node) => string | undefined; now: (node: ts.Node) => string | undefined } {
  const old = new Map<ts.Node, string>();
  const now = new Map<ts.Node, string>();
  pairs.forEach(({ before: site, first, after: slot }, index) => {
    const lens = slot.kind === 'v2' ? site.match.operation.response : [];
    note(traceOf(site.call, before), index, lens, old);
    if (first) note(traceOf(first.call, before), index, first.match.operation.response, old);
    if (slot.kind !== 'none') note(traceOf(slot.kind === 'v2' ? slot.call.call : slot.site.call, after), index, [], now);
  });
  return { old: (node) => old.get(node), now: (node) => now.get(node) };
}

function traceOf(call: ApiCall, { interpreter }: Analysis): ResponseTrace {
  return traceResponse(call, interpreter);
}

function note({ visited }: ResponseTrace, index: number, lens: Lens, names: Map<ts.Node, string>): void {
  for (const [node, places] of visited) {
    const [place] = places;
    if (places.length !== 1 || place?.kind !== 'body' || names.has(node)) continue;
    const moved = movePath(lens, [...place.path]);
    const path = 'path' in moved ? (moved.when?.path ?? moved.path) : place.path;
    names.set(node, responseAt(index, path));
  }
}
