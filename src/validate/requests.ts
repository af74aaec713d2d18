import type { ApiCall, CallUrl } from '../http/call.js';
import type { Interpreter } from '../dataflow/interpreter.js';
import { alternatives, type Ref } from '../dataflow/value.js';
import { cutUrl, placeholderIndex } from '../match/index.js';
import { declarationOf, referencesTo } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import { unwrap } from '../project/unwrap.js';
import { isConstantProvenance, type Provenance } from './provenance.js';
import { type Fields, noFields, type Sent, sentBy } from './shape.js';

/** What the world can see of one request. */
export interface RequestContract {
  /** Upper case; undefined when it is not known. */
  method: string | undefined;
  /** Path parameters of the matched template, by name. */
  parameters: Map<string, string>;
  query: Fields;
  body?: Sent;
  headers: Fields;
  /** The body is sent as JSON, or what it is sent as is not known. */
  json: boolean;
  /** Set for a body that is an object where only text can be sent. */
  unserialised?: true;
}

/** Reads the contract of a call's request, for one of its URLs. */
export function requestContract(
  call: ApiCall,
  url: CallUrl,
  parameters: { [name: string]: string },
  interpreter: Interpreter,
  provenance: Provenance,
): RequestContract {
  const { request } = call;
  const written = request.urlRef && laterQuery(request.urlRef, call);
  // What is assigned to the URL object after it was made is what is sent.
  const query = written ? searchFields(written.right, call, interpreter, provenance) : queryOf(url, provenance);
  if (request.query) addFields(query, sentBy(request.query, interpreter, provenance));
  const given = request.body && sentBy(request.body.ref, interpreter, provenance);
  // A wrapper that is given no body sends none.
  const body = given && 'value' in given && given.value === 'null' ? undefined : given;
  const headers = request.headers ? sentBy(request.headers, interpreter, provenance) : undefined;
  const sentHeaders = headers && 'fields' in headers ? headers.fields : { known: new Map(), open: headers ? [headers.value] : [] };
  return {
    method: call.method,
    parameters: new Map(Object.entries(parameters).map(([name, text]) => [name, textProvenance(text, url, provenance)])),
    query,
    ...(body ? { body } : {}),
    headers: sentHeaders,
    json: request.body?.encoding !== 'text' || sentHeaders.open.length > 0 || isJson(sentHeaders),
    ...(request.body?.encoding === 'text' && isPlainObject(request.body.ref, interpreter) ? { unserialised: true } : {}),
  };
}

/** Text of a URL with each placeholder as its provenance. */
export function textProvenance(text: string, url: CallUrl, provenance: Provenance): string {
  const pieces: string[] = [];
  let literal = '';
  for (const char of text) {
    const index = placeholderIndex(char);
    const ref = index === undefined ? undefined : url.placeholders[index];
    if (!ref) {
      literal += char;
      continue;
    }
    if (literal !== '') pieces.push(JSON.stringify(literal));
    literal = '';
    pieces.push(provenance.of(ref));
  }
  if (literal !== '' || pieces.length === 0) pieces.push(JSON.stringify(literal));
  return pieces.join('+');
}

function queryOf(url: CallUrl, provenance: Provenance): Fields {
  const fields = noFields();
  for (const pair of cutUrl(url.text).query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    if ([...name].some((char) => placeholderIndex(char) !== undefined)) fields.open.push(textProvenance(name, url, provenance));
    else fields.known.set(decoded(name), { value: textProvenance(equals === -1 ? '' : pair.slice(equals + 1), url, provenance) });
  }
  return fields;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function addFields(fields: Fields, sent: Sent): void {
  if ('fields' in sent) {
    sent.fields.known.forEach((value, name) => fields.known.set(name, value));
    fields.open.push(...sent.fields.open);
  } else fields.open.push(sent.value);
}

/** `fetch` and its kin send text: an object literal would arrive as `[object Object]`. */
function isPlainObject(ref: Ref, interpreter: Interpreter): boolean {
  const inner = unwrap(ref.node);
  if (ts.isCallExpression(inner)) return false;
  const values = alternatives(interpreter.valueOf(ref.node, ref.env));
  return values.length === 1 && (values[0]?.kind === 'object' || values[0]?.kind === 'array');
}

/** `url.search = …` between the making of a URL object and the call. */
function laterQuery({ node }: Ref, { sink }: ApiCall): ts.BinaryExpression | undefined {
  const root = rootOf(unwrap(node));
  const declaration = ts.isIdentifier(root) ? declarationOf(root) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  return referencesTo(declaration).flatMap(({ parent: access }): ts.BinaryExpression[] => {
    if (!ts.isPropertyAccessExpression(access) || access.name.text !== 'search' || access.getEnd() > sink.getEnd()) return [];
    const { parent } = access;
    const isWrite = ts.isBinaryExpression(parent) && parent.left === access && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    return isWrite ? [parent] : [];
  })[0];
}

/** Fields of `new URLSearchParams({…}).toString()`, of a template or of a text. */
function searchFields(right: ts.Expression, { env }: ApiCall, interpreter: Interpreter, provenance: Provenance): Fields {
  const root = rootOf(unwrap(right));
  const [given] = ts.isNewExpression(root) ? (root.arguments ?? []) : [];
  const sent = given && sentBy({ node: given, env }, interpreter, provenance);
  if (sent && 'fields' in sent) return sent.fields;
  const text = ts.isStringLiteralLike(right) ? right.text : undefined;
  if (text === undefined) return { known: new Map(), open: [provenance.of({ node: right, env })] };
  return { known: new Map([...new URLSearchParams(text)].map(([name, value]) => [name, { value: JSON.stringify(value) }])), open: [] };
}

function rootOf(node: ts.Expression): ts.Expression {
  let at: ts.Expression = node;
  while (ts.isPropertyAccessExpression(at) || ts.isCallExpression(at)) at = at.expression;
  return at;
}

function isJson(headers: Fields): boolean {
  for (const [name, sent] of headers.known)
    if (name.toLowerCase() === 'content-type')
      return !('value' in sent) || !isConstantProvenance(sent.value) || sent.value.includes('json');
  return false;
}

/** A header of a call by its lower-case name. */
export function headerOf({ headers }: RequestContract, name: string): string | undefined {
  for (const [key, sent] of headers.known) if (key.toLowerCase() === name && 'value' in sent) return sent.value;
  return undefined;
}
