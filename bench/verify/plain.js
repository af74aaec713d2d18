// The least that a replay can do: undici, JSON.parse and a deep comparison over a recording that fits in memory, with the v2 URL
// and the one field that v2 adds known in advance.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'undici';
import { report } from './report.js';
import { indexOf, v2Path } from './traffic.js';

const [recording = '', target = '', concurrency = '16'] = process.argv.slice(2);

await report(async () => {
  const { entries } = JSON.parse(readFileSync(recording, 'utf8')).log;
  const pool = new Pool(target, { connections: Number(concurrency) });
  let next = 0;
  let faults = 0;
  const work = async () => {
    while (next < entries.length) {
      const { request, response } = entries[next++];
      const { statusCode, body } = await pool.request({
        method: 'GET',
        path: v2Path(indexOf(request.url)),
        headers: { accept: 'application/json' },
      });
      const { kind, ...answer } = JSON.parse(await body.text());
      if (statusCode !== 200 || kind !== 'experiment' || !isDeepStrictEqual(answer, JSON.parse(response.content.text))) faults += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, work));
  await pool.close();
  return { exchanges: entries.length, faults };
});
