import type { Shape } from './annotations.js';
import { recallOf, type Result, type Score } from './score.js';

/** Recall and precision by shape and by client, as text for people. */
export function tablesOf(shapes: Shape[], score: Score): string {
  const byShape = groupBy(score.results, (result) => result.shape.shape);
  const byClient = groupBy(score.results, (result) => result.expectation.client);
  const trapsIn = (name: string): number => shapes.filter(({ shape }) => shape === name).reduce((sum, { traps }) => sum + traps.length, 0);
  const wrongIn = (name: string): number => score.wrong.filter(({ shape }) => shape.shape === name).length;
  const names = [...new Set(shapes.map(({ shape }) => shape))];
  return [
    table(
      ['shape', 'expected', 'found', 'recall', 'traps', 'wrong'],
      names.map((name) => [name, ...countsOf(byShape.get(name) ?? []), String(trapsIn(name)), String(wrongIn(name))]),
    ),
    table(
      ['client', 'expected', 'found', 'recall'],
      [...byClient].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, results]) => [name, ...countsOf(results)]),
    ),
  ].join('\n');
}

function countsOf(results: Result[]): [string, string, string] {
  const found = results.filter(({ outcome }) => outcome === 'found').length;
  return [String(results.length), String(found), results.length === 0 ? '-' : `${(100 * recallOf({ results })).toFixed(1)} %`];
}

function groupBy(results: Result[], key: (result: Result) => string): Map<string, Result[]> {
  const groups = new Map<string, Result[]>();
  for (const result of results) groups.set(key(result), [...(groups.get(key(result)) ?? []), result]);
  return groups;
}

function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return `${[lineOf(head), rule, ...rows.map(lineOf)].join('\n')}\n`;
}
