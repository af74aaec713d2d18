import { execFile } from 'node:child_process';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { ExitCode } from '../exit-code.js';
import { VERSION } from '../version.js';

/** Findings of a report that are handed to an agent; it asks for a part of the project where there are more. */
const LISTED = 200;

const paths = z.array(z.string()).optional().describe('Files, directories and globs; default: the whole project.');
const pack = z.array(z.string()).optional().describe('Rule packs to read, such as "tao"; default: those with evidence here.');

/** `api-migrate mcp`: each tool runs a command of this very command line, none of which writes to the project. */
export async function runMcp(): Promise<ExitCode> {
  const server = new McpServer({ name: 'api-migrate', version: VERSION });
  const readOnly = { readOnlyHint: true, openWorldHint: false };
  server.registerTool(
    'scan',
    {
      title: 'Find v1 calls',
      description:
        'Finds the calls of v1 of the known REST APIs in the project, with place, rule, level (auto, review, manual) and reason.',
      inputSchema: { paths, pack, since: z.string().optional().describe('Only what changed since this commit or branch.') },
      annotations: readOnly,
    },
    async (asked) =>
      json([
        'scan',
        ...optionsOf('--pack', asked.pack),
        ...optionOf('--since', asked.since),
        '--format',
        'json',
        '--',
        ...places(asked.paths),
      ]),
  );
  server.registerTool(
    'plan',
    {
      title: 'Plan the migration',
      description: 'What migrate would write, as diffs, and which findings it leaves to you and why. A dry run: no file is changed.',
      inputSchema: { paths, pack },
      annotations: readOnly,
    },
    async (asked) => json(['migrate', ...optionsOf('--pack', asked.pack), '--format', 'json', '--', ...places(asked.paths)]),
  );
  server.registerTool(
    'tasks',
    {
      title: 'List what is left',
      description: 'A worklist of what migrate leaves: code, facts, the rule with an example, and the command that judges each task.',
      inputSchema: { paths, pack },
      annotations: readOnly,
    },
    async (asked) => text(['migrate', ...optionsOf('--pack', asked.pack), '--format', 'tasks', '--', ...places(asked.paths)]),
  );
  server.registerTool(
    'explain',
    {
      title: 'Explain a rule or a pack',
      description: 'What a rule says: why the API changed, endpoints, facts that must hold, what to do, examples before and after.',
      inputSchema: { name: z.string().optional().describe('Id of a rule or a pack; default: the list of packs.') },
      annotations: readOnly,
    },
    async ({ name }) => text(['explain', '--format', 'markdown', ...(name === undefined ? [] : ['--', name])]),
  );
  server.registerTool(
    'validate',
    {
      title: 'Judge a migration',
      description:
        'Judges what changed since a commit, whoever changed it: is each v2 call the translation of the v1 call that it replaced?',
      inputSchema: { since: z.string().describe('Commit or branch to compare with.'), paths },
      annotations: readOnly,
    },
    async (asked) => json(['validate', '--since', asked.since, '--format', 'json', '--', ...places(asked.paths)]),
  );
  server.registerTool(
    'verify',
    {
      title: 'Replay recorded traffic',
      description: 'Translates recorded v1 requests to v2. Sends nothing unless `send` is true; then only requests that read.',
      inputSchema: {
        recordings: z.array(z.string()).describe('HAR or JSONL files.'),
        target: z.url().describe('The v2 server.'),
        send: z.boolean().optional().describe('Send the requests that only read, and judge the answers.'),
      },
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: true },
    },
    async ({ recordings, target, send = false }) =>
      text(['verify', '--target', target, ...(send ? ['--format', 'markdown'] : ['--dry-run']), '--', ...recordings]),
  );
  const transport = new StdioServerTransport();
  const closed = new Promise<void>((resolve) => void Object.assign(server.server, { onclose: resolve }));
  process.stdin.once('end', () => void server.close());
  await server.connect(transport);
  await closed;
  return ExitCode.done;
}

function optionsOf(option: string, values: readonly string[] = []): string[] {
  return values.flatMap((value) => optionOf(option, value));
}

/** As one word, so that a value never reads as an option of its own. */
function optionOf(option: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${option}=${value}`];
}

function places(given: readonly string[] | undefined): readonly string[] {
  return given === undefined || given.length === 0 ? ['.'] : given;
}

interface Outcome {
  code: number;
  out: string;
  problem: string;
}

async function run(args: readonly string[]): Promise<Outcome> {
  const [, bin = ''] = process.argv;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [bin, ...args],
      { maxBuffer: 1 << 28, env: { ...process.env, NO_COLOR: '1', CI: '1' } },
      (error, out, problem) => {
        const code = typeof error?.code === 'number' ? error.code : error ? ExitCode.failed : ExitCode.done;
        resolve({ code, out, problem: problem === '' && error ? error.message : problem });
      },
    );
  });
}

async function text(args: readonly string[]): Promise<CallToolResult> {
  const { code, out, problem } = await run(args);
  return code === ExitCode.failed ? failure(problem) : { content: [{ type: 'text', text: out }] };
}

/** A JSON report without the chains of evidence, and with no more findings than an agent can use. */
async function json(args: readonly string[]): Promise<CallToolResult> {
  const { code, out, problem } = await run(args);
  if (code === ExitCode.failed) return failure(problem);
  const report = JSON.parse(out) as { findings?: { evidence?: unknown }[] };
  const { findings } = report;
  if (!findings) return { content: [{ type: 'text', text: out }] };
  const listed = findings.slice(0, LISTED).map((finding) => ({ ...finding, evidence: undefined }));
  const left = findings.length - listed.length;
  const shown = { ...report, findings: listed, ...(left > 0 ? { leftOut: `${left} findings: ask for fewer paths` } : {}) };
  return { content: [{ type: 'text', text: JSON.stringify(shown, undefined, 1) }] };
}

function failure(problem: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: problem.trim() }] };
}
