/** What Ctrl-C, Ctrl-D and Escape send to a terminal that hands on every key. */
export const INTERRUPTS = new Set(['\u0003', '\u0004']);

/** Waits for one key of the person at the terminal, who need not press Enter. */
export async function readKey(stdin: NodeJS.ReadStream): Promise<string> {
  stdin.setRawMode(true);
  stdin.resume();
  try {
    return await new Promise<string>((resolve) => {
      stdin.once('data', (data: Buffer) => resolve(data.toString()));
      stdin.once('end', () => resolve('\u0004'));
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}
