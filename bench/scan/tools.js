// The tools that `scan` is compared with. Each prints one line for each literal with the v1 prefix.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const PREFIX = '/api/v1';
const HERE = path.dirname(fileURLToPath(import.meta.url));

/**
 * @typedef {{
 *   name: string,
 *   command: string,
 *   args(root: string): string[],
 *   found: RegExp,
 *   limit: number,
 * }} Tool `found` matches once for each finding in what the tool prints; `limit` is the number of files beyond which it is not run
 */

/** The transform that jscodeshift is given. */
export const CODEMOD = path.join(HERE, 'codemod.cjs');

/**
 * The tools that are there.
 * @param {string | undefined} directory where `npm install @ast-grep/cli ts-morph jscodeshift eslint typescript-eslint` was run
 * @param {number} limit most files for the tools that parse all of them in JavaScript
 * @returns {{ tools: Tool[], missing: string[] }}
 */
export function toolsIn(directory, limit) {
  const packaged = path.join(directory ?? '', 'node_modules');
  const script = (/** @type {string} */ name) => (/** @type {string} */ root) => [path.join(HERE, name), directory ?? '', root, PREFIX];
  const line = /^.+:\d+.*$/gm;
  /** @type {(Tool & { needs: string })[]} */
  const all = [
    { name: 'ripgrep', needs: onPath('rg'), command: 'rg', args: () => ['-n', '-F', PREFIX, '.'], found: line, limit: Infinity },
    {
      name: 'ast-grep',
      needs: path.join(packaged, '.bin', 'ast-grep'),
      command: path.join(packaged, '.bin', 'ast-grep'),
      args: () => ['scan', '--inline-rules', RULES, '.', '--json=stream'],
      found: /^\{/gm,
      limit: Infinity,
    },
    {
      name: 'ts-morph',
      needs: path.join(packaged, 'ts-morph'),
      command: process.execPath,
      args: script('ts-morph.js'),
      found: line,
      limit,
    },
    {
      name: 'jscodeshift',
      needs: path.join(packaged, '.bin', 'jscodeshift'),
      command: path.join(packaged, '.bin', 'jscodeshift'),
      args: () => codemodArgs(['--dry', `--from=${PREFIX}`]),
      found: /found at line/g,
      limit,
    },
    { name: 'ESLint', needs: path.join(packaged, 'eslint'), command: process.execPath, args: script('eslint.js'), found: line, limit },
  ];
  return { tools: all.filter(isThere), missing: all.filter((tool) => !isThere(tool)).map(({ name }) => name) };
}

/**
 * Arguments of jscodeshift for a project in the working directory.
 * @param {string[]} options
 */
export function codemodArgs(options) {
  return ['-t', CODEMOD, '--extensions=ts,tsx,js,jsx', '--parser=tsx', '--cpus=2', ...options, '.'];
}

/** The string and template literals with the prefix, in both languages that TypeScript files are read as. */
const RULES = ['ts', 'tsx']
  .map((language) =>
    JSON.stringify({
      id: `v1-${language}`,
      language,
      rule: { any: [{ kind: 'string' }, { kind: 'template_string' }], regex: PREFIX },
    }),
  )
  .join('\n---\n');

/** @param {{ needs: string }} tool */
function isThere({ needs }) {
  return needs !== '' && existsSync(needs);
}

/** @param {string} program */
function onPath(program) {
  const directories = (process.env['PATH'] ?? '').split(path.delimiter);
  return directories.map((directory) => path.join(directory, program)).find((file) => existsSync(file)) ?? '';
}
