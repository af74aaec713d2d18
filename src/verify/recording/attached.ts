import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type BodyText, fromBytes } from './body.js';
import { EntryError } from './model.js';
import { MAX_ENTRY } from './split.js';

/**
 * A body that a recorder such as Playwright keeps in a file of its own beside the HAR, which names it.
 * @throws EntryError when there is no such file; none is read that is not below the directory of the HAR
 */
export function attachedBody(name: string, recording: string): BodyText {
  const directory = path.dirname(path.resolve(recording));
  const file = path.resolve(directory, name);
  const stats = file.startsWith(directory + path.sep) ? statSync(file, { throwIfNoEntry: false }) : undefined;
  if (stats?.isFile() !== true || path.isAbsolute(name)) {
    throw new EntryError(`the body is in the file ${JSON.stringify(name)}, which is not beside the recording`);
  }
  if (stats.size > MAX_ENTRY)
    throw new EntryError(`the body in the file ${JSON.stringify(name)} is larger than ${MAX_ENTRY / 1024 / 1024} MiB`);
  return fromBytes(readFileSync(file));
}
