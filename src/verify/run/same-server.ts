import { hostname, networkInterfaces } from 'node:os';
import { ownText } from '../ids/lru.js';

/** Ports that a URL need not name. */
const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

/**
 * True when two origins name one server, however they are written: with or without the default port, with a dot at the end of
 * the host, over http or https, and by any name of this machine.
 */
export function isSameServer(one: string, two: string): boolean {
  if (one === two) return true;
  const [a, b] = [serverOf(one), serverOf(two)];
  return a !== undefined && b !== undefined && a.host === b.host && (a.port === b.port || (a.isDefault && b.isDefault));
}

/** What identifies a server: its host in one spelling, and its port. */
interface Server {
  host: string;
  port: string;
  /** The port that http or https has by default: one server usually answers at both. */
  isDefault: boolean;
}

/** By the text of an origin; undefined for one that is none. */
const known = new Map<string, Server | undefined>();
const MAX_KNOWN = 1000;

function serverOf(origin: string): Server | undefined {
  let server = known.get(origin);
  if (server || known.has(origin)) return server;
  server = URL.canParse(origin) ? identify(new URL(origin)) : undefined;
  if (known.size < MAX_KNOWN) known.set(ownText(origin), server);
  return server;
}

function identify({ hostname: name, port, protocol }: URL): Server {
  const host = name.toLowerCase().replace(/\.+$/, '');
  const own = port === '' ? (DEFAULT_PORTS[protocol] ?? '') : port;
  return { host: isThisMachine(host) ? 'localhost' : host, port: own, isDefault: Object.values(DEFAULT_PORTS).includes(own) };
}

/** True for every name and address of the machine that runs this: loopback, unspecified, and its own interfaces. */
export function isThisMachine(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost') || host === hostname().toLowerCase()) return true;
  const address = addressOf(host);
  if (/^127\.\d+\.\d+\.\d+$/.test(address) || ['0.0.0.0', '::1', '::'].includes(address)) return true;
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some((own) => own.address === address));
}

/** An address without brackets; one of IPv4 that is written as IPv6 (`::ffff:7f00:1`) as IPv4. */
function addressOf(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '');
  const mapped = /^::(?:ffff:)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(bare);
  if (!mapped) return bare;
  const [high = 0, low = 0] = mapped.slice(1).map((part) => Number.parseInt(part, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
