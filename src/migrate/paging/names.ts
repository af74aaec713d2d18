import { identifiersIn } from '../../project/scopes.js';
import type { ts } from '../../project/syntax.js';
import type { Analysis } from '../../scan/analyse.js';

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
  const taken = new Set([...identifiersIn(tree).keys(), ...names.values()]);
  const name = freeName(wanted, taken);
  names.set(key, name);
  return name;
}

/** The wanted name, or that with the first number behind it that makes it new. */
export function freeName(wanted: string, taken: { has(name: string): boolean }): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}${count}`;
  return name;
}
