import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { workspace, writeFiles } from '../workspace.js';
import { BIN } from './run.js';

/** A `PATH` on which `npx api-migrate` and `api-migrate` start the built command line, in place of one from the registry. */
export function pathWithTool(): string {
  const bin = workspace();
  const commands = {
    npx: `#!/bin/sh\n[ "$1" = --yes ] && shift\ncase "$1" in api-migrate*) shift;; *) echo "npx $1: not here" >&2; exit 2;; esac\nexec node ${BIN} "$@"\n`,
    'api-migrate': `#!/bin/sh\nexec node ${BIN} "$@"\n`,
    reviewdog: '#!/bin/sh\ncat >/dev/null\n',
  };
  writeFiles(bin, commands);
  for (const name of Object.keys(commands)) chmodSync(join(bin, name), 0o755);
  return `${bin}:${process.env['PATH'] ?? ''}`;
}
