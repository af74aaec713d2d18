import { nodesOf } from '../../project/nodes.js';
import { referencesTo, type ValueDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { wrapperOf } from '../../project/unwrap.js';
import type { Interpreter } from '../interpreter.js';
import { LIMITS } from '../limits.js';
import {
  alternatives,
  type Arguments,
  type Binding,
  constantText,
  EMPTY,
  type Environment,
  isNothing,
  join,
  textValue,
  top,
  unknown,
  type AbstractValue,
} from '../value.js';
import { elementsOf } from './arguments.js';
import { initializerOf, propertyName } from './properties.js';
import { writesTo } from './writes.js';

/** One entry of a table: an object literal or a `Map`. */
export interface TableEntry {
  key: AbstractValue;
  value: Binding;
}

/** The entries of a table; `open` when there may be others. */
export interface Table {
  entries: TableEntry[];
  open: boolean;
}

/**
 * Reads an object, a list or a `Map` as a table; undefined for what is none of them.
 * @param seen objects that are being read: `options = { ...options, more }` leads back to itself
 */
export function tableOf(value: AbstractValue, interpreter: Interpreter, seen: ReadonlySet<ts.Node> = new Set()): Table | undefined {
  switch (value.kind) {
    case 'record':
      return { entries: [...value.members].map(([name, member]) => ({ key: textValue(name), value: { value: member } })), open: false };
    case 'map':
      return value;
    case 'array':
    case 'list':
      return listTable(value, interpreter);
    case 'object':
      return objectTable(value, interpreter, seen);
    default:
      return undefined;
  }
}

/** A list, by position. */
function listTable(list: Extract<AbstractValue, { kind: 'array' | 'list' }>, interpreter: Interpreter): Table | undefined {
  const elements = elementsOf(list, interpreter);
  if (!elements || elements.items.length === 0) return undefined;
  const entries = elements.items.map((value, index) => ({ key: textValue(String(index)), value }));
  const holder = list.kind === 'array' ? wrapperOf(list.node).parent : undefined;
  const assigned = holder && list.kind === 'array' && ts.isVariableDeclaration(holder) ? assignedEntries(holder, list.env) : [];
  return { entries: [...entries, ...assigned], open: elements.open };
}

function objectTable(object: Extract<AbstractValue, { kind: 'object' }>, interpreter: Interpreter, seen: ReadonlySet<ts.Node>): Table {
  const { node, env } = object;
  const table: Table = { entries: [], open: false };
  if (seen.has(node)) return table;
  const within = new Set([...seen, node]);
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      for (const option of alternatives(interpreter.valueOf(property.expression, env))) {
        if (table.entries.length > LIMITS.table.bound) return { ...table, open: true };
        const inner = tableOf(option, interpreter, within);
        table.entries.push(...(inner?.entries ?? []));
        if (inner ? inner.open : !isNothing(option)) table.open = true;
      }
      continue;
    }
    const name = propertyName(property.name, env, interpreter);
    const member = name === undefined ? undefined : interpreter.member(object, name);
    const value = member ? { value: member } : initializerOf(property, env);
    const key =
      name === undefined && ts.isComputedPropertyName(property.name)
        ? interpreter.valueOf(property.name.expression, env)
        : textValue(name ?? '');
    if (value) table.entries.push({ key, value });
    else table.open = true;
  }
  const holder = wrapperOf(node).parent;
  if (ts.isVariableDeclaration(holder)) table.entries.push(...assignedEntries(holder, env));
  return table;
}

/** `table.name = value` and `table[key] = value`, after the object was made. */
function assignedEntries(holder: ts.VariableDeclaration, env: Environment): TableEntry[] {
  const { named, keyed } = writesTo(holder);
  return [
    ...[...named].flatMap(([name, rights]) => rights.map((node) => ({ key: textValue(name), value: { node, env } }))),
    ...keyed.map(({ key, right: node }) => ({ key: unknown(key, env), value: { node, env } })),
  ];
}

