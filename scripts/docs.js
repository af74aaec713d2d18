// Writes the files that are printed from code: npm run docs
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';

const root = fileURLToPath(new URL('..', import.meta.url));
/** @type {typeof import('./generated.js')} */
const { generatedFiles } = await createJiti(import.meta.url).import('./generated.ts');
for (const [name, text] of await generatedFiles()) {
  const file = path.join(root, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
