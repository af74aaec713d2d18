import { holdsSegment, nextComposed } from './bytes.js';
import { isEndpointRule, parseEndpoint, v1EndpointsOf } from '../match/index.js';
import type { AdviceRule, Pack } from '../pack/model.js';

/** Texts whose presence makes a file worth parsing. */
export interface Needles {
  /**
   * Any file with a v1 base has one of these: the version in each base, or its last segment; the end of paths without
   * one, hosts, the modules of client libraries, and headers that tell by themselves.
   */
  base: string[];
  /** Path words of the endpoints. */
  words: string[];
  /** Client libraries. */
  modules: ReadonlySet<string>;
}

/** True for a version as the segment of a path: `v1`. */
export function isVersion(text: string): boolean {
  return /^v\d+$/.test(text);
}

/** Derives the needles from the packs. */
export function needlesOf(packs: readonly Pack[]): Needles {
  const base = new Set<string>();
  const words = new Set<string>();
  const modules = new Set<string>();
  for (const pack of packs) {
    for (const prefix of [pack.base.v1, pack.base.v2].flat()) {
      const segments = prefix.split('/').filter((segment) => segment !== '');
      const telling = segments.find(isVersion) ?? segments.at(-1);
      if (telling !== undefined) base.add(telling);
    }
    pack.evidence.hosts?.forEach((host) => base.add(host));
    for (const rule of pack.rules) {
      if (rule.kind === 'sdk') modules.add(rule.module);
      if (rule.kind === 'advice') headersBySign(rule).forEach((header) => base.add(header));
      if (!isEndpointRule(rule)) continue;
      for (const endpoint of v1EndpointsOf(rule)) wordsOf(endpoint).forEach((word) => words.add(word));
      if (rule.unversioned) v1EndpointsOf(rule).forEach((endpoint) => base.add(endOf(endpoint)));
    }
  }
  return { base: [...base, ...modules], words: [...words], modules };
}

/** Spellings of a header that is looked for without any call. */
function headersBySign({ detect }: AdviceRule): string[] {
  return 'header' in detect && detect.signs ? [detect.header, detect.header.toLowerCase()] : [];
}

/** The last two words of a path that has no base to be found by. */
function endOf(endpoint: string): string {
  return wordsOf(endpoint).slice(-2).join('/');
}

function wordsOf(endpoint: string): string[] {
  return parseEndpoint(endpoint).segments.flatMap((segment) =>
    segment.parts.flatMap((part) => ('text' in part && part.text.length > 2 ? [part.text.replace(/^:/, '')] : [])),
  );
}

/** Makes the test of a file's bytes for base needles. */
export function baseTest({ base }: Needles): (bytes: Buffer) => boolean {
  const versions = base.filter(isVersion);
  const others = base.filter((needle) => !versions.includes(needle));
  return (bytes) =>
    versions.some((needle) => holdsSegment(bytes, needle)) ||
    (versions.length > 0 && nextComposed(bytes, 0) !== -1) ||
    others.some((needle) => bytes.includes(needle));
}

/**
 * Makes the test of a file that is not parsed: true when it may call an API, because it has a base needle and a host, or a word of an
 * endpoint as the segment of a path. Takes the file in pieces.
 */
export function callTest(needles: Needles): (pieces: Iterable<Buffer>) => boolean {
  const holdsBase = baseTest(needles);
  const telling = [...needles.base.filter((needle) => !isVersion(needle)), ...needles.words.map((word) => `/${word}`)];
  return (pieces) => {
    let base = false;
    let told = false;
    for (const piece of pieces) {
      base ||= holdsBase(piece);
      told ||= telling.some((needle) => piece.includes(needle));
      if (base && told) return true;
    }
    return false;
  };
}
