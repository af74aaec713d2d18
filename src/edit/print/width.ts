const SHORT = 80;
const COMMON = 100;
const WIDE = 120;
const WIDEST = 160;

/** Lines near a width that show that the file keeps to it. */
const EVIDENCE = 3;

/** Columns of a text; a tab counts as two, as formatters do. */
export function columnsOf(text: string): number {
  return text.replaceAll('\t', '  ').length;
}

/** Columns up to which a file fills its lines, as far as its lines tell. */
export function widthOf(text: string): number {
  const widths = text.split(/\r?\n/).map(columnsOf);
  const longest = Math.max(...widths);
  const keepsTo = (width: number): boolean => longest <= width && widths.filter((columns) => columns > width * 0.85).length >= EVIDENCE;
  return [SHORT, COMMON].find(keepsTo) ?? Math.min(Math.max(longest, WIDE), WIDEST);
}
