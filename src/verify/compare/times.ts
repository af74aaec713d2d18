import { percentDecoded } from '../../pack/percent.js';
import { isTimeName, type Time, timeOf } from './shape.js';

/** Milliseconds before its request at which an instant still counts as one that lay ahead: now, as the client saw it. */
const TOLERANCE = 5 * 60_000;
const DAY = 24 * 60 * 60_000;

/** Instants in JSON: a whole text, or a number behind a name. */
const IN_JSON = /"(\d{4}-\d\d-\d\d[^"\\]{0,30})"|"([^"\\]{1,60})"\s*:\s*(\d{10}|\d{13})(?=\s*[,}])/g;

/** The age of a recording in whole seconds, as milliseconds, so that an instant keeps the digits that it has; 0 when nothing is to move. */
export function ageOf({
  shiftTimes,
  startedAt,
  recordedFrom,
}: {
  shiftTimes: boolean;
  startedAt: number;
  recordedFrom: number | null;
}): number {
  return shiftTimes && recordedFrom !== null ? Math.round((startedAt - recordedFrom) / 1000) * 1000 : 0;
}

/** True for an instant and the same one moved by the age of the recording; a day without a clock moves by whole days. */
export function isMoved(recorded: Time, live: Time, age: number): boolean {
  return age !== 0 && Math.abs(live.at - recorded.at - age) < (recorded.format === '0000-00-00' ? DAY : 1000);
}

/** Moves the instants of a request that lay ahead when it was recorded. What lay before stays: it is about what the server has. */
export class TimeShift {
  readonly #by: number;
  readonly #from: number;

  /**
   * @param by milliseconds
   * @param recordedAt when the request was recorded
   */
  constructor(by: number, recordedAt: number) {
    this.#by = by;
    this.#from = recordedAt - TOLERANCE;
  }

  /** The values of a query string or of a form. */
  form(text: string): string {
    return text
      .split('&')
      .map((pair) => {
        const equals = pair.indexOf('=');
        const value = decode(pair.slice(equals + 1));
        const moved = equals === -1 ? value : this.text(value, decode(pair.slice(0, equals)));
        return moved === value ? pair : `${pair.slice(0, equals)}=${encodeURIComponent(moved)}`;
      })
      .join('&');
  }

  /** A JSON text; all but its instants stays byte for byte. */
  json(text: string): string {
    return text.replaceAll(IN_JSON, (whole, instant: string | undefined, name: string | undefined, number: string | undefined) => {
      if (instant !== undefined) return `"${this.text(instant, '')}"`;
      return whole.slice(0, -(number?.length ?? 0)) + this.text(number ?? '', name ?? '');
    });
  }

  /** A value that may be an instant. */
  text(value: string, name: string): string {
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return this.#day(value);
    const isNumber = /^(?:\d{10}|\d{13})$/.test(value) && isTimeName(name);
    const at = timeOf(isNumber ? Number(value) : value, name)?.at;
    if (at === undefined || at < this.#from) return value;
    if (isNumber) return String(value.length === 10 ? (at + this.#by) / 1000 : at + this.#by);
    return inForm(value, this.#by);
  }

  #day(value: string): string {
    const at = Date.parse(value);
    if (Number.isNaN(at) || at + DAY <= this.#from) return value;
    const days = Math.floor((this.#from + TOLERANCE + this.#by) / DAY) - Math.floor((this.#from + TOLERANCE) / DAY);
    return new Date(at + days * DAY).toISOString().slice(0, 10);
  }
}

/** The instant so many milliseconds later, written as it was: with its separator, fractions and zone. */
function inForm(value: string, by: number): string {
  const [, clock = '', rest = ''] = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?)(.*)$/.exec(value) ?? [];
  if (clock === '') return new Date(Date.parse(value) + by).toUTCString();
  // The clock of whatever zone moves by the same amount.
  const moved = new Date(Date.parse(`${clock.replace(' ', 'T')}Z`) + by).toISOString();
  return moved.slice(0, clock.length).replace('T', clock[10] ?? 'T') + rest;
}

function decode(text: string): string {
  return percentDecoded(text.replaceAll('+', ' '));
}
