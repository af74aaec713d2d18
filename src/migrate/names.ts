import { identifiersIn } from '../project/scopes.js';
import type { ts } from '../project/syntax.js';
import type { Analysis } from '../scan/analyse.js';

const given = new WeakMap<Analysis, Map<ts.SourceFile, Map<string, string>>>();

/**
 * A name for a helper function of a file, which nothing in the file has: the same for the same helper.
 * @param codeOf code of the helper under a name
 */
export function helperName(wanted: string, tree: ts.SourceFile, codeOf: (name: string) => string, analysis: Analysis): string {
  const files = given.get(analysis) ?? new Map<ts.SourceFile, Map<string, string>>();
  given.set(analysis, files);
  const names = files.get(tree) ?? new Map<string, string>();
  files.set(tree, names);
  const key = codeOf(wanted);
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = freeName(wanted, new Set([...identifiersIn(tree).keys(), ...names.values()]));
  names.set(key, name);
  return name;
}

/** A name that nothing in some files has. */
export function freeIn(wanted: string, trees: Iterable<ts.SourceFile>): string {
  return freeName(wanted, new Set([...trees].flatMap((tree) => [...identifiersIn(tree).keys()])));
}

/** The wanted name, or that with the first number behind it that makes it new. */
export function freeName(wanted: string, taken: { has(name: string): boolean }): string {
  const stem = /\d$/.test(wanted) ? `${wanted}_` : wanted;
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${stem}${count}`;
  return name;
}
