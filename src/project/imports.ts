/** An import or re-export with a literal specifier, wherever it stands. */
const SPECIFIER = /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*(['"`])([^'"`\r\n]{1,300})\1/g;

/** The name of a JSON file in a text, whatever is done with it. */
const DATA_NAME = /([^'"`/\\\s]{1,200}\.json)['"`]/g;

/** Import specifiers in a text, found without parsing; may hold false ones from strings and comments. */
export function importSpecifiers(text: string): string[] {
  const found = new Set<string>();
  for (const [, , specifier] of text.matchAll(SPECIFIER)) if (specifier !== undefined) found.add(specifier);
  return [...found];
}

/** The last part of a specifier or file name, without what may be left out: an extension, a trailing `index`. */
export function stemOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  const last = stripped(parts.at(-1) ?? '');
  return last === 'index' && parts.length > 1 ? stripped(parts.at(-2) ?? '') : last;
}

function stripped(name: string): string {
  return name.replace(/(?:\.d)?\.(?:[mc]?[jt]sx?|vue|svelte|json)$/, '');
}

/** Who imports what, by the stem of the specifier. */
export interface ImportIndex {
  /** Specifiers with this stem, and the files that use them. */
  byStem(stem: string): { specifier: string; files: string[] }[];
  /** Files that use this very specifier, or one below it. */
  users(specifier: string): string[];
  /** Files that name a JSON file, by its last part. */
  naming(dataFile: string): string[];
}

/** Collects the import specifiers of files. */
export function createImportIndex(files: Iterable<{ path: string; text: string }>): ImportIndex {
  const users = new Map<string, string[]>();
  const naming = new Map<string, string[]>();
  for (const { path, text } of files) {
    for (const specifier of importSpecifiers(text)) note(users, specifier, path);
    for (const [, name] of text.matchAll(DATA_NAME)) if (name !== undefined) note(naming, name, path);
  }
  const stems = new Map<string, { specifier: string; files: string[] }[]>();
  for (const [specifier, importers] of users) note(stems, stemOf(specifier), { specifier, files: importers });
  return {
    byStem: (stem) => stems.get(stem) ?? [],
    naming: (dataFile) => [...new Set(naming.get(dataFile))],
    users: (specifier) =>
      [...users].flatMap(([used, importers]) => (used === specifier || used.startsWith(`${specifier}/`) ? importers : [])),
  };
}

function note<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
