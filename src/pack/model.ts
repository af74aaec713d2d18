/**
 * The rule table: what a pack may say about how one API changed.
 *
 * A pack is plain data. `scan`, `migrate`, `verify` and `explain` are four readers of the same rows;
 * none of them knows an API by name. Names follow the field: endpoint templates as in OpenAPI
 * (`GET /jobs/{job_id}`), shape changes as lenses (Cambria), lifecycle headers as in RFC 8594 and RFC 9745.
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/**
 * `METHOD /path/{parameter}` relative to the base of its version. A segment may carry a verb (`/jobs/{job_id}:cancel`,
 * `/jobs:schema`), a last parameter may take the rest of the path (`{filters*}`), and a v2 endpoint may fix query
 * parameters (`GET /jobs?kind=dataset&dataset_id={dataset_id}`). `ANY` stands for every method.
 */
export type Endpoint = string;

/**
 * How far a rule may go by itself.
 * - `auto`: every fact it needs was proved; applied without asking.
 * - `review`: very likely right, one named fact is open; applied with a marker comment.
 * - `manual`: no safe edit; reported with what to do.
 */
export type Level = 'auto' | 'review' | 'manual';

/** A value computed from a sibling field by a conversion, such as the provider of a model name. */
export interface Derived {
  /** Name of the sibling field, in the shape the operation meets. */
  from: string;
  with: Conversion;
}

/** A value taken from a parameter of the v1 path, such as the dataset id that moves into the body. */
export interface FromParameter {
  parameter: string;
}

/** The fixed vocabulary of value conversions; `docs/lenses.md` lists what each does forward and backward. */
export type Conversion =
  | { to: 'number' }
  | { to: 'string' }
  | { to: 'boolean' }
  /** A scalar to a list of one; with a separator, text to the list of its parts, which may be numbers. */
  | { to: 'list'; separator?: string; of?: 'number' }
  | { to: 'lower-case' }
  | { to: 'iso-date-time' }
  /**
   * First matching prefix of the text wins; `otherwise` is used when none matches (absent: not converted). `option` names an
   * option of the pack with further entries, `prefix=value, prefix=value`, that go before the others.
   */
  | { to: 'lookup'; prefixes: { [prefix: string]: Json }; otherwise?: Json; option?: string }
  /** A value to the value that stands for it: pairs of v1 and v2. What the table does not name stays. */
  | { to: 'replace'; values: [v1: Json, v2: Json][] }
  /** `name/value/name/value` path text to an object, values through `types` (name to conversion). */
  | { to: 'pairs'; types?: { [name: string]: 'number' | 'number-list' } };

/** What a server may answer bare, in place of an object. */
export type BareType = 'string' | 'number' | 'boolean' | 'array';

/** One step of a lens. Fields that are not there are left alone; see `src/pack/lens/` for the laws of each. */
export type LensOp =
  | { op: 'add'; name: string; value: Json | Derived | FromParameter; rule?: string }
  /** The name `*` stands for every field. */
  | { op: 'remove'; name: string; value?: Json; rule?: string }
  | { op: 'rename'; from: string; to: string; rule?: string }
  /** `{host: {name: x}}` to `{host: {}, name: x}`; an emptied host goes away. */
  | { op: 'hoist'; host: string; name: string; rule?: string }
  /** `{name: x}` to `{host: {name: x}}`; the host is made when missing. */
  | { op: 'plunge'; host: string; name: string; rule?: string }
  /** Scalar field to a list of one; lists stay, null and absent stay away. */
  | { op: 'wrap'; name: string; rule?: string }
  /** List field to its first element. */
  | { op: 'head'; name: string; rule?: string }
  | { op: 'in'; name: string; lens: Lens; rule?: string }
  /** Applies the lens to each element of the list that the current value is. */
  | { op: 'map'; lens: Lens; rule?: string }
  | { op: 'convert'; name: string; with: Conversion; rule?: string }
  /** Absent becomes the value: v2 always has the field. */
  | { op: 'default'; name: string; value: Json; rule?: string }
  /** Whole value `x` to `{name: x, ...also}`. */
  | { op: 'nest'; name: string; also?: JsonObject; rule?: string }
  /** Whole value `{name: x}` to `x`. Fields `beside` it go away; an `optional` wrapper may be missing in v1. */
  | { op: 'unnest'; name: string; beside?: string[]; optional?: boolean; rule?: string }
  /** As `nest`, only when the whole value is of this JSON type: servers that answer a bare id. */
  | { op: 'nest-when'; type: BareType; name: string; rule?: string };

