import type { Config } from './schema.js';

/** Gives `api-migrate.config.ts` its types; returns the configuration unchanged. */
export function defineConfig(config: Config): Config {
  return config;
}
