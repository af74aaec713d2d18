import { type EndpointRule, isEndpointRule, pathSourcesOf, takenFrom, v1EndpointsOf, v2EndpointOf } from '../pack/endpoint-rule.js';
import { type EndpointTemplate, parseEndpoint, sendsNoBody } from '../pack/endpoint.js';
import { PackError } from '../pack/error.js';
import { type PackOptions, rulesOn } from '../pack/options.js';
import type { ChangeRule, Endpoint, Lens, LensOp, Level, Pack, Rule } from '../pack/model.js';

/** All that the table says about one v1 endpoint: the one row that all three commands read. */
export interface Operation {
  pack: Pack;
  rule: EndpointRule;
  v1: EndpointTemplate;
  /** The v1 path is whole: no base stands before it. */
  unversioned: boolean;
  /** The path tells nothing: many products have it. */
  indistinct: boolean;
  /** The only v1 base that the endpoint stands below; absent: any. */
  base?: string[];
  /** Absent when v2 has no single counterpart. */
  v2?: EndpointTemplate;
  /** Rules that change request, answer or status here, in table order. */
  changes: ChangeRule[];
  query: Lens;
  request: Lens;
  response: Lens;
  error: Lens;
  /** Statuses of success that change. */
  status: Map<number, number>;
  errorStatus: Map<number, number[]>;
  headers: Map<string, { set: string | null; when?: string; rule: string }>;
  /** Lowest level of all rules that take part. */
  level: Level;
}

/** A pack made ready for matching. */
export interface Table {
  pack: Pack;
  /** v1 base prefixes as segment lists, longest first. */
  v1Bases: string[][];
  v2Base: string[];
  operations: Operation[];
  /** v2 endpoint templates that any rule leads to. */
  targets: EndpointTemplate[];
  byId: Map<string, Rule>;
}

const ORDER: Record<Level, number> = { auto: 0, review: 1, manual: 2 };

/** The lower of two levels; `manual` is the lowest. */
export function lowerLevel(a: Level, b: Level): Level {
  return ORDER[a] >= ORDER[b] ? a : b;
}

/**
 * Compiles a pack: parses its templates and joins every endpoint with the change rules that name it.
 * @throws PackError for an endpoint that is named twice or not at all
 */
export function compileTable(pack: Pack, options: PackOptions = {}): Table {
  const rules = rulesOn(pack, options);
  const operations: Operation[] = [];
  const declared = new Map<Endpoint, string>();
  for (const rule of rules) {
    if (!isEndpointRule(rule)) continue;
    v1EndpointsOf(rule).forEach((endpoint, index) => {
      const other = declared.get(endpoint);
      if (other !== undefined) throw new PackError(`${pack.id}: "${endpoint}" is named by both ${other} and ${rule.id}`);
      declared.set(endpoint, rule.id);
      operations.push(operationOf(pack, rule, endpoint, index, rules));
    });
  }
  return {
    pack,
    v1Bases: [pack.base.v1]
      .flat()
      .map(segmentsOf)
      .toSorted((a, b) => b.length - a.length),
    v2Base: segmentsOf(pack.base.v2),
    operations,
    targets: operations.flatMap((operation) => targetsOf(operation)),
    byId: new Map(rules.map((rule) => [rule.id, rule])),
  };
}

function segmentsOf(base: string): string[] {
  return base.split('/').filter((segment) => segment !== '');
}

function operationOf(pack: Pack, declared: EndpointRule, endpoint: Endpoint, index: number, rules: Rule[]): Operation {
  const rule = atLevel(declared, endpoint);
  const changes = rules.filter((other): other is ChangeRule => other.kind === 'change' && appliesTo(other, rule, endpoint));
  const target = v2EndpointOf(rule, index);
  const v2 = target === undefined ? undefined : parseEndpoint(target);
  const moved = pathSourcesOf(rule, v2);
  const own = 'request' in rule ? tagged(rule.request, rule.id) : [];
  return {
    pack,
    rule,
    v1: parseEndpoint(endpoint),
    unversioned: rule.unversioned === true,
    indistinct: Array.isArray(rule.indistinct) ? rule.indistinct.includes(endpoint) : rule.indistinct === true,
    ...(rule.base === undefined ? {} : { base: segmentsOf(rule.base) }),
    ...(v2 && { v2 }),
    changes,
    query: [...takenFrom('query', moved, rule.id), ...changes.flatMap((change) => tagged(change.query, change.id))],
    request: [...takenFrom('body', moved, rule.id), ...own, ...changes.flatMap((change) => requestLens(change, target))],
    response: changes.flatMap((change) => tagged(change.response, change.id)),
    error: changes.flatMap((change) => tagged(change.error, change.id)),
    status: statusOf(changes),
    errorStatus: errorStatusOf(changes),
    headers: new Map(
      changes.flatMap((change) =>
        Object.entries(change.headers ?? {}).map(([name, what]) => [name.toLowerCase(), { ...what, rule: change.id }] as const),
      ),
    ),
    level: changes.reduce((level, change) => lowerLevel(level, change.level), rule.level),
  };
}

/** A rule for several endpoints says nothing of the body of those that send none. */
function requestLens({ request, id }: ChangeRule, target: Endpoint | undefined): Lens {
  return target !== undefined && sendsNoBody(target) ? [] : tagged(request, id);
}

/** A rule may also say that a status stays: that is no change. */
function statusOf(changes: ChangeRule[]): Map<number, number> {
  const pairs = changes.flatMap((change) => Object.entries(change.status ?? {}).map(([from, to]): [number, number] => [Number(from), to]));
  return new Map(pairs.filter(([from, to]) => from !== to));
}

/** What several rules say of one status holds together. */
function errorStatusOf(changes: ChangeRule[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const [from, to] of changes.flatMap(({ errorStatus }) => Object.entries(errorStatus ?? {}))) {
    found.set(Number(from), [...new Set([...(found.get(Number(from)) ?? []), ...to])]);
  }
  return found;
}

/** The rule at the level that it has for one of its endpoints. */
function atLevel(rule: EndpointRule, endpoint: Endpoint): EndpointRule {
  const level = rule.kind === 'move' ? rule.levels?.[endpoint] : undefined;
  return level === undefined ? rule : { ...rule, level: lowerLevel(rule.level, level) };
}

function appliesTo(change: ChangeRule, rule: EndpointRule, endpoint: Endpoint): boolean {
  if (change.on !== '*') return change.on.includes(endpoint);
  return rule.kind !== 'removed' && rule.kind !== 'internal' && rule.kind !== 'keep';
}

function targetsOf(operation: Operation): EndpointTemplate[] {
  const { rule, v2 } = operation;
  if (rule.kind === 'expand') return [rule.each, ...(rule.list ? [rule.list.v2] : [])].map((endpoint) => parseEndpoint(endpoint));
  return v2 ? [v2] : [];
}

/** A lens whose operations all name a rule: their own, or this one. */
export function tagged(lens: Lens | undefined, rule: string): Lens {
  return (lens ?? []).map((op): LensOp => {
    if (op.op === 'in' || op.op === 'map') return { ...op, rule: op.rule ?? rule, lens: tagged(op.lens, op.rule ?? rule) };
    return { ...op, rule: op.rule ?? rule };
  });
}
