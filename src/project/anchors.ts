import { isEndpointRule, isBelowHost, parseEndpoint, v1EndpointsOf } from '../match/index.js';
import type { Pack, Rule } from '../pack/model.js';
import { v2EndpointOf } from '../pack/endpoint-rule.js';
import { DOLLAR, goesOn, holdsSegment, isOpening, nextComposed } from './bytes.js';
import { isVersion } from './needles.js';

/**
 * What the text of a file has to do with each pack, found without parsing: its anchors. An anchor is a place where a base of the
 * pack stands, or may stand, and that what follows it does not rule out.
 */
export const ANCHOR = {
  /** A base, and behind it the first word of an endpoint. */
  endpoint: 1,
  /** The same, with a word that other products have as well. */
  common: 2,
  /** A base at the end of a text, or before what only shows at run time; a version that is a text of its own. */
  open: 4,
  /** A base, and behind it what no endpoint starts with. */
  other: 8,
  /** What shows by itself that the API is used: a host, a client library, a header, settings. */
  evidence: 16,
  /** A v1 base in the path of a module, from which no call comes: `import { auth } from '@/app/api/v1/auth'`. */
  module: 32,
} as const;

/** Anchors by the index of the pack: a sum of `ANCHOR`. */
export type Anchors = Uint8Array;

/** What the user says of the packs: it stands for evidence in the code. */
export interface Spoken {
  /** Ids of packs that the user named. */
  named?: readonly string[];
  /** Origins of the API, by pack id. */
  origins?: { [pack: string]: string[] };
}

/** Reads anchors for a set of packs. */
export interface AnchorReader {
  /** Undefined for a text without any. */
  anchorsOf(bytes: Buffer): Anchors | undefined;
  /**
   * The packs that a project can have calls of, by index.
   * @param all anchors of all its files together
   * @param texts the bytes of all its files, one after the other; read only where the anchors leave it open
   */
  possible(all: Anchors, texts: () => Iterable<Buffer>): Possible;
  /** True for anchors of a file in which an analysis starts, when these packs are possible. */
  isWorthwhile(anchors: Anchors, possible: Possible): boolean;
  /** True for anchors of a file of which an account is to be given. */
  isTold(anchors: Anchors, possible: Possible): boolean;
  /** Where v1 bases of these packs stand in a text, in its order. */
  v1Bases(text: string, possible: Possible): V1Base[];
}

/** A v1 base in a text; a version that is composed or stands alone may be one. */
export interface V1Base {
  /** Offset of its version. */
  at: number;
  /** What it is to the packs: a sum of `ANCHOR`. */
  anchors: number;
}

/** Packs by index; `true` for one whose host is named, or that only needs a path to be known. */
export type Possible = ReadonlyMap<number, boolean>;

interface Path {
  words: (string | undefined)[];
  /** The last parameter takes all that follows. */
  hasRest: boolean;
}

/** A base of a pack, and what stands behind it. */
interface BaseSigns {
  segments: string[];
  isV1: boolean;
  /** First words of endpoints that only this API has. */
  words: ReadonlySet<string>;
  /** First words of the others. */
  common: ReadonlySet<string>;
  /** Some endpoint starts with a parameter. */
  any: boolean;
  /** What of the base stands behind its version. */
  trailing: string[];
  /** Endpoints that only this API has: the word of each segment, undefined for a parameter. */
  paths: Path[];
}

/** One pack as its anchors are recognised. */
interface Signs {
  bases: BaseSigns[];
  distinct: boolean;
  /** Hosts of the API. */
  hosts: string[];
  /** Texts that are evidence. */
  needles: string[];
  /** Keys of which an object of settings has all. */
  settings: string[][];
  /** Fields of a body that are evidence, each with the first words of the endpoints whose body has it. */
  fields: { name: string; words: string[] }[];
  /** The id of the pack as a name in code, such as `OPENML_URL` and `openmlUrl`. */
  name: RegExp;
  /** The user says that the project uses this API. */
  spoken: boolean;
  /** Texts of any kind are of interest, once the API is used. */
  readsTexts: boolean;
}

/** Where no call starts, unless something else speaks for the API. */
const NO_START = ANCHOR.other | ANCHOR.module;

