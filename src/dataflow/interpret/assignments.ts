import { declarationOf, isReference, namesakesOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { truthOf } from './conditions.js';
import type { Interpreter } from '../interpreter.js';
import { mutated, mutatingCall } from './mutations.js';
import { chosenClause, fallsTo } from './returns.js';
import { queryEntries, rebased } from './urls.js';
import {
  alternatives,
  concat,
  type Environment,
  isNothing,
  mapValue,
  type QueryEntry,
  textOf,
  join,
  unknown,
  type AbstractValue,
} from '../value.js';

/**
 * The value of a variable after what the code does to it: `=`, `+=`, `push` on lists, `append` and `set` on URL and
 * URLSearchParams objects, a new `pathname`, in source order and up to the use. A change that may or may not have happened leaves both.
 */
export function withAssignments(
  declaration: ts.VariableDeclaration | ts.ParameterDeclaration,
  initial: AbstractValue | undefined,
  env: Environment,
  interpreter: Interpreter,
  use?: ts.Node,
): AbstractValue | undefined {
  let value = initial;
  const writes = writesTo(declaration);
  if (writes.length === 0) return value;
  const home = functionOf(declaration);
  const isLocal = use !== undefined && functionOf(use) === home;
  const repeated = new Set<ts.Node>();
  for (const reference of writes) {
    if (isLocal && (isAfter(reference, use, declaration, home) || isAssigning(reference, use))) continue;
    if (isCounting(reference, value)) {
      // A number that is counted on is another one each time.
      value = unknown(use && ts.isExpression(use) ? use : reference, env);
      continue;
    }
    const loop = loopAround(reference, declaration);
    if (loop && value?.kind === 'text' && !value.query) {
      // What a loop adds is not known, and is added once.
      if (!repeated.has(loop)) value = join([value, withPlaceholder(value, reference, env)]);
      repeated.add(loop);
      continue;
    }
    const mutation = mutatingCall(reference);
    if (mutation && isRepeated(mutation, declaration, home)) {
      value = unknown(reference, env);
      continue;
    }
    const change = changeOf(reference, env, interpreter);
    if (!change) continue;
    const certainty = certaintyOf(reference, declaration, env, interpreter);
    if (certainty === 'never') continue;
    const changed = change(value);
    if (!changed) continue;
    const before = value && isNothing(value) ? undefined : value;
    value = before && certainty === 'maybe' ? join([before, changed]) : changed;
  }
  return value;
}

/** True for a variable that the code changes after its declaration. */
export function isWritten(declaration: ts.VariableDeclaration | ts.ParameterDeclaration): boolean {
  return writesTo(declaration).length > 0;
}

const known = new WeakMap<ts.Node, ts.Identifier[]>();

/** Places that could change a variable, in source order. */
function writesTo(declaration: ts.VariableDeclaration | ts.ParameterDeclaration): ts.Identifier[] {
  const { name } = declaration;
  if (!ts.isIdentifier(name)) return [];
  const before = known.get(declaration);
  if (before) return before;
  const found = namesakesOf(declaration).filter(
    (identifier) => identifier !== name && isWrite(identifier) && declarationOf(identifier) === declaration,
  );
  known.set(declaration, found);
  return found;
}

function isWrite(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  // A second `var` of the same name.
  if (ts.isVariableDeclaration(parent)) return parent.name === identifier && parent.initializer !== undefined;
  if (!isReference(identifier)) return false;
  if (isCount(parent)) return true;
  return ts.isPropertyAccessExpression(parent) || (ts.isBinaryExpression(parent) && parent.left === identifier);
}

/** `n++`, `n -= 1` and the like, and `n += size` of a number. */
function isCounting({ parent }: ts.Node, before: AbstractValue | undefined): boolean {
  if (isCount(parent)) return true;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  if (kind === ts.SyntaxKind.PlusEqualsToken) return before !== undefined && alternatives(before).some(isNumber);
  return kind > ts.SyntaxKind.PlusEqualsToken && kind < ts.SyntaxKind.BarBarEqualsToken;
}

function isCount(node: ts.Node): boolean {
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return false;
  return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
}

function isNumber(value: AbstractValue): boolean {
  return value.kind === 'constant' && typeof value.value === 'number';
}

/** The loop that a change of text stands in, when the variable is declared outside it. */
function loopAround(reference: ts.Node, declaration: ts.Node): ts.Node | undefined {
  const { parent } = reference;
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.PlusEqualsToken) return undefined;
  const home = blockOf(declaration);
  const loop = ts.findAncestor(parent, (at) => at === home || ts.isIterationStatement(at, false));
  return loop === home ? undefined : loop;
}

