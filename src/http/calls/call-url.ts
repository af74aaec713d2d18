import { placeholderChar } from '../../match/index.js';
import type { CallUrl } from '../call.js';
import { alternatives, partsOf, type QueryEntry, type TextPart, type AbstractValue } from '../../dataflow/value.js';

/** Alternatives of a URL value as the matcher reads them. Values that are no text give none. */
export function callUrls(value: AbstractValue): CallUrl[] {
  return alternatives(value).flatMap((option) => {
    const parts = partsOf(option);
    return parts ? [callUrl(parts, option.kind === 'text' ? (option.query ?? []) : [])] : [];
  });
}

function callUrl(parts: TextPart[], query: QueryEntry[]): CallUrl {
  const url: CallUrl = { text: '', parts: [], placeholders: [] };
  for (const part of parts) append(url, part);
  query.forEach((entry, index) => {
    const via = entry.via ? { via: entry.via } : {};
    append(url, { text: index === 0 && !url.text.includes('?') ? '?' : '&', ...via });
    appendValue(url, entry.name, entry.via);
    append(url, { text: '=', ...via });
    appendValue(url, entry.value, entry.via);
  });
  return url;
}

function appendValue(url: CallUrl, value: AbstractValue, via: TextPart['via'] = []): void {
  const [first] = alternatives(value);
  const parts = first && partsOf(first);
  for (const part of parts ?? []) append(url, 'text' in part ? { text: part.text, via } : { ...part, via: [...(part.via ?? []), ...via] });
}

function append(url: CallUrl, part: TextPart): void {
  url.parts.push({ part, at: url.text.length });
  if ('text' in part) {
    url.text += part.text.replaceAll(/[\uE000-\uF8FF]/g, '\uFFFD');
    return;
  }
  url.text += placeholderChar(url.placeholders.length);
  url.placeholders.push(part.placeholder);
}
