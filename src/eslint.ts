import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diffLines } from 'diff';
import packageJson from '../package.json' with { type: 'json' };

/** What the plugin needs of a SARIF log. */
interface Log {
  runs: { results: Result[]; tool: { driver: { rules: { id: string; helpUri?: string }[] } } }[];
}

interface Region {
  startLine: number;
  startColumn: number;
  endLine?: number;
  endColumn?: number;
}

interface Result {
  ruleId: string;
  message: { text: string };
  suppressions?: unknown[];
  properties: { level: string; state: string; changeSet?: string };
  locations: { physicalLocation: { artifactLocation: { uri: string }; region?: Region } }[];
  fixes?: {
    artifactChanges: {
      artifactLocation: { uri: string };
      replacements: { deletedRegion: Required<Region>; insertedContent: { text: string } }[];
    }[];
  }[];
}

/** The parts of ESLint's types that the rule uses; ESLint itself is not loaded. */
interface RuleContext {
  cwd: string;
  filename: string;
  options: { paths?: string[] }[];
  sourceCode: { text: string; getIndexFromLoc(place: { line: number; column: number }): number };
  report(problem: {
    loc: { start: { line: number; column: number }; end: { line: number; column: number } };
    message: string;
    fix?: (fixer: Fixer) => unknown;
  }): void;
}

interface Fixer {
  replaceTextRange(range: [number, number], text: string): unknown;
}

/** A replacement in a file, as `[uri, region, text]`. */
interface Replacement {
  uri: string;
  region: Required<Region>;
  text: string;
}

/** What is reported of a file. */
interface FileReport {
  results: Result[];
  /** What is replaced, by the first result that it settles. */
  fixes: Map<Result, Replacement[]>;
  /** The same, by each result that it settles. */
  settledBy: Map<Result, Replacement[]>;
}

/** Reports by working directory and paths: ESLint asks for each file, and all files of a run share one report. */
const reports = new Map<string, Map<string, FileReport>>();

function reportsOf(cwd: string, paths: readonly string[]): Map<string, FileReport> {
  const key = [cwd, ...paths].join('\0');
  const known = reports.get(key) ?? group(report(cwd, paths));
  reports.set(key, known);
  return known;
}

/** The plan of `migrate`: what it would change, and what it leaves. */
function report(cwd: string, paths: readonly string[]): Log {
  const bin = fileURLToPath(new URL('../bin/api-migrate.js', import.meta.url));
  const args = [bin, 'migrate', '--format', 'sarif', '--', ...paths];
  try {
    return JSON.parse(
      execFileSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] }),
    ) as Log;
  } catch (error) {
    const { status, stdout, stderr = '', message } = error as Error & { status?: number; stdout?: string; stderr?: string };
    if (status === 1 && stdout !== undefined) return JSON.parse(stdout) as Log;
    throw new Error(`api-migrate: ${stderr.trim() === '' ? message : stderr.trim()}`, { cause: error });
  }
}

function group({ runs }: Log): Map<string, FileReport> {
  const byFile = new Map<string, FileReport>();
  const results = runs.flatMap((run) => run.results).filter(({ suppressions }) => suppressions === undefined);
  const reportOf = (file: string): FileReport => {
    const found = byFile.get(file) ?? { results: [], fixes: new Map<Result, Replacement[]>(), settledBy: new Map<Result, Replacement[]>() };
    byFile.set(file, found);
    return found;
  };
  for (const result of results) reportOf(fileOf(result)).results.push(result);
  for (const set of joined(results)) {
    const [first] = set;
    const replacements = distinct(set.flatMap(replacementsOf));
    if (!first || replacements.length === 0) continue;
    const file = fileOf(first);
    // ESLint changes one file at a time, and asks nobody.
    const isWhole =
      replacements.every(({ uri }) => decodeURIComponent(uri) === file) && set.every(({ properties }) => properties.state === 'migrated');
    if (!isWhole) continue;
    reportOf(file).fixes.set(first, replacements);
    for (const result of set) reportOf(file).settledBy.set(result, replacements);
  }
  return byFile;
}

/** Results of one change set, or that share a replacement, such as the base of their URLs, change together or not at all. */
function joined(results: readonly Result[]): Result[][] {
  const sets = new Map<Result, Result[]>();
  const owner = new Map<string, Result>();
  for (const result of results) {
    sets.set(result, [result]);
    const { changeSet } = result.properties;
    for (const key of [...replacementsOf(result).map(keyOf), ...(changeSet === undefined ? [] : [changeSet])]) {
      const other = owner.get(key);
      owner.set(key, result);
      const [own = [], others] = [sets.get(result), other && sets.get(other)];
      if (!others || others === own) continue;
      others.push(...own);
      for (const member of own) sets.set(member, others);
    }
  }
  return [...new Set(sets.values())];
}