/** How often a call runs is not known: it stands in a loop, or in a function that others call. */
function isRepeated(call: ts.Node, declaration: ts.Node, home: ts.Node): boolean {
  if (functionOf(call) !== home) return true;
  const block = blockOf(declaration);
  return ts.findAncestor(call, (at) => at === block || ts.isIterationStatement(at, false)) !== block;
}

function withPlaceholder(value: Extract<AbstractValue, { kind: 'text' }>, reference: ts.Identifier, env: Environment): AbstractValue {
  return { ...value, parts: [...value.parts, { placeholder: { node: reference, env } }] };
}

type Change = (before: AbstractValue | undefined) => AbstractValue | undefined;

function changeOf(reference: ts.Identifier, env: Environment, interpreter: Interpreter): Change | undefined {
  const { parent } = reference;
  if (ts.isVariableDeclaration(parent)) return () => parent.initializer && interpreter.valueOf(parent.initializer, env);
  if (ts.isBinaryExpression(parent)) return assignmentOf(parent, env, interpreter);
  const mutation = mutatingCall(reference);
  if (mutation) return (before) => (before && isList(before) ? mutated(before, mutation, env, interpreter) : before);
  const part = pathnameOf(reference, env, interpreter) ?? searchOf(reference, env, interpreter);
  if (part) return part;
  const entry = queryEntry(reference, env, interpreter);
  return entry && ((before) => before && withEntry(before, entry));
}

function isList(value: AbstractValue): boolean {
  return alternatives(value).every(({ kind }) => kind === 'array' || kind === 'list');
}

function assignmentOf(node: ts.BinaryExpression, env: Environment, interpreter: Interpreter): Change | undefined {
  const right = (): AbstractValue => interpreter.valueOf(node.right, env);
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.EqualsToken:
      return right;
    case ts.SyntaxKind.BarBarEqualsToken:
    case ts.SyntaxKind.QuestionQuestionEqualsToken:
      return (before) => (before && !isNothing(before) ? join([before, right()]) : right());
    case ts.SyntaxKind.PlusEqualsToken:
      return (before) => before && concat([before, textOf(right(), node.right, env)], before);
    default:
      return undefined;
  }
}

/** `url.pathname = text` and `url.pathname += text`. */
function pathnameOf(reference: ts.Identifier, env: Environment, interpreter: Interpreter): Change | undefined {
  const access = reference.parent;
  if (!ts.isPropertyAccessExpression(access) || access.name.text !== 'pathname') return undefined;
  const assignment = access.parent;
  if (!ts.isBinaryExpression(assignment) || assignment.left !== access) return undefined;
  const right = (): AbstractValue => textOf(interpreter.valueOf(assignment.right, env), assignment.right, env);
  if (assignment.operatorToken.kind === ts.SyntaxKind.EqualsToken) return (before) => before && rebased(before, right());
  return assignment.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken
    ? (before) => before && concat([before, right()], before)
    : undefined;
}

/** `url.search = parameters`. */
function searchOf(reference: ts.Identifier, env: Environment, interpreter: Interpreter): Change | undefined {
  const access = reference.parent;
  if (!ts.isPropertyAccessExpression(access) || access.name.text !== 'search') return undefined;
  const assignment = access.parent;
  const isSet =
    ts.isBinaryExpression(assignment) && assignment.left === access && assignment.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (!isSet) return undefined;
  const query = (): QueryEntry[] => queryEntries(assignment.right, env, interpreter);
  return (before) => before && mapValue(before, (option) => (option.kind === 'text' ? { ...option, query: query() } : option));
}

function withEntry(before: AbstractValue, entry: QueryEntry): AbstractValue {
  return mapValue(before, (option) => {
    if (option.kind === 'search') return { ...option, entries: [...option.entries, entry] };
    return option.kind === 'text' ? { ...option, query: [...(option.query ?? []), entry] } : option;
  });
}

