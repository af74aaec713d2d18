// Runs the same calls with newman, as a Postman collection with a test for each. Run it in a directory where newman is installed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { report } from './report.js';
import { indexOf, v2Path } from './traffic.js';

const [directory = '', recording = '', target = ''] = process.argv.slice(2);
const newman = createRequire(path.join(directory, 'index.js'))('newman');

/** @type {import('har-format').Har['log']} */
const { entries } = JSON.parse(readFileSync(recording, 'utf8')).log;
const item = entries.map(({ request, response }, index) => ({
  name: `entry ${index}`,
  request: { method: 'GET', url: target + v2Path(indexOf(request.url)), header: [{ key: 'accept', value: 'application/json' }] },
  event: [
    {
      listen: 'test',
      script: {
        exec: [
          "pm.test('answer', () => {",
          '  const { kind, ...answer } = pm.response.json();',
          `  pm.expect(pm.response.code).to.equal(200); pm.expect(kind).to.equal('experiment'); pm.expect(answer).to.eql(${response.content.text});`,
          '});',
        ],
      },
    },
  ],
}));

await report(
  () =>
    new Promise((resolve, reject) => {
      newman.run(
        { collection: { info: { name: 'bench', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' }, item } },
        (/** @type {Error | null} */ error, /** @type {{ run: { failures: unknown[] } }} */ summary) => {
          if (error) reject(error);
          else resolve({ exchanges: entries.length, faults: summary.run.failures.length });
        },
      );
    }),
);
