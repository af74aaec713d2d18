import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { snapshot } from '../apply/files.js';
import { apiMigrate, BIN, PROJECT } from './run.js';
import { workspace } from '../workspace.js';

const FILES = 400;

/** Temporary files of a run show that it is writing. */
function isWriting(root: string): boolean {
  return existsSync(join(root, '.api-migrate/journal')) && readdirSync(join(root, 'src')).some((name) => name.endsWith('.tmp'));
}

describe('Ctrl-C while files are written', () => {
  it('puts back what was written, says so in one line, and ends with 2', async () => {
    const calls = Array.from({ length: FILES }, (_, index) => [
      `src/f${index}.ts`,
      `export const f${index} = () => fetch('https://acme.example.com/acme/v1/users/${index}');\n`,
    ]);
    const root = workspace({ ...PROJECT, ...(Object.fromEntries(calls) as Record<string, string>) });
    const start = snapshot(root);
    const child = spawn(process.execPath, [BIN, 'migrate', '--write', '--format', 'json'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(child, 'exit');
    const stderr = text(child.stderr);
    while (!isWriting(root) && child.exitCode === null) await sleep(1);
    child.kill('SIGINT');
    expect(await ended).toEqual([2, null]);
    expect(await stderr).toBe('error: interrupted; no file was changed\n');
    expect(snapshot(root)).toEqual(start);
    expect(await apiMigrate(root, ['migrate', '--undo'])).toMatchObject({ code: 2, stderr: 'error: there is no run to undo\n' });
  });
});
