// Verifies a recording with the bundled library; prints what it took as JSON.
import { report } from './report.js';

const [bundle = '', recording = '', target = '', concurrency = '16'] = process.argv.slice(2);
const { verifyStream, tao } = await import(bundle);

await report(async () => {
  let exchanges = 0;
  let faults = 0;
  for await (const { verdict } of verifyStream({ recordings: [recording], target, packs: [tao], concurrency: Number(concurrency) })) {
    exchanges += 1;
    if (verdict === 'fail') faults += 1;
  }
  return { exchanges, faults };
});
