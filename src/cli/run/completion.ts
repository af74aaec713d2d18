import type { Command, Option } from 'commander';
import { shippedPacks } from '../../../rules/index.js';
import { ExitCode } from '../exit-code.js';
import { SHELLS, type Shell } from '../shells.js';
import { print } from '../terminal.js';

/** What a shell can complete of a command. */
interface Completed {
  name: string;
  description: string;
  options: { long: string; short?: string; description: string; takes: boolean; values: readonly string[]; isFile: boolean }[];
  /** Words that may stand instead of a file. */
  words: readonly string[];
}

/**
 * `api-migrate completion`
 * @param global options that every command has
 * @param valuesOf the values that an option takes; only the module that made the options knows them
 */
export async function runCompletion(
  shell: Shell,
  commands: readonly Command[],
  global: readonly Option[],
  valuesOf: (option: Option) => readonly string[],
): Promise<ExitCode> {
  const shown = commands.map((command) => completed(command, global, valuesOf));
  const help = { name: 'help', description: 'print the help of a command', options: [], words: shown.map(({ name }) => name) };
  await print(process.stdout, SCRIPTS[shell]([...shown, help]));
  return ExitCode.done;
}

function completed(command: Command, global: readonly Option[], valuesOf: (option: Option) => readonly string[]): Completed {
  const name = command.name();
  const options = [...command.options, ...global].filter(({ hidden, long }) => !hidden && long !== '--version');
  return {
    name,
    description: command.description(),
    options: options.map((option) => ({
      long: option.long ?? '',
      ...(option.short === undefined ? {} : { short: option.short }),
      description: option.description,
      takes: option.required || option.optional,
      values: option.long === '--pack' ? shippedPacks : valuesOf(option),
      isFile: option.flags.includes('<file>'),
    })),
    words: name === 'explain' ? shippedPacks : name === 'completion' ? SHELLS : [],
  };
}

const SCRIPTS: Record<Shell, (commands: readonly Completed[]) => string> = { bash, zsh, fish };

function bash(commands: readonly Completed[]): string {
  const names = commands.map(({ name }) => name);
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter(({ takes }) => takes)
      .map(({ long, values: known, isFile }) => {
        const words = isFile ? 'compgen -f -- "$cur"' : `compgen -W '${known.join(' ')}' -- "$cur"`;
        return `    '${name} ${long}') COMPREPLY=($(${words})); return ;;`;
      }),
  );
  const flags = commands.map(({ name, options }) => `      ${name}) flags='${options.map(({ long }) => long).join(' ')}' ;;`);
  const words = commands
    .filter((command) => command.words.length > 0)
    .map(({ name, words: own }) => `      ${name}) words='${own.join(' ')}' ;;`);
  return `# bash completion: eval "$(api-migrate completion bash)"
_api_migrate() {
  local cur=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= word flags='--help --version' words=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in ${names.join('|')}) command=$word; break ;; esac
  done
  case "$command $previous" in
${values.join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case $command in
${flags.join('\n')}
    esac
    COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  elif [[ -z $command ]]; then
    COMPREPLY=($(compgen -W '${names.join(' ')}' -- "$cur"))
  else
    case $command in
${words.join('\n')}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur") $(compgen -f -- "$cur"))
  fi
}
complete -o filenames -F _api_migrate api-migrate
`;
}

function zsh(commands: readonly Completed[]): string {
  const described = commands.map(({ name, description }) => quotedPosix(`${name}:${description.replaceAll(':', '\\:')}`));
  const cases = commands.map(({ name, options, words }) => {
    const specs = options.map(({ long, description, takes, values, isFile }) => {
      const value = !takes ? '' : isFile ? ':file:_files' : values.length > 0 ? `:value:(${values.join(' ')})` : ':value: ';
      return quotedPosix(`*${long}[${description.replaceAll(/[[\]\\:]/g, '\\$&')}]${value}`);
    });
    const rest = words.length > 0 ? `*:name:(${words.join(' ')})` : '*:file:_files';
    return `    ${name}) _arguments ${[...specs, quotedPosix(rest)].join(' ')} ;;`;
  });
  return `#compdef api-migrate
# zsh completion: eval "$(api-migrate completion zsh)", or a file _api-migrate on fpath
_api-migrate() {
  local -a commands=(${described.join(' ')})
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _api-migrate api-migrate
`;
}

function quotedPosix(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function fish(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, description, options, words }) => [
    `complete -c api-migrate -n __fish_use_subcommand -xa ${name} -d ${quotedFish(description)}`,
    ...(words.length > 0 ? [`complete -c api-migrate -n '__fish_seen_subcommand_from ${name}' -a '${words.join(' ')}'`] : []),
    ...options.map(({ long, short, description: what, takes, values, isFile }) => {
      const value = !takes ? '' : isFile ? ' -rF' : values.length > 0 ? ` -xa '${values.join(' ')}'` : ' -x';
      const letter = short === undefined ? '' : ` -s ${short.slice(1)}`;
      return `complete -c api-migrate -n '__fish_seen_subcommand_from ${name}' -l ${long.slice(2)}${letter}${value} -d ${quotedFish(what)}`;
    }),
  ]);
  return `# fish completion: api-migrate completion fish > ~/.config/fish/completions/api-migrate.fish\n${lines.join('\n')}\n`;
}

function quotedFish(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
