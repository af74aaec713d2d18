import { elementName, isRef } from '../../../dataflow/interpret/environment.js';
import type { ApiCall } from '../../../http/call.js';
import { clientForm, type ClientForm } from '../../../http/clients/forms.js';
import { propertyRef } from '../../../http/clients/client.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import type { Ref } from '../../../dataflow/value.js';
import { declarationOf } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';
import { codeTemplate, type CodeTemplate, isPure } from './draft/model.js';
import { onlyBranch, stringified } from './origin.js';
import { shapeOf } from '../../../dataflow/shape/index.js';

/** A place in the call's own code for a part of its request: filled, or still to be made. */
export type InsertionPoint =
  | { kind: 'filled'; ref: Ref }
  /** A property that an object does not have yet. */
  | { kind: 'property'; owner: InsertionPoint; name: string }
  /** An argument that a call does not have yet. */
  | { kind: 'argument'; call: ts.CallExpression | ts.NewExpression; index: number }
  /** A call that is not chained yet: `.set(value)`. */
  | { kind: 'chained'; call: ts.CallExpression | ts.NewExpression; name: string };

/** Parts of a request that options can carry. */
export type Part = 'method' | 'base' | 'headers' | 'body' | 'query';

/** The form of the client behind a call, and the verb that its own call names, if any. */
export function formOf(call: ApiCall): { form: ClientForm; verb?: ts.Identifier } | undefined {
  const { request, sink } = call;
  const form = clientForm(request.client);
  if (!form || request.indirect) return undefined;
  const callee = sink.expression;
  const verb =
    form.verbs && !request.methodRef && ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.name) ? callee.name : undefined;
  const isVerb = verb !== undefined && /^(?:get|post|put|patch|delete|head|options)$/.test(verb.text);
  return { form, ...(isVerb ? { verb } : {}) };
}

/**
 * Where a part of a call's request is written, or would be; undefined when the call has no place for it.
 * @param method the method that the call will have
 */
export function insertionPointOf(call: ApiCall, part: Part, interpreter: Interpreter, method = call.method): InsertionPoint | undefined {
  const given = refOf(call, part);
  if (given) return outwards(given, interpreter);
  const client = formOf(call);
  if (!client) return undefined;
  const { form } = client;
  const verb = client.verb && method?.toLowerCase();
  if (part === 'body' && verb !== undefined && form.positional.includes(verb))
    return own(call, { kind: 'argument', call: call.sink, index: 1 });
  const name = form.names[part];
  if (form.chained) return name === undefined ? undefined : own(call, { kind: 'chained', call: call.sink, name });
  const options = optionsSlot(call, form, verb, interpreter);
  return options && name !== undefined ? propertyOf(options, name, interpreter) : undefined;
}

function refOf({ request }: ApiCall, part: Part): Ref | undefined {
  if (part === 'base') return undefined;
  return part === 'method' ? request.methodRef : part === 'body' ? request.body?.ref : request[part];
}

function own(call: ApiCall, slot: InsertionPoint): InsertionPoint | undefined {
  return call.env.frames.length === 0 ? slot : undefined;
}

function optionsSlot(call: ApiCall, form: ClientForm, verb: string | undefined, interpreter: Interpreter): InsertionPoint | undefined {
  const { options } = call.request;
  if (options) return outwards(options, interpreter);
  return own(call, { kind: 'argument', call: call.sink, index: optionsIndex(form, verb) });
}

/** Index of the options of a call of a verb. */
export function optionsIndex(form: ClientForm, verb: string | undefined): number {
  return verb !== undefined && form.positional.includes(verb) ? form.options + 1 : form.options;
}

/** A property of what a slot holds. */
export function propertyOf(slot: InsertionPoint, name: string, interpreter: Interpreter): InsertionPoint {
  const found = slot.kind === 'filled' ? propertyRef(slot.ref, name, interpreter) : undefined;
  return found ? { kind: 'filled', ref: found } : { kind: 'property', owner: slot, name };
}

