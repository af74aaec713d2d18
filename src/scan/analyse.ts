import { blockers } from './blockers.js';
import type { ApiCall } from '../http/call.js';
import type { Interpreter } from '../dataflow/interpreter.js';
import { findCalls, type OpenRequests } from '../http/index.js';
import { isKnownPrefix, isKnownResource } from '../http/calls/resource.js';
import { createMatcher, cutUrl, type Match, type Matcher, type Table } from '../match/index.js';
import type { Pack } from '../pack/model.js';
import type { Listing } from '../project/listing.js';
import { openProject, type Project } from '../project/project.js';
import { attributed, type Candidate, hasForeignHost, hasKnownHost, isTelling, judgeHost } from './belonging.js';
import { mockSites, type MockSite } from './mocks.js';
import { type OpenCall, type OpenCandidate, openCalls, openCandidates } from './open.js';
import { callsOnV2, v2Candidates } from './on-v2.js';
import { lowered } from './levels.js';
import { withoutSecrets } from './secrets.js';
import { listOptions, type Override, type ScanOptions } from './options.js';
import { type Pair, pairsOf } from './pairs.js';
import { type SdkUse, sdkUses } from './sdk/index.js';
import type { Site } from './site.js';
import { settle, sitesOf } from './sites.js';

/** All that is known of a project: the ground on which `scan` reports and `migrate` plans. */
export interface Analysis {
  project: Project;
  matcher: Matcher;
  interpreter: Interpreter;
  /** All calls that concern a pack. */
  calls: ApiCall[];
  /** Requests of which nobody in sight says where they go. */
  open: OpenRequests;
  /** Calls of a known API that a rule names. */
  sites: Site[];
  /** APIs that have any. */
  known: Set<Table>;
  /** Origins of the configuration, by pack. */
  origins: { [pack: string]: string[] };
  /** Packs of which the user says that the project uses them: by name, or by an origin. */
  named: ReadonlySet<string>;
  /** Calls that a collapse rule merges. */
  pairs: Pair[];
  /** Calls on a known v1 base that no rule names. */
  unclassified: OpenCall[];
  /** Calls on a known v1 base whose endpoint only shows at run time. */
  dynamic: OpenCall[];
  /** Stand-ins for the API in tests. */
  mocks: MockSite[];
  /** Uses of client libraries that a rule names. */
  sdk: SdkUse[];
  /** Calls that are v2 already, of whatever product that has such a path. */
  current: ApiCall[];
  /** Those for which there is evidence that they are calls of an API. */
  onV2: Candidate[];
  /** A comment that suppresses a finding has to say why. */
  reasonsRequired: boolean;
  /** Rules that are left alone in some files. */
  overrides: Override[];
}

/**
 * Reads a project and finds the v1 calls of the packs.
 * @param overlay text of files (absolute path) that stands for what is on disk
 * @param listing what is known of the files already
 */
export async function analyse(options: ScanOptions, overlay?: ReadonlyMap<string, string>, listing?: Listing): Promise<Analysis> {
  const project = await openProject(options.packs, listOptions(options), overlay, listing);
  const matcher = createMatcher(namedFirst(options), options.packOptions);
  options.onProgress?.('following calls');
  const { interpreter, calls, mocks, open: openRequests } = findCalls(project, matcher, options.wrappers, options.models);
  const origins = options.origins ?? {};
  const { attempt } = project;
  const choices = calls.flatMap((call) => attempt(call.site, () => siteChoices(call, interpreter)) ?? []);
  const open = calls.flatMap((call) => attempt(call.site, () => openCandidates(call, origins)) ?? []);
  const onV1: Candidate[] = [...choices.flat(), ...open];
  const ours = new Set(attributed(onV1, origins, interpreter));
  const mayBeV2 = calls.flatMap((call) => v2Candidates(call, matcher));
  const sites = choices.flatMap((choice) => {
    const own = choice.find((candidate) => ours.has(candidate));
    return own ? onOneProduct(own, origins) : namedSite(choice, options, interpreter);
  });
  sites.forEach(settle);
  const pairs = pairsOf(sites, interpreter);
  joinPairs(pairs);
  const known = new Set(sites.map(({ match }) => match.table));
  const isOurs = (candidate: Candidate): boolean => ours.has(candidate) || candidate.parts.origin === '';
  return {
    project,
    matcher,
    interpreter,
    calls,
    open: openRequests,
    sites,
    known,
    origins,
    named: new Set([...(options.named ?? []), ...Object.keys(origins)]),
    pairs,
    unclassified: openCalls(
      open.filter(
        (candidate) =>
          candidate.kind === 'unclassified' &&
          ((known.has(candidate.table) && (ours.has(candidate) || (candidate.parts.origin === '' && showsResource(candidate)))) ||
            showsPrefix(candidate) ||
            hasKnownHost(candidate, origins) ||
            isNamed(candidate, options)),
      ),
    ),
    dynamic: openCalls(
      open.filter(
        (candidate) =>
          candidate.kind === 'dynamic' &&
          ((isOurs(candidate) && (known.has(candidate.table) || hasKnownHost(candidate, origins))) || showsResource(candidate)),
      ),
    ),
    sdk: attempt(project.root, () => sdkUses(interpreter, matcher)) ?? [],
    mocks: mockSites(mocks, project, known, origins),
    reasonsRequired: options.requireReason === true,
    overrides: options.overrides ?? [],
    current: calls.filter((call) => call.urls.some((url) => url.kind === 'current')),
    onV2: callsOnV2(mayBeV2, new Set(attributed([...onV1, ...mayBeV2], origins, interpreter)), known, origins),
  };
}

