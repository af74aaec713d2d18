import module from 'node:module';
import { Command } from 'commander';
import type { Finish } from './commands/command.js';
import { explainCommand } from './commands/explain.js';
import { completionCommand } from './commands/completion.js';
import { initCommand } from './commands/init.js';
import { overviewCommand } from './commands/overview.js';
import { mcpCommand } from './commands/mcp.js';
import { mergeCommand } from './commands/merge.js';
import { migrateCommand } from './commands/migrate.js';
import { scanCommand } from './commands/scan.js';
import { recordCommand } from './commands/record.js';
import { validateCommand } from './commands/validate.js';
import { verifyCommand } from './commands/verify.js';
import { examplesOf } from './examples.js';
import { VERSION } from './version.js';

/** The command line as data: what is parsed, and what `docs/cli.md` is printed from. Throws instead of ending the process. */
export function createProgram(finish: Finish): Command {
  const program = new Command('api-migrate')
    .description('Finds every v1 call of a REST API in your code, rewrites it to v2, and proves that nothing broke.')
    .version(VERSION, '-V, --version', 'print the version')
    .option('--color', 'colours, whatever the output is')
    .option('--no-color', 'no colours')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .hook('preAction', keepCompiledCode)
    .addHelpText(
      'after',
      '\nWithout a command: which APIs this project calls, what blocks, what to run next.\n\nExit codes:\n  0  nothing is left to do\n  1  something is left for a person\n  2  wrong usage, or an internal error',
    );
  for (const define of [
    scanCommand,
    migrateCommand,
    validateCommand,
    verifyCommand,
    recordCommand,
    explainCommand,
    mergeCommand,
    initCommand,
    mcpCommand,
    completionCommand,
  ]) {
    const command = define(finish).helpOption('-h, --help', 'print this help');
    program.addCommand(command.addHelpText('after', `\nExamples:\n${examplesOf(command.name()).replaceAll(/^/gm, '  ')}`));
  }
  program.addCommand(overviewCommand(finish).helpOption('-h, --help', 'print this help'), { isDefault: true, hidden: true });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: (text, write) => write(oneLine(withHint(text, command))) });
  }
  return program;
}

/** Where to read on, for whoever types a command without what it needs. */
function withHint(text: string, command: Command): string {
  return text.startsWith('error: missing required argument') ? `${text.trim()}; see api-migrate help ${command.name()}` : text;
}

/** Commander's errors in one line. */
function oneLine(text: string): string {
  return `${text.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`;
}

/** Node 22 and later keep the compiled code of what a command loads, which makes the next run start faster. */
function keepCompiledCode(): void {
  (module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
}
