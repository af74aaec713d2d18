const QUOTES = new Set(["'", '"', '`']);
const MARKS = ['from', 'require(', 'import(', 'import '];

/** Import specifiers in a text, found without parsing; may hold false ones from strings and comments. */
export function importSpecifiers(text: string): string[] {
  const found = new Set<string>();
  for (const mark of MARKS) {
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + mark.length)) {
      const specifier = quotedAt(text, at + mark.length);
      if (specifier !== undefined) found.add(specifier);
    }
  }
  return [...found];
}

function quotedAt(text: string, from: number): string | undefined {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  const quote = text[at];
  if (quote === undefined || !QUOTES.has(quote)) return undefined;
  const end = text.indexOf(quote, at + 1);
  return end === -1 || end - at > 300 ? undefined : text.slice(at + 1, end);
}
