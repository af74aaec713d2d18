import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Project as TypedProject, ts } from 'ts-morph';

/** A type error, told apart from others by file, code and message; its place may move. */
export interface TypeProblem {
  file: string;
  /** Offset in the text that was checked. */
  start: number;
  message: string;
}

/** Checks the types of files, with their texts replaced by others for a while. */
export interface TypeChecker {
  /** Problems of the files and of those that import them. */
  problems(overlay: ReadonlyMap<string, string>): TypeProblem[];
}

/** How files are checked that no tsconfig.json covers: what cannot be resolved is `any`, before the edits as after them. */
const WITHOUT_CONFIG: ts.CompilerOptions = {
  strict: true,
  noImplicitAny: false,
  useUnknownInCatchVariables: false,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  jsx: ts.JsxEmit.Preserve,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  experimentalDecorators: true,
};

function isTyped(file: string): boolean {
  return /\.[mc]?tsx?$/.test(file);
}

/** Makes a checker for the given files, or undefined where none of them states types. */
export function createTypeChecker(files: string[], importersOf: (file: string) => string[]): TypeChecker | undefined {
  const typed = files.filter(isTyped);
  const [first] = typed;
  if (first === undefined) return undefined;
  const config = configOf(first);
  const project = new TypedProject(
    config === undefined
      ? { compilerOptions: WITHOUT_CONFIG, skipAddingFilesFromTsConfig: true }
      : {
          tsConfigFilePath: config.path,
          skipAddingFilesFromTsConfig: true,
          compilerOptions: { noEmit: true, incremental: false, composite: false },
        },
  );
  const importers = typed.flatMap((file) => importersOf(file)).filter((file) => config !== undefined || isTyped(file));
  const checked = [...new Set([...typed, ...importers])].filter((file) => existsSync(file));
  project.addSourceFilesAtPaths(checked);
  project.addSourceFilesAtPaths((config?.files ?? []).filter((file) => /\.d\.[mc]?ts$/.test(file)));
  const originals = new Map(project.getSourceFiles().map((source) => [source.getFilePath().toString(), source.getFullText()]));
  const ending = endingOf(project.getCompilerOptions());
  return {
    problems(overlay) {
      for (const file of typed) {
        const text = overlay.get(file) ?? originals.get(file);
        if (text !== undefined) project.createSourceFile(file, text + ending, { overwrite: true });
      }
      return checked.flatMap((file) => problemsOf(project, file));
    },
  };
}

/**
 * What goes after the text of every file. ts-morph does not hand `moduleDetection` to the parser: where it makes each file a
 * module, an export says the same. The line end makes the text new in either case, as a file that was not replaced would be
 * checked as another kind of module.
 */
function endingOf({ moduleDetection }: ts.CompilerOptions): string {
  return moduleDetection === ts.ModuleDetectionKind.Force ? '\nexport {};\n' : '\n';
}

function problemsOf(project: TypedProject, file: string): TypeProblem[] {
  const program = project.getProgram().compilerObject;
  // A component or a script that the configuration leaves out is not part of the program: nothing binds its names.
  const source = program.getSourceFile(file);
  if (!source) return [];
  return program.getSemanticDiagnostics(source).flatMap((diagnostic) => {
    if (diagnostic.category !== ts.DiagnosticCategory.Error) return [];
    return [
      {
        file,
        start: diagnostic.start ?? 0,
        message: `TS${diagnostic.code}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`,
      },
    ];
  });
}

/**
 * The tsconfig.json that a file is checked with, and the files that it includes: the nearest one, or the one among its references
 * that includes the file.
 */
function configOf(file: string): { path: string; files: readonly string[] } | undefined {
  const path = nearestConfig(dirname(file));
  if (path === undefined) return undefined;
  const nearest = parsedConfig(path);
  const referenced = (nearest?.projectReferences ?? []).map((reference) => ts.resolveProjectReferencePath(reference));
  const candidates = nearest?.fileNames.includes(file) ? [] : referenced;
  for (const candidate of candidates) {
    const { fileNames = [] } = parsedConfig(candidate) ?? {};
    if (fileNames.includes(file)) return { path: candidate, files: fileNames };
  }
  return { path, files: nearest?.fileNames ?? [] };
}

function parsedConfig(path: string): ts.ParsedCommandLine | undefined {
  return ts.getParsedCommandLineOfConfigFile(path, {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined });
}

function nearestConfig(directory: string): string | undefined {
  const file = join(directory, 'tsconfig.json');
  if (existsSync(file)) return file;
  const parent = dirname(directory);
  return parent === directory ? undefined : nearestConfig(parent);
}
