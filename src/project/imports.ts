/** An import or re-export with a literal specifier, wherever it stands. */
const SPECIFIER = /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*(['"`])([^'"`\r\n]{1,300})\1/g;

/** The end of the name of a JSON file in a text, and what may stand before it. */
const DATA_END = /\.json(?=['"`])/g;
const DATA_STEM = /[^'"`/\\\s]{1,200}$/;

/** Import specifiers in a text, found without parsing; may hold false ones from strings and comments. */
export function importSpecifiers(text: string): string[] {
  const found = new Set<string>();
  for (const [, , specifier] of text.matchAll(SPECIFIER)) if (specifier !== undefined) found.add(specifier);
  return [...found];
}

/** Names of JSON files in a text, whatever is done with them. */
function* dataNames(text: string): Generator<string> {
  for (const { index, 0: end } of text.matchAll(DATA_END)) {
    const stem = DATA_STEM.exec(text.slice(Math.max(0, index - 200), index));
    if (stem) yield stem[0] + end;
  }
}

/** The last part of a specifier or file name, without what may be left out: an extension, a trailing `index`. */
export function stemOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  const last = stripped(parts.at(-1) ?? '');
  return last === 'index' && parts.length > 1 ? stripped(parts.at(-2) ?? '') : last;
}

/** Stems of specifiers that may stand for a file. An alias can lead to an index file by the name of any directory around it, or by `index`. */
export function stemsFor(path: string): string[] {
  const parts = path.split('/');
  if (stripped(parts.at(-1) ?? '') !== 'index') return [stemOf(path)];
  return ['index', ...parts.slice(-1 - MAX_AROUND, -1)];
}

/** Directories around an index file whose names may stand for it. */
const MAX_AROUND = 3;

function stripped(name: string): string {
  return name.replace(/(?:\.d)?\.(?:[mc]?[jt]sx?|vue|svelte|astro|json)$/, '');
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
    for (const name of dataNames(text)) note(naming, name, path);
  }
  const stems = new Map<string, { specifier: string; files: string[] }[]>();
  for (const [specifier, importers] of users) {
    note(stems, stemOf(specifier), { specifier, files: importers });
    if (/.\/index(?:\.\w+)?$/.test(specifier)) note(stems, 'index', { specifier, files: importers });
  }
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
