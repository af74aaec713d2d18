import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { ApiCall, CallUrl } from '../../../http/call.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import type { Ref } from '../../../dataflow/value.js';
import { placeholderIndex, type Match } from '../../../match/index.js';
import type { Json } from '../../../pack/model.js';
import { declarationNamed, declarationOf, type ValueDeclaration } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';
import { functionOf } from '../../../project/nodes.js';
import { percentDecoded } from '../../../pack/percent.js';
import { quoted, styleOf } from '../../../edit/style.js';
import { templateText } from '../url/render.js';
import { type ParameterPiece, isPure } from './draft/model.js';
import { isReassigned, type Shape, shapeOf } from '../../../dataflow/shape/index.js';

/** Code for the value of a parameter of the v1 path, or why there is none. */
export type ParameterCode = { text: string; shape: Shape; json?: { value: Json }; pieces: ParameterPiece[] } | { reason: Blocker };

const TEXT: Shape = { kind: 'string', optional: false, nullable: false, field: () => undefined };

/** The pieces that fill a parameter of the v1 path; undefined when the path has no such parameter. */
export function parameterPieces(name: string, match: Match, url: CallUrl): ParameterPiece[] | undefined {
  const text = match.parameters[name];
  return text === undefined ? undefined : urlPieces(text, url);
}

/** True for a parameter that other alternatives of the URL fill in another way. */
export function isAmbiguous(name: string, match: Match, { urls }: ApiCall): boolean {
  const keys = urls.flatMap((option) =>
    option.kind === 'match' && option.match.operation.v1.source === match.operation.v1.source
      ? [parameterKey(name, option.match, option.url)]
      : [],
  );
  return new Set(keys).size > 1;
}

/** Equal for parameters that are filled in the same way. */
export function parameterKey(name: string, match: Match, url: CallUrl): string {
  return (parameterPieces(name, match, url) ?? []).map(pieceKey).join('\0');
}

function pieceKey(piece: ParameterPiece): string {
  if ('text' in piece) return piece.text;
  return `{${piece.ref.node.getSourceFile().fileName}:${piece.ref.node.getStart()}:${piece.ref.node.getEnd()}}`;
}

/** Cuts URL text into plain text, decoded, and expressions. */
export function urlPieces(text: string, url: CallUrl): ParameterPiece[] {
  const pieces: ParameterPiece[] = [];
  let plain = '';
  const close = (): void => {
    if (plain !== '') pieces.push({ text: percentDecoded(plain) });
    plain = '';
  };
  for (const char of text) {
    const index = placeholderIndex(char);
    const ref = index === undefined ? undefined : url.placeholders[index];
    if (!ref) plain += char;
    else {
      close();
      pieces.push({ ref: unencoded(ref), names: unencoded(ref) === ref ? namesOf(ref, url) : [] });
    }
  }
  close();
  return pieces;
}

/** Names through which exactly this expression reaches the URL, the nearest to it first. */
function namesOf(ref: Ref, { parts }: CallUrl): ts.Identifier[] {
  const own = parts.filter(({ part }) => 'placeholder' in part && part.placeholder === ref);
  const bringsOthers = (step: ts.Expression): boolean =>
    parts.some((part) => !own.includes(part) && part.part.via?.includes(step) === true);
  return own.flatMap(({ part }) => part.via ?? []).filter((step): step is ts.Identifier => ts.isIdentifier(step) && !bringsOthers(step));
}

/** The expression of a piece as it is best said at a node: by the name that the code has for it there. */
function expressionOf({ ref, names = [] }: { ref: Ref; names?: ts.Identifier[] }, at: ts.Node, what: string): ts.Expression {
  return names.find((name) => unresolvable(name, at, what) === undefined) ?? ref.node;
}

/** `encodeURIComponent(x)` is `x` outside a URL. */
function unencoded(ref: Ref): Ref {
  const { node } = ref;
  const [argument] = ts.isCallExpression(node) ? node.arguments : [];
  const isEncoding = ts.isCallExpression(node) && /^(?:globalThis\.)?encodeURI(?:Component)?$/.test(node.expression.getText());
  return isEncoding && argument ? { node: argument, env: ref.env } : ref;
}

