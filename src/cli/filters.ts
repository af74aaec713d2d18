import type { SelectionOptions } from './options.js';

/** The options of a selection, as they were typed. */
export function filtersOf({ rule = [], phase = [], level }: SelectionOptions): string[] {
  return [
    ...rule.map((glob) => `--rule ${glob}`),
    ...phase.map((name) => `--phase ${name}`),
    ...(level === undefined ? [] : [`--level ${level}`]),
  ];
}
