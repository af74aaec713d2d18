/**
 * What a function of the platform or of a package does with what it is given, read by the interpreter (what is the value of the
 * call?) and by tracking (where does the value go?).
 */
export type Effect =
  /** The call gives an argument, as it is or under a member. */
  | { gives: 'argument'; under?: string; promise?: true; observable?: boolean }
  /** The call gives what the function gives that is its first argument; with `under`, as a member. */
  | { gives: 'result'; under?: string; promise?: true }
  /** The call gives an object with the members of all arguments; of a name that several have, one wins. */
  | { gives: 'merged'; wins: 'first' | 'last' }
  /** The call gives the first argument with `%s` and the like filled in. */
  | { gives: 'formatted' }
  /** The call gives the arguments as a path, `/` between them. */
  | { gives: 'path' }
  /** The call gives the text with reserved characters encoded. */
  | { gives: 'encoded' }
  /** The call gives what is made of a definition: a component, or with `called` a function that gives a store. */
  | { gives: 'made'; called?: true }
  /** The call gives the members of its argument, each as a reference to it. */
  | { gives: 'references' }
  /** The call gives an object of the class, or of what the token names. */
  | { gives: 'instance' }
  /** The call gives a list of promises as one promise: of all values, of the first, or of how each of them ended. */
  | { gives: 'all' | 'first' | 'settled' }
  /** The call gives a path of members of its first argument: `get(value, 'a.b')`. */
  | { gives: 'member' }
  /** The call only looks at the value. */
  | { sees: 'text' | 'number' | 'test' | 'type' | 'keys' };

const SAME: Effect = { gives: 'argument' };
const CALLED: Effect = { gives: 'result' };
const LAST_WINS: Effect = { gives: 'merged', wins: 'last' };

/** Rows with one effect for many names. */
function rows(prefix: string, names: string, effect: Effect): [string, Effect][] {
  return names.split(' ').map((name) => [prefix + name, effect]);
}

/** Effects by name: package and members, dots between; what needs no import is below `global`. */
const FUNCTIONS = new Map<string, Effect>([
  ...rows('global.', 'Object.create Object.freeze Object.seal structuredClone', SAME),
  ...rows('global.', 'ref shallowRef readonly reactive unref toValue', SAME),
  ...rows('global.', 'decodeURI encodeURI String', SAME),
  ...rows('global.', 'encodeURIComponent escape', { gives: 'encoded' }),
  ...rows('global.', 'Promise.resolve', { gives: 'argument', promise: true }),
  ['global.Promise.all', { gives: 'all' }],
  ['global.Promise.allSettled', { gives: 'settled' }],
  ...rows('global.', 'Promise.race Promise.any', { gives: 'first' }),
  ['global.Object.assign', LAST_WINS],
  ['global.Array.from', SAME],
  ['global.computed', { gives: 'result', under: 'value' }],
  ['global.Array.isArray', { sees: 'type' }],
  ...rows('global.', 'alert', { sees: 'text' }),
  ...rows('global.', 'Number parseInt parseFloat Number.parseInt Number.parseFloat Number.isInteger Number.isFinite isNaN', {
    sees: 'number',
  }),
  ...rows('global.', 'Math.max Math.min Math.round Math.floor Math.ceil Math.abs Math.trunc', { sees: 'number' }),
  ['global.Boolean', { sees: 'test' }],
  ...rows('vue.', 'readonly toRef unref toValue markRaw toRaw reactive', SAME),
  ...rows('vue.', 'ref shallowRef', { gives: 'argument', under: 'value' }),
  ['vue.computed', { gives: 'result', under: 'value' }],
  ...rows('react.', 'memo useCallback useRef forwardRef cache createContext use', SAME),
  ...['vue.defineComponent', 'vue.createApp', 'global.defineComponent'].map((name): [string, Effect] => [name, { gives: 'made' }]),
  ...['pinia.defineStore', 'global.defineStore'].map((name): [string, Effect] => [name, { gives: 'made', called: true }]),
  ['pinia.storeToRefs', { gives: 'references' }],
  ['global.storeToRefs', { gives: 'references' }],
  ['react.useMemo', CALLED],
  ['@angular/core.computed', CALLED],
  ['@angular/core.signal', SAME],
  ...['@angular/core.inject', 'tsyringe.container.resolve', 'typedi.Container.get'].map((name): [string, Effect] => [
    name,
    { gives: 'instance' },
  ]),
  // Clients that send what they are told, and give what they get, in another way.
  ...rows(
    '',
    'axios-retry axios-rate-limit axios-cookiejar-support.wrapper axios-cache-interceptor.setupCache fetch-retry fetch-cookie',
    SAME,
  ),
  ...rows('rxjs.', 'firstValueFrom lastValueFrom', { gives: 'argument', promise: true, observable: false }),
  ['rxjs.from', { gives: 'argument', promise: true, observable: true }],
  ...rows('path.', 'join posix.join', { gives: 'path' }),
  ...['url-join', 'urljoin', 'proper-url-join', 'url.resolve'].map((name): [string, Effect] => [name, { gives: 'path' }]),
  ['url.format', SAME],
  ...['util.format', 'sprintf-js.sprintf', 'printf', 'format-util'].map((name): [string, Effect] => [name, { gives: 'formatted' }]),
  ...rows('lodash.', 'merge assign extend assignIn', LAST_WINS),
  ...rows('lodash.', 'defaults defaultsDeep', { gives: 'merged', wins: 'first' }),
  ...rows('lodash.', 'clone cloneDeep identity trim trimEnd trimStart toString', SAME),
  ['lodash.get', { gives: 'member' }],
  ...['deepmerge', 'merge-deep', 'defu.createDefu', 'object-assign', 'xtend', 'ts-deepmerge.merge', 'ramda.mergeRight', 'remeda.merge'].map(
    (name): [string, Effect] => [name, LAST_WINS],
  ),
  ...['defu', 'defu.defu', 'ramda.mergeLeft'].map((name): [string, Effect] => [name, { gives: 'merged', wins: 'first' }]),
]);