function replacementsOf({ fixes = [] }: Result): Replacement[] {
  return fixes.flatMap(({ artifactChanges }) =>
    artifactChanges.flatMap(({ artifactLocation: { uri }, replacements }) =>
      replacements.map(({ deletedRegion, insertedContent }) => ({ uri, region: deletedRegion, text: insertedContent.text })),
    ),
  );
}

function keyOf({ uri, region: { startLine, startColumn, endLine, endColumn }, text }: Replacement): string {
  return [uri, startLine, startColumn, endLine, endColumn, text].join('\0');
}

function distinct(replacements: readonly Replacement[]): Replacement[] {
  return [...new Map(replacements.map((replacement) => [keyOf(replacement), replacement])).values()];
}

function fileOf({ locations: [first] }: Result): string {
  return decodeURIComponent(first?.physicalLocation.artifactLocation.uri ?? '');
}

function check(context: RuleContext): void {
  const { cwd, filename, options, sourceCode } = context;
  const found = reportsOf(cwd, options[0]?.paths ?? ['.']).get(relative(cwd, filename).split(sep).join('/'));
  if (!found) return;
  // An editor lints what is not saved yet, and `--fix` what it has fixed: the places of the report are those of the file on disk.
  const saved = onDisk(resolve(cwd, filename));
  const lineNow = saved === undefined || saved === sourceCode.text ? undefined : lineMap(saved, sourceCode.text);
  for (const result of found.results) {
    const region = result.locations[0]?.physicalLocation.region ?? { startLine: 1, startColumn: 1 };
    const { startLine, startColumn, endLine = startLine, endColumn = startColumn } = region;
    const replacements = lineNow ? undefined : found.fixes.get(result);
    const isFixed = lineNow && found.settledBy.get(result)?.every(({ region: { startLine: line } }) => !lineNow(line).isSame);
    if (isFixed === true) continue;
    const [first, last] = [lineNow?.(startLine).line ?? startLine, lineNow?.(endLine).line ?? endLine];
    context.report({
      loc: { start: { line: first, column: startColumn - 1 }, end: { line: last, column: endColumn - 1 } },
      message: `${result.message.text} [${result.ruleId}, ${result.properties.level}]`,
      ...(replacements ? { fix: (fixer: Fixer) => replacements.map((replacement) => replaced(replacement, fixer, sourceCode)) } : {}),
    });
  }
}

function replaced({ region, text }: Replacement, fixer: Fixer, sourceCode: RuleContext['sourceCode']): unknown {
  const at = (line: number, column: number): number => sourceCode.getIndexFromLoc({ line, column: column - 1 });
  return fixer.replaceTextRange([at(region.startLine, region.startColumn), at(region.endLine, region.endColumn)], text);
}

/** Where a line of one text is in another that was made of it, and whether it is the same there. */
function lineMap(before: string, after: string): (line: number) => { line: number; isSame: boolean } {
  const places: { line: number; isSame: boolean }[] = [];
  let line = 1;
  for (const { added, removed, count } of diffLines(before, after)) {
    for (let index = 0; index < count; index += 1) if (!added) places.push({ line: line + (removed ? 0 : index), isSame: !removed });
    if (!removed) line += count;
  }
  const last = Math.max(1, after.split('\n').length);
  return (asked) => {
    const place = places[asked - 1] ?? { line: last, isSame: false };
    return { ...place, line: Math.min(place.line, last) };
  };
}

function onDisk(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return undefined;
  }
}

const rule = {
  meta: {
    type: 'problem' as const,
    fixable: 'code' as const,
    docs: { description: 'Find calls of an old API version', url: packageJson.homepage },
    schema: [
      {
        type: 'object' as const,
        properties: {
          paths: {
            type: 'array' as const,
            items: { type: 'string' as const },
            description: 'What is scanned; default: the working directory.',
          },
        },
        additionalProperties: false,
      },
    ],
  },
  create(context: object): { Program(): void } {
    return { Program: () => check(context as RuleContext) };
  },
};

const plugin = {
  meta: { name: 'api-migrate', version: packageJson.version },
  rules: { 'no-v1': rule },
};

/** ESLint plugin for flat configurations: `api-migrate/no-v1`. */
export default {
  ...plugin,
  configs: {
    recommended: { name: 'api-migrate/recommended', plugins: { 'api-migrate': plugin }, rules: { 'api-migrate/no-v1': 'error' as const } },
  },
};
