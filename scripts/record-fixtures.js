// Records the traffic of the fixture clients on their v1 servers: node scripts/record-fixtures.js [pack...]
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { API_IDS, fixtureApi } from '../fixtures/shared/apis.js';
import { startRecorder } from '../fixtures/shared/recorder.js';
import { runClient } from '../fixtures/shared/run-client.js';

const FIXTURES = new URL('../fixtures/', import.meta.url);

/**
 * Runs the programs one after another against a fresh v1 server and writes what passed.
 * @param {string} id
 * @param {string} name file name of the recording
 * @param {string[]} programs directories below the fixtures of the API
 */
async function record(id, name, programs) {
  const api = fixtureApi(id);
  const server = await api.start({ only: 'v1' });
  const recorder = await startRecorder({ target: server.url, origin: api.origin });
  try {
    for (const program of programs) {
      const directory = fileURLToPath(new URL(`${id}/${program}/`, FIXTURES));
      const { code, stderr } = await runClient(directory, { api: id, url: recorder.url, version: 'v1' });
      if (code !== 0) throw new Error(`${id}/${program} ended with exit code ${code}\n${stderr}`);
    }
    const har = recorder.har();
    await writeFile(new URL(`${id}/recordings/${name}`, FIXTURES), `${JSON.stringify(har, null, 2)}\n`);
    console.log(`${id}/recordings/${name}: ${har.log.entries.length} exchanges of ${programs.length} program(s)`);
  } finally {
    await recorder.close();
    await server.close();
  }
}

const wanted = process.argv.slice(2);
for (const id of wanted.length > 0 ? wanted : API_IDS) {
  /** @type {{ [name: string]: string[] }} */
  const recordings = JSON.parse(await readFile(new URL(`${id}/recordings/recordings.json`, FIXTURES), 'utf8'));
  for (const [name, programs] of Object.entries(recordings)) await record(id, name, programs);
}
