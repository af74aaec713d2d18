import type { Operation } from '../../match/index.js';
import type { CollapseRule, CheckRule } from '../../pack/model.js';
import { FieldPatterns } from '../compare/fields.js';
import { type IdKind, kindOfEndpoint } from '../ids/kind.js';

/** What `verify` derives once from each operation of the table. */
export interface OperationFacts {
  owner: IdKind | undefined;
  /** Field that identifies the resource, when the pack says so. */
  idField: string | undefined;
  added: FieldPatterns;
  volatile: FieldPatterns;
  /** Rules that the operation exercises whenever it is replayed. */
  rules: string[];
  checks: CheckRule[];
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

/** The collapse whose second step the operation is, and the operation of its first step. */
export function collapseOf(operation: Operation, operations: readonly Operation[]): { rule: CollapseRule; first: Operation } | undefined {
  for (const first of operations) {
    if (first.rule.kind === 'collapse' && first.rule.steps[1] === operation.v1.source) return { rule: first.rule, first };
  }
  return undefined;
}

function derive(operation: Operation): OperationFacts {
  const added = new FieldPatterns();
  const volatile = new FieldPatterns();
  for (const change of operation.changes) {
    change.added?.forEach((field) => added.add(field, change.id));
    change.volatile?.forEach((field) => volatile.add(field, change.id));
  }
  const checks = operation.pack.rules.filter(
    (rule): rule is CheckRule => rule.kind === 'check' && ('headers' in rule.check || 'answer' in rule.check),
  );
  return {
    owner: kindOfEndpoint(operation.v1),
    idField: idFieldOf(operation),
    added,
    volatile,
    rules: [...new Set([operation.rule.id, ...operation.changes.map((change) => change.id), ...taggedIn(operation)])],
    checks,
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

/** The path of an endpoint without its method, a last hole and a verb: the collection it belongs to. */
function collectionOf(endpoint: string): string {
  return endpoint
    .replace(/^[A-Z]+ /, '')
    .replace(/\?.*$/, '')
    .replace(/:[^/:{}]*$/, '')
    .replace(/\/\{[^/]*\}$/, '');
}
