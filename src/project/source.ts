import { extname } from 'node:path';
import { environmentTree } from './environment.js';
import { isComponent, isEnvironmentFile } from './file-kinds.js';
import { componentCode, type Span } from './markup.js';
import { ts } from './syntax.js';

/** One parsed file. Offsets of nodes are offsets in `text`, also for the code of Vue, Svelte and Astro components. */
export interface Source {
  /** Absolute path. */
  path: string;
  text: string;
  tree: ts.SourceFile;
  /** Where a component has expressions in its markup, if any of them is code of the tree. */
  markup?: readonly Span[];
  /** First syntax error, if any; the tree is then only partly trustworthy. */
  syntaxError?: { line: number; column: number; message: string };
}

const KINDS: Record<string, ts.ScriptKind> = {
  '.ts': ts.ScriptKind.TS,
  '.mts': ts.ScriptKind.TS,
  '.cts': ts.ScriptKind.TS,
  '.tsx': ts.ScriptKind.TSX,
  '.jsx': ts.ScriptKind.JSX,
  '.js': ts.ScriptKind.JSX,
  '.mjs': ts.ScriptKind.JSX,
  '.cjs': ts.ScriptKind.JSX,
};

/** Documentation comments are of no use here. */
const OPTIONS: ts.CreateSourceFileOptions = { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };

/** A file without imports may be a module all the same: `await (…)` at its top is no call then. */
const MODULE_OPTIONS: ts.CreateSourceFileOptions = {
  ...OPTIONS,
  setExternalModuleIndicator(file) {
    (file as ts.SourceFile & { externalModuleIndicator?: true }).externalModuleIndicator = true;
  },
};

/** Deepest nesting that is parsed; the recursive descent of the parser would exhaust the stack beyond. */
const MAX_NESTING = 1_500;

/** Says why a file is not parsed. */
export class UnparsableError extends Error {
  override name = 'UnparsableError';
}

/**
 * Parses a file.
 * @throws UnparsableError for text nested too deeply to parse safely
 */
export function parseSource(path: string, text: string): Source {
  if (nesting(text) > MAX_NESTING) throw new UnparsableError(`nested more than ${MAX_NESTING} levels deep`);
  const extension = extname(path);
  const kind = extension === '.json' ? ts.ScriptKind.JSON : (KINDS[extension] ?? ts.ScriptKind.TS);
  const script = isComponent(path) ? componentCode(path, text) : { code: text, kind, markup: [] };
  const tree = isEnvironmentFile(path)
    ? environmentTree(path, text)
    : ts.createSourceFile(path, script.code, isModule(extension) ? MODULE_OPTIONS : OPTIONS, true, script.kind);
  const error = firstError(tree);
  const { markup } = script;
  return { path, text, tree, ...(markup.length > 0 ? { markup } : {}), ...(error ? { syntaxError: error } : {}) };
}

function isModule(extension: string): boolean {
  return extension !== '.cjs' && extension !== '.cts' && extension !== '.json';
}

/** True for an offset in the markup of a component. */
export function isInMarkup(offset: number, { markup = [] }: Source): boolean {
  return markup.some(({ start, end }) => start <= offset && offset < end);
}

/** True for a file that imports or exports in the way of ES modules. */
export function hasModuleSyntax({ statements }: ts.SourceFile): boolean {
  return statements.some((statement) => {
    if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) return true;
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
  });
}

function firstError(tree: ts.SourceFile): Source['syntaxError'] {
  const { parseDiagnostics } = tree as ts.SourceFile & { parseDiagnostics?: ts.DiagnosticWithLocation[] };
  const [first] = parseDiagnostics ?? [];
  if (!first) return undefined;
  const at = tree.getLineAndCharacterOfPosition(first.start);
  return { line: at.line + 1, column: at.character + 1, message: ts.flattenDiagnosticMessageText(first.messageText, ' ') };
}

function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 40 || code === 91 || code === 123) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if ((code === 41 || code === 93 || code === 125) && depth > 0) {
      depth -= 1;
    }
  }
  return deepest;
}
