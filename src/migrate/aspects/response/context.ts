import type { Blocker } from '../../../scan/blockers.js';
import type { ResponseTrace, Outcome, Path, ProgramPoint } from '../../../http/response/index.js';
import type { ApiCall } from '../../../http/call.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import type { Operation } from '../../../match/index.js';
import type { Pack } from '../../../pack/model.js';
import type { ts } from '../../../project/syntax.js';
import { depthOf } from './anchors.js';
import { createEditBuilder, type EditBuilder } from './draft.js';
import { failurePathMap, isSame, type PathMap, successPathMap, UNMOVED } from './path-map.js';
import type { Rebound } from './patterns.js';
import type { SharedReaders } from './sharing.js';

/** All that is needed to plan the body of one answer. */
export interface Body {
  call: ApiCall;
  interpreter: Interpreter;
  operation: Operation;
  answer: ResponseTrace;
  sharing: SharedReaders;
  /** The reads of another call stay as they are: its answer is put back into its v1 shape, or it is not migrated. */
  isPutBack(call: ApiCall): boolean;
  /** The call that a value at a node goes back to as its body, in its v2 shape. */
  sentBackTo(node: ts.Node): ApiCall | undefined;
  /** Text that is put around a call, innermost. */
  around?: Around;
}

/** Text that goes around an expression. */
export interface Around {
  node: ts.Node;
  before: string;
  after: string;
}

/** What was done to a body: edits, the rules behind them, and the facts that are open. */
export interface PlannedReads {
  draft: EditBuilder;
  /** Edits of declared types and schemas. */
  types: EditBuilder;
  rules: Set<string>;
  open: Blocker[];
  /** Where the body gets its v1 level back; what comes after has it, what comes before has not. */
  settled: UnwrapPoints | undefined;
}

/** Places where a body is taken in hand, with the number of wrappers around them. */
export interface UnwrapPoints {
  nodes: ts.Node[];
  depth: number;
}

/** Why the reads of an answer cannot be rewritten. */
export interface Refusal {
  reason: Blocker;
  /** Putting the answer back into its v1 shape does not help either. */
  final?: true;
}

/** The reads of one answer while they are being rewritten. */
export interface ResponsePlan extends Body, PlannedReads {
  /** How the body of a success is read after the edits: as the lens says, or unmoved where it is put back into its v1 shape. */
  success: PathMap;
  /** What the lens says, whatever is done about it. */
  actual: PathMap;
  failure: PathMap;
  rebound: Rebound;
  /** Number of wrappers around the places where an outer level is taken off; undefined when none is. */
  depth: number | undefined;
  /** Origins whose level is taken off at the reads. */
  unanchored: Set<ts.Node>;
  /** Values that were put back into their v1 shape where they leave what can be seen, and whether each has its declared type there. */
  adapted: Map<ts.Node, boolean>;
  /** A value goes out as its declared type says, which has to change for it. */
  isStated: boolean;
  /** Ways of the reads that were dealt with. */
  done: Map<ts.Node, string>;
}

/** Names of fields that only answers of failed requests have, where a pack does not say. */
const ERROR_FIELDS = ['error', 'errors', 'detail'];

/** Starts on a body. */
export function startPlan(body: Body, success: PathMap): ResponsePlan {
  return {
    ...body,
    success,
    actual: successPathMap(body.operation),
    failure: failurePathMap(body.operation),
    draft: startedBuilder(body),
    types: createEditBuilder(),
    rebound: new Map(),
    rules: new Set(),
    open: [],
    settled: undefined,
    depth: undefined,
    unanchored: new Set(),
    adapted: new Map(),
    isStated: false,
    done: new Map(),
  };
}

/** A draft that holds what goes around the call. */
export function startedBuilder({ around }: Body): EditBuilder {
  const draft = createEditBuilder();
  if (around) draft.wrap(around.node, around.before, around.after);
  return draft;
}

/** The spot is on the near side of the place where the level is taken off. */
export function isInside(spot: ProgramPoint, { depth, call }: ResponsePlan): boolean {
  return depth === undefined || depthOf(spot, call) <= depth;
}

/** The value read at the spot has lost the outer level of v2 before. */
export function isAnchored(spot: ProgramPoint, work: ResponsePlan): boolean {
  return isInside(spot, work) && !(spot.origin && work.unanchored.has(spot.origin));
}

/** How the answer of a call moves. */
type Maps = Pick<ResponsePlan, 'operation' | 'actual' | 'failure'>;

/** The read is of a failed answer, or of a name that stands beside the level that v2 adds: it does not move with the body. */
export function isApart(outcome: Outcome, path: Path, work: Maps): boolean {
  return isFailure(outcome, path, work) || isEnvelope(outcome, path, work);
}

/** The value may be that of a failed request, as far as the tests around it and the client tell. */
export function mayBeFailure(outcome: Outcome, { call }: Body): boolean {
  return outcome === 'failure' || (outcome === 'open' && !call.request.response.throws);
}

/** How a read is moved. */
export function movesFor(outcome: Outcome, path: Path, work: ResponsePlan): PathMap {
  if (isFailure(outcome, path, work)) return work.failure;
  return isEnvelope(outcome, path, work) ? UNMOVED : work.success;
}

/** The read is of a failed answer, as the tests around it tell, or else its name. */
export function isFailure(outcome: Outcome, path: Path, { failure, actual, operation }: Maps): boolean {
  if (outcome !== 'open') return outcome === 'failure';
  const [first] = path;
  if (first === undefined) return false;
  const wanted = actual.target([first]);
  const isNamed = 'path' in wanted && isSame(actual.between([], [first]), first);
  if (failure.matter && !isSame(failure.between([], [first]), first) && isNamed) return true;
  return actual.matter && isErrorField(first, operation.pack) && !isKnownField(first, operation);
}

/** A name that failed answers have. */
export function isErrorField(name: Path[number], { errorFields = ERROR_FIELDS }: Pack): boolean {
  return typeof name === 'string' && errorFields.includes(name);
}

/** The pack says what becomes of the name in a good answer. */
function isKnownField(name: Path[number], { response }: Operation): boolean {
  return response.some((op) => (op.op === 'rename' ? op.from === name : 'name' in op && op.name === name && op.op !== 'nest'));
}

/** A name that v2 puts beside the body, such as `success`: code that reads it knows it from v1 already. */
function isEnvelope(outcome: Outcome, [first]: Path, { operation }: Maps): boolean {
  if (outcome === 'failure' || first === undefined) return false;
  return operation.response.some((op) => op.op === 'nest' && op.also !== undefined && Object.hasOwn(op.also, first));
}
