import { basename, extname } from 'node:path';
import { UsageError } from '../../pack/error.js';
import { firstProblem, shapeProblems } from '../../pack/issues.js';
import { plainProblem } from '../../pack/plain.js';
import { importModule } from './import.js';
import { readJson } from './json.js';
import { type Config, configSchema } from './schema.js';

/**
 * Reads a configuration file and checks its shape.
 * @throws UsageError that names the file and the place in it
 */
export async function readConfig(path: string): Promise<Config> {
  const name = basename(path);
  const value = extname(path) === '.json' ? await readJson(path) : await importModule(path);
  const odd = plainProblem(value);
  if (odd) throw new UsageError(`${name}: ${firstProblem([odd])}`);
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) throw new UsageError(`${name}: ${firstProblem(shapeProblems(parsed.error.issues, value))}`);
  return parsed.data;
}
