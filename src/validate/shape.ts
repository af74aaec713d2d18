import type { Interpreter } from '../dataflow/interpreter.js';
import { alternatives, type Ref } from '../dataflow/value.js';
import { isDerived, isFromParameter } from '../pack/lens/index.js';
import type { Json, Lens, LensOp } from '../pack/model.js';
import { isAssignment } from '../project/nodes.js';
import { declarationOf, referencesTo, type ValueDeclaration } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import { unwrap, wrapperOf } from '../project/unwrap.js';
import { isConstantProvenance, plainText, type Provenance } from './provenance.js';

/** What is sent under some names, as far as the code shows it. */
export interface Fields {
  known: Map<string, Sent>;
  /** Provenances of what is spread among them and cannot be seen. */
  open: string[];
}

/** What is sent: an object with its fields, or one value by its provenance; `*` is a value that v2 computes. */
export type Sent = { fields: Fields } | { value: string };

/** A value that the pack computes: any will do. */
const COMPUTED: Sent = { value: '*' };

/** Stands among open fields for some that v2 computes. */
const ANYTHING = '*';

/** No fields. */
export function noFields(): Fields {
  return { known: new Map(), open: [] };
}

/** What an expression sends: object literals field by field, through spreads, constants and later assignments. */
export function sentBy(ref: Ref, interpreter: Interpreter, provenance: Provenance, depth = 6): Sent {
  const inner = unwrap(ref.node);
  const certain = withoutAbsence(inner);
  if (certain && depth > 0) return sentBy({ node: certain, env: ref.env }, interpreter, provenance, depth - 1);
  if (ts.isCallExpression(inner) && plainText(inner.expression) === 'JSON.stringify' && inner.arguments[0])
    return sentBy({ node: inner.arguments[0], env: ref.env }, interpreter, provenance, depth);
  const initial = ts.isIdentifier(inner) ? interpreter.initializer(inner, ref.env) : undefined;
  if (initial && ts.isCallExpression(unwrap(initial)) && depth > 0) {
    const call = unwrap(initial);
    if (ts.isCallExpression(call) && plainText(call.expression) === 'JSON.stringify')
      return sentBy({ node: call, env: ref.env }, interpreter, provenance, depth - 1);
  }
  const fields = depth > 0 ? fieldsOf(ref, interpreter, provenance, depth) : undefined;
  if (fields) return { fields };
  const given = depth > 0 ? provenance.givenFor(inner, ref.env) : undefined;
  return given ? sentBy(given, interpreter, provenance, depth - 1) : { value: provenance.of(ref) };
}

/** What is sent where anything is: `body ? JSON.stringify(body) : undefined`, `body && JSON.stringify(body)`. */
function withoutAbsence(node: ts.Expression): ts.Expression | undefined {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return node.right;
  if (!ts.isConditionalExpression(node)) return undefined;
  const [first, second] = [node.whenTrue, node.whenFalse];
  if (isAbsent(first)) return second;
  return isAbsent(second) ? first : undefined;
}

function isAbsent(node: ts.Expression): boolean {
  const inner = unwrap(node);
  return inner.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(inner) && inner.text === 'undefined') || ts.isVoidExpression(inner);
}

function fieldsOf(ref: Ref, interpreter: Interpreter, provenance: Provenance, depth: number): Fields | undefined {
  if (depth <= 0) return undefined;
  const values = alternatives(interpreter.valueOf(ref.node, ref.env));
  const [value] = values;
  if (values.length !== 1 || value?.kind !== 'object') return undefined;
  const fields = noFields();
  for (const property of value.node.properties) {
    if (ts.isSpreadAssignment(property)) {
      addSpread(fields, { node: property.expression, env: value.env }, interpreter, provenance, depth);
      continue;
    }
    const name = property.name && nameOf(property.name);
    if (name === undefined) fields.open.push(plainText(property));
    else if (ts.isPropertyAssignment(property))
      fields.known.set(name, sentBy({ node: property.initializer, env: value.env }, interpreter, provenance, depth - 1));
    else if (ts.isShorthandPropertyAssignment(property))
      fields.known.set(name, sentBy({ node: property.name, env: value.env }, interpreter, provenance, depth - 1));
    else fields.known.set(name, COMPUTED);
  }
  for (const [declaration, env] of holdersOf(ref, value)) addWrites(fields, declaration, env, interpreter, provenance, depth);
  return fields;
}

