/** What methods do, by name: of lists, texts, observables and hooks. One row each; nothing else in the core names them. */

/** Methods that give a list of the same elements. */
export const SAME_ELEMENTS = new Set([
  'filter',
  'slice',
  'splice',
  'reverse',
  'toReversed',
  'sort',
  'toSorted',
  'concat',
  'toSpliced',
  'values',
  'flat',
  'with',
]);
/** Methods that give one element, or none. */
export const ONE_ELEMENT = new Set(['find', 'findLast', 'at', 'pop', 'shift']);
/** Position of the element among the parameters of the callback; two for comparisons. */
export const LIST_CALLBACKS = new Map<string, number[]>([
  ...['map', 'flatMap', 'filter', 'find', 'findLast', 'findIndex', 'findLastIndex', 'some', 'every', 'forEach'].map(
    (name): [string, number[]] => [name, [0]],
  ),
  ['reduce', [1]],
  ['reduceRight', [1]],
  ['sort', [0, 1]],
  ['toSorted', [0, 1]],
]);

/** Methods that change the list they are called on. */
export const MUTATING_METHODS = new Set(['push', 'unshift', 'splice', 'pop', 'shift', 'reverse', 'sort', 'fill', 'copyWithin']);

/** Methods of a collection of the user's own, or of what a hook gives, that give nothing of what it holds. */
export const KEEPING_METHODS = new Set(['set', 'push', 'unshift', 'add', 'has', 'delete', 'clear', 'mutate', 'reset', 'remove']);

/** Methods that give what they are called on, or a part of its text; the receiver stays readable as text. */
export const TEXT_METHODS = new Set(
  'toString toLowerCase toUpperCase trim trimStart trimEnd split startsWith endsWith replace replaceAll match matchAll padStart padEnd substring substr charAt charCodeAt codePointAt localeCompare normalize repeat search toFixed toPrecision toLocaleString toLocaleLowerCase toLocaleUpperCase valueOf'.split(
    ' ',
  ),
);

/** Ways to the bytes of an answer, which are not followed. */
export const RAW_READERS = new Set(['blob', 'arrayBuffer', 'bytes', 'formData', 'buffer', 'getReader', 'pipeTo', 'pipe']);

/** Operators in a `.pipe(…)` that give on what they are given. */
export const PASSING_OPERATORS = new Set([
  'filter',
  'first',
  'last',
  'take',
  'takeUntil',
  'takeWhile',
  'takeUntilDestroyed',
  'skip',
  'shareReplay',
  'share',
  'timeout',
  'retry',
  'retryWhen',
  'finalize',
  'delay',
  'debounceTime',
  'throttleTime',
  'distinctUntilChanged',
  'startWith',
  'untilDestroyed',
  'repeat',
  'observeOn',
  'subscribeOn',
  'catchError',
]);

/** Operators that give on what their callback gives. */
export const MAPPING_OPERATORS = new Set(['map', 'switchMap', 'mergeMap', 'concatMap', 'exhaustMap']);

/** Packages whose calls give a promise of what their callback gives. */
export const RUNNERS =
  /^(?:p-retry|p-limit|p-queue|async-retry|exponential-backoff|promise-retry|cockatiel|react\.cache|next\/cache\.unstable_cache)/;
/** Hooks that give `{ data }` of what their callback gives. */
export const HOOKS = /^(?:@tanstack\/(?:react|vue|solid|svelte)-query|react-query|swr|vue-query)\b/;

/** Members of a store that are the store's members as one object. */
export const WHOLE_MEMBERS = new Set(['$state']);
