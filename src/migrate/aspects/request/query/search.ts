import { Blocker, blockers } from '../../../../scan/blockers.js';
import type { CallUrl } from '../../../../http/call.js';
import { unwrap } from '../../../../project/unwrap.js';
import type { Interpreter } from '../../../../dataflow/interpreter.js';
import { EMPTY, type Ref } from '../../../../dataflow/value.js';
import type { Lens, LensOp } from '../../../../pack/model.js';
import { declarationOf, referencesTo } from '../../../../project/scopes.js';
import { isInside } from '../../../../project/nodes.js';
import { ts } from '../../../../project/syntax.js';
import type { TextEdit } from '../../../../edit/text-edit.js';
import { combine, made, NOTHING, type Plan, blockedPlan } from '../../../plan/result.js';
import { indentAt, quoted, styleOf } from '../../../../edit/style.js';
import { createPlannerContext, type CallContext } from '../draft/planner-context.js';
import { applyLensToObject } from '../object.js';
import { lineOf } from '../headers/calls.js';
import { applyLens } from '../lens/apply.js';
import { sharedBy } from '../origin.js';
import { draftText } from '../draft/to-edits.js';
import { editsOf } from '../../../../edit/spliced-text.js';

/** Query parameters kept in an object: a URLSearchParams, or a URL that has one. */
export interface Search {
  /** `new URLSearchParams(…)`; absent for a URL. */
  creation?: ts.NewExpression;
  /** Calls that set a parameter. */
  sets: SetParameter[];
  /** It is assigned to a URL that only the call uses. */
  own?: true;
}

interface SetParameter {
  name: ts.StringLiteralLike;
  call: ts.CallExpression;
}

/** The URLSearchParams that an expression gives, with what is set on it; undefined for anything else. */
export function searchOf(ref: Ref, interpreter: Interpreter): Search | undefined {
  const { node } = ref;
  if (isSearch(node)) return { creation: node, sets: [] };
  if (interpreter.valueOf(node, ref.env).kind !== 'search' || !ts.isIdentifier(node)) return undefined;
  const declaration = declarationOf(node);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer || !isSearch(declaration.initializer))
    return undefined;
  return { creation: declaration.initializer, sets: setsOn(declaration) };
}

/** A URL whose whole query is assigned after it was made: what its text said is gone. */
export function assignedSearch(url: CallUrl, { interpreter, site }: CallContext): { at: ts.Expression; search?: Search } | undefined {
  const names = new Set(url.parts.flatMap(({ part }) => (part.via ?? []).filter(ts.isIdentifier)));
  for (const name of names) {
    const declaration = declarationOf(name);
    if (!declaration || !ts.isVariableDeclaration(declaration)) continue;
    const assignment = referencesTo(declaration)
      .map(assignmentOf)
      .findLast((found) => found !== undefined);
    if (!assignment) continue;
    const { right } = assignment;
    const called =
      ts.isCallExpression(right) && ts.isPropertyAccessExpression(right.expression) && right.expression.name.text === 'toString';
    const given = called && ts.isPropertyAccessExpression(right.expression) ? right.expression.expression : right;
    const search = searchOf({ node: unwrap(given), env: EMPTY }, interpreter);
    if (!search) return { at: right };
    const holder = search.creation && ts.isVariableDeclaration(search.creation.parent) ? search.creation.parent : undefined;
    const isOwn =
      referencesTo(declaration).every((use) => isInside(use, site) || isMemberOf(use)) &&
      (!holder || referencesTo(holder).every((use) => isInside(use, right) || isMemberOf(use)));
    return { at: right, search: isOwn ? { ...search, own: true } : search };
  }
  return undefined;
}

/** `url.search`, `params.set`: part of how the value is made. */
function isMemberOf(use: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(use.parent) && use.parent.expression === use;
}

/** `url.search = …` and `url.href = …` of a reference to a URL. */
function assignmentOf(reference: ts.Identifier): ts.BinaryExpression | undefined {
  const access = reference.parent;
  if (!ts.isPropertyAccessExpression(access) || !['search', 'href'].includes(access.name.text)) return undefined;
  const { parent } = access;
  return ts.isBinaryExpression(parent) && parent.left === access && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
    ? parent
    : undefined;
}

