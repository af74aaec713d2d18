import { clientForm } from '../../../http/clients/forms.js';
import { isTyped } from '../../aspects/response/code.js';
import type { ApiCall } from '../../../http/call.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import { unwrap } from '../../../project/unwrap.js';
import { EMPTY } from '../../../dataflow/value.js';
import { referencesTo } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { wholeCall } from './nodes.js';
import { originOf } from '../../../dataflow/track/origin.js';

/** What stands in for a response. */
interface LocalBody {
  /** The parsed body. */
  code: string;
  /** The status that v1 answered: code around the call that tests it goes on as before. */
  status: number;
}

/**
 * Replaces a call by its answer, made without it: `code` is the parsed body. The answer keeps the shape that the code
 * around the call reads. Undefined where that shape cannot be given.
 */
export function localResponse(call: ApiCall, { code, status }: LocalBody, interpreter: Interpreter): TextEdit | undefined {
  const outer = jsonChain(call);
  const taken = outer ? undefined : bodyTaken(call);
  if (taken) {
    const { name, declaration } = taken;
    const text = `${name.getText()} = ${code}`;
    return { file: name.getSourceFile().fileName, start: declaration.name.getStart(), end: declaration.getEnd(), text };
  }
  const made = outer ? code : responseCode(call, { code, status }, interpreter);
  if (made === undefined) return undefined;
  const node = outer ?? wholeCall(call);
  const { parent } = node;
  const isAwaited = ts.isAwaitExpression(parent);
  const target = isAwaited ? parent : node;
  const needsPromise = !isAwaited;
  const text = needsPromise ? `Promise.resolve(${made})` : wrapped(made, target);
  return { file: target.getSourceFile().fileName, start: target.getStart(), end: target.getEnd(), text };
}

/** `const { data } = await axios.post()`: the body is all that is taken of the answer. */
function bodyTaken(call: ApiCall): { name: ts.BindingName; declaration: ts.VariableDeclaration } | undefined {
  const { parent } = wholeCall(call);
  const declaration = parent.parent;
  if (call.env.frames.length > 0 || !ts.isAwaitExpression(parent) || !ts.isVariableDeclaration(declaration) || declaration.type)
    return undefined;
  if (!ts.isObjectBindingPattern(declaration.name)) return undefined;
  const [element, ...others] = declaration.name.elements;
  if (!element || others.length > 0 || element.dotDotDotToken || element.initializer) return undefined;
  const taken = (element.propertyName ?? element.name).getText();
  return call.request.response.body.some((way) => way.join('.') === taken) ? { name: element.name, declaration } : undefined;
}

function wrapped(made: string, target: ts.Node): string {
  return made.startsWith('{') && ts.isArrowFunction(target.parent) ? `(${made})` : made;
}

/** `ky.post(url, {json}).json()`: the whole chain gives the parsed body. */
function jsonChain(call: ApiCall): ts.CallExpression | undefined {
  const member = clientForm(call.request.client)?.bodyMember;
  if (member === undefined || call.site !== call.sink) return undefined;
  const access = call.site.parent;
  if (!ts.isPropertyAccessExpression(access) || access.name.text !== member) return undefined;
  return ts.isCallExpression(access.parent) ? access.parent : undefined;
}

function responseCode(call: ApiCall, local: LocalBody, interpreter: Interpreter): string | undefined {
  const [frame] = call.env.frames;
  return frame ? throughWrapper(call, local, interpreter) : clientResponse(call, local);
}

function clientResponse({ request, site }: ApiCall, { code, status }: LocalBody): string | undefined {
  return clientForm(request.client)?.localResponse?.({ body: code, status, taken: namesTaken(site), typed: isTyped(site) });
}

/** Members that are taken of an answer: by a pattern, or of the constant that holds it. Undefined when others may be. */
function namesTaken(site: ts.Node): Set<string> | undefined {
  const holder = ts.findAncestor(site, (node) => ts.isVariableDeclaration(node) || ts.isStatement(node));
  if (!holder || !ts.isVariableDeclaration(holder)) return undefined;
  const taken = ts.isObjectBindingPattern(holder.name)
    ? holder.name.elements.map((element) => (element.dotDotDotToken ? undefined : (element.propertyName ?? element.name).getText()))
    : referencesTo(holder).map(({ parent }) => (ts.isPropertyAccessExpression(parent) ? parent.name.text : undefined));
  const names = new Set(taken.map((name) => (name === 'data' || name === 'status' ? name : '')));
  return names.has('') ? undefined : names;
}

/** What the user's wrapper returns, as far as it is the answer, its body, or an object of its parts. */
function throughWrapper(call: ApiCall, local: LocalBody, interpreter: Interpreter): string | undefined {
  const [frame] = call.env.frames;
  if (!frame) return undefined;
  const returned = returnsOf(frame.callee);
  const shapes = new Set(returned.map((expression) => shapeOf(expression, call, local, interpreter)));
  shapes.delete(null);
  const [only] = shapes;
  return shapes.size === 1 ? (only ?? undefined) : undefined;
}

/** Code of one returned expression; null where it returns nothing of the answer; undefined where it cannot be said. */
function shapeOf(expression: ts.Expression, call: ApiCall, local: LocalBody, interpreter: Interpreter): string | null | undefined {
  const inner = unwrap(expression);
  if (ts.isObjectLiteralExpression(inner)) {
    const members = inner.properties.map((property) => memberCode(property, call, local, interpreter));
    return members.every((member) => member !== undefined) ? `{ ${members.join(', ')} }` : undefined;
  }
  const origin = originOf({ node: inner, env: call.env }) ?? originOf({ node: inner, env: EMPTY });
  if (!origin) return /^(undefined|null)$/.test(inner.getText()) ? null : undefined;
  if (origin.call !== call.sink) return nested(origin.call, call, local, interpreter);
  const path = origin.path.join('.');
  if (call.request.response.body.some((way) => way.join('.') === path)) return local.code;
  if (path === (call.request.response.status ?? '\0')) return String(local.status);
  return path === '' ? clientResponse(call, local) : undefined;
}

/** A wrapper that returns what another wrapper returns. */
function nested(inner: ts.CallExpression, call: ApiCall, local: LocalBody, interpreter: Interpreter): string | undefined {
  const index = call.env.frames.findIndex((frame) => frame.call === inner);
  if (index < 1) return undefined;
  return throughWrapper({ ...call, env: { ...call.env, frames: call.env.frames.slice(index) } }, local, interpreter);
}

function memberCode(property: ts.ObjectLiteralElementLike, call: ApiCall, local: LocalBody, interpreter: Interpreter): string | undefined {
  if (!property.name || ts.isComputedPropertyName(property.name)) return undefined;
  const value = ts.isPropertyAssignment(property)
    ? property.initializer
    : ts.isShorthandPropertyAssignment(property)
      ? property.name
      : undefined;
  const shape = value && shapeOf(value, call, local, interpreter);
  return shape === undefined || shape === null ? undefined : `${property.name.getText()}: ${shape}`;
}

function returnsOf(callee: ts.SignatureDeclaration): ts.Expression[] {
  const body = 'body' in callee ? (callee.body as ts.Node | undefined) : undefined;
  if (!body) return [];
  if (!ts.isBlock(body)) return [body as ts.Expression];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}
