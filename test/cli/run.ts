import { spawn, type SpawnOptions } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** The built command line, as an installed package starts it. */
export const BIN = resolve(import.meta.dirname, '../../bin/api-migrate.js');

/** How a command ended. */
export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built command line to its end, with a plain environment: no colours, no CI, no debugging. */
export async function apiMigrate(cwd: string, args: readonly string[], options: SpawnOptions = {}): Promise<Run> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: { PATH: process.env['PATH'], XDG_STATE_HOME: process.env['XDG_STATE_HOME'], ...options.env },
  });
  const ended = new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  const [code, stdout, stderr] = await Promise.all([ended, child.stdout ? text(child.stdout) : '', child.stderr ? text(child.stderr) : '']);
  return { code, stdout, stderr };
}

/** A pack of one's own, small enough to see through. */
export const ACME = {
  id: 'acme',
  title: 'Acme API v1 to v2',
  guide: { title: 'Moving to v2' },
  base: { v1: '/acme/v1', v2: '/acme/v2' },
  evidence: { hosts: ['acme.example.com'], distinct: true },
  phases: { '1': 'Jobs', '2': 'Users' },
  rules: [
    {
      kind: 'move',
      id: 'acme/get-job',
      title: 'Jobs stand alone',
      guide: 'Jobs',
      level: 'auto',
      phase: '1',
      v1: ['GET /experiments/{experiment_id}/jobs/{job_id}'],
      v2: 'GET /jobs/{job_id}',
    },
    {
      kind: 'move',
      id: 'acme/get-user',
      title: 'Users are people',
      guide: 'Users',
      level: 'auto',
      phase: '2',
      v1: ['GET /users/{id}'],
      v2: 'GET /people/{id}',
    },
    {
      kind: 'removed',
      id: 'acme/bulk-delete',
      title: 'Bulk deletion is gone',
      guide: 'Jobs',
      level: 'manual',
      phase: '1',
      todo: 'Delete one by one.',
      v1: ['DELETE /experiments'],
    },
  ],
};

/** A project with one call that can be migrated, in a configuration that knows the pack. */
export const PROJECT: Record<string, string> = {
  'api-migrate.config.json': JSON.stringify({ packs: { acme: { from: './acme.pack.json' } }, exclude: ['*.json'] }),
  'acme.pack.json': JSON.stringify(ACME),
  'src/jobs.ts': `export async function getJob(experiment: string, id: string): Promise<Response> {
  return fetch(\`https://acme.example.com/acme/v1/experiments/\${experiment}/jobs/\${id}\`);
}
`,
};

/** The same with a call that has no v2 counterpart. */
export const WITH_MANUAL: Record<string, string> = {
  ...PROJECT,
  'src/clear.ts': `export const clear = () => fetch('https://acme.example.com/acme/v1/experiments', { method: 'DELETE' });\n`,
};
