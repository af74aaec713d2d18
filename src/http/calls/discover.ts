import { cutUrl, hasPlaceholder, type Matcher, type Table } from '../../match/index.js';
import { type CallNode, nodesOf } from '../../project/nodes.js';
import type { Source } from '../../project/source.js';
import { ts } from '../../project/syntax.js';
import type { ApiCall } from '../call.js';
import { isRef } from '../../dataflow/interpret/environment.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { isPieced } from './dynamic.js';
import type { Explorer, Sink } from './explore-wrappers.js';
import type { Binding } from '../../dataflow/value.js';

/** Files after which values are computed anew: what was remembered of the others takes more memory than it saves time. */
const REMEMBERED_FILES = 100;

/** What a search for calls finds. */
export interface Discovered {
  calls: ApiCall[];
  open: OpenRequests;
}

/** Requests of which nobody in sight says where they go. */
export interface OpenRequests {
  /** Files with one whose URL is not known at all. */
  files: Set<string>;
  /** Files with one whose base is not seen, and the APIs that have its path. */
  unbased: Map<string, Set<Table>>;
}

/** Finds the HTTP calls of files that concern the packs of the explorer. */
export function discoverCalls(files: string[], interpreter: Interpreter, explorer: Explorer, matcher: Matcher): Discovered {
  const found = new Report(interpreter, matcher);
  const listed = new Set(files);
  const { attempt } = interpreter.project;
  const look = ({ tree }: Source, index: number): void => {
    if (index > 0 && index % REMEMBERED_FILES === 0) interpreter.forget();
    const calls = attempt(tree, () => nodesOf(tree).calls) ?? [];
    for (const call of calls) attempt(call, () => explorer.sinksOf(call).forEach((sink) => found.add(call, sink)));
  };
  files.flatMap((file) => interpreter.project.source(file) ?? []).forEach(look);
  // What a base was handed to, such as a class that is given a client, names none itself: it was read to follow the others.
  interpreter.project
    .parsed()
    .filter(({ path }) => !listed.has(path) && !path.endsWith('.json'))
    .forEach(look);
  return { calls: found.calls(), open: found.open() };
}

/** Collects sites, each request of a site once. */
class Report {
  readonly #interpreter: Interpreter;
  readonly #sites = new Map<CallNode, Map<string, ApiCall>>();
  /** Requests of made functions: they count where nobody in sight calls the function. */
  readonly #latent: { site: CallNode; sink: Sink }[] = [];
  /** Requests of wrappers that depend on their callers: they count where no caller decides them. */
  readonly #pending: Sink[] = [];
  /** Requests at which a bound ended the way: they count where no outer call leads there. */
  readonly #cut: { site: CallNode; sink: Sink }[] = [];
  readonly #reached = new Set<CallNode>();
  /** Requests of which it is not known where they go. */
  readonly #open = new Set<CallNode>();
  readonly #unbased = new Map<CallNode, Table[]>();
  readonly #matcher: Matcher;

  constructor(interpreter: Interpreter, matcher: Matcher) {
    this.#interpreter = interpreter;
    this.#matcher = matcher;
  }

