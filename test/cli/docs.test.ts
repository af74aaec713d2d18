import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from '../../scripts/generated.js';

const files = [...(await generatedFiles())];

describe('files printed from code', () => {
  it.each(files)('%s is current; npm run docs writes it', (name, text) => {
    expect(readFileSync(name, 'utf8')).toBe(text);
  });
});
