/**
 * Records the HTTP traffic of the program that is started with `node --import api-migrate/record app.js` as HAR, for `verify`.
 *
 * `API_MIGRATE_RECORD`: file to write; default `traffic.har`, with the process id in the name when that is taken.
 * `API_MIGRATE_RECORD_ORIGINS`: origins to record, with commas between; default all.
 * `API_MIGRATE_RECORD_SECRETS=keep`: leave secrets in; by default they are replaced on the way.
 */
import path from 'node:path';
import type { Capture } from './capture.js';
import { HarFile } from './file.js';
import { entryOf } from './har.js';
import { recordHttp } from './http.js';
import { recordUndici } from './undici.js';
import { warnOfHttp2, warnOfNothing } from './unseen.js';

const {
  API_MIGRATE_RECORD: target = 'traffic.har',
  API_MIGRATE_RECORD_ORIGINS: origins = '',
  API_MIGRATE_RECORD_SECRETS: secrets,
} = process.env;

const wanted = new Set(
  origins
    .split(',')
    .filter((origin) => origin.trim() !== '')
    .map((origin) => originOf(origin.trim())),
);
// The program may move elsewhere.
const file = new HarFile(path.resolve(target === '' ? 'traffic.har' : target));
let isBroken = false;
let count = 0;

/** The program goes on whatever happens to the recording. */
function record(capture: Capture): void {
  count += 1;
  if (isBroken || (wanted.size > 0 && !wanted.has(originOf(capture.url)))) return;
  try {
    file.write(entryOf(capture, secrets === 'keep'));
  } catch (error) {
    isBroken = true;
    process.emitWarning(`the recording ends here: ${error instanceof Error ? error.message : String(error)}`, 'ApiMigrateRecordWarning');
  }
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

recordUndici(record);
recordHttp(record);
warnOfHttp2();
warnOfNothing(() => count === 0);