  add(site: CallNode, sink: Sink): void {
    const { decided } = sink.classification;
    if (sink.incomplete) {
      if (sink.classification.relevant && site !== sink.call) this.#cut.push({ site, sink });
      return;
    }
    if (site === sink.call) {
      if (!decided && isOpenRequest(sink)) this.#open.add(site);
      const tables = tablesWithoutBase(sink, this.#matcher);
      if (tables.length > 0) this.#unbased.set(site, tables);
    }
    if (decided && site !== sink.call) this.#reached.add(sink.call);
    if (!sink.classification.relevant) return;
    // Who sends it may be known where the client is handed over.
    if (!decided || sink.request.unseen !== undefined) {
      if (site === sink.call) this.#pending.push(sink);
      else if (decided) this.#put(site, sink);
    } else if (sink.latent) this.#latent.push({ site, sink });
    else this.#put(site, sink);
  }

  calls(): ApiCall[] {
    const latent = this.#latent.filter(({ sink }) => !this.#isCalled(sink));
    for (const { site, sink } of latent) this.#put(site, sink);
    for (const { site, sink } of this.#outermostCut()) this.#put(site, sink);
    for (const sink of this.#pending) if (!this.#reached.has(sink.call)) this.#put(sink.call, sink);
    return [...this.#sites.values()].flatMap((bySink) => [...bySink.values()].filter((call) => !this.#isRepeated(call)));
  }

  /** Of the calls through which a bound was reached, those that no other of them passes. */
  #outermostCut(): { site: CallNode; sink: Sink }[] {
    const passed = new Set<ts.Node>(
      this.#cut.flatMap(({ site, sink }) => sink.env.frames.map(({ call }) => call).filter((call) => call !== site)),
    );
    return this.#cut.filter(({ site }) => !passed.has(site));
  }

  open(): OpenRequests {
    const isUnreached = (call: CallNode): boolean => !this.#reached.has(call);
    const unbased = new Map<string, Set<Table>>();
    for (const [call, tables] of this.#unbased)
      if (isUnreached(call)) unbased.set(fileOf(call), new Set([...(unbased.get(fileOf(call)) ?? []), ...tables]));
    return { files: new Set([...this.#open].filter(isUnreached).map(fileOf)), unbased };
  }

  /** True for a call that sends again what another call, which made the function, sends itself: `const { reload } = useApi(path)`. */
  #isRepeated({ site, sink, env }: ApiCall): boolean {
    const entered = new Set<ts.Node>(env.frames.map((frame) => frame.call));
    return [...env.bindings.values()].some((binding) => {
      const maker = isRef(binding) ? binding.node.parent : undefined;
      if (!maker || !ts.isCallExpression(maker) || maker === site || entered.has(maker)) return false;
      return [...(this.#sites.get(maker)?.values() ?? [])].some((known) => known.sink === sink);
    });
  }

  #put(site: CallNode, { call, env, request, classification, incomplete }: Sink): void {
    const source = this.#interpreter.project.source(site.getSourceFile().fileName);
    if (!source || !this.#interpreter.project.reads(source.path)) return;
    const known = this.#sites.get(site) ?? new Map<string, ApiCall>();
    this.#sites.set(site, known);
    const { urls, method, key } = classification;
    if (!known.has(key)) known.set(key, { site, source, sink: call, env, request, urls, method, ...(incomplete ? { incomplete } : {}) });
  }

  /** True when the function that a factory made is called somewhere in sight. */
  #isCalled({ call, env, latent }: Sink): boolean {
    if (!latent) return false;
    return [...this.#sites.values()].some((bySink) =>
      [...bySink.values()].some((known) => {
        if (known.sink !== call) return false;
        const isSamePath = known.sink === latent.through || known.env.frames.some((frame) => frame.call === latent.through);
        return (
          isSamePath &&
          latent.factory.parameters.every((parameter) => sameBinding(known.env.bindings.get(parameter), env.bindings.get(parameter)))
        );
      }),
    );
  }
}

function fileOf(call: CallNode): string {
  return call.getSourceFile().fileName;
}

/** True for a request that surely is one, whose path is not known at all or ends in what only shows at run time. */
function isOpenRequest({ request, classification: { urls } }: Sink): boolean {
  if (request.client === 'unknown' || request.unseen !== undefined) return false;
  return urls.every(({ kind, url: { text } }) => {
    const parts = cutUrl(text);
    return (
      kind !== 'other' || isPieced(parts, 0) || (hasPlaceholder(text) && parts.segments.every((segment) => hasPlaceholder(segment.text)))
    );
  });
}

/** The APIs that have the path of a request, where what stands before it is not known: `${hosts.get('main')}/users/${id}`. */
function tablesWithoutBase({ request, classification: { urls, method } }: Sink, matcher: Matcher): Table[] {
  if (request.client === 'unknown' || request.unseen !== undefined) return [];
  return urls.flatMap(({ kind, url: { text } }) => {
    const { origin, segments, queryStart } = cutUrl(text);
    if (kind !== 'other' || !hasPlaceholder(origin) || segments.length < 2) return [];
    const path = text.slice(origin.length, queryStart);
    return matcher.tables.filter((table) => table.v1Bases.some((base) => fitsBelow(base, path, table, method, matcher)));
  });
}

function fitsBelow(base: string[], path: string, table: Table, method: string | undefined, matcher: Matcher): boolean {
  return matcher.matchAll(method, `/${base.join('/')}${path}`).some((found) => {
    if (found.kind !== 'match' || found.match.table !== table) return false;
    return table.pack.evidence.distinct === true && found.match.certain && !found.match.operation.indistinct;
  });
}

function sameBinding(a: Binding | undefined, b: Binding | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && isRef(a) && isRef(b) && a.node === b.node;
}
