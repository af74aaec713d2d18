import type { Argument, Command, Option } from 'commander';
import { examplesOf } from '../src/cli/examples.js';
import { OVERVIEW } from '../src/cli/commands/overview.js';
import { createProgram } from '../src/cli/program.js';

/** The text of docs/cli.md, printed from the definitions that the command line itself is made of. */
export function cliDoc(): string {
  const program = createProgram(() => undefined);
  const named = program.commands.filter((command) => command.name() !== OVERVIEW);
  const sections = [ALONE, ...named.map((command) => section(command))];
  return `${[HEAD, ...sections, `## Everywhere\n\n${optionTable(program.options)}`, FOOT].join('\n\n')}\n`;
}

const HEAD = `# Command line

Printed from the definitions of the commands by \`npm run docs\`.`;

const ALONE = `## api-migrate alone

Without a command, \`api-migrate\` says which APIs the project calls, what blocks their migration, and which three commands to run next.
\`api-migrate help <command>\` prints the help of a command.`;

const FOOT = `## Exit codes

| code | meaning |
| --- | --- |
| 0 | nothing left to do |
| 1 | something is left for a person: open findings, changes not yet written, manual sites, files that could not be understood, differences |
| 2 | usage or internal error; one line on stderr says what to do |

With \`--format\` other than \`pretty\` nothing but the report goes to stdout. Progress and notes go to stderr.
\`NO_COLOR\` and \`FORCE_COLOR\` are honoured.`;

function section(command: Command): string {
  const args = command.registeredArguments;
  const usage = ['api-migrate', command.name(), ...args.map(argumentText), '[options]'].join(' ');
  const listed = args
    .filter(({ description }) => description !== '')
    .map((argument) => `- \`${argumentText(argument)}\`: ${argument.description}`);
  const examples = `\`\`\`sh\n${examplesOf(command.name())}\n\`\`\``;
  return [`## ${command.name()}`, sentence(command.description()), `    ${usage}`, ...listed, optionTable(command.options), examples].join(
    '\n\n',
  );
}

function argumentText(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function optionTable(options: readonly Option[]): string {
  const rows = options
    .filter(({ hidden }) => !hidden)
    .map(({ flags, description, defaultValue, negate }) => {
      const fallback = defaultValue === undefined || negate ? '' : ` (default: \`${String(defaultValue)}\`)`;
      return `| \`${flags}\` | ${`${description}${fallback}`.replaceAll('|', String.raw`\|`)} |`;
    });
  return ['| option | |', '| --- | --- |', ...rows].join('\n');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
