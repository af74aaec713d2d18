import { hostname, networkInterfaces } from 'node:os';
import { domainToUnicode } from 'node:url';
import type { Matcher } from '../../match/index.js';
import { UsageError } from '../../pack/error.js';
import type { Settings } from '../options.js';
import { utf8Bytes } from '../recording/bytes.js';
import { readRecording } from '../recording/read.js';
import { Evidence } from './evidence.js';
import { isSameServer, isThisMachine } from './same-server.js';

/** Spellings of this machine that URLs use; each is only a reason to look closer. */
const LOOPBACK = ['localhost', '127.', '0.0.0.0', '[::', '0x7f', '2130706433', '017700000001'];

/**
 * Refuses a target on which one of the recordings was made, before anything is sent. Only recordings in which a name of the
 * target stands somewhere are read for it.
 * @param isChosen the user named the packs
 * @throws UsageError
 */
export async function refuseRecordedTarget(
  files: readonly string[],
  { target: { origin }, source }: Settings,
  matcher: Matcher,
  isChosen: boolean,
): Promise<void> {
  if (source !== undefined && isSameServer(source, origin)) throw recordedTarget(origin, source);
  const names = namesOf(new URL(origin).hostname);
  for (const file of files) {
    if (!(await mentions(file, names))) continue;
    const recorded = await originAtTarget(file, origin, matcher, new Evidence(source, isChosen));
    if (recorded !== undefined) throw recordedTarget(origin, recorded);
  }
}

/** Says that the target is the recorded server. */
export function recordedTarget(target: string, recorded: string): UsageError {
  const other = target === recorded ? '' : ` (as ${recorded})`;
  return new UsageError(`the target ${target} is the server that was recorded${other}; name another one`);
}

function namesOf(host: string): string[] {
  const bare = host.toLowerCase().replace(/\.+$/, '');
  if (!isThisMachine(bare)) return [bare, domainToUnicode(bare)].map(bytesAsText);
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []);
  return [...LOOPBACK, hostname().toLowerCase(), ...addresses].map(bytesAsText);
}

/** UTF-8 text in the form in which `mentions` reads a file. */
function bytesAsText(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/**
 * True when one of the names stands in the file as a host, whatever its case: behind a slash, a user or the quote that begins a
 * text. Numbers such as 127.5 are none. False for a file that cannot be read, which is reported later.
 */
async function mentions(file: string, names: readonly string[]): Promise<boolean> {
  const longest = Math.max(...names.map(({ length }) => length)) + 1;
  const host = new RegExp(`[/@"](?:${names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|')})`, 'i');
  let tail = '';
  try {
    for await (const chunk of utf8Bytes(file)) {
      const text = tail + chunk.toString('latin1');
      if (host.test(text)) return true;
      tail = text.slice(-longest);
    }
  } catch {
    return false;
  }
  return false;
}

/** The origin of a recorded v1 call that went to the target. */
async function originAtTarget(file: string, target: string, matcher: Matcher, evidence: Evidence): Promise<string | undefined> {
  try {
    for await (const batch of readRecording(file)) {
      for (const { exchange } of batch) {
        if (!exchange || !isSameServer(originOf(exchange.request.url), target)) continue;
        evidence.gather([exchange], matcher);
        const found = evidence.match(exchange, matcher);
        if (found.kind === 'match' && evidence.refuse(exchange, found.match) === undefined) return found.match.parts.origin;
      }
    }
  } catch {
    // The run meets the same error again, and reports it.
  }
  return undefined;
}

function originOf(url: string): string {
  return /^https?:\/\/[^/?#]+/i.exec(url)?.[0] ?? url;
}
