import { readFileSync } from 'node:fs';

interface Schema {
  required: string[];
  properties: Record<string, unknown>;
  [key: string]: unknown;
}

/** The text of schema/jsonl.schema.json: what a line of `--format jsonl` may be, made of the schemas of `--format json`. */
export function jsonlSchemaText(): string {
  const [scan, migrate, validate, verify] = ['scan', 'migrate', 'validate', 'verify'].map(read) as [Schema, Schema, Schema, Schema];
  const summaryOf = (schema: Schema, summary: Schema, own: readonly string[]): Schema => ({
    ...summary,
    required: ['type', ...own, ...summary.required],
    properties: {
      type: { const: 'summary' },
      ...Object.fromEntries(own.map((name) => [name, schema.properties[name]])),
      ...summary.properties,
    },
  });
  const header = ['schemaVersion', 'command'];
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://unpkg.com/api-migrate/schema/jsonl.schema.json',
    title: 'A line of api-migrate scan, migrate, validate or verify --format jsonl',
    description: 'scan, migrate and validate end with their summary, verify ends with the rest of its result.',
    anyOf: [
      typed('finding', part(scan, 'finding')),
      typed('call', part(validate, 'call')),
      typed('error', part(scan, 'problem')),
      typed('skipped', part(scan, 'problem')),
      summaryOf(scan, part(scan, 'summary'), header),
      summaryOf(migrate, migrate.properties['summary'] as Schema, header),
      summaryOf(validate, validate.properties['summary'] as Schema, [...header, 'since']),
      { $ref: 'verify.schema.json#/$defs/verdict' },
      restOf(verify),
    ],
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/** A schema with absolute references. */
function read(name: string): Schema {
  return JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8').replaceAll('"#/', `"${name}.schema.json#/`)) as Schema;
}

function part(schema: Schema, name: string): Schema {
  const found = (schema['$defs'] as Record<string, Schema>)[name];
  if (!found) throw new Error(`no definition of ${name}`);
  return found;
}

function typed(type: string, { required, properties, ...rest }: Schema): Schema {
  return { ...rest, required: ['type', ...required], properties: { type: { const: type }, ...properties } };
}

/** The last line of verify: all but the exchanges, which came before. */
function restOf({ required, properties }: Schema): Schema {
  const { exchanges: _, ...rest } = properties;
  return { type: 'object', required: required.filter((name) => name !== 'exchanges'), properties: rest, additionalProperties: false };
}