/** Of several packs on one base, those that the user named are asked first. */
function namedFirst({ packs, named = [] }: ScanOptions): Pack[] {
  return packs.toSorted((a, b) => Number(named.includes(b.id)) - Number(named.includes(a.id)));
}

/** For each site of a call, the APIs that it may belong to, most telling first. */
function siteChoices(call: ApiCall, interpreter: Interpreter): (Candidate & { site: Site })[][] {
  return sitesOf(call, interpreter).map((choice) =>
    choice.map((site) => ({
      site,
      call,
      url: site.url,
      pack: site.match.table.pack,
      parts: site.match.parts,
      baseStart: site.match.base.start,
      indistinct: site.match.operation.indistinct,
      guess: isGuess(site.match),
    })),
  );
}

/** Fits only by what is not known; or is a v1 path on the v2 base of an API that has hosts of its own, as `/v2/user` is anywhere. */
function isGuess({ certain, hybrid, parts, base, table }: Match): boolean {
  if (hybrid && table.pack.evidence.hosts !== undefined) return true;
  return !certain && !isKnownResource(parts, base, table);
}

/** On the base of a pack that the user named, and on no host of another product. */
function isNamed({ pack, parts }: Candidate, { named = [], origins = {} }: ScanOptions): boolean {
  return named.includes(pack.id) && judgeHost(parts.origin, pack, origins) !== 'other';
}

/** A call that another of its addresses takes to another product is for a person to look at. */
function onOneProduct({ site, call, pack }: Candidate & { site: Site }, origins: { [pack: string]: string[] }): Site {
  const other = call.urls.map(({ url }) => cutUrl(url.text).origin).find((origin) => judgeHost(origin, pack, origins) === 'other');
  if (other === undefined || pack.evidence.distinct === true) return site;
  return Object.assign(site, lowered(site, 'review', blockers.otherHost(withoutSecrets(other))));
}

/** Of a pack that the user named, a path that fits is not passed over for lack of evidence: it is left to a person. */
function namedSite(choice: (Candidate & { site: Site })[], { named = [], origins = {} }: ScanOptions, interpreter: Interpreter): Site[] {
  const found = choice.find((candidate) => named.includes(candidate.pack.id) && !hasForeignHost(candidate, origins, interpreter));
  if (!found) return [];
  const reason = blockers.onlyPath(found.pack.title);
  return [Object.assign(found.site, { level: 'manual' as const, reason })];
}

/** A second step whose first is in the same function is part of the collapse, not a job without metadata. */
function joinPairs(pairs: Pair[]): void {
  for (const { rule, first, seconds } of pairs) {
    const [only, ...more] = seconds;
    if (!only?.straight || more.length > 0) continue;
    only.site.joins = rule;
    only.site.level = first.level;
    if (first.reason === undefined) delete only.site.reason;
    else only.site.reason = first.reason;
  }
}

/** The path is the beginning of one that only this API has, as where the rest is added out of sight. */
function showsPrefix({ parts, base, table, pack, strange }: OpenCandidate): boolean {
  return strange === undefined && isTelling(pack, parts, false) && isKnownPrefix(parts, base, table, false);
}

/** The path starts with a word of the pack's endpoints after its base: enough to name the call without any other. */
function showsResource({ parts, base, table, pack }: OpenCandidate): boolean {
  return pack.evidence.distinct === true && isKnownResource(parts, base, table);
}
