import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import { type FileProblem, scan } from '../../src/scan/index.js';
import { filesOf, readCorpus } from './corpus/annotations.js';
import { complaintsOf, recallOf, type Score, scoreOf, sumOf } from './corpus/score.js';
import { tablesOf } from './corpus/table.js';

const shapes = readCorpus(join(import.meta.dirname, '../../fixtures/calls'));

describe('the annotated corpus', () => {
  it('holds at least 250 expected sites and 80 traps', () => {
    expect(shapes.flatMap(({ expectations }) => expectations).length).toBeGreaterThanOrEqual(250);
    expect(shapes.flatMap(({ traps }) => traps).length).toBeGreaterThanOrEqual(80);
  });

  it.each(shapes.map((shape) => [shape.name, shape] as const))('%s is code that parses', (_name, { root }) => {
    const files = filesOf(root).filter((file) => /\.[cm]?[jt]sx?$/.test(file));
    expect(syntaxErrorsOf(files.map((file) => join(root, file)))).toEqual([]);
  });
});

describe('scan on the annotated corpus', () => {
  let score: Score;
  const problems: FileProblem[] = [];

  beforeAll(async () => {
    const packs = await Promise.all(shippedPacks.map((id) => loadShipped(id)));
    const scores: Score[] = [];
    for (const shape of shapes) {
      const result = await scan({ paths: [shape.root], cwd: shape.root, packs });
      problems.push(...result.errors, ...result.files.skipped);
      scores.push(scoreOf(shape, result.findings));
    }
    score = sumOf(scores);
    process.stdout.write(`\n${tablesOf(shapes, score)}\n${complaintsOf(score).join('\n')}\n`);
  });

  it('reads every file', () => {
    expect(problems).toEqual([]);
  });

  it('finds every expected site, with rule and level', () => {
    expect(recallOf(score)).toBe(1);
    expect(complaintsOf(score)).toEqual([]);
  });

  it('finds nothing that is not expected', () => {
    expect(complaintsOf({ ...score, results: [] })).toEqual([]);
  });
});

/** Syntax errors of code files, as the compiler states them. */
function syntaxErrorsOf(files: string[]): string[] {
  const program = ts.createProgram(files, {
    allowJs: true,
    noResolve: true,
    noLib: true,
    jsx: ts.JsxEmit.Preserve,
    target: ts.ScriptTarget.ESNext,
  });
  return files.flatMap((file) =>
    program
      .getSyntacticDiagnostics(program.getSourceFile(file))
      .map(({ messageText, start = 0 }) => `${file}@${start}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  );
}
