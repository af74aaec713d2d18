import { blockers, type Blocker } from '../../../scan/blockers.js';
import { addedBy, backwardCode, type MovedPath, movePath } from '../../../pack/lens/index.js';
import type { Json, Lens, LensOp } from '../../../pack/model.js';
import type { ts } from '../../../project/syntax.js';
import { propertyKey, quoted, type Style, styleOf } from '../../../edit/style.js';
import { isTyped } from './code.js';

/** An arrow function that makes the v1 value of the v2 value: `({ sourceDirectory, ...rest }) => ({ ...rest, directory: sourceDirectory })`. */
export interface Adapter {
  /** Parameter without parentheses: a name, or a pattern. */
  parameter: string;
  body: string;
  /** The value lacks names of v1 that v2 does not answer. */
  partial?: boolean;
}

/** How adapters are written into a file. */
export interface CodeStyle extends Style {
  /** The file has types: parameters are declared `any`, since the shape between the versions has no type. */
  typed: boolean;
}

/** Why a lens cannot be run backward by an expression. */
export interface NoAdapter {
  problem: Blocker;
}

/** How an adapter is written, and what cannot be said in it. */
interface Writing extends CodeStyle {
  problems: Blocker[];
}

/** How adapters are written into the file of a node. */
export function codeStyleOf(node: ts.Node): CodeStyle {
  return { ...styleOf(node), typed: isTyped(node) };
}

/** Code that runs the lens of a value backward, or why there is none. */
export function adapterOf(lens: Lens, code: CodeStyle, name = 'body'): Adapter | NoAdapter {
  const writing: Writing = { ...code, problems: [] };
  const adapter = write(lens, writing, name);
  const [problem] = writing.problems;
  return problem === undefined ? adapter : { problem };
}

function write(lens: Lens, code: Writing, name = 'body'): Adapter {
  const ops = lens.filter((op) => !isIdle(op));
  if (ops.some((op) => op.op === 'unnest')) return shellAdapter(undo(ops, { lens: [] }, code), code, name);
  const at = ops.findLastIndex((op) => isStructural(op));
  const op = ops[at];
  if (!op) return fieldsAdapter(ops, code, name);
  const [before, after] = [ops.slice(0, at), ops.slice(at + 1)];
  if (op.op === 'map' && before.length === 0 && after.length === 0) return { parameter: name, body: mapped(name, op.lens, code) };
  if (op.op === 'nest' && after.length === 0) return nested(op.name, before, code, name);
  code.problems.push(blockers.noAdapter(op.op));
  return { parameter: name, body: name };
}

/** An adapter as a function. */
export function arrow({ parameter, body, partial }: Adapter, { typed }: CodeStyle): string {
  return `(${parameter}${typed ? ': any' : ''})${typed && partial === true ? ': any' : ''} => ${body.startsWith('{') ? `(${body})` : body}`;
}

function isStructural(op: LensOp): boolean {
  return ['nest', 'map'].includes(op.op);
}

/** An operation that leaves nothing to undo. */
function isIdle(op: LensOp): boolean {
  if (op.op === 'nest-when') return true;
  return (op.op === 'in' || op.op === 'map') && op.lens.every((part) => isIdle(part));
}

function mapped(list: string, lens: Lens, code: Writing): string {
  return `${list}.map(${arrow(write(lens, code, 'item'), code)})`;
}

function nested(name: string, before: Lens, code: Writing, value: string): Adapter {
  const inner = before.length === 0 ? { parameter: value, body: value } : write(before, code, value);
  return { parameter: object([entry(name, inner.parameter, code)], code), body: inner.body };
}

/** The v1 value around what v2 answers alone: an object of one name, inside of it another or the value of v2. */
type Shell = { lens: Lens } | { name: string; of: Shell; partial?: boolean; also?: [name: string, value: Json][] };

/** Undoes operations, last to first. What is not known of the value of v2 is left in its lens. */
function undo(ops: Lens, shell: Shell, code: Writing): Shell {
  return ops.reduceRight<Shell>((inner, op) => {
    if (op.op === 'unnest') return { name: op.name, of: inner, partial: (op.beside?.length ?? 0) > 0 };
    if ('lens' in inner) return { lens: [op, ...inner.lens] };
    if (op.op === 'in') return op.name === inner.name ? { name: inner.name, of: undo(op.lens, inner.of, code) } : inner;
    if (op.op === 'add' || op.op === 'default') return inner;
    if (op.op === 'remove' && op.value !== undefined) return withConstant(inner, op.name, op.value);
    code.problems.push(blockers.noAdapter(undefined));
    return inner;
  }, shell);
}

