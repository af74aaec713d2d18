import type { ApiCall, CallUrl } from '../http/call.js';
import { unwrap } from '../project/unwrap.js';
import type { TextPart } from '../dataflow/value.js';
import { ts } from '../project/syntax.js';
import type { Evidence } from './model.js';
import { withoutSecrets } from './secrets.js';

/**
 * The chain that shows why a call is a finding: each literal of its URL, what holds it, the names that it comes through,
 * the wrappers that it is handed to, the call.
 * @param relative names a file for people
 * @param about the place that the finding points at, where it is not the call
 */
export function evidenceOf(call: ApiCall, url: CallUrl, relative: (path: string) => string, about?: ts.Node): Evidence[] {
  const chain = new Chain(relative);
  for (const { part } of url.parts) addPart(part, chain);
  for (const frame of call.env.frames) chain.add(frame.call, `into ${nameOf(frame.callee)}()`);
  if (call.sink !== call.site) chain.add(call.sink, `sent by ${call.request.client}`);
  chain.add(call.site, 'called here');
  if (about && about !== call.site) chain.add(about, 'used here');
  return chain.steps;
}

class Chain {
  readonly steps: Evidence[] = [];
  readonly #relative: (path: string) => string;

  constructor(relative: (path: string) => string) {
    this.#relative = relative;
  }

  /** Adds a step, once for each line that says the same. */
  add(node: ts.Node, what: string): void {
    const tree = node.getSourceFile();
    const { line, character } = tree.getLineAndCharacterOfPosition(node.getStart());
    const step = { file: this.#relative(tree.fileName), line: line + 1, column: character + 1, what };
    if (!this.steps.some((known) => known.file === step.file && known.line === step.line && known.what === what)) this.steps.push(step);
  }
}

function addPart(part: TextPart, chain: Chain): void {
  if (!('text' in part) || !part.node || part.text.trim() === '') return;
  chain.add(part.node, `literal ${JSON.stringify(withoutSecrets(part.text))}`);
  const holder = holderOf(part.node);
  if (holder) chain.add(holder.node, `in ${holder.what}`);
  for (const node of part.via ?? []) {
    const name = usedName(node);
    if (name !== undefined && name !== holder?.name) chain.add(node, `through ${name}`);
  }
}

/** The name by which an operand or argument reads a value; undefined for one that is written out there. */
function usedName(node: ts.Expression): string | undefined {
  const inner = unwrap(node);
  const named = ts.isCallExpression(inner) ? inner.expression : inner;
  if (!ts.isIdentifier(named) && !ts.isPropertyAccessExpression(named)) return undefined;
  const name = named.getText().replaceAll(/\s+/g, '');
  return name.length > 60 ? undefined : `${name}${ts.isCallExpression(inner) ? '()' : ''}`;
}

function holderOf(node: ts.Node): { node: ts.Node; what: string; name: string } | undefined {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    if (ts.isCallExpression(at)) return undefined;
    if (ts.isVariableDeclaration(at) && ts.isIdentifier(at.name)) return held(at, 'constant', at.name.text);
    if ((ts.isPropertyAssignment(at) || ts.isPropertyDeclaration(at) || ts.isEnumMember(at)) && !ts.isComputedPropertyName(at.name))
      return held(at, 'member', at.name.text);
    if (ts.isFunctionLike(at)) {
      const name = nameOf(at);
      return { node: at, what: name === UNNAMED ? name : `function ${name}`, name };
    }
  }
  return undefined;
}

function held(node: ts.Node, kind: string, name: string): { node: ts.Node; what: string; name: string } {
  return { node, what: `${kind} ${name}`, name };
}

const UNNAMED = 'a function';

/** A name for a function, for people: its own, or that of what it is given to. */
function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name && (ts.isIdentifier(node.name) || ts.isPrivateIdentifier(node.name))) return node.name.text;
  if (ts.isConstructorDeclaration(node) && ts.isClassLike(node.parent)) return `new ${node.parent.name?.text ?? 'class'}`;
  for (let at: ts.Node = node.parent; !ts.isStatement(at) && !ts.isCallExpression(at) && !ts.isSourceFile(at); at = at.parent) {
    if ((ts.isVariableDeclaration(at) || ts.isPropertyAssignment(at) || ts.isPropertyDeclaration(at)) && ts.isIdentifier(at.name))
      return at.name.text;
  }
  return UNNAMED;
}
