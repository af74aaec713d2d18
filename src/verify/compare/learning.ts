import type { Json } from '../../pack/model.js';
import { type IdKind, isPerAnswer, kindBelow, kindOfPlace } from '../ids/kind.js';
import type { IdMap, IdPair, UnknownId } from '../ids/map.js';
import type { CompareContext } from './context.js';

/** What belongs to the answer itself, and not to a thing that may be the wrong one. */
const OF_THE_ANSWER = new Set(['cursor', 'token', 'cookie']);
const MAX_DEPTH = 100;

/** Identifiers that were learned from one pair of things. */
interface Frame {
  pairs: IdPair[];
  same: { kind: IdKind; value: string }[];
  /** Differences in the pair, but for what varies from run to run. */
  disagreements: number;
}

/**
 * Learns identifiers only from things that agree in everything else: two things that differ may be two different things, and
 * a request that confuses them would change the wrong one.
 */
export class Learning {
  readonly #ids: IdMap;
  readonly #entry: number;
  readonly #sent: ReadonlySet<string>;
  readonly #frames: Frame[] = [newFrame()];

  /**
   * @param entry whose answer is compared
   * @param sent identifiers that the client knew before the answer
   */
  constructor({ ids, entry, sent }: Pick<CompareContext, 'ids' | 'entry' | 'sent'>) {
    this.#ids = ids;
    this.#entry = entry;
    this.#sent = sent;
  }

  /** Two items are compared from here on. */
  begin(): void {
    this.#frames.push(newFrame());
  }

  /**
   * The comparison of the two items is over.
   * @param isSure they belong together whatever differs, or may not be told apart from others
   */
  end(isSure: boolean | undefined): void {
    const frame = this.#frames.pop();
    const above = this.#frames.at(-1);
    if (!frame || !above) return;
    if (isSure ?? frame.disagreements === 0) {
      above.pairs.push(...(this.#frames.length > 1 ? frame.pairs : []));
      above.same.push(...(this.#frames.length > 1 ? frame.same : []));
    } else this.#takeBack(frame);
    // The list that holds the items agrees only when all of them do.
    if (this.#frames.length > 1) above.disagreements += frame.disagreements;
  }

  /** The whole answer was compared. */
  finish(isIdentified: boolean): void {
    const [root] = this.#frames;
    if (root && root.disagreements > 0 && !isIdentified) this.#takeBack(root);
  }

  /** Something differs. */
  disagree(): void {
    const frame = this.#frames.at(-1);
    if (frame) frame.disagreements += 1;
  }

  learn(kind: IdKind, v1: string, v2: string): 'learned' | 'known' | 'conflict' {
    const learned = this.#ids.learn(kind, v1, v2);
    if (learned === 'learned' && !OF_THE_ANSWER.has(kind)) this.#frames.at(-1)?.pairs.push({ kind, v1, v2 });
    return learned;
  }

  noteSame(kind: IdKind, value: string): void {
    this.#ids.noteSame(kind, value);
    this.#frames.at(-1)?.same.push({ kind, value });
  }

  /**
   * Part of a recorded answer has no counterpart: nothing shows what its identifiers are on v2.
   * @param isOther v2 is known to make identifiers of its own there
   */
  lose(value: Json, name: string, owner: IdKind | undefined, isOther: boolean): void {
    noteUnknown(this.#ids, value, { name, owner }, { entry: this.#entry, isOther }, this.#sent);
  }

  #takeBack({ pairs, same }: Frame): void {
    for (const pair of pairs) {
      this.#ids.forget(pair);
      if (!this.#sent.has(pair.v1)) this.#ids.noteUnknown(pair.kind, pair.v1, { entry: this.#entry, isOther: true });
    }
    for (const { kind, value } of same) this.#ids.forgetSame(kind, value);
  }
}

/** Notes every identifier in a part of a recorded answer as one that has no partner on v2. */
export function noteUnknown(
  ids: IdMap,
  value: Json,
  { name, owner }: { name: string; owner: IdKind | undefined },
  unknown: UnknownId,
  sent: ReadonlySet<string>,
  depth = 0,
): void {
  if (Array.isArray(value)) {
    for (const item of value) noteUnknown(ids, item, { name, owner }, unknown, sent, depth + 1);
  } else if (typeof value === 'object' && value !== null) {
    if (depth > MAX_DEPTH) return;
    const below = kindBelow(name, owner);
    for (const [key, item] of Object.entries(value)) noteUnknown(ids, item, { name: key, owner: below }, unknown, sent, depth + 1);
  } else if (typeof value === 'string' || typeof value === 'number') {
    const kind = kindOfPlace(name, owner);
    if (kind !== undefined && !isPerAnswer(kind) && !sent.has(String(value))) ids.noteUnknown(kind, String(value), unknown);
  }
}

function newFrame(): Frame {
  return { pairs: [], same: [], disagreements: 0 };
}