/** A shape change from v1 to v2, read from first to last; `rule` on an operation names the rule it came from. */
export type Lens = LensOp[];

/** A before/after pair that documents the rule and runs as its test. */
export interface Example {
  /** What the pair shows, when a rule has several. */
  name?: string;
  before: string;
  /** Absent when the rule must leave the code alone; then `before` is a trap. */
  after?: string;
  /** File name, which also gives the language. Default `example.ts`. */
  file?: string;
}

/** What every rule says of itself. */
export interface RuleBase {
  /** `<pack>/<name>`. */
  id: string;
  /** One line, for people. */
  title: string;
  /** Heading of the migration guide that states the change. */
  guide: string;
  /** Highest level the rule can reach. */
  level: Level;
  /** Step of the guide's migration plan, such as `1` or `stage-2`; selected by `--phase`. */
  phase?: string;
  /** Why the API changed and what breaks without the edit. */
  why?: string;
  /** Facts that must be proved; the first that fails lowers the level and is named in the finding. */
  facts?: string[];
  /** What a person has to do, for `manual` and `review`. */
  todo?: string;
  /** A fact that no code shows, such as what the host serves: said once at the end of a run that applied the rule. */
  environment?: string;
  /** What `verify` checks on the running server. */
  verify?: string;
  /** Where the statement comes from; `real-only` rules need an option. */
  evidence?: 'guide' | 'guide+real' | 'real-only' | 'derived';
  /** Name of the pack option that turns the rule on; with `!` before it, the option that turns it off. */
  option?: string;
  examples?: Example[];
}

/** What every rule that decides where v1 endpoints go may say of them. */
export interface EndpointRuleBase extends RuleBase {
  /** The v1 prefix of the pack that the endpoints stand below; absent: any of them. */
  base?: string;
  /** The v1 paths are whole: no base stands before them. */
  unversioned?: boolean;
  /** Paths that many products have (all, or those named): they count only where something else shows that the code speaks this API. */
  indistinct?: boolean | Endpoint[];
}

/** Where a value that v2 needs and the v1 call does not carry can be found. */
export type Supply = SupplyFromRequest | SupplyFromAnswer;

/** The request that created the resource holds it. */
export interface SupplyFromRequest {
  /** The v1 call whose request body holds it. */
  request: Endpoint;
  field: string;
  /** Parameter of this call that holds the id which that call answered. */
  by: string;
}

/** An answer that tells of the thing holds it beside the id: v2 names the thing by another of its fields. */
export interface SupplyFromAnswer {
  /** v1 calls that answer the thing, or a list of such things. */
  answers: Endpoint[];
  /** Field of the thing by which the v1 call names it. */
  id: string;
  /** Field of the thing by which v2 names it. */
  field: string;
  /** Parameter of this call that holds the id. */
  by: string;
}

/** A job that v2 starts where v1 answered when the work was done. Paths have dots between names. */
export interface Wait {
  /** v2 endpoint that tells the state of the job. */
  poll: Endpoint;
  /** Path of the id in the v2 answer, which fills the parameter of the same name in `poll`. */
  id: { [parameter: string]: string };
  /** Path of the state in the answer of `poll`. */
  state: string;
  done: string[];
  failed: string[];
}

/** One v1 endpoint, or several, became one v2 endpoint. */
export interface MoveRule extends EndpointRuleBase {
  kind: 'move';
  v1: Endpoint[];
  /** One target for all, or one for each entry of `v1` in order. */
  v2: Endpoint | Endpoint[];
  /** v2 parameter to v1 parameter, to `?name` for a v1 query parameter, or to `.name` for a field of the v1 body. */
  params?: { [v2Parameter: string]: string };
  /** v2 parameters that no part of the v1 call holds. */
  supply?: { [v2Parameter: string]: Supply };
  /** Entries of `v1` that reach less than `level`. */
  levels?: { [v1: Endpoint]: Level };
  /** Query parameters of the v1 call that are fields of the v2 body; they are there before the request lens runs. */
  queryToBody?: string[];
  /** Runs before the request lenses of other rules. */
  request?: Lens;
  /** v2 answers before the work is done. */
  wait?: Wait;
}

