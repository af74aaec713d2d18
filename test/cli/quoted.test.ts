import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.js';

const FILES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [join('docs', name)] : [])),
];
const program = createProgram(() => {});

/** Commands of a text: `api-migrate <words>` up to the end of the line, of the code or of the comment beside it. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/api-migrate (?:scan|migrate|verify|explain)\b[^\n`|#]*/g)].map(
    ([command]) => command.split(/ {3,}/)[0]?.trim() ?? '',
  );
}

function unknownOptions(command: string): string[] {
  const [, name, ...rest] = command.split(/\s+/);
  const sub = program.commands.find((candidate) => candidate.name() === name);
  const known = new Set([...(sub?.options ?? []), ...program.options].flatMap(({ long, short }) => [long, short]));
  const given = rest.flatMap((word) => /^--?[a-z][a-z-]*/i.exec(word)?.[0] ?? []);
  return given.filter((option) => option !== '--help' && !known.has(option));
}

describe('commands in the documentation', () => {
  const quoted = FILES.flatMap((file) => commandsIn(readFileSync(file, 'utf8')).map((command) => ({ file, command })));

  it('are found', () => {
    expect(quoted.length).toBeGreaterThan(15);
  });

  it.each(quoted)('$file: $command', ({ command }) => {
    expect(unknownOptions(command)).toEqual([]);
  });

  it('would be told of an option that is not there', () => {
    expect(unknownOptions('api-migrate scan src --paks tao -z')).toEqual(['--paks', '-z']);
  });
});
