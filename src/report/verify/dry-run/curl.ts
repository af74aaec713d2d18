import type { PlannedRequest } from '../../../verify/model.js';
import { printableLine } from '../../escape.js';
import { placeOf, requestText } from '../text.js';
import type { DryRunReporter } from './index.js';

/** A shell script of curl commands; what is not sent is a comment. */
export const reporter: DryRunReporter = {
  async *report(planned) {
    yield '#!/bin/sh\n';
    for await (const { recording, entry, request, v2, note } of planned) {
      const told = note === undefined ? '' : `: ${printableLine(note)}`;
      yield `\n# ${printableLine(placeOf({ recording, entry }))} ${printableLine(requestText(request))}${told}\n`;
      for (const item of v2) yield `${command(item)}\n`;
    }
  },
};

function command({ method, url, headers, body }: PlannedRequest): string {
  const parts = [
    'curl',
    `-X ${method}`,
    quoted(url),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
  ];
  if (body !== null) parts.push(`--data-raw ${quoted(body)}`);
  return parts.join(' ');
}

/** One word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
