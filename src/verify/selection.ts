import picomatch from 'picomatch';
import { UsageError } from '../pack/error.js';
import type { Exchange } from './model.js';

/** Which of the recorded calls a run judges. */
export interface SelectionOptions {
  /** Judge only calls that one of these fits: `/api/v1/things/**`, `DELETE`, `POST /api/v1/things`, or a rule such as `shop/*`. */
  include?: readonly string[];
  /** Leave out calls that one of these fits. */
  exclude?: readonly string[];
  /** Judge only these entries of the recordings: `17`, `3-9`. */
  entries?: readonly string[];
}

/** Why a call is left out by the user's choice; undefined when it is judged. */
export type Selects = (exchange: Exchange, rule: string) => string | undefined;

/** @throws UsageError for a range that is none */
export function selectionOf({ include = [], exclude = [], entries = [] }: SelectionOptions): Selects {
  const [wanted, unwanted, ranges] = [include.map(patternOf), exclude.map(patternOf), entries.map(rangeOf)];
  if (wanted.length + unwanted.length + ranges.length === 0) return () => undefined;
  return (exchange, rule) => {
    if (ranges.length > 0 && !ranges.some(({ from, to }) => exchange.entry >= from && exchange.entry <= to)) return 'left out by --entry';
    if (wanted.length > 0 && !wanted.some((fits) => fits(exchange, rule))) return 'left out by --include';
    return unwanted.some((fits) => fits(exchange, rule)) ? 'left out by --exclude' : undefined;
  };
}

type Fits = (exchange: Exchange, rule: string) => boolean;

function patternOf(text: string): Fits {
  const [, method, rest = ''] = /^(?:([A-Z]+)(?:\s+|$))?(.*)$/.exec(text.trim()) ?? [];
  const isPath = rest === '' || rest.startsWith('/') || rest.startsWith('*');
  const fits = rest === '' ? () => true : picomatch(rest, { dot: true });
  return ({ request }, rule) => (method === undefined || request.method === method) && fits(isPath ? pathOf(request.url) : rule);
}

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*/, '').replace(/[?#].*$/, '');
}

function rangeOf(text: string): { from: number; to: number } {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(text.trim()) ?? [];
  if (from === undefined || Number(from) > Number(to)) throw new UsageError(`--entry takes a number or a range such as 3-9, not "${text}"`);
  return { from: Number(from), to: Number(to) };
}
