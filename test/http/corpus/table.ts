import type { Shape } from './annotations.js';
import { type Located, precisionOf, recallOf, type Result, type Score } from './score.js';

/** Recall and precision by shape and by client, as text for people. */
export function tablesOf(shapes: Shape[], score: Score): string {
  const traps = (name: string): number => shapes.filter(({ shape }) => shape === name).reduce((sum, shape) => sum + shape.traps.length, 0);
  const names = [...new Set(shapes.map(({ shape }) => shape))];
  const byShape = names.map((name) => {
    const part = partOf(
      score,
      ({ shape }) => shape.shape === name,
      ({ shape }) => shape.shape === name,
    );
    return [name, ...countsOf(part), String(traps(name))];
  });
  const clients = [...new Set(score.results.map(({ expectation }) => expectation.client))].toSorted();
  const byClient = clients.map((name) => {
    const part = partOf(
      score,
      ({ expectation }) => expectation.client === name,
      ({ finding }) => finding.client === name,
    );
    return [name, ...countsOf(part)];
  });
  const total = shapes.reduce((sum, shape) => sum + shape.traps.length, 0);
  return [
    table(['shape', ...COUNTS, 'traps'], [...byShape, ['all', ...countsOf(score), String(total)]]),
    table(['client', ...COUNTS], byClient),
  ].join('\n');
}

const COUNTS = ['expected', 'found', 'recall', 'wrong', 'precision'];

function partOf(score: Score, ofResult: (result: Result) => boolean, ofFinding: (located: Located) => boolean): Score {
  return { results: score.results.filter(ofResult), findings: score.findings.filter(ofFinding), wrong: score.wrong.filter(ofFinding) };
}

function countsOf(score: Score): string[] {
  const found = score.results.filter(({ outcome }) => outcome === 'found').length;
  return [String(score.results.length), String(found), percent(recallOf(score)), String(score.wrong.length), percent(precisionOf(score))];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: string[]): string =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  return `${[lineOf(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(lineOf)].join('\n')}\n`;
}
