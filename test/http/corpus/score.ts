import type { Finding } from '../../../src/scan/model.js';
import type { Expectation, Shape } from './annotations.js';

/** How one expectation was met. */
export interface Result {
  shape: Shape;
  expectation: Expectation;
  outcome: 'found' | 'missed' | { /** Level of the finding. */ level: string };
}

/** What a scan of one shape is worth. */
export interface Score {
  results: Result[];
  findings: Located[];
  /** Findings that no expectation names. */
  wrong: Located[];
}

/** A finding and the shape it was made in. */
export interface Located {
  shape: Shape;
  finding: Finding;
}

/** Compares the findings of a shape with what its comments expect. */
export function scoreOf(shape: Shape, findings: Finding[]): Score {
  const named = (finding: Finding): Expectation[] =>
    shape.expectations.filter(({ file, line, rules }) => file === finding.file && line === finding.line && rules.includes(finding.rule));
  return {
    results: shape.expectations.map((expectation) => ({ shape, expectation, outcome: outcomeOf(expectation, findings) })),
    findings: findings.map((finding) => ({ shape, finding })),
    wrong: findings.filter((finding) => named(finding).length === 0).map((finding) => ({ shape, finding })),
  };
}

function outcomeOf({ file, line, rules, level }: Expectation, findings: Finding[]): Result['outcome'] {
  const there = findings.filter((finding) => finding.file === file && finding.line === line && rules.includes(finding.rule));
  const [first] = there;
  if (!first) return 'missed';
  return level === undefined || there.some((finding) => finding.level === level) ? 'found' : { level: first.level };
}

/** Adds the scores of several shapes. */
export function sumOf(scores: Score[]): Score {
  return {
    results: scores.flatMap((score) => score.results),
    findings: scores.flatMap((score) => score.findings),
    wrong: scores.flatMap((score) => score.wrong),
  };
}

/** Share of the expectations that were met, with the right level where one is given; 0 to 1. */
export function recallOf({ results }: Score): number {
  return results.length === 0 ? 1 : results.filter(({ outcome }) => outcome === 'found').length / results.length;
}

/** Share of the findings that an expectation names; 0 to 1. */
export function precisionOf({ findings, wrong }: Score): number {
  return findings.length === 0 ? 1 : 1 - wrong.length / findings.length;
}

/** One line for each expectation that was not met and each finding that nobody expected. */
export function complaintsOf({ results, wrong }: Score): string[] {
  const missed = results.flatMap(({ shape, expectation: { file, line, rules, level }, outcome }) => {
    if (outcome === 'found') return [];
    const wanted = `${rules.join('|')}${level === undefined ? '' : ` ${level}`}`;
    return [`${shape.name}/${file}:${line} expected ${wanted}, ${outcome === 'missed' ? 'nothing found' : `found ${outcome.level}`}`];
  });
  const unexpected = wrong.map(({ shape, finding }) => {
    const trap = shape.traps.find(({ file, line }) => file === finding.file && line === finding.line);
    const why = trap ? ` (a trap: ${trap.why})` : '';
    return `${shape.name}/${finding.file}:${finding.line} unexpected ${finding.rule} ${finding.level} ${finding.method ?? ''} ${finding.v1}${why}`;
  });
  return [...missed, ...unexpected];
}
