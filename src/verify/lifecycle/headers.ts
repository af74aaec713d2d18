/** A header that a check demands and an answer does not have, or has with another value. */
export interface UnmetHeader {
  /** As the rule writes it. */
  name: string;
  /** The value that the rule demands, if it demands one. */
  expected: string | undefined;
  /** Undefined when the header is missing. */
  actual: string | undefined;
}

type Headers = Record<string, string | string[] | undefined>;

/** Splits a demand of a check rule: `X-API-Version` for any value, `X-API-Version: v2` for this one. */
export function demandOf(text: string): { name: string; value: string | undefined } {
  const colon = text.indexOf(':');
  return colon === -1 ? { name: text, value: undefined } : { name: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim() };
}

/** What of a demand an answer does not meet; undefined when it meets it. The case of a value does not count. */
export function unmetHeader(demand: string, headers: Headers): UnmetHeader | undefined {
  const { name, value: expected } = demandOf(demand);
  const field = headers[name.toLowerCase()];
  if (field === undefined) return { name, expected, actual: undefined };
  const actual = [field].flat().join(', ').trim();
  return expected === undefined || actual.toLowerCase() === expected.toLowerCase() ? undefined : { name, expected, actual };
}
