import type { Interpreter } from '../../../dataflow/interpreter.js';
import { alternatives, type Ref } from '../../../dataflow/value.js';
import { declarationNamed, declarationOf, type ValueDeclaration } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';
import { shapeOf } from '../../../dataflow/shape/index.js';

const KINDS: { [name: string]: string } = {
  FormData: 'a FormData',
  URLSearchParams: 'a URLSearchParams',
  HttpParams: 'an HttpParams',
  Blob: 'a Blob',
  File: 'a File',
  ReadableStream: 'a stream',
  Readable: 'a stream',
  Buffer: 'bytes',
  ArrayBuffer: 'bytes',
  Uint8Array: 'bytes',
  Map: 'a Map',
};

/** What an expression is when it is no plain object or list, for people; undefined when nothing speaks against it. */
export function otherThanPlain(ref: Ref, interpreter: Interpreter): string | undefined {
  const value = interpreter.valueOf(ref.node, ref.env);
  if (value.kind === 'text') return 'a text that is written out by hand';
  if (value.kind === 'search') return KINDS['URLSearchParams'];
  const made = value.kind === 'unknown' ? originOf(value.ref.node) : ref.node;
  const name = value.kind === 'external' ? value.path.find((part) => part.startsWith('#'))?.slice(1) : typeName(made);
  return name !== undefined && Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}

/** True for an expression that is known to give a plain object, which can be spread. */
export function isPlain(ref: Ref, interpreter: Interpreter): boolean {
  const value = interpreter.valueOf(ref.node, ref.env);
  if (alternatives(value).every(({ kind }) => kind === 'object' || kind === 'record' || kind === 'array')) return true;
  const { kind } = shapeOf(ref, interpreter);
  return kind === 'object' || kind === 'list';
}

/** The declaration behind a name, also that of a shorthand property. */
export function declarationNear(node: ts.Identifier): ValueDeclaration | undefined {
  return ts.isShorthandPropertyAssignment(node.parent) ? declarationNamed(node.text, node) : declarationOf(node);
}

/** What a value is made from: the initialiser or the declared type of a name, the start of a chain of calls. */
function originOf(node: ts.Expression): ts.Node {
  let at: ts.Expression = node;
  while (ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression)) at = at.expression.expression;
  const declaration = ts.isIdentifier(at) ? declarationNear(at) : undefined;
  if (!declaration) return at;
  if (ts.isParameter(declaration)) return declaration.type ?? at;
  if (!ts.isVariableDeclaration(declaration)) return at;
  return declaration.initializer && declaration.initializer !== node ? originOf(declaration.initializer) : (declaration.type ?? at);
}

function typeName(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) return node.expression.text;
  if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) return node.typeName.text;
  return ts.isIdentifier(node) ? node.text : undefined;
}