function addSpread(fields: Fields, ref: Ref, interpreter: Interpreter, provenance: Provenance, depth: number): void {
  const inner = unwrap(ref.node);
  // `...(condition && { name })`, `...(condition ? { name } : {})`: it may be sent.
  const parts = ts.isBinaryExpression(inner)
    ? [inner.right]
    : ts.isConditionalExpression(inner)
      ? [inner.whenTrue, inner.whenFalse]
      : [inner];
  for (const part of parts) {
    const given = provenance.givenFor(unwrap(part), ref.env) ?? { node: part, env: ref.env };
    const spread = fieldsOf(given, interpreter, provenance, depth - 1);
    if (!spread) fields.open.push(provenance.of({ node: part, env: ref.env }));
    else {
      spread.known.forEach((sent, name) => fields.known.set(name, parts.length > 1 || part !== inner ? COMPUTED : sent));
      fields.open.push(...spread.open);
    }
  }
}

/** The names by which an object is written to: the variable that it was made for, and the one that it is sent by. */
function holdersOf({ node, env }: Ref, made: Ref): Map<ValueDeclaration, Ref['env']> {
  const holders = new Map<ValueDeclaration, Ref['env']>();
  const { parent } = wrapperOf(made.node);
  if (ts.isVariableDeclaration(parent)) holders.set(parent, made.env);
  const name = unwrap(node);
  const declaration = ts.isIdentifier(name) ? declarationOf(name) : undefined;
  if (declaration) holders.set(declaration, env);
  return holders;
}

/** `body.name = value` before the use. */
function addWrites(
  fields: Fields,
  declaration: ValueDeclaration,
  env: Ref['env'],
  interpreter: Interpreter,
  provenance: Provenance,
  depth: number,
): void {
  for (const reference of referencesTo(declaration)) {
    const whole = wrapperOf(reference);
    const access = whole.parent;
    const { parent } = access;
    if (ts.isCallExpression(access) && access.arguments[0] === whole && plainText(access.expression) === 'Object.assign') {
      for (const given of access.arguments.slice(1)) addSpread(fields, { node: given, env }, interpreter, provenance, depth);
      continue;
    }
    if (!ts.isPropertyAccessExpression(access) && !ts.isElementAccessExpression(access)) continue;
    if (ts.isDeleteExpression(parent)) {
      const gone = memberName(access);
      if (gone !== undefined) fields.known.delete(gone);
      continue;
    }
    if (!ts.isBinaryExpression(parent) || parent.left !== access || !isAssignment(parent.operatorToken.kind)) continue;
    const written = memberName(access);
    if (written === undefined) fields.open.push(plainText(access));
    else fields.known.set(written, sentBy({ node: parent.right, env }, interpreter, provenance, depth - 1));
  }
}

function memberName(access: ts.PropertyAccessExpression | ts.ElementAccessExpression): string | undefined {
  if (ts.isPropertyAccessExpression(access)) return access.name.text;
  return ts.isStringLiteralLike(access.argumentExpression) ? access.argumentExpression.text : undefined;
}

function nameOf(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) ? name.text : undefined;
}

/** What a lens makes of the fields that v1 code sends, independent of how edits are made. */
export function lensOfFields(lens: Lens, fields: Fields, parameters: ReadonlyMap<string, string>): Fields {
  let current: Fields = { known: new Map(fields.known), open: [...fields.open] };
  for (const op of lens) current = applyToFields(op, current, parameters);
  return current;
}

