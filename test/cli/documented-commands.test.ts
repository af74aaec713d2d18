import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CommanderError } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createProgram } from '../../src/cli/program.js';
import { commitAll, git } from '../apply/files.js';
import { entry, har } from '../verify/support/recording.js';
import { json, serve } from '../verify/support/server.js';
import { workspace } from '../workspace.js';
import { ACME, apiMigrate } from './run.js';
import { pathWithTool } from './shell.js';

const run = promisify(execFile);
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...markdownIn('docs'), ...markdownIn('examples')].toSorted();

function markdownIn(directory: string): string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.md')).map((name) => join(directory, name));
}

/** What is not run, and why; a line that is neither run nor here fails. */
const NOT_RUN: [RegExp, string][] = [
  [/ --interactive\b/, 'asks at a terminal'],
  [/\bapi-migrate (?:record|mcp)\b/, 'serves until it is stopped'],
  [/^(?:npm (?:ci|run|test|pack)|\.ci\/run|npx (?:vitest|changeset))\b/, 'is of the checkout'],
  [/^(?:node (?:server|scripts|bench)\/|GITLAB_URL=|cd |for |grep |kill )/, 'needs a server that runs beside it'],
];

/** The lines of each fenced block of a page whose language is one of those given. */
function fenced(page: string, languages: RegExp): string[][] {
  return [...readFileSync(page, 'utf8').matchAll(/^( *)```(\w+)\n([^]*?)\n\1```/gm)]
    .filter(([, , language = '']) => languages.test(language))
    .map(([, , , text = '']) =>
      text
        .replaceAll(/\\\n\s*/g, '')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#')),
    );
}

/** Texts of `run` and `script` in the YAML of a page. */
function ciSteps(page: string): string[] {
  const found: string[] = [];
  const visit = (value: unknown, key = ''): void => {
    if (typeof value === 'string' && (key === 'run' || key === 'script')) found.push(...value.split('\n').filter((line) => line !== ''));
    else if (Array.isArray(value)) for (const item of value as unknown[]) visit(item, key);
    else if (typeof value === 'object' && value !== null) for (const [name, item] of Object.entries(value)) visit(item, name);
  };
  for (const lines of fencedText(page)) for (const document of parseAllDocuments(lines)) visit(document.toJS());
  return found;
}

function fencedText(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^```ya?ml\n([^]*?)\n```/gm)].map(([, text = '']) => text);
}

