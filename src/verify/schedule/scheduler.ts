import { LruMap } from '../ids/lru.js';
import { type Access, conflicts } from './access.js';
import { mentions, WordIndex } from './words.js';

/** A unit of work in recorded order. */
export interface Job {
  access: Access;
  /** Texts of the recorded request that may be identifiers. */
  tokens: readonly string[];
  /** Recorded answers that may have told later requests an identifier. */
  answers: readonly string[];
  /** Does the work; never rejects. */
  run: () => Promise<void>;
}

interface Node {
  job: Job;
  order: number;
  /** Unfinished jobs that must end first. */
  blockers: number;
  dependents: Node[];
}

/** A text of a request, with the number of the job that used it first. */
interface Token {
  token: string;
  first: number;
  /** An unfinished job may have told it. */
  isTold: boolean;
}

/** First uses of texts that are remembered; one that is forgotten costs a later job a needless wait at most. */
const CAPACITY = 10_000;

/**
 * Runs jobs concurrently, except where one must wait for another: it uses an identifier that the other's answer told first
 * or that the other, a write, named first, or the two touch the same resource and at least one changes it.
 */
export class Scheduler {
  readonly #concurrency: number;
  readonly #limit: number;
  readonly #unfinished = new Set<Node>();
  /** By recorded order, so that one request at a time means the recorded order. */
  readonly #ready: Node[] = [];
  #firstUse = new LruMap<string, number>(CAPACITY);
  readonly #words = new WordIndex();
  #writers = 0;
  #running = 0;
  #order = 0;
  #wake: (() => void)[] = [];

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
    this.#limit = Math.max(2 * concurrency, 16);
  }

  /** Takes the next job. */
  add(job: Job): void {
    this.#order += 1;
    const node: Node = { job, order: this.#order, blockers: 0, dependents: [] };
    this.#block(node);
    for (const answer of job.answers) this.#words.note(answer, node.order);
    this.#unfinished.add(node);
    if (job.access.writes) this.#writers += 1;
    if (node.blockers === 0) this.#enqueue(node);
    this.#start();
  }

  /** Settles when another job may be added; undefined when it may now. */
  room(): Promise<void> | undefined {
    return this.#unfinished.size < this.#limit ? undefined : this.#change();
  }

  /** Settles when all jobs are done. */
  async idle(): Promise<void> {
    while (this.#unfinished.size > 0) await this.#change();
  }

  /** Settles when all jobs are done, and forgets what they used: a text means something else from now on. */
  async restart(): Promise<void> {
    await this.idle();
    this.#firstUse = new LruMap(CAPACITY);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #block(node: Node): void {
    const fresh = this.#freshTokens(node);
    const checkPaths = this.#writers > 0 || node.job.access.writes;
    if (fresh.length === 0 && !checkPaths) return;
    for (const other of this.#unfinished) {
      const waits =
        (checkPaths && conflicts(node.job.access, other.job.access)) ||
        fresh.some(({ token, first, isTold }) =>
          other.order < first ? isTold && tells(other.job, token) : other.order === first && other.job.access.writes,
        );
      if (!waits) continue;
      other.dependents.push(node);
      node.blockers += 1;
    }
  }

  /** Texts of the request that an unfinished job may have told, or made by that name: those first used since it began. */
  #freshTokens(node: Node): Token[] {
    const fresh: Token[] = [];
    const oldest = this.#unfinished.values().next().value;
    for (const token of node.job.tokens) {
      let first = this.#firstUse.get(token);
      if (first === undefined) {
        first = node.order;
        this.#firstUse.set(token, first);
      }
      if (!oldest || oldest.order > first) continue;
      const isTold = this.#words.lastOf(token) >= oldest.order;
      if (isTold || this.#writers > 0) fresh.push({ token, first, isTold });
    }
    return fresh;
  }

  #enqueue(node: Node): void {
    let at = this.#ready.length;
    while (at > 0 && (this.#ready[at - 1]?.order ?? 0) > node.order) at -= 1;
    this.#ready.splice(at, 0, node);
  }

  #start(): void {
    while (this.#running < this.#concurrency) {
      const node = this.#ready.shift();
      if (!node) return;
      this.#running += 1;
      void node.job.run().then(() => this.#finish(node));
    }
  }

  #finish(node: Node): void {
    this.#running -= 1;
    this.#unfinished.delete(node);
    if (node.job.access.writes) this.#writers -= 1;
    for (const dependent of node.dependents) {
      dependent.blockers -= 1;
      if (dependent.blockers === 0) this.#enqueue(dependent);
    }
    this.#start();
    const waiting = this.#wake;
    this.#wake = [];
    waiting.forEach((wake) => wake());
  }
}

function tells({ answers }: Job, token: string): boolean {
  return answers.some((answer) => mentions(answer, token));
}
