import { exec } from 'node:child_process';
import { UsageError } from '../../pack/error.js';
import { isFieldValue } from '../options.js';

/** Milliseconds that a command has to print a token. */
const TIMEOUT = 60_000;

/** A credential that a command of the user prints, asked for again when the target no longer takes it. */
export class TokenCommand {
  readonly #command: string;
  readonly #onSecret: (secret: string) => void;
  #value = '';
  #asking: Promise<void> | undefined;

  private constructor(command: string, onSecret: (secret: string) => void) {
    this.#command = command;
    this.#onSecret = onSecret;
  }

  /**
   * Runs the command for the first time.
   * @param onSecret is told each credential, so that none is printed
   * @throws UsageError when it prints no token
   */
  static async run(command: string, onSecret: (secret: string) => void): Promise<TokenCommand> {
    const token = new TokenCommand(command, onSecret);
    await token.#ask();
    return token;
  }

  /** The value of `Authorization`. */
  get authorization(): string {
    return this.#value;
  }

  /**
   * Asks for another one, once for all requests that were refused with the same.
   * @returns whether there is another one
   */
  async renew(refused: string): Promise<boolean> {
    if (this.#value !== refused) return true;
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    // A command that fails now leaves the answer 401 as it is.
    await this.#asking.catch(() => undefined);
    return this.#value !== refused;
  }

  async #ask(): Promise<void> {
    const printed = await new Promise<string>((resolve, reject) => {
      const child = exec(this.#command, { timeout: TIMEOUT, maxBuffer: 1024 * 1024 }, (error, stdout) => {
        if (error) reject(new UsageError(`--token-command: the command ${endOf(error)}`));
        else resolve(stdout.trim());
      });
      child.stdin?.end();
    });
    if (printed === '' || /[\r\n]/.test(printed) || !isFieldValue(printed))
      throw new UsageError('--token-command: the command has to print a token, and nothing else');
    this.#value = /^[A-Za-z][\w-]* \S/.test(printed) ? printed : `Bearer ${printed}`;
    this.#onSecret(this.#value);
  }
}

/** What it printed may hold the token: only how it ended is said. */
function endOf({ code, killed, signal }: { code?: number | string; killed?: boolean; signal?: string }): string {
  if (killed === true) return `took longer than ${TIMEOUT / 1000} s`;
  return code === undefined ? `was ended by ${signal ?? 'a signal'}` : `ended with ${code}`;
}