function withConstant(shell: Exclude<Shell, { lens: Lens }>, name: string, value: Json): Shell {
  return { ...shell, also: [[name, value], ...(shell.also ?? [])] };
}

/** `(body) => ({ data_set_description: body })`. */
function shellAdapter(shell: Shell, code: Writing, value: string): Adapter {
  if ('lens' in shell) return write(shell.lens, code, value);
  const inner = shellAdapter(shell.of, code, value);
  const isPartial = inner.partial === true || shell.partial === true;
  const flags = (shell.also ?? []).map(([name, constant]) => entry(name, literal(constant, code), code));
  const body = object([...flags, entry(shell.name, inner.body, code)], code);
  return { parameter: inner.parameter, body, ...(isPartial ? { partial: true } : {}) };
}

/** Fields of an object: those that moved or changed are taken out and put back. */
function fieldsAdapter(ops: Lens, code: Writing, value: string): Adapter {
  const names = namesIn(ops).filter((name) => isMoved(ops, name));
  const taken = createTaken(code);
  for (const { path } of addedBy(ops)) if (path.length === 1 && typeof path[0] === 'string') taken.drop(path[0]);
  const entries = names.flatMap((name) => fieldEntries(name, ops, taken, code));
  for (const op of ops) {
    if (op.op !== 'remove') continue;
    if (op.value === undefined) code.problems.push(blockers.notInV2(op.name));
    else entries.push(entry(op.name, literal(op.value, code), code));
  }
  if (entries.length === 0 && taken.pattern() === '') return { parameter: value, body: value };
  return { parameter: taken.pattern(), body: object(['...rest', ...entries], code) };
}

/** Names of v1 that the operations speak of. An object that the operations make is none of v1, nor is what they add. */
export function namesIn(ops: Lens): string[] {
  const made = new Set(
    ops.flatMap((op) => (op.op === 'plunge' ? [op.host] : op.op === 'rename' ? [op.to] : op.op === 'add' ? [op.name] : [])),
  );
  const names = ops.flatMap((op): string[] => {
    if (op.op === 'rename') return [op.from];
    if (op.op === 'hoist') return [op.host];
    return 'name' in op && op.op !== 'remove' && op.op !== 'add' ? [op.name] : [];
  });
  return [...new Set(names)].filter((name) => !made.has(name));
}

/** True when the field is elsewhere in v2, or holds something else. */
export function isMoved(ops: Lens, name: string): boolean {
  const moved = movePath(ops, [name]);
  if ('gone' in moved) return true;
  const { path, back, inner, list, split, unset } = moved;
  const stays = path.length === 1 && path[0] === name;
  return (
    !stays ||
    back.length > 0 ||
    list !== undefined ||
    split === true ||
    unset !== undefined ||
    inner.some((op) => !isIdle(op) && op.op !== 'add')
  );
}

function fieldEntries(name: string, ops: Lens, taken: Taken, code: Writing): string[] {
  const moved = movePath(ops, [name]);
  if ('gone' in moved) return [];
  if (moved.split) return hoisted(name, ops, taken, code);
  const local = taken.take(moved.path);
  const present = presenceOf(local, moved);
  const value = valueCode(local, moved, present !== undefined, code);
  return [present === undefined ? entry(name, value, code) : `...(${present} && ${object([entry(name, value, code)], code)})`];
}

/** The test under which v1 had the field at all: code that asks for its name, or lists all names, sees the difference. */
function presenceOf(local: string, { unset, inner, path }: MovedPath): string | undefined {
  if (unset !== undefined) return Array.isArray(unset) ? `${local}?.length` : `${local} != null`;
  return path.length === 1 && inner.some((op) => !isIdle(op)) ? local : undefined;
}