function applyToFields(op: LensOp, { known, open }: Fields, parameters: ReadonlyMap<string, string>): Fields {
  const fields: Fields = { known: new Map(known), open };
  const take = (name: string): Sent | undefined => {
    const sent = fields.known.get(name);
    fields.known.delete(name);
    return sent;
  };
  switch (op.op) {
    case 'add':
      addField(op, fields, parameters);
      break;
    case 'remove':
      if (op.name === '*') return noFields();
      fields.known.delete(op.name);
      break;
    case 'rename': {
      const sent = fields.known.has(op.to) ? undefined : take(op.from);
      if (sent) fields.known.set(op.to, sent);
      break;
    }
    case 'plunge': {
      const sent = take(op.name);
      const host = fields.known.get(op.host);
      const inner = host && 'fields' in host ? host.fields : noFields();
      if (sent)
        fields.known.set(
          op.host,
          host && !('fields' in host) ? COMPUTED : { fields: { known: new Map([...inner.known, [op.name, sent]]), open: inner.open } },
        );
      break;
    }
    case 'hoist': {
      const host = fields.known.get(op.host);
      if (host && !('fields' in host)) {
        fields.known.delete(op.host);
        return { known: fields.known, open: [...open, ANYTHING] };
      }
      if (!host || !('fields' in host)) break;
      const sent = host.fields.known.get(op.name);
      host.fields.known.delete(op.name);
      if (host.fields.known.size + host.fields.open.length === 0) fields.known.delete(op.host);
      if (sent) fields.known.set(op.name, sent);
      break;
    }
    case 'in': {
      const host = fields.known.get(op.name);
      if (host && 'fields' in host) fields.known.set(op.name, { fields: lensOfFields(op.lens, host.fields, parameters) });
      else if (host) fields.known.set(op.name, COMPUTED);
      break;
    }
    case 'wrap':
    case 'head':
    case 'convert':
      if (fields.known.has(op.name)) fields.known.set(op.name, COMPUTED);
      break;
    case 'default':
      if (!fields.known.has(op.name) && open.length === 0) fields.known.set(op.name, { value: literalOf(op.value) });
      break;
    case 'nest':
      return { known: new Map([[op.name, { fields }]]), open: [] };
    case 'unnest': {
      const inner = fields.known.get(op.name);
      return inner && 'fields' in inner ? inner.fields : fields;
    }
    default:
  }
  return fields;
}

function addField(op: Extract<LensOp, { op: 'add' }>, fields: Fields, parameters: ReadonlyMap<string, string>): void {
  if (fields.known.has(op.name)) return;
  if (isFromParameter(op.value)) {
    const given = parameters.get(op.value.parameter);
    if (given !== undefined) fields.known.set(op.name, { value: given });
  } else if (!isDerived(op.value)) fields.known.set(op.name, { value: literalOf(op.value) });
  else if (fields.known.has(op.value.from)) fields.known.set(op.name, COMPUTED);
}

function literalOf(value: Json): string {
  return typeof value === 'object' && value !== null ? '*' : JSON.stringify(value);
}

/** A difference between what should be sent and what is: `wrong` when the code shows it, else `open`. */
export interface SentDifference {
  verdict: 'wrong' | 'open';
  path: string;
  what: 'missing' | 'stale' | 'extra' | 'different';
}

/**
 * Compares fields with those that the pack asks for.
 * @param before the fields of v1, to tell a name that v1 had from one that is new
 */
export function compareFields(wanted: Fields, actual: Fields, before: Fields, path = ''): SentDifference[] {
  const found: SentDifference[] = [];
  const isOpen = actual.open.length > 0;
  for (const [name, sent] of wanted.known) {
    const at = path === '' ? name : `${path}.${name}`;
    const given = actual.known.get(name);
    if (!given) found.push({ verdict: isOpen ? 'open' : 'wrong', path: at, what: 'missing' });
    else found.push(...compareSent(sent, given, at));
  }
  for (const name of actual.known.keys()) {
    if (wanted.known.has(name)) continue;
    const at = path === '' ? name : `${path}.${name}`;
    if (before.known.has(name)) found.push({ verdict: 'wrong', path: at, what: 'stale' });
    else if (wanted.open.length === 0) found.push({ verdict: 'open', path: at, what: 'extra' });
  }
  const lost = wanted.open.filter((open) => open !== ANYTHING && !actual.open.includes(open));
  if (lost.length > 0)
    found.push({ verdict: isOpen || actual.known.size > wanted.known.size ? 'open' : 'wrong', path: lost[0] ?? path, what: 'missing' });
  return found;
}

function compareSent(wanted: Sent, actual: Sent, path: string): SentDifference[] {
  if ('fields' in wanted) {
    if ('fields' in actual) return compareFields(wanted.fields, actual.fields, noFields(), path);
    return actual.value === '*' ? [] : [{ verdict: isConstantProvenance(actual.value) ? 'wrong' : 'open', path, what: 'different' }];
  }
  if (wanted.value === '*' || ('value' in actual && (actual.value === '*' || actual.value === wanted.value))) return [];
  const isWrong = 'value' in actual && (areConstants(wanted.value, actual.value) || isWrittenBetween(wanted.value, actual.value));
  return [{ verdict: isWrong ? 'wrong' : 'open', path, what: 'different' }];
}

function areConstants(a: string, b: string): boolean {
  return isConstantProvenance(a) && isConstantProvenance(b);
}

/** True for one variable that was written in between. */
function isWrittenBetween(a: string, b: string): boolean {
  return a !== b && a.replaceAll(/#\d+/g, '') === b.replaceAll(/#\d+/g, '');
}