/** Code for what an object that is not wholly visible may already hold in a slot, such as `options.headers`. */
export function hiddenIn(slot: InsertionPoint, name: string, interpreter: Interpreter): CodeTemplate | undefined {
  if (slot.kind !== 'property' || slot.owner.kind !== 'filled') return undefined;
  const { node, env } = slot.owner.ref;
  const source = ts.isObjectLiteralExpression(node)
    ? node.properties.findLast((property) => ts.isSpreadAssignment(property))?.expression
    : node;
  if (!source || ts.isObjectLiteralExpression(source)) return undefined;
  const { field, kind, optional } = shapeOf({ node: source, env }, interpreter);
  if (field(name) === null || !isPure(source)) return undefined;
  return codeTemplate(`${source.getText()}${optional && kind !== 'unknown' ? '?' : ''}.${name}`);
}

/** Follows an expression of a wrapper to the code of its caller. */
function outwards(ref: Ref, interpreter: Interpreter): InsertionPoint | undefined {
  const { env } = ref;
  const node = plain(ref.node);
  if (env.frames.length === 0) return { kind: 'filled', ref: { node, env } };
  if (ts.isIdentifier(node)) return parameterSlot(node, ref, interpreter);
  if (ts.isPropertyAccessExpression(node)) {
    const owner = outwards({ node: node.expression, env }, interpreter);
    return owner && deeper(owner, node.name.text, interpreter);
  }
  if (ts.isObjectLiteralExpression(node)) {
    const spread = node.properties.findLast((property) => ts.isSpreadAssignment(property));
    return spread && outwards({ node: spread.expression, env }, interpreter);
  }
  return undefined;
}

function plain(node: ts.Expression): ts.Expression {
  let at = node;
  for (;;) {
    if (ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isNonNullExpression(at) || ts.isSatisfiesExpression(at))
      at = at.expression;
    else if (ts.isBinaryExpression(at) && isFallback(at.operatorToken.kind)) at = at.left;
    else {
      const inner = stringified(at) ?? onlyBranch(at);
      if (!inner) return at;
      at = inner;
    }
  }
}

function isFallback(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}

function parameterSlot(node: ts.Identifier, { env }: Ref, interpreter: Interpreter): InsertionPoint | undefined {
  const declaration = declarationOf(node);
  if (!declaration) return undefined;
  if (ts.isParameter(declaration)) return argumentSlot(declaration, { node, env }, interpreter);
  if (ts.isBindingElement(declaration)) return elementSlot(declaration, { node, env }, interpreter);
  if (ts.isVariableDeclaration(declaration) && declaration.initializer)
    return outwards({ node: declaration.initializer, env }, interpreter);
  return undefined;
}

function elementSlot(element: ts.BindingElement, ref: Ref, interpreter: Interpreter): InsertionPoint | undefined {
  const name = elementName(element);
  const holder = element.parent.parent;
  if (element.dotDotDotToken) return ts.isParameter(holder) ? argumentSlot(holder, ref, interpreter) : undefined;
  if (name === undefined) return undefined;
  const owner = ts.isParameter(holder)
    ? argumentSlot(holder, ref, interpreter)
    : ts.isBindingElement(holder)
      ? elementSlot(holder, ref, interpreter)
      : holder.initializer && outwards({ node: holder.initializer, env: ref.env }, interpreter);
  return owner && deeper(owner, name, interpreter);
}

function argumentSlot(parameter: ts.ParameterDeclaration, { env }: Ref, interpreter: Interpreter): InsertionPoint | undefined {
  const depth = env.frames.findLastIndex((frame) => frame.callee === parameter.parent);
  const frame = env.frames[depth];
  if (!frame || parameter.dotDotDotToken || !('arguments' in frame.call)) return undefined;
  const outer = { ...env, frames: env.frames.slice(0, depth) };
  const index = frame.callee.parameters.indexOf(parameter);
  const argument = frame.call.arguments?.[index];
  if (argument) return ts.isSpreadElement(argument) ? undefined : outwards({ node: argument, env: outer }, interpreter);
  const bound = env.bindings.get(parameter);
  if (bound && isRef(bound) && bound.env.frames.length < env.frames.length) return outwards(bound, interpreter);
  return depth === 0 ? { kind: 'argument', call: frame.call, index } : undefined;
}

function deeper(owner: InsertionPoint, name: string, interpreter: Interpreter): InsertionPoint | undefined {
  const slot = propertyOf(owner, name, interpreter);
  return slot.kind === 'filled' ? outwards(slot.ref, interpreter) : slot;
}
