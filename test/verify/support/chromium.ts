import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'undici';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium on this machine: `CHROME_PATH`, or where it usually is. */
export const CHROMIUM: string | undefined = [process.env['CHROME_PATH'], ...PLACES].find(
  (place) => place !== undefined && existsSync(place),
);

/** A page in a headless Chromium. */
export interface Page {
  /** Value of an expression in the page. */
  evaluate(expression: string): Promise<unknown>;
  /** What the page wrote to the console, and errors that nothing caught. */
  complaints: string[];
  close(): Promise<void>;
}

interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
}

/** Opens a page and waits until it is loaded. */
export async function openPage(url: string): Promise<Page> {
  const profile = mkdtempSync(path.join(tmpdir(), 'chromium-'));
  const browser = spawn(
    CHROMIUM ?? '',
    ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      // It makes directories of its own for temporary files, and leaves them when it is killed.
      env: { ...process.env, TMPDIR: profile },
    },
  );
  const endpoint = await debuggerOf(browser);
  const socket = new WebSocket(await pageTarget(new URL(endpoint).host));
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const complaints: string[] = [];
  const waiting = new Map<number, (message: Message) => void>();
  const loaded = new Promise<void>((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      if (message.id !== undefined) waiting.get(message.id)?.(message);
      if (message.method === 'Page.loadEventFired') resolve();
      if (/consoleAPICalled|exceptionThrown|entryAdded/.test(message.method ?? '')) complaints.push(JSON.stringify(message.params));
    });
  });
  let count = 0;
  const ask = (method: string, params: Record<string, unknown> = {}): Promise<Message> =>
    new Promise((resolve) => {
      waiting.set((count += 1), resolve);
      socket.send(JSON.stringify({ id: count, method, params }));
    });
  for (const domain of ['Page', 'Runtime', 'Log']) await ask(`${domain}.enable`);
  await ask('Page.navigate', { url });
  await loaded;
  return {
    complaints,
    evaluate: async (expression) => {
      const { result } = await ask('Runtime.evaluate', { expression, returnByValue: true });
      return (result?.['result'] as { value?: unknown } | undefined)?.value;
    },
    close: async () => {
      socket.close();
      browser.kill();
      await once(browser, 'exit');
      await removeProfile(profile);
    },
  };
}

/** Helper processes write to the profile for a moment after the browser has ended: each try lists its files anew. */
async function removeProfile(profile: string): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    try {
      await rm(profile, { recursive: true, force: true });
      return;
    } catch {
      await setTimeout(100);
    }
  }
}

/** The page that the browser opens, which may take a moment after the browser itself. */
async function pageTarget(host: string): Promise<string> {
  for (;;) {
    const targets = (await (await fetch(`http://${host}/json`)).json()) as { type: string; webSocketDebuggerUrl: string }[];
    const page = targets.find(({ type }) => type === 'page');
    if (page) return page.webSocketDebuggerUrl;
    await setTimeout(50);
  }
}

async function debuggerOf(browser: ChildProcess): Promise<string> {
  if (!browser.stderr) throw new Error('no output to read');
  for await (const line of createInterface({ input: browser.stderr })) {
    const found = /ws:\/\/\S+/.exec(line);
    if (!found) continue;
    // What it says from now on has to go somewhere, or the browser waits.
    browser.stderr.resume();
    return found[0];
  }
  throw new Error('Chromium did not start');
}
