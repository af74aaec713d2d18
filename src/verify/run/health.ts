import type { Verdict } from '../model.js';

/** So many failures of one kind in a row mean that the rest would fail, too. */
const IN_A_ROW = 5;

const UNREACHABLE = /refuses the connection|cannot be resolved|certificate|self-signed|no connection to the target/;

/** Notices when a run has become pointless: the target is gone, or it lets nobody in. */
export class Health {
  #refused = 0;
  #denied = 0;
  #answered = false;

  /** Takes the verdict on an exchange that was to be sent; returns why to stop, if so. */
  check(verdict: Verdict, recordedStatus: number): string | undefined {
    const last = verdict.v2.at(-1);
    if (!last) return undefined;
    if (last.status !== null) this.#answered = true;
    const isDenied = (last.status === 401 || last.status === 403) && recordedStatus !== last.status;
    this.#denied = isDenied ? this.#denied + 1 : 0;
    if (this.#denied >= IN_A_ROW) {
      const what = last.status === 401 ? 'the target asks for credentials' : 'the target denies access';
      return `${what}: ${this.#denied} answers of ${last.status} in a row; give them with --header 'Authorization: env:TOKEN'`;
    }
    const isRefused = last.status === null && UNREACHABLE.test(verdict.reason ?? '');
    this.#refused = isRefused ? this.#refused + 1 : 0;
    if (this.#refused >= IN_A_ROW || (isRefused && !this.#answered)) return `nothing can be verified: ${verdict.reason}`;
    return undefined;
  }
}
