import { realpath } from 'node:fs/promises';
import type { Rule } from '../../pack/model.js';
import type { ExplainCommandOptions } from '../commands/explain.js';
import { loadConfig } from '../config/load.js';
import { ExitCode } from '../exit-code.js';
import { choosePacks } from '../packs.js';
import { writeReport } from '../report.js';

/** `api-migrate explain` */
export async function runExplain(name: string | undefined, options: ExplainCommandOptions): Promise<ExitCode> {
  const loaded = await loadConfig(await realpath(process.cwd()), options.config);
  const pack = name?.split('/')[0];
  const { packs } = await choosePacks({ ...options, ...(pack === undefined ? {} : { pack: [pack] }) }, loaded);
  const rules = packs
    .flatMap((one) => one.rules.map((rule) => ({ pack: one, rule })))
    .filter(({ rule }) => name === undefined || name === pack || rule.id === name);
  await writeReport({ report: () => rules.map(({ rule }) => line(rule)).join('') }, packs, packs, options);
  return ExitCode.done;
}

function line({ id, level, title }: Rule): string {
  return `${id}  ${level}  ${title}\n`;
}
