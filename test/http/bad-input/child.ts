/** Scans the directories that the parent names, one after the other, in a process that may be killed. */
import { scan } from '../../../src/scan/index.js';
import { trains } from './pack.js';

process.on('message', (root: string) => {
  scan({ paths: [root], cwd: root, packs: [trains] }).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
