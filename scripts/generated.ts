import { cliDoc } from './cli-doc.js';
import { configSchemaText } from './config-schema.js';
import { coverageDoc } from './coverage-doc.js';
import { jsonlSchemaText } from './jsonl-schema.js';
import { packDocs } from './pack-docs.js';
import { packagesDoc } from './packages-doc.js';
import { packSchemaText } from './pack-schema.js';

/** Files that are printed from code, by path: `npm run docs` writes them, a test compares them. */
export async function generatedFiles(): Promise<Map<string, string>> {
  return new Map([
    ['docs/cli.md', cliDoc()],
    ['schema/config.schema.json', configSchemaText()],
    ['schema/jsonl.schema.json', jsonlSchemaText()],
    ['schema/pack.schema.json', packSchemaText()],
    ['docs/coverage.md', await coverageDoc()],
    ['docs/packages.md', packagesDoc()],
    ...(await packDocs()),
  ]);
}
