import { access, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { systemReason, UsageError } from '../error.js';
import { nearest } from '../suggest.js';
import { importModule } from './import.js';
import { type Config, configSchema } from './schema.js';

const NAMES = ['ts', 'js', 'mjs', 'json'].map((extension) => `api-migrate.config.${extension}`);

/** A configuration and where it came from. */
export interface LoadedConfig {
  config: Config;
  /** Directory that paths in it are relative to. */
  directory: string;
}

/**
 * Loads the configuration: the file named, or the one in the working directory, or an empty one.
 * @throws UsageError that names the file and the place in it
 */
export async function loadConfig(cwd: string, named: string | undefined): Promise<LoadedConfig> {
  const path = named === undefined ? await findConfig(cwd) : resolve(cwd, named);
  if (path === undefined) return { config: {}, directory: cwd };
  const value = extname(path) === '.json' ? await readJson(path) : await importModule(path);
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) throw new UsageError(`${basename(path)}: ${issueText(parsed.error.issues)}`);
  return { config: parsed.data, directory: dirname(path) };
}

async function findConfig(cwd: string): Promise<string | undefined> {
  const found: string[] = [];
  for (const name of NAMES) {
    const exists = await access(join(cwd, name)).then(
      () => true,
      () => false,
    );
    if (exists) found.push(name);
  }
  const [first, second] = found;
  if (first !== undefined && second !== undefined)
    throw new UsageError(`both ${first} and ${second} are here; keep one, or name one with --config`);
  return first === undefined ? undefined : join(cwd, first);
}

/** Reads a JSON file whose errors name the line. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: ${systemReason(error.code ?? '', error.message)}`);
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw new UsageError(`${basename(path)}: ${jsonErrorText(error as SyntaxError, text)}`);
  }
}

function jsonErrorText({ message }: SyntaxError, text: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n');
  return `is not valid JSON at line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

/** The first issue with its path; a misspelt key with the one that was meant. */
function issueText(issues: readonly z.core.$ZodIssue[]): string {
  const issue = deepest(issues[0]);
  if (!issue) return 'is not a configuration';
  const rest = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  const place = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return `${place === '' ? '' : `${place}: `}${issue.message}${rest}`;
  const [key = ''] = issue.keys;
  const near = nearest(key, place === '' ? Object.keys(configSchema.shape) : ['from', 'origins', 'stage', 'options']);
  return `unknown key "${[place, key].filter((part) => part !== '').join('.')}"${near === undefined ? '' : `; did you mean "${near}"?`}${rest}`;
}

/** Of a value that fits no branch of a union, what was wrong with the branch that came nearest: the object. */
function deepest(issue: z.core.$ZodIssue | undefined): z.core.$ZodIssue | undefined {
  if (issue?.code !== 'invalid_union') return issue;
  const branch = issue.errors.find(([first]) => first !== undefined && (first.path.length > 0 || first.code === 'unrecognized_keys'));
  const inner = deepest(branch?.[0]);
  return inner ? { ...inner, path: [...issue.path, ...inner.path] } : issue;
}