/** Makes the reader. */
export function createAnchorReader(packs: readonly Pack[], spoken: Spoken = {}): AnchorReader {
  const signs = packs.map((pack) => signsOf(pack, spoken));
  const tellings = [...new Set(signs.flatMap(({ bases }) => bases.map(({ segments }) => tellingOf(segments))))].filter(
    (telling) => telling !== '',
  );
  const isComposed = tellings.some(isVersion);
  return {
    anchorsOf(bytes) {
      const found = new Uint8Array(packs.length);
      for (const { around, telling, at } of versionsIn(bytes, tellings, isComposed))
        note(around, telling, signs, found, isInModulePath(bytes, at));
      signs.forEach((sign, index) => {
        if (isEvident(bytes, sign)) found[index] = (found[index] ?? 0) | ANCHOR.evidence;
      });
      return found.some((anchors) => anchors > 0) ? found : undefined;
    },
    possible(all, texts) {
      const found = new Map<number, boolean>();
      const unsure = new Map<number, Signs>();
      signs.forEach((sign, index) => {
        const anchors = all[index] ?? 0;
        const isEndpoint = sign.distinct && (anchors & ANCHOR.endpoint) > 0;
        if (sign.spoken || anchors & ANCHOR.evidence) found.set(index, true);
        else if (isEndpoint) found.set(index, sign.readsTexts);
        else if (anchors & ~NO_START) unsure.set(index, sign);
      });
      if (unsure.size > 0) for (const index of supported(unsure, all, texts())) found.set(index, false);
      return found;
    },
    v1Bases(text, possible) {
      // One byte for each unit, so that offsets are those of the text.
      const found = [...versionsIn(Buffer.from(text, 'latin1'), tellings, isComposed)].map(({ around, telling, at }) => {
        const own = [...possible.keys()].flatMap((index) => signs[index] ?? []);
        const kinds = own.flatMap((sign) => sign.bases.flatMap((base) => (base.isV1 ? anchorOf(around, telling, base, sign) : [])));
        return { at, anchors: kinds.reduce((sum, kind) => sum | kind, 0) };
      });
      return found.filter(({ anchors }) => anchors > 0).toSorted((a, b) => a.at - b.at);
    },
    isWorthwhile: (anchors, possible) =>
      [...possible].some(([index, takesAny]) => ((anchors[index] ?? 0) & ~(takesAny ? ANCHOR.module : NO_START)) > 0),
    isTold: (anchors, possible) => [...possible.keys()].some((index) => ((anchors[index] ?? 0) & ANCHOR.module) > 0),
  };
}

function signsOf(pack: Pack, { named = [], origins = {} }: Spoken): Signs {
  const firsts = withCommon(
    pack.rules.flatMap((rule) => firstsOf(rule, pack.base.v2)),
    pack.base.v2,
  );
  const fields = pack.evidence.bodyFields ?? [];
  const changes = fields.length === 0 ? [] : pack.rules.flatMap(changeOf);
  const own = (origins[pack.id] ?? []).map((origin) => hostOf(origin) ?? origin);
  const hosts = [...(pack.evidence.hosts ?? []), ...own];
  return {
    bases: [...[pack.base.v1].flat().map((base) => baseSigns(base, true, firsts)), baseSigns(pack.base.v2, false, firsts)],
    distinct: pack.evidence.distinct === true,
    hosts,
    needles: [...hosts, ...pack.rules.flatMap(needlesOf)],
    settings: pack.rules.flatMap((rule) => (rule.kind === 'advice' && 'pair' in rule.detect ? [Object.keys(rule.detect.pair)] : [])),
    fields: fields.map((name) => {
      const words = changes.flatMap(({ request, endpoints }) =>
        request.includes(`"${name}"`) ? endpoints.flatMap((endpoint) => firstWord(endpoint) ?? []) : [],
      );
      return { name, words: words.length > 0 ? words : firsts.flatMap(({ word }) => word ?? []) };
    }),
    name: namePattern(pack.id),
    spoken: named.includes(pack.id) || own.length > 0,
    readsTexts: pack.rules.some((rule) => rule.kind === 'advice' && 'text' in rule.detect),
  };
}

/** A word that many products have below one base, they have below the new one too. */
function withCommon(firsts: First[], v2Base: string): First[] {
  const common = new Set(firsts.flatMap(({ word, isCommon }) => (isCommon ? [word] : [])));
  return firsts.map((first) => (first.base === v2Base && common.has(first.word) ? { ...first, isCommon: true } : first));
}

