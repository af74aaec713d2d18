import type { Evaluation } from '../../calls/evaluation.js';
import type { Ref } from '../../calls/value.js';
import { propertyName } from '../../calls/members.js';
import { referencesTo, type ValueDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { type Draft, type Entry, type LinkDraft, writtenDraft, type Write } from './draft.js';
import { declarationNear } from './plain.js';
import { constantOf, isAssignment, isReassigned, shapeOf } from './shape.js';

/** What decides whether the place where a value is made may be changed. */
export interface Ground {
  evaluation: Evaluation;
  /** The call that the value is for. */
  site: ts.Node;
}

/** The draft of an expression: literals are open to change where they are made for this call only. */
export function draftOf(ref: Ref, ground: Ground): Draft {
  const { node, env } = ref;
  const next = (inner: ts.Expression): Draft => draftOf({ node: inner, env }, ground);
  const inner = castOperand(node);
  if (inner) return { kind: 'choice', node, options: [next(inner)] };
  if (ts.isObjectLiteralExpression(node))
    return { kind: 'object', node, entries: node.properties.map((property) => entryOf(property, ref, ground)) };
  if (
    ts.isArrayLiteralExpression(node) &&
    !node.elements.some((element) => ts.isSpreadElement(element) || ts.isOmittedExpression(element))
  ) {
    return { kind: 'list', node, items: node.elements.map((element) => valueDraft({ node: element, env }, ground)) };
  }
  const options = optionsOf(node);
  if (options) return { kind: 'choice', node, options: options.map((option) => next(option)) };
  return linkOf(ref, ground) ?? codeOf(ref, ground.evaluation);
}

/** The draft of a field's value: a name stays a name. */
function valueDraft(ref: Ref, ground: Ground): Draft {
  return ts.isIdentifier(ref.node) ? codeOf(ref, ground.evaluation) : draftOf(ref, ground);
}

/** An expression as it is, with what is known of it. */
export function codeOf(ref: Ref, evaluation: Evaluation): Draft {
  return writtenDraft(ref, shapeOf(ref, evaluation), constantOf(ref, evaluation));
}

function castOperand(node: ts.Expression): ts.Expression | undefined {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return node.expression;
  if (ts.isNonNullExpression(node) || ts.isTypeAssertionExpression(node)) return node.expression;
  const [argument] = ts.isCallExpression(node) && node.expression.getText() === 'Object.freeze' ? node.arguments : [];
  return argument;
}

/** The operands that may be the value of an expression. */
function optionsOf(node: ts.Expression): ts.Expression[] | undefined {
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse];
  if (!ts.isBinaryExpression(node)) return undefined;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.BarBarToken:
      return [node.left, node.right];
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return [node.right];
    default:
      return undefined;
  }
}

function entryOf(element: ts.ObjectLiteralElementLike, ref: Ref, ground: Ground): Entry {
  const { env } = ref;
  if (ts.isSpreadAssignment(element)) return { kind: 'spread', element, of: draftOf({ node: element.expression, env }, ground) };
  const name = propertyName(element.name, env, ground.evaluation);
  if (ts.isPropertyAssignment(element))
    return { kind: 'field', name, element, value: valueDraft({ node: element.initializer, env }, ground) };
  const value = ts.isIdentifier(element.name) ? element.name : undefined;
  return { kind: 'field', name, element, value: value ? codeOf({ node: value, env }, ground.evaluation) : codeOf(ref, ground.evaluation) };
}

/** A variable that holds an object for this call only: the object is changed where it is made. */
function linkOf(ref: Ref, ground: Ground): LinkDraft | undefined {
  const { node, env } = ref;
  if (!ts.isIdentifier(node) || env.frames.length > 0) return undefined;
  const declaration = declarationNear(node);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  if (isReassigned(declaration) || isExported(declaration)) return undefined;
  const writes = exclusiveWrites(declaration, node, ground);
  if (!writes) return undefined;
  const target = draftOf({ node: declaration.initializer, env }, ground);
  return target.kind === 'code' ? undefined : { kind: 'link', node, target, writes };
}

function isExported(declaration: ts.VariableDeclaration): boolean {
  const statement = declaration.parent.parent;
  if (ts.isVariableStatement(statement) && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true)
    return true;
  return referencesTo(declaration).some(({ parent }) => ts.isExportSpecifier(parent) || ts.isExportAssignment(parent));
}

/** The assignments to fields of a variable, when it has no other use than this one. */
function exclusiveWrites(declaration: ValueDeclaration, use: ts.Identifier, ground: Ground): Write[] | undefined {
  const writes: Write[] = [];
  for (const reference of referencesTo(declaration)) {
    if (reference === use) continue;
    const write = writeOf(reference, ground);
    if (!write) return undefined;
    writes.push(write);
  }
  return writes;
}

function writeOf(reference: ts.Identifier, ground: Ground): Write | undefined {
  const access = reference.parent;
  const assignment = access.parent;
  if (!ts.isBinaryExpression(assignment) || assignment.left !== access || !isAssignment(assignment.operatorToken.kind)) return undefined;
  const value = { node: assignment.right, env: { bindings: new Map(), frames: [] } };
  if (ts.isPropertyAccessExpression(access) && access.expression === reference && ts.isIdentifier(access.name)) {
    return writeTo(access, access.name.text, valueDraft(value, ground));
  }
  if (!ts.isElementAccessExpression(access) || access.expression !== reference || !ts.isStringLiteral(access.argumentExpression))
    return undefined;
  return writeTo(access, access.argumentExpression.text, valueDraft(value, ground));
}

function writeTo(access: Write['access'], name: string, value: Draft): Write {
  return { access, written: name, field: { kind: 'field', name, value } };
}
