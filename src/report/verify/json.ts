import type { VerdictStream } from '../../verify/model.js';
import { escapeJson } from '../escape.js';
import type { Reporter } from '../model.js';

/** The contract of `schema/verify.schema.json`; exchanges stand in the order in which they were judged. */
export const reporter: Reporter<VerdictStream> = {
  format: 'json',
  extension: 'json',
  async *report(stream) {
    yield '{"schemaVersion":1,"command":"verify","exchanges":[';
    let separator = '\n';
    for await (const verdict of stream) {
      yield separator + escapeJson(JSON.stringify(verdict));
      separator = ',\n';
    }
    const rest = escapeJson(JSON.stringify(await stream.end));
    yield `\n],${rest.slice(1)}\n`;
  },
};
