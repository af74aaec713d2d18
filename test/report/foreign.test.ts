import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { RDFormatValidator } from '@umbrelladocs/rdformat-validator';
import draft04 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { codeReporter } from '../../src/report/index.js';
import type { CodeResult, Fix, Format, ReportContext } from '../../src/report/model.js';
import { junitErrors } from './jenkins.js';
import { context, emptyResult, migrateResult, scanResult } from './results.js';

// Schemas and validators of other people: what they accept, their tools read.
const require = createRequire(import.meta.url);
const SARIF = JSON.parse(readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8')) as object;

const ajv = new draft04.default({ allErrors: true, strict: false, unicodeRegExp: false });
formats.default(ajv as never);
const isSarif = ajv.compile(SARIF);

const [first] = scanResult.findings;
const fix: Fix = {
  findings: [first?.id ?? ''],
  edits: [{ file: 'src/jobs.ts', line: 3, column: 7, endLine: 3, endColumn: 9, before: 'v1', after: 'v2' }],
};
const RESULTS: [string, CodeResult][] = [
  ['of a scan', scanResult],
  ['of a migration', migrateResult],
  ['of nothing', emptyResult],
  ['of a selection', { ...scanResult, summary: { ...scanResult.summary, hidden: 2 } }],
  [
    'of a file that may hold calls',
    { ...emptyResult, files: { ...emptyResult.files, skipped: [{ file: 'a.ts', message: 'is UTF-16', mayHoldCalls: true }] } },
  ],
];

async function render(format: Format, result: CodeResult): Promise<string> {
  const more: Partial<ReportContext> = { fixes: new Map([[fix.findings[0] ?? '', fix]]), linesOf: () => ['', '', 'a = "é€"; v1'] };
  return String((await codeReporter(format)).report(result, { ...context, ...more }));
}

function sarifErrors(text: string): unknown {
  return isSarif(JSON.parse(text)) ? [] : isSarif.errors;
}

async function rdjsonErrors(text: string): Promise<unknown[]> {
  const validator = new RDFormatValidator({ strictMode: true, allowExtraFields: false });
  const results = await Promise.all(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => validator.validateString(line)),
  );
  return results.flatMap(({ errors }) => errors);
}

describe.each(RESULTS)('the reports %s', (_, result) => {
  it('are SARIF 2.1.0 by its schema', async () => {
    expect(sarifErrors(await render('sarif', result))).toEqual([]);
  });

  it('are JUnit by the schema of Jenkins', async () => {
    expect(await junitErrors(await render('junit', result))).toEqual([]);
  });

  it('are diagnostics of reviewdog', async () => {
    expect(await rdjsonErrors(await render('rdjsonl', result))).toEqual([]);
  });
});

describe('the validators', () => {
  it('refuse what is wrong', async () => {
    expect(sarifErrors((await render('sarif', scanResult)).replaceAll('"ruleId"', '"rule"'))).not.toEqual([]);
    expect(await junitErrors((await render('junit', scanResult)).replace('<testcase ', '<testcase file="a.ts" '))).not.toEqual([]);
    expect(await rdjsonErrors((await render('rdjsonl', scanResult)).replace('"location"', '"place"'))).not.toEqual([]);
  });
});
