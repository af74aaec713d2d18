import { count } from '../../../pack/count.js';
import { printableLine } from '../../escape.js';
import { placeOf, requestText } from '../text.js';
import type { DryRunReporter } from './index.js';

/** One recorded request a line, what becomes of it below. */
export const reporter: DryRunReporter = {
  async *report(planned, { style }) {
    let exchanges = 0;
    let requests = 0;
    for await (const { recording, entry, request, v2, rule, note } of planned) {
      exchanges += 1;
      requests += v2.length;
      const head = `${style.dim(printableLine(placeOf({ recording, entry })))}  ${printableLine(requestText(request))}`;
      const sent = v2.map(
        (item) => `    ${style.green('->')} ${printableLine(requestText(item))}${rule === undefined ? '' : style.dim(` [${rule}]`)}`,
      );
      const told = note === undefined ? [] : [`    ${style.yellow(printableLine(note))}`];
      yield `${[head, ...sent, ...told].join('\n')}\n`;
    }
    yield `\nNothing was sent: ${count(exchanges, 'recorded exchange')}, ${count(requests, 'request')}.\n`;
  },
};
