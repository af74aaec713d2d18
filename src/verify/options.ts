import type { PackOptions } from '../pack/options.js';
import { UsageError } from '../pack/error.js';
import type { Pack } from '../pack/model.js';
import type { Allowance, DifferenceKey } from './compare/allow.js';
import { type SelectionOptions, selectionOf, type Selects } from './selection.js';

/** How far a run has come. */
interface Progress {
  /** Entries judged so far. */
  done: number;
  fail: number;
  error: number;
  skipped: number;
  requests: number;
}

/** Certificates as PEM. */
export interface TlsOptions {
  /** Authorities to trust instead of those of Node. */
  ca?: string;
  /** Certificate of the client, and its key. */
  cert?: string;
  key?: string;
  /** Accept a certificate that is not trusted. */
  insecure?: boolean;
}

/** What a run of `verify` needs. */
export interface VerifyOptions extends SelectionOptions {
  /** Paths or globs of HAR or JSONL files, or directories. */
  recordings: readonly string[];
  /** URL of the v2 server; a path in it comes before the base of the API. */
  target: string;
  packs: readonly Pack[];
  /** Options by pack id. */
  packOptions?: { [pack: string]: PackOptions };
  /** The user named the packs: their paths need no further evidence. */
  packsChosen?: boolean;
  /** Origin of the v1 API in the recordings; other traffic is skipped. */
  source?: string;
  /** URL of the running v1 API, whose state of deprecation is read. */
  v1?: string;
  /** Send requests that change something, too. */
  allowWrites?: boolean;
  /** Delete what the run created, where the rules tell how. */
  cleanup?: boolean;
  /** `Name: value` for every request; `env:VAR` instead of the value reads the environment. */
  headers?: readonly string[];
  /** Default: `process.env`. */
  env?: { [name: string]: string | undefined };
  /** Requests in flight. Default 8. */
  concurrency?: number;
  /** Requests per second at most. */
  rate?: number;
  /** Milliseconds for one request. Default 30,000. */
  timeout?: number;
  /** Send each safe request twice and take what differs between the two answers for noise. */
  control?: boolean;
  /** Warnings, such as a v2 endpoint that calls itself deprecated, count as failures. */
  strict?: boolean;
  /** End the run after this many exchanges that failed or are in error. */
  maxFailures?: number;
  /** Differences that are accepted: fields, header fields, tolerances. */
  allow?: readonly Allowance[];
  /** Accepts a difference that nothing else explains, such as one of a baseline. */
  accepts?: (difference: DifferenceKey) => boolean;
  /** Move instants in requests that lay ahead when they were recorded by the age of the recording. */
  shiftTimes?: boolean;
  /** Command of the shell that prints a token for `Authorization`; it is run again when the target answers 401. */
  tokenCommand?: string;
  /** OpenAPI document of v2: its answers must be as it says. */
  v2Openapi?: string;
  /** How the target proves who it is, and this client to it. */
  tls?: TlsOptions;
  /** Percent of the recorded calls that must be judged. */
  minJudged?: number;
  /** Judge only this part of the recordings: `index` from 1 to `count`. */
  shard?: { index: number; count: number };
  /** JSON report of `scan`: which call sites does the traffic exercise? */
  sites?: string;
  /** File that keeps what is done, so that an interrupted run can go on. */
  resume?: string;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** Options checked and completed. */
export interface Settings {
  target: { origin: string; prefix: string };
  source: string | undefined;
  concurrency: number;
  timeout: number;
  rate: number | undefined;
  headers: Record<string, string>;
  /** Values of the given headers: in no output. */
  secrets: string[];
  allowWrites: boolean;
  minJudged: number | undefined;
  maxFailures: number | undefined;
  selects: Selects;
}

/**
 * Checks the options.
 * @throws UsageError
 */
export function settingsOf(options: VerifyOptions): Settings {
  const target = httpUrl(options.target, '--target');
  if (options.tokenCommand !== undefined && options.headers?.some((text) => /^\s*authorization\s*:/i.test(text)) === true)
    throw new UsageError('--token-command and --header both set Authorization: give one of them');
  if (options.v1 !== undefined) httpUrl(options.v1, '--v1');
  const { headers, secrets } = parseHeaders(options.headers ?? [], options.env ?? process.env);
  if (options.recordings.length === 0) throw new UsageError('no recording given: name a HAR or JSONL file');
  return {
    target: { origin: target.origin, prefix: target.pathname.replace(/\/+$/, '') },
    source: options.source === undefined ? undefined : httpUrl(options.source, '--source').origin,
    concurrency: wholeNumber(options.concurrency ?? 8, '--concurrency'),
    timeout: positive(options.timeout ?? 30_000, '--timeout'),
    rate: options.rate === undefined ? undefined : positive(options.rate, '--rate'),
    headers,
    secrets,
    allowWrites: options.allowWrites ?? false,
    maxFailures: options.maxFailures === undefined ? undefined : wholeNumber(options.maxFailures, '--max-failures'),
    selects: selectionOf(options),
    minJudged: options.minJudged === undefined ? undefined : percent(options.minJudged, '--min-judged'),
  };
}

/** @throws UsageError; its message never holds what may be a password */
function httpUrl(text: string, option: string): URL {
  const shown = text.includes('@') || text.includes('?') ? 'the value' : `"${text}"`;
  if (!URL.canParse(text)) throw new UsageError(`${option}: ${shown} is not a URL; write it as http://host:port`);
  const url = new URL(text);
  if (/^[\w.-]+:\d+(\/|$)/.test(text)) throw new UsageError(`${option}: ${shown} names no scheme; write it as http://${text}`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new UsageError(`${option}: only http and https are supported, not ${url.protocol}`);
  if (url.username !== '' || url.password !== '')
    throw new UsageError(
      `${option}: a URL with a user or password is not supported; send credentials with --header 'Authorization: env:VAR'`,
    );
  if (url.search !== '' || url.hash !== '')
    throw new UsageError(`${option}: the URL may not have a query or a fragment; give its origin and path`);
  return url;
}

function positive(value: number, option: string): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`${option} must be a number above 0`);
}

