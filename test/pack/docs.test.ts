import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { packSchema } from '../../src/pack/schema/index.js';

const { $defs: definitions = {} } = z.toJSONSchema(packSchema) as {
  $defs?: { [name: string]: { oneOf?: { properties: { [key: string]: { const?: string; enum?: string[] } } }[] } };
};

/** Names that a discriminator of the schema can have. */
function namesOf(definition: string, key: string): string[] {
  return (definitions[definition]?.oneOf ?? []).flatMap(({ properties }) => properties[key]?.enum ?? [properties[key]?.const ?? '']);
}

const lenses = readFileSync('docs/lenses.md', 'utf8');
const authoring = readFileSync('docs/authoring.md', 'utf8');

describe('docs/lenses.md', () => {
  test('has a row for every operation', () => {
    const names = namesOf('LensOp', 'op');
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !lenses.includes(`\n| \`${name}\` `))).toEqual([]);
  });

  test('has a row for every conversion', () => {
    const names = namesOf('Conversion', 'to');
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !new RegExp(`\\n\\| \`${name}\`[ ,]`).test(lenses))).toEqual([]);
  });
});

test('docs/authoring.md tells when to use each kind of rule', () => {
  const kinds = Object.keys(definitions)
    .filter((name) => name.endsWith('Rule') && name !== 'Rule')
    .flatMap((name) => {
      const { kind } = (definitions[name] as { properties?: { kind?: { const?: string; enum?: string[] } } }).properties ?? {};
      return kind?.enum ?? (kind?.const === undefined ? [] : [kind.const]);
    });
  expect(kinds.length).toBeGreaterThan(10);
  expect(kinds.filter((kind) => !authoring.includes(`\`${kind}\``))).toEqual([]);
});
