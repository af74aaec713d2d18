import { dirname, sep } from 'node:path';
import type { Interpreter } from '../interpreter.js';
import { join, type AbstractValue } from '../value.js';

/** Objects that hold the environment variables of the program. */
const HOLDERS = new Set(['process.env', 'import.meta.env', 'Bun.env']);

/** True for a global object that holds environment variables. */
export function holdsVariables({ module, path }: Extract<AbstractValue, { kind: 'external' }>): boolean {
  return module === 'global' && HOLDERS.has(path.join('.'));
}

/**
 * What the files of the project set an environment variable to; undefined when none does. It may also be set elsewhere.
 * @param from file that reads it: files beside it or above it say more than those of other packages
 */
export function variableValue(name: string, from: string | undefined, interpreter: Interpreter): AbstractValue | undefined {
  const { environmentFiles, texts } = interpreter.project;
  const settings = environmentFiles.flatMap((file) => {
    const all = interpreter.exported(file, 'default');
    const value = all && interpreter.member(all, name);
    return value ? [{ file, directory: dirname(file), value }] : [];
  });
  const near = settings.filter(({ directory }) => from?.startsWith(directory + sep));
  const nearest = Math.max(...near.map(({ directory }) => directory.length));
  const chosen = near.length === 0 ? settings : near.filter(({ directory }) => directory.length === nearest);
  // A file that is nearer hides those of other packages; only one with the address of an API says what the code is for.
  const values = chosen.flatMap(({ file, value }) => (texts.includes(file) ? [value] : []));
  return values.length === 0 ? undefined : join(values);
}