function wholeNumber(value: number, option: string): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new UsageError(`${option} must be a whole number above 0`);
}

function percent(value: number, option: string): number {
  if (Number.isFinite(value) && value >= 0 && value <= 100) return value;
  throw new UsageError(`${option} must be a percentage from 0 to 100`);
}

function parseHeaders(
  texts: readonly string[],
  env: { [name: string]: string | undefined },
): { headers: Record<string, string>; secrets: string[] } {
  const headers: Record<string, string> = {};
  const secrets: string[] = [];
  for (const text of texts) {
    const colon = text.indexOf(':');
    const name = text.slice(0, colon).trim().toLowerCase();
    if (colon < 1 || !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new UsageError(`--header: write it as 'Name: value' or 'Name: env:VAR'`);
    const value = headerValue(text.slice(colon + 1).trim(), name, env);
    headers[name] = value;
    secrets.push(value);
  }
  return { headers, secrets };
}

function headerValue(text: string, name: string, env: { [name: string]: string | undefined }): string {
  const variable = /^(.*?)\benv:(\w+)$/.exec(text);
  if (!variable) {
    if (!isFieldValue(text)) throw new UsageError(`--header: the value of ${name} has a character that a header cannot hold`);
    return text;
  }
  const [, before = '', variableName = ''] = variable;
  const value = env[variableName];
  if (value === undefined || value === '')
    throw new UsageError(`--header: the environment variable ${variableName} for ${name} is not set`);
  if (!isFieldValue(value)) throw new UsageError(`--header: the value of ${variableName} has a character that a header cannot hold`);
  return before + value;
}

/** What a header field can hold: no line break, no other control, no letter beyond Latin 1. */
export function isFieldValue(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
}
