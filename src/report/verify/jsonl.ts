import type { VerdictStream } from '../../verify/model.js';
import { escapeJson } from '../escape.js';
import type { Reporter } from '../model.js';

/** One verdict a line, as it comes; the last line has the rest of the result. */
export const reporter: Reporter<VerdictStream> = {
  format: 'jsonl',
  extension: 'jsonl',
  async *report(stream) {
    for await (const verdict of stream) yield `${escapeJson(JSON.stringify(verdict))}\n`;
    yield `${escapeJson(JSON.stringify({ schemaVersion: 1, command: 'verify', ...(await stream.end) }))}\n`;
  },
};