/** The one object in the function around a call that holds query parameters; undefined when there are several or none. */
export function searchNear(site: ts.Node): Search | undefined {
  const home = ts.findAncestor(site, (node) => ts.isFunctionLike(node) || ts.isSourceFile(node));
  if (!home) return undefined;
  const found: Search[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isExpression(node) && isSearch(node)) {
      const { parent } = node;
      found.push({ creation: node, sets: ts.isVariableDeclaration(parent) ? setsOn(parent) : [] });
    } else if (ts.isVariableDeclaration(node) && node.initializer && isNamed(node.initializer, 'URL')) {
      const sets = setsOn(node);
      if (sets.length > 0) found.push({ sets });
    }
    ts.forEachChild(node, visit);
  };
  visit(home);
  const [only] = found;
  return found.length === 1 ? only : undefined;
}

function isSearch(node: ts.Expression): node is ts.NewExpression {
  return isNamed(node, 'URLSearchParams');
}

function isNamed(node: ts.Expression, name: string): node is ts.NewExpression {
  return ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name;
}

/** `params.set(name, value)`, `url.searchParams.append(name, value)`. */
function setsOn(declaration: ts.VariableDeclaration): SetParameter[] {
  return referencesTo(declaration).flatMap((reference) => {
    const holder = reference.parent;
    const isMember = ts.isPropertyAccessExpression(holder) && holder.name.text === 'searchParams';
    const access = isMember ? holder.parent : holder;
    const call = access.parent;
    if (!ts.isPropertyAccessExpression(access) || !ts.isCallExpression(call) || call.expression !== access) return [];
    const [name] = call.arguments;
    const isSet = access.name.text === 'set' || access.name.text === 'append';
    return isSet && name && ts.isStringLiteralLike(name) ? [{ name, call }] : [];
  });
}

/** Plans a lens on query parameters that an object holds. */
export function planSearch({ creation, sets, own: isOwn }: Search, lens: Lens, surroundings: CallContext): Plan {
  const { site } = surroundings;
  const shared = creation && isOwn !== true ? sharedBy(creation, site) : undefined;
  if (shared !== undefined) return blockedPlan(blockers.queryFixed(shared.text));
  const edits: TextEdit[] = [];
  const rules = new Set<string>();
  const rest: Lens = [];
  for (const op of lens) {
    const own = sets.filter(({ name }) => name.text === nameOf(op));
    if (own.length === 0) {
      rest.push(op);
      continue;
    }
    const done = own.map((set) => setEdits(op, set));
    const reason = done.find((outcome) => outcome instanceof Blocker);
    if (reason instanceof Blocker) return blockedPlan(reason);
    edits.push(...done.flatMap((outcome) => (outcome instanceof Blocker ? [] : outcome)));
    if (op.rule !== undefined && edits.length > 0) rules.add(op.rule);
  }
  return combine([made(edits, rules), planCreation(creation, rest, surroundings)]);
}

function nameOf(op: LensOp): string {
  if (op.op === 'rename') return op.from;
  return 'name' in op ? op.name : '';
}

function setEdits(op: LensOp, { name, call }: SetParameter): TextEdit[] | Blocker {
  switch (op.op) {
    case 'rename':
      return editsOf([quoted(op.to, styleOf(name))], name);
    case 'remove':
      return ts.isExpressionStatement(call.parent) ? [lineOf(call.parent)] : blockers.queryParameterStays(op.name);
    case 'add':
    case 'default':
    case 'wrap':
    case 'head':
      return [];
    default:
      return blockers.queryParameterSetByCode(name.text);
  }
}

/** What the object is made from. */
function planCreation(creation: ts.NewExpression | undefined, lens: Lens, surroundings: CallContext): Plan {
  if (!creation || lens.length === 0) return NOTHING;
  const [argument] = creation.arguments ?? [];
  if (argument && ts.isStringLiteralLike(argument)) return blockedPlan(blockers.queryIsText());
  if (argument) return applyLensToObject({ node: argument, env: EMPTY }, lens, surroundings);
  const context = createPlannerContext(surroundings);
  const object = applyLens(lens, { kind: 'object', entries: [] }, context);
  if (object instanceof Blocker) return blockedPlan(object);
  if (object.kind !== 'object' || object.entries.length === 0) return NOTHING;
  const { text: source, fileName } = creation.getSourceFile();
  const text = draftText(object, indentAt(source, creation.getStart()), styleOf(creation));
  const end = creation.getEnd();
  const edit = creation.arguments
    ? { file: fileName, start: end - 1, end: end - 1, text }
    : { file: fileName, start: end, end, text: `(${text})` };
  return made([edit], context.rules, context.open);
}
