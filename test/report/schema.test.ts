import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { codeReporter } from '../../src/report/index.js';
import type { CodeResult } from '../../src/report/model.js';
import { context, emptyResult, migrateResult, scanResult } from './results.js';

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
for (const name of ['scan', 'migrate']) ajv.addSchema(JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as object, name);

async function json(result: CodeResult): Promise<Record<string, unknown>> {
  return JSON.parse(String((await codeReporter('json')).report(result, context))) as Record<string, unknown>;
}

function errors(schema: string, value: unknown): unknown {
  return ajv.validate(schema, value) ? [] : ajv.errors;
}

describe('the published JSON schemas', () => {
  it('hold for what the json reports print', async () => {
    expect(errors('scan', await json(scanResult))).toEqual([]);
    expect(errors('scan', await json(emptyResult))).toEqual([]);
    expect(errors('migrate', await json(migrateResult))).toEqual([]);
  });

  it.each([
    ['a missing field', (value: Record<string, unknown>) => ({ ...value, errors: undefined })],
    ['an unknown field', (value: Record<string, unknown>) => ({ ...value, extra: 1 })],
    ['another command', (value: Record<string, unknown>) => ({ ...value, command: 'verify' })],
    ['a finding without a place', (value: Record<string, unknown>) => ({ ...value, findings: [{ id: '1' }] })],
  ])('refuse %s', async (_, change) => {
    expect(errors('scan', change(await json(scanResult)))).not.toEqual([]);
    expect(errors('migrate', change(await json(migrateResult)))).not.toEqual([]);
  });

  it('keep every value as it is', async () => {
    expect(await json(scanResult)).toEqual(scanResult);
    expect(await json(migrateResult)).toEqual(migrateResult);
  });
});
