import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';

// The same cases in every run, so that a failure is one of the change; FC_SEED=<number> looks at others.
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20_250_101) });

// The secret that signs journals is made below this directory and not in the home of whoever runs the tests.
const state = mkdtempSync(join(tmpdir(), 'api-migrate-state-'));
process.env['XDG_STATE_HOME'] = state;
process.on('exit', () => rmSync(state, { recursive: true, force: true }));
