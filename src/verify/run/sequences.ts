import type { Recordings } from '../recording/index.js';
import { IdMap, SharedIds } from '../ids/map.js';
import { LruMap } from '../ids/lru.js';
import { Creations } from '../translate/creations.js';
import { ResponseIndex } from '../translate/response-index.js';
import type { PlanContext } from './context.js';

/** Ids of lost creations that are remembered. */
const MAX_LOST = 20_000;

/**
 * The state of each recording in a run. A recording is a sequence of its own: two of them may give the same id to different
 * things. What a recording does not know by itself it takes from the others.
 */
export class Sequences<Context extends PlanContext> {
  readonly #base: Context;
  readonly #sequenceOf: Recordings['sequenceOf'];
  readonly #ids = new SharedIds();
  readonly #contexts = new Map<string, Context>();
  readonly #isResumable: boolean;

  /** @param isResumable the run keeps a journal */
  constructor(base: Context, sequenceOf: Recordings['sequenceOf'], isResumable = false) {
    this.#base = base;
    this.#isResumable = isResumable;
    this.#sequenceOf = sequenceOf;
  }

  /** What the exchanges of a recording share. */
  of(recording: string): Context {
    const name = this.#sequenceOf(recording);
    let context = this.#contexts.get(name);
    if (!context) {
      context = this.#open();
      this.#contexts.set(name, context);
    }
    return context;
  }

  /** Identifiers that were evicted, over all recordings. */
  get forgotten(): number {
    return [...this.#contexts.values()].reduce((sum, { ids }) => sum + ids.forgotten, 0);
  }

  #open(): Context {
    const { matcher, creations, responses } = this.#base;
    const ids = new IdMap(this.#ids);
    // From now on it keeps what it learns, for the journal of the run.
    if (this.#isResumable) ids.takeNew();
    return {
      ...this.#base,
      ids,
      creations: new Creations(matcher.tables, creations),
      responses: new ResponseIndex(matcher.tables, responses),
      lost: new LruMap(MAX_LOST),
      lostElsewhere: this.#base.lost,
      recordedFrom: null,
    };
  }
}
