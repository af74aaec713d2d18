import type { Operation, Table } from '../../match/index.js';
import type { CollapseRule } from '../../pack/model.js';
import { FieldPatterns } from '../compare/fields.js';
import { type IdKind, kindOfEndpoint } from '../ids/kind.js';

/** What `verify` derives once from each operation of the table. */
export interface OperationFacts {
  owner: IdKind | undefined;
  /** Field that identifies the resource, when the pack says so. */
  idField: string | undefined;
  added: FieldPatterns;
  volatile: FieldPatterns;
  optional: FieldPatterns;
  /** Rules that the operation exercises whenever it is replayed. */
  rules: string[];
}

const known = new WeakMap<Operation, OperationFacts>();

/** Facts of an operation; computed once. */
export function factsOf(operation: Operation): OperationFacts {
  let facts = known.get(operation);
  if (!facts) {
    facts = derive(operation);
    known.set(operation, facts);
  }
  return facts;
}

/** A collapse and the operation of its first step. */
export interface Collapse {
  rule: CollapseRule;
  first: Operation;
}

const collapses = new WeakMap<Table, Collapse[]>();

/** All collapses of a table. */
export function collapsesOf(table: Table): readonly Collapse[] {
  let found = collapses.get(table);
  if (!found) {
    found = table.operations.flatMap((first) => (first.rule.kind === 'collapse' ? [{ rule: first.rule, first }] : []));
    collapses.set(table, found);
  }
  return found;
}

function derive(operation: Operation): OperationFacts {
  const added = new FieldPatterns();
  const volatile = new FieldPatterns();
  const optional = new FieldPatterns();
  for (const change of operation.changes) {
    change.added?.forEach((field) => added.add(field, change.id));
    change.volatile?.forEach((field) => volatile.add(field, change.id));
    change.optional?.forEach((field) => optional.add(field, change.id));
  }
  return {
    owner: kindOfEndpoint(operation.v1),
    idField: idFieldOf(operation),
    added,
    volatile,
    optional,
    rules: [...new Set([operation.rule.id, ...operation.changes.map((change) => change.id), ...taggedIn(operation)])],
  };
}

/** Rules named by single operations of the lenses that every request goes through. */
function taggedIn({ query, request }: Operation): string[] {
  return [...query, ...request].flatMap(({ rule }) => rule ?? []);
}

function idFieldOf(operation: Operation): string | undefined {
  const collection = collectionOf(operation.v1.source);
  return Object.values(operation.pack.resources ?? {}).find((resource) => collectionOf(resource.create) === collection)?.id;
}

/** The path of an endpoint without its method, a last parameter and a verb: the collection it belongs to. */
function collectionOf(endpoint: string): string {
  return endpoint
    .replace(/^[A-Z]+ /, '')
    .replace(/\?.*$/, '')
    .replace(/:[^/:{}]*$/, '')
    .replace(/\/\{[^/]*\}$/, '');
}
