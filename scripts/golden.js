// Freezes what scan and migrate say about many inputs, so that a refactoring can show what it changed.
//
//   npm run build && node scripts/golden.js DIRECTORY                 writes one text file for each input
//   npm run build && node scripts/golden.js DIRECTORY --against OLD   also prints the differences from an earlier directory
//   ... --repository PATH                                             also reads a local repository (repeatable)
//
// Inputs: the annotated corpus and all client programs, which are only read. Tests hold the examples of the packs to the letter.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createTwoFilesPatch } from 'diff';

/** @type {typeof import('../src/index.js')} */
const { migrate, scan } = await import(new URL('../dist/index.js', import.meta.url).href);
const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { against: { type: 'string' }, repository: { type: 'string', multiple: true, default: [] } },
});
const [out] = positionals;
if (out === undefined) throw new Error('name the directory to write to');

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const [name, directory] of inputs()) writeFileSync(path.join(out, `${name}.txt`), await outputOf(directory));
if (values.against !== undefined) compare(values.against, out);

/**
 * Names of the inputs, and where they stand.
 * @returns {Generator<[string, string]>}
 */
function* inputs() {
  for (const name of directoriesIn(path.join(FIXTURES, 'calls'))) yield [`corpus-${name}`, path.join(FIXTURES, 'calls', name)];
  for (const api of directoriesIn(FIXTURES)) {
    const clients = path.join(FIXTURES, api, 'clients');
    for (const name of directoriesIn(clients)) yield [`client-${api}-${name}`, path.join(clients, name)];
  }
  for (const directory of values.repository) yield [`repository-${path.basename(directory)}`, path.resolve(directory)];
}

/** @param {string} directory */
function directoriesIn(directory) {
  try {
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}

/**
 * Findings of scan, findings of migrate, and the diff.
 * @param {string} cwd
 */
async function outputOf(cwd) {
  const scanned = await scan({ cwd });
  /** @type {import('../src/index.js').MigrateResult} */
  let result;
  try {
    ({ result } = await migrate({ cwd }));
  } catch (error) {
    return ['# scan', ...scanned.findings.map(lineOf), '# migrate', String(error), ''].join('\n');
  }
  const diffs = result.files.changed.map(({ diff }) => diff);
  return ['# scan', ...scanned.findings.map(lineOf), '# migrate', ...result.findings.map(lineOf), '# diff', ...diffs, ''].join('\n');
}

/** @param {import('../src/index.js').Finding} finding */
function lineOf({ file, line, column, level, state, rule, method, v1, v2, reason }) {
  return `${file}:${line}:${column} ${level} ${state} ${rule} ${method ?? '-'} ${v1} -> ${v2 ?? '-'} ${reason ?? ''}`.trimEnd();
}

/**
 * @param {string} before
 * @param {string} after
 */
function compare(before, after) {
  const names = [...new Set([before, after].flatMap((directory) => readdirSync(directory)))].toSorted();
  const changed = names.flatMap((name) => {
    const [old, now] = [before, after].map((directory) => textOf(path.join(directory, name)));
    return old === now ? [] : [createTwoFilesPatch(name, name, old ?? '', now ?? '', 'before', 'after', { context: 1 })];
  });
  console.log(changed.join('\n'));
  console.log(`${names.length} inputs, ${changed.length} with differences`);
}

/** @param {string} file */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
