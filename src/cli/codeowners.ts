import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

interface OwnerRule {
  pattern: Ignore;
  owners: string;
}

const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];

/** The owners of files for a report; nothing where the repository names none. */
export function ownersIn(cwd: string): { ownerOf?: (file: string) => string | undefined } {
  const ownerOf = readOwners(cwd);
  return ownerOf ? { ownerOf } : {};
}

/** Who owns a file, as the CODEOWNERS file of the repository says: the last pattern that fits. Undefined where there is no such file. */
function readOwners(cwd: string): ((file: string) => string | undefined) | undefined {
  for (let root = cwd; ; root = dirname(root)) {
    const rules = PLACES.map((place) => rulesOf(join(root, place))).find((found) => found !== undefined);
    if (rules) return (file) => ownersOf(relative(root, resolve(cwd, file)).split(sep).join('/'), rules);
    if (dirname(root) === root) return undefined;
  }
}

function rulesOf(path: string): OwnerRule[] | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  return text.split(/\r?\n/).flatMap((line): OwnerRule[] => {
    // GitLab writes the names of sections in brackets; their default owners are not read.
    const bare = line.replace(/(?:^|\s)#.*$/, '').trim();
    if (bare === '' || /^\^?\[/.test(bare)) return [];
    const [pattern = '', ...owners] = bare.split(/(?<!\\)\s+/);
    return [{ pattern: ignore().add(pattern), owners: owners.join(' ') }];
  });
}

function ownersOf(file: string, rules: readonly OwnerRule[]): string | undefined {
  if (file.startsWith('..')) return undefined;
  const found = rules.findLast(({ pattern }) => pattern.ignores(file));
  return found === undefined || found.owners === '' ? undefined : found.owners;
}
