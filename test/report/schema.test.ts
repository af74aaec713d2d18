import { describe, expect, it } from 'vitest';
import { codeReporter } from '../../src/report/index.js';
import type { CodeResult } from '../../src/report/model.js';
import { lineErrors, schemaErrors } from './schemas.js';
import { context, emptyResult, migrateResult, scanResult } from './results.js';

async function json(result: CodeResult): Promise<Record<string, unknown>> {
  return JSON.parse(String((await codeReporter('json')).report(result, context))) as Record<string, unknown>;
}

async function textOf(report: string | AsyncIterable<string>): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of typeof report === 'string' ? [report] : report) pieces.push(piece);
  return pieces.join('');
}

describe('the published JSON schemas', () => {
  it('hold for what the json reports print', async () => {
    expect(schemaErrors('scan', await json(scanResult))).toEqual([]);
    expect(schemaErrors('scan', await json(emptyResult))).toEqual([]);
    expect(schemaErrors('migrate', await json(migrateResult))).toEqual([]);
  });

  it.each([
    ['a missing field', (value: Record<string, unknown>) => ({ ...value, errors: undefined })],
    ['an unknown field', (value: Record<string, unknown>) => ({ ...value, extra: 1 })],
    ['another command', (value: Record<string, unknown>) => ({ ...value, command: 'verify' })],
    ['a finding without a place', (value: Record<string, unknown>) => ({ ...value, findings: [{ id: '1' }] })],
  ])('refuse %s', async (_, change) => {
    expect(schemaErrors('scan', change(await json(scanResult)))).not.toEqual([]);
    expect(schemaErrors('migrate', change(await json(migrateResult)))).not.toEqual([]);
  });

  it('hold for every line of the jsonl reports, which end with the summary', async () => {
    for (const result of [scanResult, migrateResult, emptyResult]) {
      const text = await textOf((await codeReporter('jsonl')).report(result, context));
      expect(lineErrors(text)).toEqual([]);
      expect(text.trimEnd().split('\n').at(-1)).toContain('"type":"summary"');
    }
    expect(schemaErrors('jsonl', { type: 'finding', id: '1' })).not.toEqual([]);
    expect(schemaErrors('jsonl', { type: 'other' })).not.toEqual([]);
  });

  it('keep every value as it is', async () => {
    expect(await json(scanResult)).toEqual(scanResult);
    expect(await json(migrateResult)).toEqual(migrateResult);
  });
});
