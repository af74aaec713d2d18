// Writes the type declarations of the public modules into dist/types: those that their exports reach, and no others.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = path.join(root, 'dist/types');
const ENTRIES = ['src/index.ts', 'src/record/index.ts', 'src/eslint.ts'];

const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file));
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);

/** @type {Map<string, string>} */
const declarations = new Map();
const program = ts.createProgram(
  ENTRIES.map((entry) => path.join(root, entry)),
  { ...options, noEmit: false, emitDeclarationOnly: true, declaration: true, outDir, rootDir: root },
);
program.emit(undefined, (file, text) => declarations.set(path.resolve(file), text));

await rm(outDir, { recursive: true, force: true });
/** @type {Set<string>} */
const written = new Set();
for (const entry of ENTRIES) write(path.join(outDir, entry.replace(/\.ts$/, '.d.ts')));

/**
 * Writes one declaration file and those that it imports.
 * @param {string} file
 */
function write(file) {
  const text = declarations.get(file);
  if (written.has(file) || text === undefined) return;
  written.add(file);
  ts.sys.writeFile(file, text);
  for (const { fileName } of ts.preProcessFile(text).importedFiles) {
    if (fileName.startsWith('.')) write(path.resolve(path.dirname(file), fileName.replace(/\.js$/, '.d.ts')));
  }
}
