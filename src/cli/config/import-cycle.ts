import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

const SPECIFIER = /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/** Comments, and imports of types alone, which are gone when the code runs. */
const NO_VALUE = /^\s*\/\/.*$|\/\*[\s\S]*?\*\/|\b(?:import|export)\s+type\b[^;]*?\bfrom\s*['"][^'"]*['"]/gm;

/** The first circle among the relative imports of a module, as the names of its files; undefined when there is none. */
export function findImportCycle(entry: string): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] | undefined => {
    const start = path.indexOf(file);
    if (start !== -1) return [...path.slice(start), file].map((name) => basename(name));
    if (done.has(file)) return undefined;
    for (const target of importsOf(file)) {
      const cycle = visit(target, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  return visit(entry, []);
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replaceAll(NO_VALUE, '');
  return [...text.matchAll(SPECIFIER)].flatMap(([, specifier = '']) => existing(resolve(dirname(file), specifier)) ?? []);
}

/** The file that a specifier names: as written, with an extension, or TypeScript written with the extension of its output. */
function existing(path: string): string | undefined {
  const endings = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'];
  const candidates = [...endings.map((ending) => path + ending), path.replace(/\.([cm]?)js$/, '.$1ts')];
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile() === true);
}
