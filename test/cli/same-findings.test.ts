import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Linter } from 'eslint';
import type { Log } from 'sarif';
import { beforeAll, describe, expect, it } from 'vitest';
import plugin from '../../src/eslint.js';
import type { Finding, ScanResult } from '../../src/scan/model.js';
import { apiMigrate, PROJECT } from './run.js';
import { workspace } from '../workspace.js';

const HOST = 'https://acme.example.com/acme/v1';
const FILES: Record<string, string> = {
  'src/auto.js': `export const user = (id) => fetch(\`${HOST}/users/\${id}\`);\n`,
  'src/review.js': `const API = process.env.ACME ?? '${HOST}';\nexport const user = (id) =>\n  fetch(\n    \`\${API}/users/\${id}\`,\n  );\n`,
  'src/manual.js': `export const clear = () => fetch('${HOST}/experiments', { method: 'DELETE' });\n`,
  'src/two.js': `export const a = fetch('${HOST}/users/1'), b = fetch('${HOST}/users/2');\n`,
  'src/ignored.js': `// api-migrate-ignore-next-line acme/*: later\nexport const user = fetch('${HOST}/users/1');\n`,
  'src/é ü.js': `export const é = '…', user = fetch('${HOST}/users/3');\n`,
};

/** `file:line:column rule` of what is open, sorted. */
type Places = string[];

let root: string;
let expected: Places;
let open: Finding[];

beforeAll(async () => {
  root = workspace({ ...PROJECT, 'src/jobs.ts': 'export {};\n', ...FILES });
  const { findings } = JSON.parse(await output('json')) as ScanResult;
  open = findings.filter(({ state }) => state === 'open');
  expected = places(open);
});

async function output(format: string): Promise<string> {
  return (await apiMigrate(root, ['scan', 'src', '--format', format])).stdout;
}

function places(findings: readonly { file: string; line: number; column: number; rule: string }[]): Places {
  return findings.map(({ file, line, column, rule }) => `${file}:${line}:${column} ${rule}`).toSorted();
}

function linted(): { file: string; line: number; column: number; message: string }[] {
  const linter = new Linter({ cwd: root });
  const config = [{ files: ['**/*.js'], ...plugin.configs.recommended }] as Linter.Config[];
  return Object.keys(FILES).flatMap((file) =>
    linter
      .verify(readFileSync(join(root, file), 'utf8'), config, { filename: join(root, file) })
      .map(({ line, column, message }) => ({ file, line, column, message })),
  );
}

function lines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

describe('what is found', () => {
  it('is there', () => {
    expect(expected.map((place) => place.replace(/:.*/, ''))).toEqual(
      expect.arrayContaining(['src/auto.js', 'src/review.js', 'src/manual.js', 'src/two.js', 'src/é ü.js']),
    );
    expect(expected).toHaveLength(6);
  });

  it('is the same at the terminal', async () => {
    const found = [...(await output('pretty')).matchAll(/^(\S.*?):(\d+):(\d+) {2}\w+ {2}(\S+)/gm)];
    expect(
      places(found.map(([, file = '', line, column, rule = '']) => ({ file, line: Number(line), column: Number(column), rule }))),
    ).toEqual(expected);
  });

  it('is the same in JSON Lines', async () => {
    const found = lines<{ type: string; state: string; file: string; line: number; column: number; rule: string }>(await output('jsonl'));
    expect(places(found.filter(({ type, state }) => type === 'finding' && state === 'open'))).toEqual(expected);
  });

  it('is the same in SARIF', async () => {
    const { runs } = JSON.parse(await output('sarif')) as Log;
    const found = runs.flatMap(({ results = [] }) => results).filter(({ suppressions = [] }) => suppressions.length === 0);
    expect(
      places(
        found.map(({ ruleId: rule = '', locations = [] }) => {
          const { artifactLocation, region } = locations[0]?.physicalLocation ?? {};
          const { startLine: line = 0, startColumn: column = 0 } = region ?? {};
          return { file: decodeURIComponent(artifactLocation?.uri ?? ''), line, column, rule };
        }),
      ),
    ).toEqual(expected);
  });

  it('is the same in the ESLint plugin', () => {
    const found = linted().map(({ message, ...place }) => ({ ...place, rule: /\[(\S+), \w+\]$/.exec(message)?.[1] ?? message }));
    expect(places(found)).toEqual(expected);
  });

  it('is told in the same words', async () => {
    const { runs } = JSON.parse(await output('sarif')) as Log;
    const told = new Map(
      runs
        .flatMap(({ results = [] }) => results)
        .map(({ ruleId = '', properties, message: { text = '' }, locations = [] }) => {
          const { artifactLocation, region } = locations[0]?.physicalLocation ?? {};
          const place = `${decodeURIComponent(artifactLocation?.uri ?? '')}:${region?.startLine}:${region?.startColumn}`;
          return [place, `${text} [${ruleId}, ${String(properties?.['level'])}]`];
        }),
    );
    expect(Object.fromEntries(linted().map(({ file, line, column, message }) => [`${file}:${line}:${column}`, message]))).toEqual(
      Object.fromEntries(open.map(({ file, line, column }) => [`${file}:${line}:${column}`, told.get(`${file}:${line}:${column}`)])),
    );
    const terminal = (await output('pretty')).replaceAll(/\s+/g, ' ');
    for (const { file, line, column, rule, level, message, reason } of open) {
      const text = told.get(`${file}:${line}:${column}`) ?? '';
      const [change] = text.split('. ');
      expect(text).toContain(reason === undefined || reason === message ? message : `${message}: ${reason}`);
      expect(terminal).toContain(`${file}:${line}:${column} ${level} ${rule} ${change}`);
      if (reason !== undefined) expect(terminal).toContain(reason);
    }
  });

  it.each<[string, (text: string) => number]>([
    ['github', (text) => text.split('\n').filter((line) => /^::(?:error|warning|notice) file=/.test(line)).length],
    ['gitlab', (text) => (JSON.parse(text) as unknown[]).length],
    ['rdjsonl', (text) => lines(text).length],
    ['junit', (text) => [...text.matchAll(/<failure /g)].length],
  ])('is as much in %s', async (format, amount) => {
    expect(amount(await output(format))).toBe(expected.length);
  });
});
