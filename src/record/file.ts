import { ftruncateSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Entry } from 'har-format';

/** Threads of one process that write files of their own at most. */
const MOST_FILES = 10_000;

const TAIL = '\n]}}\n';

/**
 * A HAR file that is whole after every entry: a program that is killed loses nothing that was finished. It is made with the
 * first entry and never replaces another file.
 */
export class HarFile {
  #path: string;
  #descriptor: number | undefined;
  #end = 0;
  /** Entries in the file; each has its number in it, as two may be alike in all else. */
  #written = 0;

  constructor(target: string) {
    this.#path = target;
  }

  /** The file; known for sure with the first entry, as it never replaces another one. */
  get path(): string {
    return this.#path;
  }

  /** @throws the error of the system when the entry cannot be written; the file is then whole without it */
  write(entry: Entry): void {
    const descriptor = (this.#descriptor ??= this.#create());
    const bytes = Buffer.from((this.#written === 0 ? '\n' : ',\n') + JSON.stringify({ ...entry, _number: this.#written }) + TAIL);
    try {
      writeAll(descriptor, bytes, this.#end);
    } catch (error) {
      ftruncateSync(descriptor, this.#end);
      writeAll(descriptor, Buffer.from(TAIL), this.#end);
      throw error;
    }
    this.#written += 1;
    this.#end += bytes.length - TAIL.length;
  }

  #create(): number {
    const { descriptor, path: created } = createNew(this.#path);
    this.#path = created;
    const head = `{"log":{"version":"1.2","creator":{"name":"api-migrate record","version":"1"},"entries":[`;
    writeSync(descriptor, head, 0);
    this.#end = Buffer.byteLength(head);
    return descriptor;
  }
}

/** Writes all bytes: a disk that is nearly full takes a part of them and says so only at the next ones. */
function writeAll(descriptor: number, bytes: Buffer, position: number): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at, bytes.length - at, position + at);
}

/** Opens a file that does not exist yet; another process or thread, or an earlier run, may have taken the name. */
function createNew(target: string): { descriptor: number; path: string } {
  const { dir, name, ext } = path.parse(target);
  for (let number = 0; number < MOST_FILES; number += 1) {
    const own = number === 1 ? `-${process.pid}` : `-${process.pid}-${number}`;
    const candidate = number === 0 ? target : path.join(dir, name + own + ext);
    try {
      return { descriptor: openSync(candidate, 'wx', 0o600), path: candidate };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error(`no free name for ${target}`);
}
