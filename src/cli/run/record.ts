import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { count } from '../../pack/count.js';
import { UsageError } from '../../pack/error.js';
import type { Capture } from '../../record/capture.js';
import { HarFile } from '../../record/file.js';
import { entryOf } from '../../record/har.js';
import { RecordingProxy } from '../../record/proxy.js';
import { isSameServer } from '../../verify/run/same-server.js';
import type { RecordCommandOptions } from '../commands/record.js';
import { systemReason } from '../error.js';
import { ExitCode } from '../exit-code.js';
import { given } from '../given.js';
import { handleInterrupts, interruptible } from '../interrupt.js';
import { assertOutput } from '../output-file.js';
import { note } from '../terminal.js';

/** `api-migrate record`: runs until it is told to stop. */
export async function runRecord(options: RecordCommandOptions): Promise<ExitCode> {
  handleInterrupts();
  const { host, port } = placeOf(options.listen);
  const target = targetOf(options.target);
  if (isSameServer(`http://${host}:${port}`, target.origin))
    throw new UsageError('--listen and --target are the same place: the proxy would ask itself');
  const file = new HarFile(path.resolve(options.output));
  await assertOutput(file.path, []);
  const recording = new Recording(file, options.keepSecrets === true);
  const ca = options.ca === undefined ? undefined : await readFile(options.ca, 'utf8').catch(() => undefined);
  if (options.ca !== undefined && ca === undefined) throw new UsageError(`--ca: ${options.ca} cannot be read`);
  return interruptible(async (signal) => {
    const sink = (capture: Capture): void => recording.add(capture);
    const settings = { host, port, target, sink, onNotice: note, ...given({ insecure: options.insecure, ca }) };
    const proxy = await RecordingProxy.listen(settings).catch((error: unknown) => {
      throw unusable(options.listen, error);
    });
    note(`recording ${target.href} at http://${host.includes(':') ? `[${host}]` : host}:${proxy.port}; stop with Ctrl-C`);
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      recording.onBroken = resolve;
    });
    await proxy.close();
    return recording.end();
  });
}

/** What was recorded so far. */
class Recording {
  readonly #file: HarFile;
  readonly #keepSecrets: boolean;
  #count = 0;
  #broken: string | undefined;
  /** Is called when nothing more can be written. */
  onBroken: () => void = () => undefined;

  constructor(file: HarFile, keepSecrets: boolean) {
    this.#file = file;
    this.#keepSecrets = keepSecrets;
  }

  add(capture: Capture): void {
    if (this.#broken !== undefined) return;
    try {
      this.#file.write(entryOf(capture, this.#keepSecrets));
      this.#count += 1;
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      this.#broken = systemReason(code, message);
      this.onBroken();
    }
  }

  end(): ExitCode {
    if (this.#broken !== undefined) {
      note(`error: ${this.#file.path} cannot be written: ${this.#broken}; ${count(this.#count, 'exchange')} recorded until then`);
      return ExitCode.failed;
    }
    note(this.#count === 0 ? 'nothing was recorded: no request came' : `${count(this.#count, 'exchange')} recorded in ${this.#file.path}`);
    return this.#count === 0 ? ExitCode.left : ExitCode.done;
  }
}

function placeOf(listen: string): { host: string; port: number } {
  const [, host, port] = /^(?:(.+):)?(\d{1,5})$/.exec(listen) ?? [];
  const number = Number(port);
  if (port === undefined || number > 65_535) throw new UsageError(`--listen takes HOST:PORT, not "${listen}"`);
  return { host: (host ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port: number };
}

function targetOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError('--target is not a URL of http or https; write it as http://host:port');
  if (url.username !== '' || url.search !== '') throw new UsageError('--target: give an origin and a path, without a user or a query');
  return url;
}

function unusable(listen: string, error: unknown): UsageError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reason =
    code === 'EADDRINUSE'
      ? 'the port is taken'
      : code === 'EADDRNOTAVAIL'
        ? 'no such address on this machine'
        : systemReason(code, message);
  return new UsageError(`--listen ${listen}: ${reason}`);
}
