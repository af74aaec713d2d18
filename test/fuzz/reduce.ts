import { judge, type Verdict } from './judge.js';

/** Most programs that are tried for one reduction. */
const MAX_TRIES = 60;

/** Takes lines away for as long as the outcome stays, so that what is left shows the cause. */
export async function reduce(verdict: Verdict): Promise<Verdict> {
  let best = verdict;
  let tries = 0;
  for (let size = 4; size >= 1; size = Math.floor(size / 2)) {
    for (const name of Object.keys(best.program.files)) {
      for (let at = 0; at < linesOf(best, name).length && tries < MAX_TRIES;) {
        const lines = linesOf(best, name);
        const files = { ...best.program.files, [name]: [...lines.slice(0, at), ...lines.slice(at + size)].join('\n') };
        tries += 1;
        const smaller = await judge({ ...best.program, files }).catch(() => undefined);
        if (smaller?.outcome === verdict.outcome) best = smaller;
        else at += 1;
      }
    }
  }
  return best;
}

function linesOf({ program }: Verdict, name: string): string[] {
  return (program.files[name] ?? '').split('\n');
}
