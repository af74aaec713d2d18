import type { ts } from '../project/syntax.js';
import { type Cause, LIMITS, type LimitName } from './limits.js';

/** An expression and the bindings it is read under. */
export interface Ref {
  node: ts.Expression;
  env: Environment;
  /** Why nothing more is known of it: a bound was reached. */
  cause?: Cause;
}

/** What a parameter stands for: an argument, a member of one, or a known value. */
export type Binding = Ref | { value: AbstractValue };

/** Bindings of the parameters of the calls that led here; flat, since declarations are unique nodes. */
export interface Environment {
  readonly bindings: ReadonlyMap<ts.Node, Binding>;
  /** What `this` is. */
  readonly self?: AbstractValue;
  /** Calls that were entered, outermost first. */
  readonly frames: readonly CallFrame[];
}

/** A call of the user's own function that was entered. */
export interface CallFrame {
  call: ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;
  callee: ts.SignatureDeclaration;
  /** Members of what the call gives that lead to what the function returns; absent when it gives just that. */
  gives?: string[];
}

/** Arguments as the called function meets them. */
export interface Arguments {
  items: Binding[];
  /** True when more may follow that cannot be seen. */
  open: boolean;
}

/** No bindings: a function looked at by itself. */
export const EMPTY: Environment = { bindings: new Map(), frames: [] };

/** A piece of a text: literal characters with their place in the source, or a placeholder. */
export type TextPart =
  | {
      text: string;
      /** Node that holds the characters: a string literal or a piece of a template; absent for text made by interpreter. */
      node?: ts.Node;
      /** Offset in the file of the first character, when the source shows the text as it is (no escapes). */
      start?: number;
      via?: Via;
      /** Default of a parameter: a caller may say otherwise. */
      assumed?: true;
    }
  | {
      placeholder: Ref;
      /** Passed through encodeURIComponent or the like: cannot hold a `/`. */
      encoded?: boolean;
      /** What to write for it in the place of the expression. */
      code?: string;
      /** The code means something inside this expression only. */
      within?: ts.Expression;
      /** Literal whose characters stand for it, such as the `*` of a glob. */
      literal?: ts.Node;
      via?: Via;
    };

/** Operands of templates and concatenations, and arguments of calls, that a piece came through, innermost first. */
export type Via = readonly ts.Expression[];

/** What an expression is, as far as it can be known without running the program. */
export type AbstractValue =
  | { kind: 'text'; parts: TextPart[]; /** Query parameters kept apart by URLSearchParams and URL. */ query?: QueryEntry[] }
  | { kind: 'constant'; value: number | boolean | null | undefined; node?: ts.Node; /** Default of a parameter. */ assumed?: true }
  | { kind: 'object'; node: ts.ObjectLiteralExpression; env: Environment }
  | { kind: 'record'; members: Map<string, AbstractValue> }
  | { kind: 'array'; node: ts.ArrayLiteralExpression; env: Environment }
  /** A `Map`, with the entries in view; `open` when there may be others. */
  | { kind: 'map'; entries: { key: AbstractValue; value: Binding }[]; open: boolean }
  /** Arguments that a rest parameter takes. */
  | { kind: 'list'; items: Binding[] }
  | { kind: 'function'; node: ts.FunctionLikeDeclaration; env: Environment; /** Leading arguments that `bind` fixed. */ bound?: Binding[] }
  | { kind: 'class'; node: ts.ClassLikeDeclaration; env: Environment }
  | { kind: 'enum'; node: ts.EnumDeclaration }
  | { kind: 'namespace'; node: ts.ModuleDeclaration }
  | {
      kind: 'instance';
      of: ts.ClassLikeDeclaration;
      env: Environment;
      /** The `new` expression, when it was seen. */ made?: { node: ts.NewExpression; env: Environment };
      /** Class to look for members from on: `super`. */ from?: ts.ClassLikeDeclaration;
    }
  /** What `new` makes of a constructor function; its members stand on `prototype`. */
  | { kind: 'made'; by: ts.FunctionLikeDeclaration; env: Environment; made?: { node: ts.NewExpression; env: Environment } }
  /** `this` of a component that is declared by options. */
  | { kind: 'component'; node: ts.ObjectLiteralExpression; env: Environment }
  /** Nothing but the declared type is known. */
  | { kind: 'shape'; node: ts.TypeLiteralNode | ts.InterfaceDeclaration }
  | { kind: 'module'; file: string }
  /** A member of a package or a global: `axios.get` is module `axios`, path `['get']`; globals have module `global`. */
  | { kind: 'external'; module: string; path: string[]; /** File that names it, for globals. */ from?: string }
  /** An instance that an HTTP client made, or a member of it. */
  | {
      kind: 'client';
      client: string;
      config?: Ref;
      /** Config of the instances it extends, nearest first. */ parents: Ref[];
      path: string[];
      made?: ts.Node;
      /** Calls of packages that were given it, and may change what it sends and receives. */
      through?: readonly ts.Node[];
    }
  | { kind: 'search'; entries: QueryEntry[]; node: ts.Expression }
  | { kind: 'request'; node: ts.NewExpression; env: Environment }
  /** The pieces of a template that a tag is given. */
  | { kind: 'template'; node: ts.TemplateLiteral; env: Environment }
  | {
      kind: 'union';
      options: AbstractValue[];
      /** Parts of one object, the one that wins first: not one of several values. */ merged?: true;
    }
  | { kind: 'unknown'; ref: Ref };