function baseSigns(base: string, isV1: boolean, firsts: First[]): BaseSigns {
  const segments = base.split('/').filter((segment) => segment !== '');
  const below = firsts.filter((first) => first.base === undefined || first.base === base);
  const wordsThat = (isCommon: boolean): Set<string> =>
    new Set(below.flatMap(({ word, ...first }) => (word !== undefined && first.isCommon === isCommon ? [word] : [])));
  return {
    segments,
    isV1,
    words: wordsThat(false),
    common: wordsThat(true),
    any: below.some(({ word }) => word === undefined),
    trailing: segments.slice(segments.indexOf(tellingOf(segments)) + 1),
    paths: below.flatMap(({ path, isCommon }) => (isCommon || path.words.length === 0 ? [] : [path])),
  };
}

/** What a rule changes in the body of requests, as text, and in those of which endpoints. */
function changeOf(rule: Rule): { request: string; endpoints: string[] }[] {
  if (rule.kind !== 'change' || rule.request === undefined) return [];
  return [{ request: JSON.stringify(rule.request), endpoints: [rule.on].flat().filter((endpoint) => endpoint !== '*') }];
}

/** The first word of an endpoint below a base. */
interface First {
  /** Undefined for a parameter. */
  word: string | undefined;
  path: Path;
  isCommon: boolean;
  /** The only base that it stands below. */
  base: string | undefined;
}

/** The first words of the endpoints that a rule names, v1 and v2. */
function firstsOf(rule: Rule, v2Base: string): First[] {
  if (!isEndpointRule(rule)) return [];
  return v1EndpointsOf(rule).flatMap((endpoint, index): First[] => {
    const isCommon = Array.isArray(rule.indistinct) ? rule.indistinct.includes(endpoint) : rule.indistinct === true;
    const v2 = v2EndpointOf(rule, index);
    const targets = v2 === undefined ? [] : [{ word: firstWord(v2), path: pathOf(v2), isCommon, base: v2Base }];
    return rule.unversioned === true
      ? targets
      : [{ word: firstWord(endpoint), path: pathOf(endpoint), isCommon, base: rule.base }, ...targets];
  });
}

function firstWord(endpoint: string): string | undefined {
  const [part] = parseEndpoint(endpoint).segments[0]?.parts ?? [];
  return part && 'text' in part ? wordOf(part.text) : undefined;
}

function pathOf(endpoint: string): Path {
  const { segments } = parseEndpoint(endpoint);
  return {
    words: segments.map(({ parts: [part] }) => (part && 'text' in part && wordOf(part.text) !== '' ? wordOf(part.text) : undefined)),
    hasRest: segments.at(-1)?.rest === true,
  };
}

/** True when segments are the beginning of an endpoint, or of what stands below one that takes all of it. */
function startsAs(given: string[], { words, hasRest }: Path): boolean {
  if (given.length > words.length && !hasRest) return false;
  return given.every((segment, index) => words[index] === undefined || words[index] === wordOf(segment));
}

/** Modules, headers that tell by themselves, and the ends of paths without a base. */
function needlesOf(rule: Rule): string[] {
  if (rule.kind === 'sdk') return [rule.module];
  if (rule.kind === 'advice')
    return 'header' in rule.detect && rule.detect.signs ? [rule.detect.header, rule.detect.header.toLowerCase()] : [];
  if (!isEndpointRule(rule) || !rule.unversioned) return [];
  return v1EndpointsOf(rule).map((endpoint) => {
    const words = parseEndpoint(endpoint).segments.flatMap(({ parts }) => parts.flatMap((part) => ('text' in part ? [part.text] : [])));
    return words.slice(-2).join('/');
  });
}

function tellingOf(base: string[]): string {
  return base.find(isVersion) ?? base.at(-1) ?? '';
}

function wordOf(segment: string): string {
  return segment.split(':')[0] ?? segment;
}

function isEvident(bytes: Buffer, { needles, settings }: Signs): boolean {
  return needles.some((needle) => bytes.includes(needle)) || settings.some((keys) => keys.every((key) => bytes.includes(key)));
}

interface Version {
  around: Surroundings;
  /** Undefined for one that is put together, which may be any: `/v${version}`, `'/api/v' + version`. */
  telling: string | undefined;
  at: number;
}