/** Fields that came up from a host go back into it. */
function hoisted(host: string, ops: Lens, taken: Taken, code: Writing): string[] {
  const names = ops.flatMap((op) => (op.op === 'hoist' && op.host === host ? [op.name] : []));
  const own = movePath(ops, [host]);
  if ('gone' in own) {
    code.problems.push(blockers.notInV2(host));
    return [];
  }
  const kept = taken.take(own.path);
  const inner = names.flatMap((name) => {
    const moved = movePath(ops, [host, name]);
    if ('path' in moved) return [entry(name, valueCode(taken.take(moved.path), moved, false, code), code)];
    code.problems.push(blockers.notInV2(name));
    return [];
  });
  return [entry(host, object([`...${kept}`, ...inner], code), code)];
}

/** The v1 value of a field, which may be missing unless that was tested. */
function valueCode(local: string, moved: MovedPath, isKnown: boolean, code: Writing): string {
  const inner = moved.inner.filter((op) => !isIdle(op));
  const chain = isKnown ? '' : '?.';
  let value = inner.length > 0 ? applied(local, write(inner, code, 'value'), isKnown, code) : local;
  if (moved.list === 'wrapped') value = `${value}${chain}[1] === undefined ? ${value}${chain}[0] : ${value}`;
  if (moved.list === 'head') value = isKnown ? `[${value}]` : `${value} == null ? ${value} : [${value}]`;
  for (const conversion of moved.back) {
    const back = backwardCode(conversion, value, { nullable: !isKnown });
    if (back === undefined) code.problems.push(blockers.noWayBackTo(local));
    else value = back;
  }
  return moved.unset === undefined || isKnown || value !== local ? value : `${local} ?? undefined`;
}

/** The adapter of a field, which may be missing unless that was tested. */
function applied(local: string, adapter: Adapter, isKnown: boolean, code: Writing): string {
  const isList = adapter.body.startsWith(`${adapter.parameter}.map(`);
  if (isList) return `${local}${isKnown ? '' : '?'}${adapter.body.slice(adapter.parameter.length)}`;
  const value = `(${arrow(adapter, code)})(${local})`;
  return isKnown ? value : `${local} && ${value}`;
}

interface Taken {
  /** Local name of the value at a path. */
  take(path: readonly (string | number)[]): string;
  drop(name: string): void;
  /** The pattern that takes all of them, and the rest; empty when nothing is taken. */
  pattern(): string;
}

/** Names that a variable cannot have. */
const RESERVED = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await package private public'.split(
    ' ',
  ),
);

interface Branch {
  local?: string;
  members: Map<string, Branch>;
}

function createTaken(code: Writing): Taken {
  const root: Branch = { members: new Map() };
  const used = new Set(['rest']);
  const fresh = (name: string): string => {
    const plain = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !RESERVED.has(name) ? name : 'value';
    let local = plain;
    for (let count = 2; used.has(local); count += 1) local = `${plain}${count}`;
    used.add(local);
    return local;
  };
  return {
    take(path) {
      let branch = root;
      for (const step of path) {
        if (typeof step === 'number') {
          code.problems.push(blockers.itemStandsForValue());
          break;
        }
        const next: Branch = branch.members.get(step) ?? { members: new Map() };
        branch.members.set(step, next);
        branch = next;
      }
      branch.local ??= fresh(String(path.at(-1) ?? 'value'));
      return branch.local;
    },
    drop(name) {
      const branch: Branch = root.members.get(name) ?? { members: new Map() };
      if (branch.members.size === 0) branch.local ??= fresh(name);
      root.members.set(name, branch);
    },
    pattern: () => (root.members.size === 0 ? '' : object([...branchEntries(root, code), '...rest'], code)),
  };
}

function branchEntries(branch: Branch, code: Writing): string[] {
  return [...branch.members].flatMap(([name, { local, members }]) => [
    ...(local === undefined ? [] : [entry(name, local, code)]),
    ...(members.size === 0 ? [] : [`${propertyKey(name, code)}: ${object(branchEntries({ members }, code), code)} = {}`]),
  ]);
}

function entry(name: string, value: string, code: Writing): string {
  const key = propertyKey(name, code);
  return key === value ? key : `${key}: ${value}`;
}

function object(entries: string[], { padding }: CodeStyle): string {
  return padding ? `{ ${entries.join(', ')} }` : `{${entries.join(', ')}}`;
}

function literal(value: Json, code: Writing): string {
  return typeof value === 'string' ? quoted(value, code) : JSON.stringify(value);
}
