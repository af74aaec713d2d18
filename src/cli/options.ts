import { Option } from 'commander';
import type { Level } from '../pack/model.js';
import { FORMATS, type Format } from '../report/model.js';
import { UsageError } from '../pack/error.js';
import { unknownName } from './suggest.js';

/** Options that say how a report is made; every command has them. */
export interface OutputOptions {
  format?: Format;
  output?: string;
  quiet?: boolean;
  verbose?: boolean;
  timing?: boolean;
  reportSuppressed?: boolean;
}

/** Options that say which packs are read. */
export interface PackSelection {
  pack?: string[];
  stage?: string;
  /** `false`: `--no-config`. */
  config?: string | false;
}

/** Options that select findings. */
export interface SelectionOptions extends PackSelection {
  rule?: string[];
  phase?: string[];
  level?: Level;
  explain?: boolean;
  printConfig?: boolean;
}

/** Options of the program itself. */
export interface GlobalOptions {
  color?: boolean;
}

/** A list that may be given as several options or with commas. */
function collect(value: string, previous: string[] | undefined): string[] {
  const values = value.split(',').map((part) => part.trim());
  return [...(previous ?? []), ...values.filter((part) => part !== '')];
}

export const packOption = (): Option =>
  new Option('--pack <id>', 'read this pack only; repeat it, or separate with commas').argParser(collect);
export const stageOption = (): Option => new Option('--stage <name>', 'take one stage of a migration that has several, such as v1-to-v2');
export const configOption = (): Option =>
  new Option('--config <file>', 'configuration file (default: api-migrate.config.{ts,js,mjs,json} here)');
export const printConfigOption = (): Option => new Option('--print-config', 'print the settings in effect as JSON, and stop');
export const noConfigOption = (): Option => new Option('--no-config', 'read no configuration, so that no code of the project runs');
export const suppressedOption = (): Option =>
  new Option('--report-suppressed', 'list also the findings that comments or the baseline suppress');
export const quietOption = (): Option => new Option('-q, --quiet', 'print the summary only').conflicts('verbose');
export const verboseOption = (): Option => new Option('-v, --verbose', 'print code and evidence of every finding');
export const timingOption = (): Option => new Option('--timing', 'print on stderr how long each step took');
export const ruleOption = (): Option =>
  new Option('--rule <glob>', 'only findings of these rules, such as "tao/*-job"; repeatable').argParser(collect);
export const phaseOption = (): Option =>
  new Option('--phase <name>', 'only findings of this phase of the guide; repeatable').argParser(collect);
export const levelOption = (): Option =>
  oneOfOption(new Option('--level <level>', 'only findings up to this level: auto, review or manual'), 'level', [
    'auto',
    'review',
    'manual',
  ]);
export const explainOption = (): Option =>
  new Option('--explain', 'print how each finding was reached, and what becomes of each literal with a v1 base');
/**
 * @param known formats that the command can print, the default first
 * @param more what else the option takes
 */
export const formatOption = (known: readonly string[] = FORMATS, more?: string): Option =>
  oneOfOption(
    new Option(
      '--format <name>',
      `one of ${known.join(', ')} (default: by the extension of --output, else ${known[0]})${more === undefined ? '' : `; ${more}`}`,
    ),
    'format',
    known,
  );
/** Beside `--format`, which chooses the report: its value goes under another name. */
export const noFormatOption = (): Option => {
  const option = new Option('--no-format', 'leave new lines as they are made, without the formatter of the project');
  option.attributeName = () => 'formatter';
  return option;
};
export const outputOption = (): Option => new Option('--output <file>', 'write the report to a file');

const VALUES = new WeakMap<Option, readonly string[]>();

/** An option with a closed set of values. */
export function oneOfOption(option: Option, what: string, known: readonly string[]): Option {
  VALUES.set(option, known);
  return option.argParser(oneOf(what, known));
}

/** The values that an option takes, where there is a closed set of them. */
export function valuesOf(option: Option): readonly string[] {
  return VALUES.get(option) ?? [];
}

/** Parser of an option with a closed set of values. */
export function oneOf<T extends string>(what: string, known: readonly T[]): (value: string) => T {
  return (value) => {
    const found = known.find((name) => name === value);
    if (found === undefined) throw unknownName(what, value, known);
    return found;
  };
}

/** Parser of a whole number from 0. */
export function wholeNumber(option: string): (value: string) => number {
  return (value) => {
    if (!/^\d{1,15}$/.test(value)) throw new UsageError(`${option} takes a whole number, not "${value}"`);
    return Number(value);
  };
}

/** Parser of a number above 0. */
export function positiveNumber(option: string): (value: string) => number {
  return (value) => {
    const number = value.trim() === '' ? Number.NaN : Number(value);
    if (!Number.isFinite(number) || number <= 0) throw new UsageError(`${option} takes a number above 0, not "${value}"`);
    return number;
  };
}

/** Parser of a whole number above 0. */
export function positiveWhole(option: string): (value: string) => number {
  return (value) => {
    if (!/^[1-9]\d{0,14}$/.test(value)) throw new UsageError(`${option} takes a whole number above 0, not "${value}"`);
    return Number(value);
  };
}

/** Parser of `i/n` with `i` from 1 to `n`. */
export function shard(value: string): { index: number; count: number } {
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(value) ?? []).map(Number);
  if (index === undefined || count === undefined || index < 1 || index > count)
    throw new UsageError(`--shard takes i/n with i from 1 to n, not "${value}"`);
  return { index, count };
}