/** `params.set(name, value)` or `url.searchParams.append(name, value)`. */
function queryEntry(reference: ts.Identifier, env: Environment, interpreter: Interpreter): QueryEntry | undefined {
  let target: ts.Node = reference.parent;
  if (ts.isPropertyAccessExpression(target) && target.name.text === 'searchParams') target = target.parent;
  if (!ts.isPropertyAccessExpression(target) || !['set', 'append'].includes(target.name.text)) return undefined;
  const call = target.parent;
  if (!ts.isCallExpression(call) || call.expression !== target) return undefined;
  const [name, value] = call.arguments;
  return name && value && { name: interpreter.valueOf(name, env), value: interpreter.valueOf(value, env) };
}

/** True for the assignment whose right side holds the use: `url.pathname = `${url.pathname}jobs``. */
function isAssigning(change: ts.Node, use: ts.Node): boolean {
  const target = ts.isPropertyAccessExpression(change.parent) ? change.parent : change;
  const { parent } = target;
  return ts.isBinaryExpression(parent) && parent.left === target && parent.right.pos <= use.pos && use.end <= parent.right.end;
}

/** True for a change that stands after the use and cannot have run before it. */
function isAfter(change: ts.Node, use: ts.Node, declaration: ts.Node, home: ts.Node): boolean {
  if ((change.pos < use.pos && !isAssigned(use, change)) || functionOf(change) !== home) return false;
  for (let at: ts.Node | undefined = use; at && at !== home; at = at.parent) {
    if (ts.isIterationStatement(at, false) && at.pos <= change.pos && change.end <= at.end) return declaration.pos > at.pos;
  }
  return true;
}

/** True for a use in what the change assigns, which is known before the change is made: `text = text + more`. */
function isAssigned(use: ts.Node, { parent }: ts.Node): boolean {
  return ts.isBinaryExpression(parent) && parent.right.pos <= use.pos && use.end <= parent.right.end;
}

function functionOf(node: ts.Node): ts.Node {
  return ts.findAncestor(node.parent, (at) => ts.isFunctionLike(at) || ts.isSourceFile(at)) ?? node.getSourceFile();
}

/** Whether control reaches a change once the block of the declaration runs. */
function certaintyOf(node: ts.Node, declaration: ts.Node, env: Environment, interpreter: Interpreter): 'always' | 'maybe' | 'never' {
  const home = blockOf(declaration);
  let certainty: 'always' | 'maybe' = 'always';
  for (let at = node; at !== home && !ts.isSourceFile(at); at = at.parent) {
    const taken = isTaken(at, env, interpreter);
    if (taken === false) return 'never';
    if (taken === undefined) certainty = 'maybe';
  }
  return certainty;
}

/** Whether a node runs when its parent does. */
export function isTaken(node: ts.Node, env: Environment, interpreter: Interpreter): boolean | undefined {
  const { parent } = node;
  if (ts.isFunctionLike(node)) return undefined;
  if (ts.isIfStatement(parent) || ts.isConditionalExpression(parent)) {
    const condition = ts.isIfStatement(parent) ? parent.expression : parent.condition;
    if (node === condition) return true;
    const truth = truthOf(condition, env, interpreter);
    const isThen = ts.isIfStatement(parent) ? node === parent.thenStatement : node === parent.whenTrue;
    return truth === undefined ? undefined : truth === isThen;
  }
  if (ts.isBinaryExpression(parent) && node === parent.right) {
    if (parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return truthOf(parent.left, env, interpreter);
    return parent.operatorToken.kind === ts.SyntaxKind.BarBarToken ? undefined : true;
  }
  if (ts.isCaseOrDefaultClause(node)) {
    const chosen = chosenClause(node.parent.parent, env, interpreter);
    return chosen ? fallsTo(node, chosen, env, interpreter) : undefined;
  }
  if (ts.isIterationStatement(parent, false) || ts.isTryStatement(parent)) return undefined;
  return true;
}

function blockOf(node: ts.Node): ts.Node {
  let at = node;
  while (at.parent && !ts.isBlock(at) && !ts.isSourceFile(at) && !ts.isFunctionLike(at)) at = at.parent;
  return at;
}
