import type { Table } from '../../match/index.js';
import { count } from '../../pack/count.js';
import type { CheckRule, Json } from '../../pack/model.js';
import type { PackOptions } from '../../pack/options.js';
import { brief } from '../describe.js';
import { tryParseJson, valueAt } from '../json.js';
import type { CheckOutcome } from '../model.js';
import { bodyText } from '../replay/decode.js';
import type { Sender } from '../replay/sender.js';
import type { OutHeaders } from '../translate/headers.js';

/** A server that checks are run on. */
export interface Asked {
  sender: Sender;
  prefix: string;
  headers: OutHeaders;
  /** Options that the user gave, by pack. */
  options: { [pack: string]: PackOptions };
  /** Milliseconds since the epoch. */
  now: number;
}

const DAY = 86_400_000;

interface Reply {
  status: number;
  body: Json | undefined;
}

/** Runs the rules that only a running server can show and that no single exchange does: one GET each. */
export async function runChecks(tables: readonly Table[], asked: Asked): Promise<CheckOutcome[]> {
  const outcomes: CheckOutcome[] = [];
  for (const { pack, byId } of tables) {
    for (const rule of pack.rules) {
      if (rule.kind !== 'check' || !byId.has(rule.id)) continue;
      const outcome = 'removal' in rule.check ? countDown(rule.check.removal, pack.id, asked) : await runCheck(rule, asked);
      if (outcome) outcomes.push({ rule: rule.id, ...outcome });
    }
  }
  return outcomes;
}

async function runCheck({ check }: CheckRule, asked: Asked): Promise<Omit<CheckOutcome, 'rule'> | undefined> {
  if ('available' in check) return checkAvailable(check.available, asked);
  if ('discovery' in check) return checkDiscovery(check.discovery, asked);
  if ('invalidVersion' in check) return checkInvalidVersion(check.invalidVersion, asked);
  return undefined;
}

/** The days until an announced removal; nothing where the user does not say when it was announced. */
function countDown(
  { announced, warnings, removed }: { announced: string; warnings: number; removed: number },
  pack: string,
  { options, now }: Asked,
): Omit<CheckOutcome, 'rule'> | undefined {
  const given = options[pack]?.[announced];
  if (given === undefined || given === '') return undefined;
  const start = Date.parse(String(given));
  if (Number.isNaN(start)) return { outcome: 'skipped', message: `the option ${announced} is no date: ${String(given)}` };
  const until = (days: number): string => {
    const left = Math.ceil((start + days * DAY - now) / DAY);
    const date = new Date(start + days * DAY).toISOString().slice(0, 10);
    return left > 0 ? `in ${count(left, 'day')} (${date})` : `since ${date}`;
  };
  return { outcome: 'pass', message: `v1 warns ${until(warnings)} and is removed ${until(removed)}` };
}

async function checkAvailable(paths: readonly string[], asked: Asked): Promise<Omit<CheckOutcome, 'rule'>> {
  const tried: string[] = [];
  let isBroken = false;
  for (const path of paths) {
    const { status } = await get(path, asked);
    if (status >= 200 && status < 400) return { outcome: 'pass', message: `GET ${path} answers ${status}` };
    tried.push(`GET ${path}: ${status === 0 ? 'no answer' : status}`);
    isBroken ||= status === 0 || status === 410 || status >= 500;
  }
  // A deployment may keep its documentation elsewhere, or behind a login.
  return { outcome: isBroken ? 'fail' : 'skipped', message: `not served here: ${tried.join(', ')}` };
}

async function checkDiscovery(
  { path, status: statusPath, sunset: sunsetPath }: { path: string; status: string; sunset: string },
  asked: Asked,
): Promise<Omit<CheckOutcome, 'rule'>> {
  const { status, body } = await get(path, asked);
  if (status !== 200 || body === undefined)
    return { outcome: 'skipped', message: `GET ${path} answers ${status === 0 ? 'nothing' : status}: no discovery document` };
  const state = valueAt(body, statusPath);
  const sunset = valueAt(body, sunsetPath);
  const dates = [state === undefined ? [] : [`v2 is ${brief(state)}`], sunset === undefined ? [] : [`v1 ends ${brief(sunset)}`]].flat();
  const isReady = typeof state === 'string' && /^(stable|current|active|ga|supported|maintained)$/i.test(state);
  return {
    outcome: isReady ? 'pass' : 'fail',
    message: dates.length === 0 ? `GET ${path} tells neither ${statusPath} nor ${sunsetPath}` : dates.join(', '),
  };
}

async function checkInvalidVersion(
  { path, code, supported }: { path: string; code: string; supported: string },
  asked: Asked,
): Promise<Omit<CheckOutcome, 'rule'>> {
  const { status, body } = await get(path, asked);
  const text = body === undefined ? '' : JSON.stringify(body);
  if (status >= 400 && text.includes(code) && text.includes(JSON.stringify(supported))) {
    return { outcome: 'pass', message: `GET ${path} is refused with ${code} and names ${supported}` };
  }
  return { outcome: 'fail', message: `GET ${path} answers ${status === 0 ? 'nothing' : status} without ${code} and ${supported}` };
}

async function get(path: string, { sender, prefix, headers }: Asked): Promise<Reply> {
  try {
    const answer = await sender.send({
      method: 'GET',
      path: prefix + path,
      headers: { accept: 'application/json', ...headers },
      body: null,
    });
    const { text } = await bodyText(answer);
    return { status: answer.status, body: text === null ? undefined : tryParseJson(text) };
  } catch {
    return { status: 0, body: undefined };
  }
}