/** Two dependent v1 calls became one v2 call. */
export interface CollapseRule extends EndpointRuleBase {
  kind: 'collapse';
  steps: [Endpoint, Endpoint];
  /** Parameter of the second step to the field of the first answer that fills it. */
  link: { [parameter: string]: string };
  v2: Endpoint;
  /** Applied to `{...first body, ...second body}`. */
  request?: Lens;
  /** The id of the former resource equals this field of the v2 answer. */
  identity: string;
  /** Rule that takes a second step whose first step is not in reach. */
  unpaired: string;
}

/** A v1 call on a resource that v2 knows only through what its creation carried: the metadata comes along. */
export interface CarryRule extends EndpointRuleBase {
  kind: 'carry';
  v1: Endpoint[];
  v2: Endpoint;
  /** The v1 creation whose body must be carried. */
  from: Endpoint;
  by: string;
  request?: Lens;
}

/** One v1 bulk call became a scoped list and one v2 call for each item. */
export interface ExpandRule extends EndpointRuleBase {
  kind: 'expand';
  v1: Endpoint[];
  /** Body field of the v1 call that lists the ids of the items themselves; no listing is needed then. */
  ids?: string;
  /** How to list the items: scoped by `where`, never the whole organisation by accident. Absent: `ids` are required. */
  list?: { v2: Endpoint; items: string; where?: { field: string; in: string }; active?: { field: string; values: string[] } };
  each: Endpoint;
  /** Parameter of `each` to the field of a listed item. */
  params: { [parameter: string]: string };
  /** How v1 answered: a list of `{[id], [status]}`, so that code that reads it can be given the same. */
  answer?: { items: string; id: string; status: string; ok: Json; failed: Json };
}

/** A v1 list that answers everything, which v2 answers page by page. */
export interface PageRule extends EndpointRuleBase {
  kind: 'page';
  v1: Endpoint[];
  v2: Endpoint;
  /** Path of the list in the v2 answer, dots between names. */
  items: string;
  page: { name: string; first: number };
  limit: { name: string; max: number };
}

/** v1 endpoints with no v2 counterpart, or not meant for clients: reported, never rewritten. */
export interface StayRule extends EndpointRuleBase {
  /** `removed`: gone; `internal`: not for clients; `keep`: stays as it is on purpose (no finding unless `report`). */
  kind: 'removed' | 'internal' | 'keep';
  v1: Endpoint[];
  /** `keep` only: list the call as a finding that needs nothing but knowledge. */
  report?: boolean;
}

/** A change of request, answer, status or headers on endpoints that other rules move. */
export interface ChangeRule extends RuleBase {
  kind: 'change';
  /** v1 endpoints it applies to, each declared by a rule of another kind; `*` for every endpoint that moves. */
  on: Endpoint[] | '*';
  query?: Lens;
  request?: Lens;
  response?: Lens;
  /** Shape of error answers. */
  error?: Lens;
  /** v1 status to v2 status of a successful answer. */
  status?: { [v1: number]: number };
  /** v1 error status to the v2 statuses that can stand in its place; tests are widened, never narrowed. */
  errorStatus?: { [v1: number]: number[] };
  /** Request headers: set to text, or removed with null; `when` is a pattern that the v1 value must match. */
  headers?: { [name: string]: { set: string | null; when?: string } };
  /** Fields of the v2 answer that are new or hold other values; `verify` never reports their value. */
  added?: string[];
  volatile?: string[];
  /** Fields of the v1 answer that v2 leaves out in some cases; `verify` does not miss them. */
  optional?: string[];
}

/** A change of a published client library. */
export interface SdkRule extends RuleBase {
  kind: 'sdk';
  module: string;
  /** Exported name to its new name. */
  rename?: { [symbol: string]: string };
  /** Constructor of the exported class. */
  construct?: { symbol: string; positional?: string[]; set?: { [option: string]: Json } };
  /**
   * Methods of an instance, as a dotted path, with what happens to an argument (the first, or that of the index) and to the
   * result.
   */
  methods?: { [path: string]: { symbol: string; argument?: number; request?: Lens; response?: Lens } };
  /** Dependency range in package.json: old major to new range. */
  range?: { major: number; to: string };
}

/**
 * A pattern in code or configuration worth a finding; nothing is rewritten unless `set` is given. `url`, `text`, `signs` and every
 * `value` are regular expressions; `header`, `read` and `field` are names.
 */