/** One query parameter of a URL built in code. */
export interface QueryEntry {
  name: AbstractValue;
  value: AbstractValue;
  /** Expressions through which it came, innermost first. */
  via?: ts.Expression[];
}

/** A text without source. */
export function textValue(text: string): AbstractValue {
  return { kind: 'text', parts: [{ text }] };
}

/** The value is not known; it stays a placeholder. */
export function unknown(node: ts.Expression, env: Environment): AbstractValue {
  return { kind: 'unknown', ref: { node, env } };
}

/** The value may be anything, since a bound was reached at the expression. */
export function top(limit: LimitName, node: ts.Expression, env: Environment): AbstractValue {
  return { kind: 'unknown', ref: { node, env, cause: { limit, node } } };
}

/** Alternatives, without nesting and without the same text twice; one alternative is itself. Where there are too many, one says so. */
export function join(options: AbstractValue[]): AbstractValue {
  const flat = distinct(
    options.some(isUnion) ? options.flatMap((option) => (option.kind === 'union' ? option.options : [option])) : options,
  );
  const [only] = flat;
  if (flat.length === 1 && only) return only;
  return { kind: 'union', options: flat.length > LIMITS.alternatives.bound ? bounded(flat) : flat };
}

/** As many alternatives as there may be, and one for the rest; those that say nothing go first. */
function bounded(options: AbstractValue[]): AbstractValue[] {
  const sorted = options.toSorted((a, b) => Number(isOpaque(a)) - Number(isOpaque(b)));
  const kept = sorted.slice(0, LIMITS.alternatives.bound);
  const rest = sorted.slice(LIMITS.alternatives.bound);
  const place = rest.map(placeOf).find((ref) => ref !== undefined) ?? kept.map(placeOf).find((ref) => ref !== undefined);
  return place ? [...kept, top('alternatives', place.node, place.env)] : kept;
}

/** An expression of a value, to name a place by. */
function placeOf(value: AbstractValue): Ref | undefined {
  if (value.kind === 'unknown') return value.ref;
  if (value.kind !== 'text') return undefined;
  for (const part of value.parts) {
    if ('placeholder' in part) return part.placeholder;
    const node = part.via?.at(-1) ?? part.node;
    if (node) return { node: node as ts.Expression, env: EMPTY };
  }
  return undefined;
}

function distinct(options: AbstractValue[]): AbstractValue[] {
  if (options.length < 2) return options;
  const seen = new Set<unknown>();
  return options.filter((option) => {
    const key = option.kind === 'text' ? textKey(option) : option;
    return !seen.has(key) && seen.add(key);
  });
}

/** Equal for texts that read the same; literals of different places stay apart. */
function textKey({ parts, query }: Extract<AbstractValue, { kind: 'text' }>): unknown {
  if (query && query.length > 0) return parts;
  return parts.map((part) => ('text' in part ? `${part.text}@${part.node?.pos ?? ''}` : `{${part.placeholder.node.pos}}`)).join('');
}

/** True for a value that is only known by where it comes from. */
function isOpaque({ kind }: AbstractValue): boolean {
  return kind === 'unknown' || kind === 'external' || kind === 'shape';
}

/** True for `undefined` and `null`. */
export function isNothing(value: AbstractValue): boolean {
  return value.kind === 'constant' && (value.value === undefined || value.value === null);
}

/** What an expression adds to a text: itself when it is text, else a placeholder. */
export function textOf(value: AbstractValue, node: ts.Expression, env: Environment): AbstractValue {
  return mapValue(value, (option) => {
    if (option.kind === 'text' || option.kind === 'unknown') return option;
    if (option.kind === 'constant' && !isNothing(option)) return option;
    if (option.kind === 'search') return { kind: 'text', parts: [], query: option.entries };
    return unknown(node, env);
  });
}

/** Marks a text as the default of a parameter. */
export function assumed(value: AbstractValue): AbstractValue {
  return mapValue(value, (option) => {
    if (option.kind === 'constant') return { ...option, assumed: true };
    if (option.kind !== 'text') return option;
    return { ...option, parts: option.parts.map((part) => ('text' in part ? { ...part, assumed: true } : part)) };
  });
}

