import type { Project } from './project.js';

const closures = new WeakMap<Project, Map<string, ReadonlySet<string>>>();

/** True when some file imports both files, directly or through others: only then can values pass from one to the other. */
export function meet(a: string, b: string, project: Project): boolean {
  if (a === b) return true;
  const [small, large] = [importersThrough(a, project), importersThrough(b, project)].toSorted((x, y) => x.size - y.size);
  return [...(small ?? [])].some((file) => large?.has(file));
}

/** A file and all files that import it, through others too. */
function importersThrough(file: string, project: Project): ReadonlySet<string> {
  const known = closures.get(project) ?? new Map<string, ReadonlySet<string>>();
  closures.set(project, known);
  const cached = known.get(file);
  if (cached) return cached;
  const found = new Set([file]);
  for (const at of found) for (const importer of project.importersOf(at)) found.add(importer);
  known.set(file, found);
  return found;
}