/** `new Map(…)`, with what `set` adds to the variable or member that holds it. */
export function mapValueOf(node: ts.NewExpression, env: Environment, interpreter: Interpreter): AbstractValue {
  const [given] = node.arguments ?? [];
  const table: Table = given ? pairs(interpreter.valueOf(given, env), interpreter) : { entries: [], open: false };
  const added = addedTo(wrapperOf(node).parent, interpreter);
  return { kind: 'map', entries: [...table.entries, ...added.entries], open: table.open || added.open };
}

/** Reads a list of pairs. */
function pairs(list: AbstractValue, interpreter: Interpreter): Table {
  if (list.kind === 'map' || isNothing(list)) return list.kind === 'map' ? list : { entries: [], open: false };
  const elements = elementsOf(list, interpreter);
  const table: Table = { entries: [], open: elements?.open ?? true };
  for (const item of elements?.items ?? []) {
    const [key, value] = elementsOf(interpreter.resolve(item), interpreter)?.items ?? [];
    if (key && value) table.entries.push({ key: interpreter.resolve(key), value });
    else table.open = true;
  }
  return table;
}

/** Members of a map that only look at it. */
const READERS = new Set(['get', 'has', 'size', 'keys', 'values', 'entries', 'forEach', 'delete', 'clear']);

/** What `map.set(key, value)` adds, in the file that holds the map. What is handed on or exported may get more elsewhere. */
function addedTo(holder: ts.Node, interpreter: Interpreter): Table {
  const uses = usesOf(holder);
  if (!uses) return { entries: [], open: true };
  const table: Table = { entries: [], open: isFilledElsewhere(holder, interpreter) };
  for (const use of uses) {
    const access = use.parent;
    const call = access.parent;
    const name = ts.isPropertyAccessExpression(access) && access.expression === use ? access.name.text : undefined;
    if (name === 'set' && ts.isCallExpression(call) && call.expression === access) {
      const [key, value] = call.arguments;
      if (key && value) table.entries.push({ key: interpreter.valueOf(key, EMPTY), value: { node: value, env: EMPTY } });
    } else if (name === undefined ? !ts.isExportSpecifier(access) && !ts.isForOfStatement(access) : !READERS.has(name)) table.open = true;
  }
  return table;
}

/** The uses of a variable, or those of a member by its name; undefined when nothing names the map. */
function usesOf(holder: ts.Node): ts.Expression[] | undefined {
  if (ts.isVariableDeclaration(holder) && ts.isIdentifier(holder.name)) return referencesTo(holder);
  if (!ts.isPropertyDeclaration(holder) || ts.isComputedPropertyName(holder.name)) return undefined;
  return nodesOf(holder.getSourceFile()).accesses.get(holder.name.text) ?? [];
}

/** A file that imports the map calls `set` of something of its name. */
function isFilledElsewhere(holder: ts.Node, { project }: Interpreter): boolean {
  const name = (holder as ValueDeclaration).name?.getText() ?? '';
  return project.importersOf(holder.getSourceFile().fileName).some((file) => {
    const tree = project.source(file)?.tree;
    const sets = tree ? (nodesOf(tree).accesses.get('set') ?? []) : [];
    return sets.some(({ expression }) => expression.getText().endsWith(name));
  });
}

/** What a table holds at a key; with a key that is not known, any of its values. */
export function valueAt(table: Table, key: AbstractValue, node: ts.Expression, env: Environment, interpreter: Interpreter): AbstractValue {
  const text = constantText(key);
  const { entries, open } = table;
  const own = entries.findLast((entry) => text !== undefined && constantText(entry.key) === text);
  const fitting = text === undefined ? entries : entries.filter((entry) => entry === own || constantText(entry.key) === undefined);
  if (fitting.length > LIMITS.table.bound) return top('table', node, env);
  const values = fitting.map(({ value }) => interpreter.resolve(value));
  return values.length === 0 || (open && !own) ? join([...values, unknown(node, env)]) : join(values);
}

/** The keys, values or pairs of a table as a list. */
export function listOf(table: Table, of: 'keys' | 'values' | 'entries'): AbstractValue | undefined {
  if (table.open) return undefined;
  const items = table.entries.map(({ key, value }): Arguments['items'][number] => {
    if (of === 'values') return value;
    return of === 'keys' ? { value: key } : { value: { kind: 'list', items: [{ value: key }, value] } };
  });
  return { kind: 'list', items };
}