/** Applies a function to each alternative. */
export function mapValue(value: AbstractValue, apply: (value: Exclude<AbstractValue, { kind: 'union' }>) => AbstractValue): AbstractValue {
  if (value.kind !== 'union') return apply(value);
  const mapped = value.options.map((option) => mapValue(option, apply));
  // Most often none is changed: the alternatives were told apart when they were joined.
  return !value.merged && mapped.every((option, index) => option === value.options[index]) ? value : join(mapped);
}

/** All alternatives of a value. */
export function alternatives(value: AbstractValue): readonly Single[] {
  if (value.kind !== 'union') return [value];
  return value.options.some(isUnion) ? value.options.flatMap(alternatives) : (value.options as Single[]);
}

/** A value that is not one of several. */
type Single = Exclude<AbstractValue, { kind: 'union' }>;

function isUnion({ kind }: AbstractValue): boolean {
  return kind === 'union';
}

/** The text of a value if it is fully known. */
export function constantText(value: AbstractValue): string | undefined {
  if (value.kind === 'constant') return String(value.value);
  if (value.kind !== 'text' || (value.query?.length ?? 0) > 0) return undefined;
  let text = '';
  for (const part of value.parts) {
    if (!('text' in part)) return undefined;
    text += part.text;
  }
  return text;
}

/** The pieces of a value used as text; an unknown value is one placeholder. Undefined when it is no text at all. */
export function partsOf(value: Exclude<AbstractValue, { kind: 'union' }>): TextPart[] | undefined {
  switch (value.kind) {
    case 'text':
      return value.parts;
    case 'constant':
      if (value.value === undefined || value.value === null) return undefined;
      return [{ text: String(value.value), ...(value.assumed ? { assumed: true } : {}) }];
    case 'unknown':
      return [{ placeholder: value.ref }];
    default:
      return undefined;
  }
}

/** Concatenates values as text, each alternative with each. */
export function concat(values: AbstractValue[], fallback: AbstractValue): AbstractValue {
  let joined: TextPart[][] = [[]];
  let cut: Ref | undefined;
  const query: QueryEntry[] = [];
  for (const value of values) {
    const pieces = alternatives(value).map(partsOf);
    const known = pieces.filter((parts) => parts !== undefined);
    if (known.length === 0) return fallback;
    if (value.kind === 'text') query.push(...(value.query ?? []));
    const all = joined.flatMap((left) => known.map((right) => [...left, ...right]));
    if (all.length > LIMITS.alternatives.bound)
      cut ??= values
        .flatMap(alternatives)
        .map(placeOf)
        .find((ref) => ref !== undefined);
    joined = all.slice(0, LIMITS.alternatives.bound);
  }
  const texts = joined.map((parts): AbstractValue => ({ kind: 'text', parts, ...(query.length > 0 ? { query } : {}) }));
  return cut ? join([...texts.slice(0, LIMITS.alternatives.bound - 1), restOf(texts, cut)]) : join(texts);
}

/** What stands for the combinations that were left out: the piece that all of them begin with, and anything after it. */
function restOf([first]: AbstractValue[], { node, env }: Ref): AbstractValue {
  const rest: TextPart = { placeholder: { node, env, cause: { limit: 'alternatives', node } } };
  const start = first?.kind === 'text' ? first.parts.slice(0, 1) : [];
  return { kind: 'text', parts: [...start, rest] };
}

/** Marks the pieces of a text as having come through an expression. */
export function through(value: AbstractValue, node: ts.Expression): AbstractValue {
  if (value.kind !== 'text' && value.kind !== 'unknown' && value.kind !== 'union' && !isAssumedConstant(value)) return value;
  return passedThrough(value, node, () =>
    mapValue(value, (option): AbstractValue => {
      const parts = option.kind === 'text' || option.kind === 'unknown' || isAssumedConstant(option) ? partsOf(option) : undefined;
      if (!parts) return option;
      const passed = parts.map((part) => passedThrough(part, node, () => ({ ...part, via: [...(part.via ?? []), node] })));
      if (option.kind !== 'text') return { kind: 'text', parts: passed };
      const query = option.query?.map((entry) => passedThrough(entry, node, () => ({ ...entry, via: [...(entry.via ?? []), node] })));
      return { ...option, parts: passed, ...(query ? { query } : {}) };
    }),
  );
}

/** A number that a parameter has where its caller gives none: in a text, it stands for the name that brings it. */
function isAssumedConstant(value: AbstractValue): boolean {
  return value.kind === 'constant' && value.assumed === true && !isNothing(value);
}

/** What came through an expression, by what went in: made once, since a parameter is read again and again. */
const passages = new WeakMap<object, Map<ts.Node, unknown>>();

function passedThrough<T extends object>(before: T, node: ts.Expression, make: () => T): T {
  let known = passages.get(before);
  if (!known) {
    known = new Map();
    passages.set(before, known);
  }
  const found = known.get(node) as T | undefined;
  if (found) return found;
  const made = make();
  known.set(node, made);
  return made;
}
