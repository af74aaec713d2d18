import type { ApiCall, CallUrl } from '../calls/call.js';
import { ts } from '../project/syntax.js';
import type { Evidence } from './model.js';

/** The chain that shows why a call is a finding: its literals, the constants that hold them, the wrappers, the call. */
export function evidenceOf(call: ApiCall, url: CallUrl, relative: (path: string) => string): Evidence[] {
  const chain: Evidence[] = [];
  const add = (node: ts.Node, what: string): void => {
    const tree = node.getSourceFile();
    const { line, character } = tree.getLineAndCharacterOfPosition(node.getStart());
    const entry = { file: relative(tree.fileName), line: line + 1, column: character + 1, what };
    if (!chain.some((known) => known.file === entry.file && known.line === entry.line && known.what === entry.what)) chain.push(entry);
  };
  for (const { part } of url.parts) {
    if (!('text' in part) || !part.node || part.text.trim() === '') continue;
    add(part.node, `literal ${JSON.stringify(part.text)}`);
    const holder = holderOf(part.node);
    if (holder) add(holder.node, `${holder.kind} ${holder.name}`);
  }
  for (const frame of call.env.frames) add(frame.call, `wrapper ${nameOf(frame.callee)}()`);
  if (call.sink !== call.site) add(call.sink, `${call.request.client} call`);
  add(call.site, 'call');
  return chain;
}

function holderOf(node: ts.Node): { node: ts.Node; kind: string; name: string } | undefined {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    if (ts.isCallExpression(at)) return undefined;
    if (ts.isVariableDeclaration(at) && ts.isIdentifier(at.name)) return { node: at, kind: 'constant', name: at.name.text };
    if ((ts.isPropertyAssignment(at) || ts.isPropertyDeclaration(at) || ts.isEnumMember(at)) && !ts.isComputedPropertyName(at.name)) {
      return { node: at, kind: 'member', name: at.name.text };
    }
    if (ts.isFunctionLike(at)) return { node: at, kind: 'function', name: nameOf(at) };
  }
  return undefined;
}

/** A name for a function, for people. */
export function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name && (ts.isIdentifier(node.name) || ts.isPrivateIdentifier(node.name))) return node.name.text;
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  if (ts.isPropertyAssignment(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  if (ts.isConstructorDeclaration(node) && ts.isClassLike(parent)) return `new ${parent.name?.text ?? 'class'}`;
  return 'function';
}
