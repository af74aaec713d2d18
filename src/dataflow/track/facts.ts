import type { ts } from '../../project/syntax.js';
import type { Cause } from '../limits.js';
import type { CallFrame } from '../value.js';

/** Names from the parsed body inwards; `*` is any element of a list. */
export type Path = readonly string[];

/**
 * What a tracked expression stands for.
 * - `response`: what the client gives, after the steps of `way` (see `AnswerShape`);
 * - `body`: the value at `path` of the parsed body; `hidden` names are no longer those of the body (rest, spread);
 * - `text`: the unparsed body;
 * - `status`, `ok`: the status and its success flag;
 * - `failure`: what a rejecting client throws;
 * - `holder`: a value of the user's own that holds a tracked one under the given names; `beside` are the values that a lookup by
 *   another key gives.
 *
 * `failed` marks the answer of a failed request.
 */
export type AccessPath =
  | { kind: 'response'; way: Path; failed: boolean }
  | { kind: 'body'; path: Path; failed: boolean; hidden?: readonly string[] }
  | { kind: 'text'; failed: boolean }
  | { kind: 'status'; failed: boolean }
  | { kind: 'ok' }
  | { kind: 'failure' }
  | { kind: 'holder'; under: Path; inner: AccessPath; beside?: readonly ts.Node[] };

/** Where in the program a tracked value was met. */
export interface ProgramPoint {
  /** Calls of the user's own functions between here and the call site, outermost first; empty in the site's own code. */
  frames: readonly CallFrame[];
  /** Other expressions whose value may stand here instead: another argument, another branch, another assignment. */
  others: readonly ts.Node[];
  /** Where the body came into view that the value is of; absent before. */
  origin?: ts.Node;
  /** What the functions on the way give back, each the only value that its function gives. */
  passed?: readonly ts.Node[];
}

/** What an expression is, beside the value that it stands for; `mixed` when that differs from one execution to the next. */
export type ValueKind = 'value' | 'promise' | 'observable' | 'mixed';

/** A tracked expression. */
export interface TrackedValue extends ProgramPoint {
  node: ts.Expression;
  accessPath: AccessPath;
  /** The expression is a promise of the value, or an observable of it. */
  promise: boolean;
  /** It is an observable. */
  observable?: boolean;
}

/** The node that reads one name. */
export type ReadNode =
  | ts.PropertyAccessExpression
  | ts.ElementAccessExpression
  | ts.BindingElement
  | ts.PropertyAssignment
  | ts.ShorthandPropertyAssignment
  | ts.StringLiteralLike;

/**
 * A read of a name of the body: `x.name`, `x['name']`, `{ name }` in a pattern (declared or assigned to), or the text
 * `name` in `'name' in x` and `Object.hasOwn(x, 'name')`.
 */
export interface Read extends ProgramPoint {
  form: 'member' | 'element' | 'binding' | 'assignment' | 'key';
  from: Path;
  name: string;
  node: ReadNode;
  /** Of the answer of a failed request; `open` when the code does not tell the two apart there. */
  outcome: Outcome;
  /** Names that the value read from does not take from the body: it is a rest, or a copy with names of its own. */
  hidden?: readonly string[];
}

/** Which answer a read is of, as far as the tests around it tell. */
export type Outcome = 'success' | 'failure' | 'open';

/**
 * What is done with a value of the body as a whole.
 * - `text`: becomes part of a text, a URL, a key; `number`: arithmetic or an order; `compare`: equality;
 * - `test`: only its truth matters; `type`: `typeof`, `Array.isArray`, `instanceof`; `length`: its length;
 * - `method`: a method of text or number; `keys`: its names are listed; `dynamic`: a member by a computed name;
 * - `escape`: it leaves what can be seen; `by` says how.
 */
export type SinkKind = 'text' | 'number' | 'compare' | 'test' | 'type' | 'length' | 'method' | 'keys' | 'dynamic' | 'escape';

/** A use of a value of the body as a whole. */
export interface Sink extends ProgramPoint {
  as: SinkKind;
  path: Path;
  node: ts.Expression;
  /** For people: `passed to render()`, `stored in a Map`. */
  by: string;
  /** The other side of a comparison, or the call of a method. */
  other?: ts.Node;
  outcome: Outcome;
  hidden?: readonly string[];
  kind: ValueKind;
  /** The value is followed beyond this use as well. */
  continues?: true;
  /** An exported function that gives the value to callers outside of what can be seen. */
  uncalled?: ts.SignatureDeclaration;
  /** Names that lead to the value when a value of the user's own that holds it is what is used. */
  under?: Path;
}

/** The response itself, its text, or the thrown error leaves what can be seen. */
export interface Escape extends ProgramPoint {
  node: ts.Node;
  what: 'response' | 'text' | 'status' | 'failure';
  by: string;
  outcome: Outcome;
}

/** A test of the status against one number. */
export interface StatusTest extends ProgramPoint {
  form: 'compare' | 'case' | 'list' | 'assertion';
  /** The status expression; the `switch` for a case. */
  status: ts.Node;
  /** The whole test: comparison, case clause, array literal, assertion call. */
  node: ts.Node;
  /** The expression it is compared with. */
  other: ts.Expression;
  /** Number of the other side, as far as it is known. */
  value: number | undefined;
  /** The literal in place, when the number is written in the test itself. */
  literal?: ts.NumericLiteral | ts.StringLiteralLike;
  operator?: '===' | '!==' | '==' | '!=' | '<' | '<=' | '>' | '>=';
}

/** A use of the status that is not a test of one number: it is shown, stored, calculated with or handed on. */
export interface StatusUse extends ProgramPoint {
  node: ts.Node;
  by: string;
  outcome: Outcome;
}

/** A declared type, or a validating schema, that the value passes. */
export interface TypeUse extends ProgramPoint {
  form: 'argument' | 'assertion' | 'annotation' | 'returned' | 'schema';
  /** Absent for schemas. */
  type?: ts.TypeNode;
  /** Schema expression such as `JobSchema` in `JobSchema.parse(x)`. */
  schema?: ts.Expression;
  /** What the type describes. */
  accessPath: AccessPath;
  /** The typed expression or declaration. */
  node: ts.Node;
}

/** Where the whole parsed body comes into view: parsed, taken from the response, or answered by a wrapper's call. */
export interface Source extends ProgramPoint {
  node: ts.Expression | ts.BindingElement | ts.Identifier;
  promise: boolean;
  observable: boolean;
  /** Handed to callbacks: no expression stands for the body alone. */
  handed?: true;
  /** `call`: answered by a call of the user's own function; `held`: taken out of an object of the user's own. */
  via: 'client' | 'call' | 'held';
  outcome: Outcome;
}

/** What became of the answer of a call. */
export interface ResponseTrace {
  sources: Source[];
  reads: Read[];
  sinks: Sink[];
  escapes: Escape[];
  statusTests: StatusTest[];
  statusUses: StatusUse[];
  /** Tests of the success flag. */
  okTests: ts.Expression[];
  types: TypeUse[];
  /** Every tracked expression and what it stands for there. */
  visited: ReadonlyMap<ts.Node, readonly AccessPath[]>;
  /** Those of them that are promises of what they stand for, with the places where the body came into view before. */
  promised: ReadonlyMap<ts.Node, ReadonlySet<ts.Node>>;
  /** The bound at which following ended, where there is more. */
  incomplete?: Cause;
}
