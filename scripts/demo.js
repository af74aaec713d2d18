// Takes real clients of one API from v1 to v2 and proves it: npm run demo [-- pack]
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixtureApi } from '../fixtures/shared/apis.js';
import { readRecordings, recordingFile } from '../fixtures/shared/record-clients.js';
import { readExpectation, runClient } from '../fixtures/shared/run-client.js';

/** @import { Version } from '../fixtures/shared/server/model.js' */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLI = path.join(ROOT, 'bin', 'api-migrate.js');
const FIRST_LINES = 24;
const LAST_LINES = 12;

/**
 * Runs the command line.
 * @param {string} directory
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
function apiMigrate(directory, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/**
 * Runs the command line and ends the demo when the exit code is not one of those expected.
 * @param {string} directory
 * @param {string[]} args
 * @param {number[]} expected
 */
async function expectRun(directory, args, expected) {
  console.log(`$ api-migrate ${args.join(' ')}`);
  const result = await apiMigrate(directory, args);
  const { code, stdout, stderr } = result;
  if (code === null || !expected.includes(code)) {
    throw new Error(`exit code ${code}, expected ${expected.join(' or ')}\n${stdout}${stderr}`);
  }
  return result;
}

/**
 * Prints the beginning and the end of a long text: the first lines say what it is, the last ones sum up.
 * @param {string} text
 */
function show(text) {
  const lines = text.trimEnd().split('\n');
  const left = lines.length - FIRST_LINES - LAST_LINES;
  const shown = left > 1 ? [...lines.slice(0, FIRST_LINES), `  ... ${left} more lines ...`, ...lines.slice(-LAST_LINES)] : lines;
  console.log(shown.join('\n'));
}

/** @param {string} title */
function step(title) {
  console.log(`\n== ${title}`);
}

/**
 * What each program prints on a server of one version.
 * @param {string} id
 * @param {string} directory
 * @param {string[]} programs
 * @param {Version} version
 */
async function outputs(id, directory, programs, version) {
  const server = await fixtureApi(id).start({ only: version });
  try {
    /** @type {string[]} */
    const printed = [];
    for (const program of programs) {
      const { code, stdout, stderr } = await runClient(path.join(directory, program), { api: id, url: server.url, version });
      if (code !== 0) throw new Error(`${program} ended with exit code ${code} on ${version}\n${stdout}${stderr}`);
      printed.push(stdout);
    }
    return { printed, requests: server.requests.length };
  } finally {
    await server.close();
  }
}

/**
 * @param {string} id
 * @param {string} directory work copy
 * @param {string} recording
 * @param {string[]} programs
 */
async function demonstrate(id, directory, recording, programs) {
  step('What still speaks v1');
  show((await expectRun(directory, ['scan', '--pack', id], [0, 1])).stdout);
  const v1 = await outputs(id, directory, programs, 'v1');

  step('What would change');
  show((await expectRun(directory, ['migrate', '--pack', id], [0, 1])).stdout);

  step('Migrate the copy');
  show((await expectRun(directory, ['migrate', '--pack', id, '--write', '--allow-dirty'], [0, 1])).stdout);
  await expectRun(directory, ['scan', '--pack', id], [0]);
  console.log('nothing is left on v1');

  step('Run it on a server that serves v2 alone');
  const v2 = await outputs(id, directory, programs, 'v2');
  for (const [index, program] of programs.entries()) {
    if (v1.printed[index] !== v2.printed[index]) {
      throw new Error(`${program} prints something else on v2\n--- v1\n${v1.printed[index]}--- v2\n${v2.printed[index]}`);
    }
  }
  show(v2.printed.join('\n'));
  console.log(`${programs.length} program(s) print the same on v2, with ${v2.requests} requests in place of ${v1.requests}`);

  step('Replay what was recorded on v1 against v2');
  const server = await fixtureApi(id).start({ only: 'v2' });
  try {
    // The clock of the reference servers ticks with each request: one after the other, as recorded.
    const args = ['verify', recording, '--pack', id, '--target', server.url, '--allow-writes', '--concurrency', '1'];
    show((await expectRun(directory, args, [0])).stdout);
  } finally {
    await server.close();
  }
}

/**
 * The programs that can be migrated as they are; what is missing for the others is said.
 * @param {string} fixtures
 * @param {string[]} programs
 */
async function withoutGaps(fixtures, programs) {
  /** @type {string[]} */
  const left = [];
  for (const program of programs) {
    const { open } = await readExpectation(path.join(fixtures, program));
    if (open === undefined) left.push(program);
    else console.log(`${program} is left out: ${open}`);
  }
  return left;
}

/** @param {string} id */
async function main(id) {
  const fixtures = path.join(ROOT, 'fixtures', id);
  const { title } = fixtureApi(id);
  const [first] = Object.entries(await readRecordings(id));
  if (!first) throw new Error(`${id} has no recording`);
  const [recording, recorded] = first;
  const programs = await withoutGaps(fixtures, recorded);
  const directory = await mkdtemp(path.join(tmpdir(), 'api-migrate-demo-'));
  try {
    console.log(`${title}: ${programs.length} program(s), copied to ${directory}`);
    for (const program of programs) await cp(path.join(fixtures, program), path.join(directory, program), { recursive: true });
    await demonstrate(id, directory, recordingFile(id, recording), programs);
    console.log(`\n${title}: migrated and verified`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

try {
  await main(process.argv[2] ?? 'tao');
} catch (error) {
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
