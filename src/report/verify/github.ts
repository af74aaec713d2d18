import type { VerdictStream } from '../../verify/model.js';
import { escapeGithubMessage, escapeGithubProperty } from '../escape.js';
import type { Reporter } from '../model.js';
import { placeOf, problemText, requestText, summaryText } from './text.js';

/** GitHub shows ten annotations of a kind for one step; more would only hide the sum. */
const SHOWN = 50;

/** Workflow commands: an annotation for each exchange that did not pass. */
export const reporter: Reporter<VerdictStream> = {
  format: 'github',
  extension: 'txt',
  async *report(stream) {
    let shown = 0;
    for await (const verdict of stream) {
      if ((verdict.verdict !== 'fail' && verdict.verdict !== 'error') || shown >= SHOWN) continue;
      shown += 1;
      const message = `${placeOf(verdict)} ${requestText(verdict.request)}: ${verdict.reason ?? ''}`;
      yield command('error', verdict.rule ?? 'verify', verdict.recording, message);
    }
    const end = await stream.end;
    for (const problem of end.errors) yield command('error', 'recording', problem.recording, problemText(problem));
    for (const { api, message, method, url } of end.lifecycle) {
      if (api === 'v2') yield command('warning', 'lifecycle', undefined, `${method} ${url}: ${message}`);
    }
    yield command('notice', 'verify', undefined, summaryText(end));
  },
};

function command(kind: 'error' | 'warning' | 'notice', title: string, file: string | undefined, message: string): string {
  const place = file === undefined ? '' : `file=${escapeGithubProperty(file)},`;
  return `::${kind} ${place}title=${escapeGithubProperty(title)}::${escapeGithubMessage(message)}\n`;
}
