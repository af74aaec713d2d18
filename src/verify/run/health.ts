import type { Verdict } from '../model.js';

/** So many answers or connections that are refused in a row mean that the rest will be, too. */
const IN_A_ROW = 5;
/** So many requests without any answer in a row mean that there is no such server; fewer when each took its whole time. */
const UNANSWERED = 20;
const TIMED_OUT = 8;

const UNREACHABLE = /refuses the connection|cannot be resolved|certificate|self-signed|no connection to the|does not speak TLS/;

/** Notices when a run has become pointless: the target is gone, lets nobody in, or is not the server it was taken for. */
export class Health {
  #unreachable = 0;
  #denied = 0;
  #unanswered = 0;
  #timedOut = 0;
  #answered = false;

  /** Takes the verdict on an exchange that was to be sent; returns why to stop, if so. */
  check(verdict: Verdict, recordedStatus: number): string | undefined {
    const last = verdict.v2.at(-1);
    if (!last) return undefined;
    return last.status === null ? this.#noAnswer(verdict.reason ?? '') : this.#answer(last.status, recordedStatus);
  }

  #answer(status: number, recordedStatus: number): string | undefined {
    this.#answered = true;
    this.#unreachable = 0;
    this.#unanswered = 0;
    this.#timedOut = 0;
    const isDenied = (status === 401 || status === 403) && recordedStatus !== status;
    this.#denied = isDenied ? this.#denied + 1 : 0;
    if (this.#denied < IN_A_ROW) return undefined;
    const what = status === 401 ? 'the target asks for credentials' : 'the target denies access';
    return `${what}: ${this.#denied} answers of ${status} in a row; give them with --header 'Authorization: env:TOKEN'`;
  }

  #noAnswer(reason: string): string | undefined {
    this.#denied = 0;
    this.#unanswered += 1;
    this.#unreachable = UNREACHABLE.test(reason) ? this.#unreachable + 1 : 0;
    this.#timedOut = reason.startsWith('no complete answer') ? this.#timedOut + 1 : 0;
    if (this.#unreachable >= (this.#answered ? IN_A_ROW : 1)) return `nothing can be verified: ${reason}`;
    const isSilent = this.#timedOut >= TIMED_OUT && !this.#answered;
    if (!isSilent && this.#unanswered < UNANSWERED) return undefined;
    return `nothing can be verified: ${this.#unanswered} requests in a row got no answer, the last one because ${reason}`;
  }
}
