import type { Pack } from '../pack/model.js';
import { isEndpointRule, parseEndpoint, v1EndpointsOf } from '../match/index.js';

/** Texts whose presence makes a file worth parsing. */
export interface Needles {
  /** Any file with a v1 base has one of these: the last segment of each base, the end of paths without one, the modules of client libraries. */
  base: string[];
  /** Path words of the endpoints: enough only in a file that imports, directly or not, from one with a base. */
  words: string[];
}

/** Derives the needles from the packs. */
export function needlesOf(packs: Pack[]): Needles {
  const base = new Set<string>();
  const words = new Set<string>();
  for (const pack of packs) {
    for (const prefix of [pack.base.v1, pack.base.v2].flat()) {
      const last = prefix.split('/').findLast((segment) => segment !== '');
      if (last !== undefined) base.add(last);
    }
    for (const rule of pack.rules) {
      if (rule.kind === 'sdk') base.add(rule.module);
      if (!isEndpointRule(rule)) continue;
      for (const endpoint of v1EndpointsOf(rule)) wordsOf(endpoint).forEach((word) => words.add(word));
      if ('unversioned' in rule && rule.unversioned) rule.v1.forEach((endpoint) => base.add(endOf(endpoint)));
    }
  }
  return { base: [...base], words: [...words] };
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
