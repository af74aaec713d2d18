import type { HeaderList } from '../model.js';
import type { IdMap } from './map.js';

/** Learns which cookie of the live server stands for which recorded one: those of the same name. */
export function learnCookies(recorded: HeaderList, live: string | string[] | undefined, ids: IdMap): void {
  if (live === undefined) return;
  const values = new Map([live].flat().flatMap((field): [string, string][] => cookieOf(field)));
  for (const [name, value] of recorded.filter(([field]) => field.toLowerCase() === 'set-cookie').flatMap(([, field]) => cookieOf(field))) {
    const now = values.get(name);
    if (now !== undefined && now !== value) ids.learn('cookie', value, now);
  }
}

/** Texts in the credentials of a request that an earlier answer may have told. */
export function credentialTokens(headers: HeaderList): string[] {
  return headers.flatMap(([name, value]) => {
    switch (name.toLowerCase()) {
      case 'authorization':
        return [value.slice(value.indexOf(' ') + 1)];
      case 'cookie':
        return value.split(/;\s*/).map((pair) => pair.slice(pair.indexOf('=') + 1));
      default:
        return [];
    }
  });
}

function cookieOf(field: string): [name: string, value: string][] {
  const [, name, value] = /^\s*([^=;\s]+)=([^;]*)/.exec(field) ?? [];
  return name === undefined || value === undefined ? [] : [[name, value]];
}
