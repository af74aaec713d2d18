import type { Writable } from 'node:stream';
import { plainStyle } from '../report/style.js';
import type { Style } from '../report/model.js';
import { systemReason } from './error.js';

/** `true`: `--color`, `false`: `--no-color`, undefined: as the stream and the environment say. */
export type ColorOption = boolean | undefined;

/** Colours for a stream: chalk when they are wanted and can be shown, else none. */
export async function styleFor(stream: { isTTY?: boolean }, color: ColorOption): Promise<Style> {
  if (!(color ?? wantsColor(stream))) return plainStyle;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return { bold: chalk.bold, dim: chalk.dim, red: chalk.red, green: chalk.green, yellow: chalk.yellow, cyan: chalk.cyan };
}

/** See no-color.org and force-color.org. */
function wantsColor(stream: { isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return stream.isTTY === true && TERM !== 'dumb';
}

/** Text that a terminal opens as a link (OSC 8). */
export function hyperlink(text: string, url: string): string {
  return `\u001B]8;;${url}\u0007${text}\u001B]8;;\u0007`;
}

/** Terminals that are known to show hyperlinks; the others print what they do not understand. */
export function supportsLinks(env: NodeJS.ProcessEnv): boolean {
  const { FORCE_HYPERLINK, NO_COLOR, CI, TERM, TERM_PROGRAM, VTE_VERSION, WT_SESSION, DOMTERM, KONSOLE_VERSION } = env;
  if (FORCE_HYPERLINK !== undefined && FORCE_HYPERLINK !== '') return FORCE_HYPERLINK !== '0';
  if ((NO_COLOR !== undefined && NO_COLOR !== '') || CI !== undefined || TERM === 'dumb') return false;
  if (WT_SESSION !== undefined || DOMTERM !== undefined || KONSOLE_VERSION !== undefined) return true;
  if (TERM_PROGRAM !== undefined) return ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'zed'].includes(TERM_PROGRAM);
  if (Number(VTE_VERSION) >= 5000) return true;
  return /^(?:xterm-kitty|alacritty|foot|contour)/.test(TERM ?? '');
}

/**
 * Writes text piece by piece, as fast as the reader takes it; ends early, without an error, when the reader is gone.
 * @param before runs before each piece
 */
export async function print(stream: Writable, text: string | AsyncIterable<string>, before?: () => void): Promise<void> {
  const pieces = typeof text === 'string' ? [text] : text;
  for await (const piece of pieces) {
    if (stream.destroyed) return;
    before?.();
    await new Promise<void>((resolve) => {
      stream.write(piece, () => resolve());
    });
  }
}

/** A line for the person at the terminal; never on stdout, which belongs to the report. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * A reader that closes the pipe early (`| head`) is no error; a report that cannot be written, such as to a full disk, is one.
 * @param fail is told once, with a line for people
 */
export function handleOutputErrors(fail: (message: string) => void): void {
  let isTold = false;
  for (const [name, stream] of [
    ['the report', process.stdout],
    ['the messages', process.stderr],
  ] as const) {
    stream.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE' || isTold) return;
      isTold = true;
      fail(`${name} cannot be written: ${systemReason(code, message)}`);
    });
  }
}
