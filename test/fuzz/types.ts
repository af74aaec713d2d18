import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ts } from 'ts-morph';
import type { Program } from './grammar.js';

/** Where the files of a program stand for the compiler, so that it finds the packages that this project has installed. */
const HOME = resolve('node_modules/.cache/fuzz');

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowJs: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  types: ['node'],
};

/** Libraries, parsed once for all programs. */
const parsed = new Map<string, ts.SourceFile | undefined>();

let last: ts.Program | undefined;

/** Messages of the compiler about a program, each as often as it comes. */
export function typeErrors(files: Program['files']): string[] {
  const own = new Map(Object.entries(files).map(([name, text]) => [`${HOME}/${name}`, text]));
  const host = ts.createCompilerHost(OPTIONS);
  host.getSourceFile = (file, language) => {
    const text = own.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, language, true);
    if (!parsed.has(file))
      parsed.set(file, existsSync(file) ? ts.createSourceFile(file, readFileSync(file, 'utf8'), language, true) : undefined);
    return parsed.get(file);
  };
  host.directoryExists = (path) => path === HOME || ts.sys.directoryExists(path);
  host.fileExists = (file) => own.has(file) || ts.sys.fileExists(file);
  host.readFile = (file) => own.get(file) ?? ts.sys.readFile(file);
  host.getDefaultLibLocation = () => resolve('node_modules/typescript/lib');
  const program = ts.createProgram([...own.keys()], OPTIONS, host, last);
  last = program;
  return [...own.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    return source
      ? program
          .getSemanticDiagnostics(source)
          .map(({ code, messageText }) => `TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
      : [];
  });
}