/** Code for pieces of a URL, written at a node; `what` names the value for people. */
export function piecesCode(pieces: ParameterPiece[], what: string, at: ts.Node, interpreter: Interpreter): ParameterCode {
  const style = styleOf(at);
  const plain = pieces.map((piece) => ('text' in piece ? piece.text : '')).join('');
  if (pieces.every((piece) => 'text' in piece)) return { text: quoted(plain, style), shape: TEXT, json: { value: plain }, pieces };
  for (const piece of pieces) {
    const reason = 'ref' in piece ? unresolvable(operandOf(expressionOf(piece, at, what)), at, what) : undefined;
    if (reason !== undefined) return { reason };
  }
  const [only] = pieces;
  if (pieces.length === 1 && only && 'ref' in only)
    return { text: expressionOf(only, at, what).getText(), shape: shapeOf(only.ref, interpreter), pieces };
  const text = pieces
    .map((piece) => ('text' in piece ? templateText(piece.text) : `\${${expressionOf(piece, at, what).getText()}}`))
    .join('');
  return { text: `\`${text}\``, shape: TEXT, pieces };
}

/** `ids.join(',')` is as good as `ids`. */
export function operandOf(node: ts.Expression): ts.Expression {
  const isJoin = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'join';
  return isJoin && ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : node;
}

/** Why an expression cannot be written at another place of the program; undefined when it means the same there. */
export function unresolvable(node: ts.Expression, at: ts.Node, what: string): Blocker | undefined {
  const shown = node.getText();
  if (node.getSourceFile() !== at.getSourceFile()) return blockers.partMadeInOtherFile(what, shown);
  if (!isPure(node)) return blockers.partNotMovable(what, shown);
  let reason: Blocker | undefined;
  const visit = (inner: ts.Node): void => {
    if (reason !== undefined) return;
    if (ts.isIdentifier(inner) && !isMemberName(inner) && !isVisible(inner, at)) {
      reason = blockers.partNotInScope(what, shown);
    } else if (inner.kind === ts.SyntaxKind.ThisKeyword && ownerOfThis(inner) !== ownerOfThis(at)) {
      reason = blockers.partOfOtherThis(what, shown);
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return reason;
}

/** The function whose `this` a node sees; arrow functions see the one around them. */
function ownerOfThis(node: ts.Node): ts.Node | undefined {
  const owner = ts.findAncestor(node.parent, (at) => (ts.isFunctionLike(at) && !ts.isArrowFunction(at)) || ts.isClassElement(at));
  return owner?.parent && ts.isClassLike(owner.parent) ? owner.parent : owner;
}

function isMemberName(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

function isVisible(identifier: ts.Identifier, at: ts.Node): boolean {
  const declaration = declarationOf(identifier);
  if (declaration !== declarationNamed(identifier.text, at)) return false;
  if (!declaration) return true;
  return isMadeBefore(declaration, at) && !mayChange(declaration, identifier, at);
}

/** A `let` that is assigned to again may hold another value at a place that is not in the same statement. */
function mayChange(declaration: ValueDeclaration, identifier: ts.Node, at: ts.Node): boolean {
  if (!ts.isVariableDeclaration(declaration) && !ts.isParameter(declaration)) return false;
  return isReassigned(declaration) && ts.findAncestor(identifier, ts.isStatement) !== ts.findAncestor(at, ts.isStatement);
}

function isMadeBefore(declaration: ValueDeclaration, at: ts.Node): boolean {
  const holder = ts.findAncestor(declaration, (node) => ts.isVariableDeclaration(node) || ts.isParameter(node));
  if (!holder || ts.isParameter(holder)) return true;
  return functionOf(holder) !== functionOf(at) || holder.getEnd() <= at.getStart();
}

/** A parameter that the call cannot fill. */
export function unknownParameter(name: string): ParameterCode {
  return { reason: blockers.parameterNotInUrl(name) };
}
