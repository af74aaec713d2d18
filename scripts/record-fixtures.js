// Records the traffic of the fixture clients on their v1 servers: node scripts/record-fixtures.js [pack...]
import { writeFile } from 'node:fs/promises';
import { API_IDS } from '../fixtures/shared/apis.js';
import { readRecordings, recordClients, recordingFile } from '../fixtures/shared/record-clients.js';

const wanted = process.argv.slice(2);
for (const id of wanted.length > 0 ? wanted : API_IDS) {
  for (const [file, programs] of Object.entries(await readRecordings(id))) {
    const har = await recordClients(id, programs);
    await writeFile(recordingFile(id, file), `${JSON.stringify(har, null, 2)}\n`);
    console.log(`${id}/recordings/${file}: ${har.log.entries.length} exchanges of ${programs.length} program(s)`);
  }
}
