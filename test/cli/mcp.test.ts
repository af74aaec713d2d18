import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, it } from 'vitest';
import { BIN, WITH_MANUAL } from './run.js';
import { workspace } from '../workspace.js';

interface Answer {
  isError?: boolean;
  content: { text: string }[];
}

it('api-migrate mcp serves its tools to a client of the official SDK, and writes nothing', async () => {
  const root = workspace(WITH_MANUAL);
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [BIN, 'mcp'], cwd: root }));
  try {
    const call = async (name: string, args: Record<string, unknown> = {}): Promise<Answer> =>
      (await client.callTool({ name, arguments: args })) as unknown as Answer;
    const text = async (name: string, args?: Record<string, unknown>): Promise<string> => (await call(name, args)).content[0]?.text ?? '';
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['scan', 'plan', 'tasks', 'explain', 'validate', 'verify']);
    expect(JSON.parse(await text('scan'))).toMatchObject({ command: 'scan', summary: { findings: 2 } });
    expect(JSON.parse(await text('plan', { paths: ['src/jobs.ts'] }))).toMatchObject({ summary: { written: false, filesChanged: 1 } });
    expect(await text('tasks')).toContain('src/clear.ts:1:28');
    expect(await text('explain', { name: 'acme/get-job' })).toContain('Jobs stand alone');
    expect(await call('scan', { paths: ['--write'] })).toMatchObject({ isError: true });
    expect(await call('scan', { pack: ['acmee'] })).toMatchObject({
      isError: true,
      content: [{ text: 'error: unknown pack "acmee"; did you mean "acme"?' }],
    });
    expect(readFileSync(join(root, 'src/jobs.ts'), 'utf8')).toBe(WITH_MANUAL['src/jobs.ts']);
  } finally {
    await client.close();
  }
});
