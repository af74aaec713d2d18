import { basename, extname } from 'node:path';

/** Extensions of files that are parsed as code. */
export const CODE_EXTENSIONS = ['.ts', '.mts', '.cts', '.tsx', '.jsx', '.js', '.mjs', '.cjs', '.vue', '.svelte', '.astro'];

/** True for files that are parsed as code. */
export function isCode(path: string): boolean {
  return CODE_EXTENSIONS.includes(extname(path));
}

/** True for a file of which only blocks are code: the rest is markup. */
export function isComponent(path: string): boolean {
  return ['.vue', '.svelte', '.astro'].includes(extname(path));
}

/** True for files of environment variables: `.env`, `.env.local`, `staging.env`. */
export function isEnvironmentFile(path: string): boolean {
  return /(?:^|\.)env(?:\.|$)/i.test(basename(path)) && !/\.(?:[cm]?[jt]sx?|json|ya?ml|md)$/i.test(path);
}

/** True for files that hold settings: JSON that code imports or reads, and files of environment variables. */
export function isData(path: string): boolean {
  return path.endsWith('.json') || isEnvironmentFile(path);
}

const TEXT_EXTENSIONS = new Set([
  '.json',
  '.jsonc',
  '.yaml',
  '.yml',
  '.toml',
  '.md',
  '.mdx',
  '.http',
  '.rest',
  '.sh',
  '.bash',
  '.zsh',
  '.py',
  '.ipynb',
  '.conf',
  '.ini',
  '.properties',
  '.tf',
  '.html',
  '.txt',
  '.graphql',
  '.env',
  '.bru',
  '.ps1',
]);

/** Files that name the versions of packages and nothing else. */
const LOCK_FILES = new Set(['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml']);

/** Text files outside the languages that are parsed; a name such as `Dockerfile` or `.env.local` counts too. */
export function isText(path: string): boolean {
  const base = basename(path);
  if (LOCK_FILES.has(base)) return false;
  return TEXT_EXTENSIONS.has(extname(path)) || /^(\.env|dockerfile|makefile|justfile|caddyfile|nginx)/i.test(base);
}

/** True for a test and what belongs to one, by its path in the project: it states URLs, and stands in for the API, for many ends. */
export function isTest(file: string): boolean {
  return /(?:^|\/)(?:__tests__|__mocks__|tests?|cypress|e2e)\/|\.(?:test|spec|cy|stories)\.[cm]?[jt]sx?$/.test(file);
}