function* versionsIn(bytes: Buffer, tellings: readonly string[], isComposed: boolean): Generator<Version> {
  for (const telling of tellings) {
    for (let at = bytes.indexOf(telling); at !== -1; at = bytes.indexOf(telling, at + telling.length)) {
      const end = at + telling.length;
      if (isOpening(bytes[at - 1]) && !goesOn(bytes, end)) yield { around: surroundings(bytes, at, end), telling, at };
    }
  }
  for (let at = isComposed ? nextComposed(bytes, 0) : -1; at !== -1; at = nextComposed(bytes, at + 2)) {
    const close = bytes[at + 2] === DOLLAR ? bytes.indexOf('}', at) : -1;
    yield { around: surroundings(bytes, at + 1, close === -1 ? at + 2 : close + 1), telling: undefined, at: at + 1 };
  }
}

/** What stands before the path of a module: `from`, `import(`, `require(`, `vi.mock(`. */
const MODULE =
  /(?:\b(?:from|import)|\b(?:import|require|(?:vi|jest)\.(?:do|un|dont)?[mM]ock|(?:vi|jest)\.(?:import|require)(?:Actual|Mock))\()\s*$/;
/** Longer than any of them. */
const MODULE_REACH = 40;

/** True in the path of a module, which is no URL however much it looks like one: `import { auth } from '@/app/api/v1/auth'`. */
function isInModulePath(bytes: Buffer, at: number): boolean {
  const path = /["'`]([\w.@~#][^"'`\s]*)$/.exec(bytes.toString('latin1', Math.max(0, at - REACH), at));
  if (!path || path[1]?.includes(':') === true) return false;
  const start = at - path[0].length;
  return MODULE.test(bytes.toString('latin1', Math.max(0, start - MODULE_REACH), start));
}

/** What stands around a version in a text: whole segments as far as they are written out. */
interface Surroundings {
  /** Segments before, nearest last; the first may be cut. */
  before: string[];
  /** Host, where the text starts with one. */
  host: string | undefined;
  /** Segments behind, up to the end of the text or to what only shows at run time. */
  after: string[];
}

/** Longest text that is looked at on each side. */
const REACH = 160;

function surroundings(bytes: Buffer, start: number, end: number): Surroundings {
  const before = /[^'"`\s<>()[\]{},;|\\=]*$/.exec(bytes.toString('latin1', Math.max(0, start - REACH), start))?.[0] ?? '';
  const after = bytes.toString('latin1', end, end + REACH);
  const path = /^(?:\/[\w.~:@%-]+)*/.exec(after)?.[0] ?? '';
  // A segment that runs into something else than a slash or the end of the text is not known as a whole.
  const isCut = /[$<{*+]/.test(after[path.length] ?? '');
  const segments = path.split('/').slice(1);
  return {
    before: before
      .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
      .split('/')
      .filter((segment) => segment !== ''),
    host: hostOf(before),
    after: isCut ? segments.slice(0, -1) : segments,
  };
}

function hostOf(text: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/:$]+)(?=[/:]|$)/i.exec(text)?.[1]?.toLowerCase();
}

function note(around: Surroundings, telling: string | undefined, signs: Signs[], found: Anchors, isModule: boolean): void {
  signs.forEach((sign, index) => {
    for (const base of sign.bases) {
      const anchor = anchorOf(around, telling, base, sign);
      found[index] = (found[index] ?? 0) | (isModule ? inModulePath(anchor, base) : anchor);
    }
  });
}

/** What an anchor counts for in the path of a module. */
function inModulePath(anchor: number, { isV1 }: BaseSigns): number {
  return isV1 && (anchor & ~ANCHOR.other) > 0 ? ANCHOR.module : 0;
}

/** What a version in a text is to one base of a pack. */
function anchorOf({ before, host, after }: Surroundings, telling: string | undefined, base: BaseSigns, sign: Signs): number {
  const own = tellingOf(base.segments);
  if (telling === undefined ? !isVersion(own) : telling !== own) return 0;
  // Known to be another product: no call on such a host is ever attributed to the pack.
  if (host !== undefined && !sign.distinct && !isLocal(host) && !isBelowHost(host, sign.hosts)) return 0;
  const leading = base.segments.slice(0, base.segments.length - base.trailing.length - 1);
  // Behind a host the path is whole.
  if (host !== undefined && before.length < leading.length) return 0;
  if (leading.some((segment, index) => differs(before.at(index - leading.length), segment))) return 0;
  if (base.trailing.some((segment, index) => after[index] !== undefined && after[index] !== segment)) return 0;
  const next = after[base.trailing.length];
  if (next === undefined || base.any) return ANCHOR.open;
  const word = wordOf(next);
  const path = after.slice(base.trailing.length);
  if (base.paths.some((endpoint) => startsAs(path, endpoint))) return ANCHOR.endpoint;
  return base.words.has(word) || base.common.has(word) ? ANCHOR.common : ANCHOR.other;
}

/** True for a segment that is written out and is another one. */
function differs(given: string | undefined, wanted: string): boolean {
  return given !== undefined && given !== wanted && /^[\w.~-]+$/.test(given);
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.') || !host.includes('.');
}

/** The packs for which the texts hold what their anchors lack: the words of an endpoint, and a name of the API or a field of it. */
function supported(unsure: ReadonlyMap<number, Signs>, all: Anchors, texts: Iterable<Buffer>): Set<number> {
  const left = new Map([...unsure].map(([index, sign]) => [index, new Support(sign, hasWord(all[index] ?? 0))]));
  const found = new Set<number>();
  for (const bytes of texts) {
    if (left.size === 0) break;
    const text = bytes.toString('latin1');
    for (const [index, support] of left) {
      if (!support.add(bytes, text)) continue;
      found.add(index);
      left.delete(index);
    }
  }
  return found;
}

function hasWord(anchors: number): boolean {
  return (anchors & (ANCHOR.endpoint | ANCHOR.common)) > 0;
}

/** The words of an endpoint; the end of the base is written with the first of them. */
function wordsBehind({ trailing }: BaseSigns, { words }: Path): string[] {
  const [first, ...others] = words.flatMap((word) => word ?? []);
  return first === undefined ? [] : [[...trailing, first].join('/'), ...others];
}

/** What the texts of a project hold of one pack. */
class Support {
  #isNamed = false;
  #hasWord: boolean;
  readonly #sign: Signs;
  /** Words that were not met yet. */
  readonly #missing: Set<string>;
  readonly #fields = new Set<string>();
  /** The words of each endpoint that only this API has. */
  readonly #paths: string[][];

  constructor(sign: Signs, isPath: boolean) {
    this.#sign = sign;
    this.#hasWord = isPath;
    this.#paths = sign.bases.flatMap((base) => base.paths.map((path) => wordsBehind(base, path)));
    const words = sign.bases.flatMap((base) => [...base.words, ...base.common]);
    this.#missing = new Set([...words, ...this.#paths.flat(), ...sign.fields.flatMap((field) => field.words)]);
  }

  /** True when the text completes what the pack needs. */
  add(bytes: Buffer, text: string): boolean {
    const { bases, fields, distinct, name } = this.#sign;
    this.#isNamed ||= name.test(text);
    for (const word of this.#missing) if (holdsSegment(bytes, word)) this.#missing.delete(word);
    for (const field of fields) if (bytes.includes(field.name)) this.#fields.add(field.name);
    if (distinct && this.#paths.some((path) => this.#hasAll(path))) return true;
    this.#hasWord ||= bases.some(({ words, common }) => [...words, ...common].some((word) => !this.#missing.has(word)));
    if (!this.#hasWord) return false;
    return this.#isNamed || fields.some((field) => this.#fields.has(field.name) && field.words.some((word) => !this.#missing.has(word)));
  }

  #hasAll(words: string[]): boolean {
    return words.every((word) => !this.#missing.has(word));
  }
}

/** Matches the words of an id as names in code have them: `agent-platform`, `AGENT_PLATFORM`, `agentPlatform`. */
function namePattern(id: string): RegExp {
  const words = id.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const capital = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const lower = words.join('[-_. ]?');
  const mixed = [words[0] ?? '', ...capital.slice(1)].join('');
  const upper = lower.toUpperCase();
  return new RegExp(`(?<![A-Za-z])(?:${lower}|${mixed})(?![a-z])|${capital.join('[-_. ]?')}(?![a-z])|(?<![A-Z])${upper}(?![A-Z])`);
}