/** Command lines of the tool anywhere in a page: in blocks, in sentences, in tables. */
function mentioned(page: string): string[][] {
  // The head of a command in cli.md says how it is called.
  const text = readFileSync(page, 'utf8').replaceAll(/^ {4}api-migrate .* \[options\]$/gm, '');
  return [
    ...text.matchAll(
      /(?<![\w/@.-])api-migrate(?:@\S+)? ((?:scan|migrate|validate|verify|record|explain|init|completion|merge|mcp|help)\b[^\n`|#;&>)]*)/g,
    ),
  ].map(([, rest = '']) => words(rest.split(/ {2,}|, | &| → /)[0] ?? ''));
}

function words(text: string): string[] {
  return [...text.trim().matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) =>
    (double ?? single ?? plain ?? '').replaceAll(/[<>[\]]/g, ''),
  );
}

/** What the command line says of words that it does not know; undefined when it knows them all. */
async function complaint(args: readonly string[]): Promise<string | undefined> {
  const program = createProgram(() => {});
  for (const command of program.commands) command.action(() => {});
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeOut: () => undefined, outputError: () => undefined });
  try {
    await program.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    // A sentence need not repeat every argument.
    const isShort = error instanceof CommanderError && /^commander\.(?:help|missing|optionMissing)/.test(error.code);
    return isShort ? undefined : String(error);
  }
}

let project: string;
let path: string;

/** A repository with everything that the pages name. */
beforeAll(async () => {
  const traffic = har([entry({ url: 'https://tao.example.com/api/v1/orgs/a/experiments', answer: { experiments: [] } })]);
  const call = "export const list = () => fetch('https://tao.example.com/api/v1/orgs/a/experiments/b/jobs/c');\n";
  project = workspace({
    'src/jobs.ts': call,
    'src/billing/jobs.ts': call,
    'my-pack.json': JSON.stringify(ACME),
    'traffic.har': traffic,
    'recordings/traffic.har': traffic,
    'app.js': '',
    'package.json': '{"type": "module"}',
    '.gitignore': 'node_modules\nreports\n*.md\n*.html\n*.sarif\n*.json.gz\n',
  });
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(resolve('.'), join(project, 'node_modules/api-migrate'));
  git(project, 'init', '-q', '-b', 'main');
  commitAll(project);
  git(project, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
  for (const name of ['reports/web.json', 'shard-1.json', 'shard-2.json']) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    await apiMigrate(project, ['scan', '--output', name]);
  }
  await apiMigrate(project, ['scan', '--baseline', '.api-migrate-baseline.json', '--update-baseline']);
  const { url } = await serve((_, response) => json(response, 404, {}));
  for (const part of ['1', '2'])
    await apiMigrate(project, ['verify', 'traffic.har', '-t', url, '--shard', `${part}/2`, '--output', `verify-${part}.json`]);
  path = pathWithTool();
});

/** Runs a line in bash. Only 0 and 1 are ends that a page may show. */
async function runLine(cwd: string, line: string, url: string): Promise<void> {
  const local = line
    .replaceAll(/https:\/\/(?:v2|staging)\.example\.com|http:\/\/(?:localhost:8080|127\.0\.0\.1:8086)|"\$V2"/g, url)
    .replaceAll(/\$\{\{ matrix\.(\w+) \}\}/g, 'web')
    .replaceAll(/\$\{\{ github\.base_ref(?: \|\| '\w+')? \}\}/g, 'main')
    .replace('verify --merge shard-*.json', 'verify --merge verify-*.json')
    .replace('traffic.har.gz', 'traffic.har');
  const env = {
    PATH: path,
    HOME: cwd,
    XDG_STATE_HOME: process.env['XDG_STATE_HOME'],
    TOKEN: 'secret',
    REPOSITORY: 'web',
    GITHUB_STEP_SUMMARY: join(cwd, 'summary.md'),
  };
  const { code, stderr } = await run('bash', ['-c', local], { cwd, env }).then(
    () => ({ code: 0, stderr: '' }),
    (error: { code: number; stderr: string }) => error,
  );
  expect([0, 1], `${line}\n${stderr}`).toContain(code);
}

describe.each(PAGES)('%s', (page) => {
  const blocks = [...fenced(page, /^(?:sh|bash|shell|console)$/), ciSteps(page)].filter((lines) => lines.length > 0);

  it('names no command and no option that is not there', async () => {
    for (const args of mentioned(page)) expect(await complaint(args), args.join(' ')).toBeUndefined();
  });

  it.runIf(blocks.length > 0)('shows commands that run', async () => {
    const { url } = await serve((_, response) => json(response, 404, {}));
    for (const lines of blocks) {
      const cwd = workspace();
      cpSync(page.startsWith('examples') ? dirname(page) : project, cwd, { recursive: true, verbatimSymlinks: true });
      for (const line of lines) {
        if (NOT_RUN.some(([pattern]) => pattern.test(line))) continue;
        expect(line, 'is neither run nor listed as not run').toMatch(/\b(?:api-migrate|node)\b/);
        await runLine(cwd, line, url);
        // Each step is a commit of its own, as the pages say.
        if (/ --write\b/.test(line)) {
          git(cwd, 'add', '-A');
          git(cwd, 'commit', '-q', '--allow-empty', '-m', line);
        }
      }
    }
  });
});

describe('the check of commands', () => {
  it('finds them, and refuses what is not there', async () => {
    expect(PAGES.flatMap(mentioned).length).toBeGreaterThan(60);
    expect(await complaint(['scan', 'src', '--paks', 'tao'])).toContain("unknown option '--paks'");
    expect(await complaint(['scan', '--format', 'xml'])).toContain('unknown format');
  });
});