/** A function of a package and what it does, as a user declares it. */
export interface DeclaredModel {
  /** Package, as code imports it. */
  module: string;
  /** Name that it exports, dots between members; absent: the package itself. */
  name?: string | undefined;
  /** What a call of it gives: see `Effect`. */
  gives: 'argument' | 'result' | 'merged' | 'formatted' | 'path' | 'encoded' | 'member' | 'instance';
  /** Member under which the call gives it. */
  under?: string | undefined;
  /** Of a name that several merged objects have, the one that wins; default `last`. */
  wins?: 'first' | 'last' | undefined;
}

/** The effects that are known in a run: those of the table, and those that the user declares, which win. */
export interface Models {
  effectOf(module: string, path: readonly string[]): Effect | undefined;
}

/** Makes the table of a run. */
export function createModels(declared: readonly DeclaredModel[] = []): Models {
  const own = new Map<string, Effect>(
    declared.map((model) => [keyOf(model.module, model.name === undefined ? [] : [model.name]), declaredEffect(model)]),
  );
  return {
    effectOf(module, path) {
      const key = keyOf(module, path);
      return own.get(key) ?? FUNCTIONS.get(key);
    },
  };
}

function declaredEffect({ gives, under, wins = 'last' }: DeclaredModel): Effect {
  if (gives === 'merged') return { gives, wins };
  return gives === 'argument' || gives === 'result' ? { gives, ...(under === undefined ? {} : { under }) } : { gives };
}

/** One name for all ways to a function: `node:util`, `lodash-es`, `lodash/merge`, `@vue/reactivity`. */
function keyOf(module: string, path: readonly string[]): string {
  const plain = module
    .replace(/^node:/, '')
    .replace(/^lodash-es\b/, 'lodash')
    .replace(/^@vue\/.*/, 'vue')
    .replace(/^lodash\//, 'lodash.')
    .replace(/^path\/posix$/, 'path');
  return [plain, ...path].join('.');
}