export interface AdviceRule extends RuleBase {
  kind: 'advice';
  detect:
    /** The URL of a call, with `{}` for what is only known at run time. */
    | { url: string }
    /**
     * A header that is sent or read, with the value that it is set to or compared with. In a project without a call of this API,
     * only where another text of the file is one of the `signs`.
     */
    | { header: string; value?: string; signs?: string[] }
    /** A field read from an answer, with the text that it is compared with. */
    | { read: string | string[]; on: Endpoint[] | '*'; value?: string }
    /** A field of a request body, with the text that it is set to. */
    | { field: string | string[]; on: Endpoint[]; value?: string }
    /** A text literal in code, or text of another file. */
    | { text: string }
    /** Calls of one endpoint in a loop. */
    | { loop: Endpoint }
    /** A listed answer filtered by the client. */
    | { filterAfter: Endpoint[] }
    /** Both versions in one file. */
    | { mixed: true }
    /** An object, in code or JSON, with these keys and values (regular expressions). */
    | { pair: { [key: string]: string }; set?: JsonObject; remove?: string[] };
}

/** Something only a running server can show. */
export interface CheckRule extends RuleBase {
  kind: 'check';
  check:
    /**
     * Headers that answers must have, or must not have: `X-API-Version` with any value, `X-API-Version: v2` with this one.
     * `notices` are fields at the top of v1 bodies that announce its end.
     */
    | { headers: { v1?: string[]; v2?: string[]; absent?: string[] }; notices?: string[] }
    | { discovery: { path: string; status: string; sunset: string } }
    | { available: string[] }
    | { invalidVersion: { path: string; code: string; supported: string } }
    | { answer: { path: string; equals: Json } }
    | { retired: number[] }
    /** Days from the date in an option of the pack until v1 warns and until it is removed. */
    | { removal: { announced: string; warnings: number; removed: number } };
}

/**
 * Names what is done to shared bases: `rebase` is the move of a base URL from v1 to v2, `hybrid` a v1 path that
 * already stands on the v2 base. Both follow from the other rules; the row gives them an id, a level and a text.
 */
export interface BaseRule extends RuleBase {
  kind: 'base';
  role: 'rebase' | 'hybrid';
}

/** Declared types, schemas and mocks that follow a migrated call; the edits follow from the lenses, the row names them. */
export interface FollowRule extends RuleBase {
  kind: 'follow';
  role: 'types' | 'mocks' | 'status-helper';
}

/** One row of the table. */
export type Rule =
  | BaseRule
  | FollowRule
  | MoveRule
  | CollapseRule
  | CarryRule
  | ExpandRule
  | PageRule
  | StayRule
  | ChangeRule
  | SdkRule
  | AdviceRule
  | CheckRule;

/** A resource whose ids pass from call to call; lets `migrate` and `verify` follow them. */
export interface Resource {
  /** v1 creation. */
  create: Endpoint;
  /** Field of its answer that is the id. */
  id: string;
}

/** A setting of a pack, given in the configuration under `packs.<id>`. */
export interface PackOption {
  description: string;
  default: boolean | string;
}

/** Path prefixes of both versions, such as `/api/v1` and `/api/v2`. */
export interface Base {
  v1: string | string[];
  v2: string;
}

/** How one API changed from v1 to v2. */
export interface Pack {
  /** Where an editor finds the JSON Schema of packs. */
  $schema?: string;
  id: string;
  title: string;
  /** Title of the migration guide, and where it is. */
  guide: { title: string; url?: string };
  /** Path prefixes. Several v1 prefixes are tried in order; endpoints are relative to whichever is found. */
  base: Base;
  /**
   * What shows that a URL belongs to this API and not to another product with the same path.
   * `distinct`: the paths themselves are evidence enough.
   */
  evidence: { hosts?: string[]; distinct?: boolean; bodyFields?: string[] };
  resources?: { [name: string]: Resource };
  /** Names of fields at the top of a body that only answers of failed requests have. Absent: `error`, `errors`, `detail`. */
  errorFields?: string[];
  /** v1 endpoints that change nothing although their method may: searches and validations sent with POST. */
  queries?: Endpoint[];
  /** What a v1 call changes beyond its own resource: by endpoint, the endpoints whose answers it changes. */
  effects?: { [endpoint: Endpoint]: Endpoint[] };
  phases?: { [phase: string]: string };
  options?: { [name: string]: PackOption };
  rules: Rule[];
  /** Other tables of the same API, selected by `--stage`: steps on the way that leave code on an older version. */
  stages?: { [stage: string]: { base: Base; rules: Rule[] } };
}
