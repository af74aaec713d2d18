import { isEnvironmentFile } from './environment.js';

/** True for files that hold settings: JSON that code imports or reads, and files of environment variables. */
export function isData(path: string): boolean {
  return path.endsWith('.json') || isEnvironmentFile(path);
}
