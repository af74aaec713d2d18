import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
for (const name of ['scan', 'migrate', 'validate', 'verify', 'jsonl'])
  ajv.addSchema(JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as object, name);

/** What a published schema says of a value; empty when it holds. */
export function schemaErrors(schema: string, value: unknown): unknown {
  return ajv.validate(schema, value) ? [] : ajv.errors;
}

/** What the schema of JSON Lines says of the lines of a report. */
export function lineErrors(text: string): unknown[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => schemaErrors('jsonl', JSON.parse(line)));
}
