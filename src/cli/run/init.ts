import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shippedPacks } from '../../../rules/index.js';
import packageJson from '../../../package.json' with { type: 'json' };
import { UsageError } from '../../pack/error.js';
import { quickScan } from '../../scan/quick.js';
import { CONFIG_NAMES } from '../config/load.js';
import { systemReason } from '../error.js';
import { ExitCode } from '../exit-code.js';
import { handleInterrupts } from '../interrupt.js';
import type { GlobalOptions } from '../options.js';
import { startProgress } from '../progress.js';
import { scanSettings } from '../settings.js';
import { note } from '../terminal.js';

/**
 * `api-migrate init`: writes a configuration for what the project calls.
 * @throws UsageError where one is there already
 */
export async function runInit(options: GlobalOptions): Promise<ExitCode> {
  handleInterrupts();
  const there = CONFIG_NAMES.find((name) => existsSync(name));
  if (there !== undefined) throw new UsageError(`${there} is here already; nothing was written`);
  const settings = await scanSettings(['.'], { ...options, config: false });
  const progress = await startProgress();
  const { summary } = await quickScan({ ...settings, onProgress: progress.step }).finally(progress.stop);
  const used = shippedPacks.filter((id) => id in summary.byPack || id in summary.byVersion);
  const name = existsSync('tsconfig.json') ? 'api-migrate.config.ts' : 'api-migrate.config.mjs';
  // "wx" also holds where another program writes the file in the meantime.
  await writeFile(join(settings.cwd, name), configText(used), { flag: 'wx' }).catch(({ code = '', message }: NodeJS.ErrnoException) => {
    throw new UsageError(`${name}: cannot be written: ${systemReason(code, message)}`);
  });
  const found = used.length === 0 ? 'no call of a known API was found' : `this project calls ${used.join(', ')}`;
  note(`${name} written: ${found}. Next: npx api-migrate scan`);
  return ExitCode.done;
}

function configText(used: readonly string[]): string {
  const packs = used.map((id) => {
    const key = /^\w+$/.test(id) ? id : `'${id}'`;
    return `    ${key}: {
      // Calls of these origins belong to the API, where the path alone is not evidence enough.
      // origins: ['https://${id}.example.com'],
    },
`;
  });
  return `import { defineConfig } from 'api-migrate';

// Everything here is optional: ${packageJson.homepage}/blob/main/docs/configuration.md
export default defineConfig({
  packs: {
${packs.join('')}    // A pack of your own, and one that is turned off.
    // acme: { from: './packs/acme.ts' },
    // ${shippedPacks.find((id) => !used.includes(id) && /^\w+$/.test(id)) ?? 'tao'}: false,
  },
  // Files to leave out, relative to this one.
  // exclude: ['src/legacy/**'],
  // Rules to leave alone in some files; they are reported as ignored, with the reason.
  // overrides: [{ files: ['src/legacy/**'], ignore: ['${used[0] ?? 'tao'}/*'], reason: 'switched off in May' }],
  // A comment that suppresses a finding must say why.
  // requireReason: true,
});
`;
}
