import { identifiersIn } from '../../project/scopes.js';
import { isInside } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../interpreter.js';
import { alternatives, EMPTY } from '../value.js';
import { walkBelow } from '../../project/walk.js';
import { reachOf } from '../call-graph.js';
import type { Listing } from '../limits.js';
import { unlessHarmless } from './harmless.js';
import type { TrackedValue } from './facts.js';
import { insideContainer, pointOf } from './access-path.js';
import type { Tracer } from './worklist.js';
import { escaped } from './sinks.js';

/** The class or the literal whose object is `this` at a node; undefined where the caller of a function says what it is. */
export function ownerOfThis(at: ts.Node): ts.ClassLikeDeclaration | ts.ObjectLiteralExpression | undefined {
  for (let { parent } = at; ; { parent } = parent) {
    if (ts.isSourceFile(parent)) return undefined;
    if (ts.isClassLike(parent)) return parent;
    if (!ts.isFunctionLike(parent) || ts.isArrowFunction(parent)) continue;
    const member = ts.isFunctionExpression(parent) ? parent.parent : parent;
    if (ts.isObjectLiteralElement(member) && ts.isObjectLiteralExpression(member.parent)) return member.parent;
    if (!ts.isClassElement(parent) && !isBoundToThis(parent)) return undefined;
  }
}

/** The places where `this` is the object that a literal makes. */
export function thisBelow(owner: ts.ObjectLiteralExpression): ts.Expression[] {
  const found: ts.Expression[] = [];
  walkBelow(owner, (node) => {
    if (node.kind === ts.SyntaxKind.ThisKeyword && ts.isExpression(node) && ownerOfThis(node) === owner && !isWrittenTo(node))
      found.push(node);
  });
  return found;
}

function isWrittenTo({ parent }: ts.Node): boolean {
  return ts.isPropertyAccessExpression(parent) && assignedBy(parent) !== undefined;
}

/** `function () { … }.bind(this)` */
function isBoundToThis({ parent }: ts.Node): boolean {
  if (ts.isParenthesizedExpression(parent)) return isBoundToThis(parent);
  return ts.isPropertyAccessExpression(parent) && parent.name.text === 'bind';
}

/** Follows a value into a field: `this.name = value`, or a property declaration with an initializer. */
export function storeField(name: ts.PropertyName, at: ts.Node, flow: TrackedValue, tracer: Tracer): void {
  const owner = ownerOfThis(at);
  if (!owner || ts.isComputedPropertyName(name)) {
    escaped(flow, 'stored in a field', tracer);
    return;
  }
  const others = followField(name.text, owner, flow, tracer);
  followConstructed(name.text, at, flow, tracer);
  if (ts.isObjectLiteralExpression(owner)) followLiteral(name.text, owner, { ...flow, others }, tracer);
}

/** Follows a value into a field of an object of a class of the user's, `holder.name = value`; false where the target is none. */
export function storeInInstance({ expression, name }: ts.PropertyAccessExpression, flow: TrackedValue, tracer: Tracer): boolean {
  const owners = alternatives(tracer.interpreter.valueOf(expression, EMPTY)).flatMap((option) =>
    option.kind === 'instance' ? option.of : [],
  );
  for (const owner of new Set(owners)) followField(name.text, owner, flow, tracer);
  return owners.length > 0;
}

/** Follows a value to where a field of an owner is read; gives what else may be there. */
function followField(
  name: string,
  owner: ts.ClassLikeDeclaration | ts.ObjectLiteralExpression,
  flow: TrackedValue,
  tracer: Tracer,
): TrackedValue['others'] {
  const { items: accesses, incomplete } = accessesTo(name, owner, tracer.interpreter);
  if (incomplete) tracer.reach(incomplete);
  const others = [...flow.others, ...otherValues(name, owner, accesses, flow.node)];
  for (const access of accesses) {
    if (!assignedBy(access)) tracer.follow({ ...flow, node: access, others });
  }
  noteFieldType(name, owner, flow, tracer);
  if (isShown(owner)) escaped(flow, `shown by a template as ${name}`, tracer, { continues: true });
  return others;
}

function noteFieldType(name: string, owner: ts.Node, flow: TrackedValue, tracer: Tracer): void {
  if (!ts.isClassLike(owner)) return;
  for (const member of owner.members) {
    if (!ts.isPropertyDeclaration(member) || !member.type || ts.isComputedPropertyName(member.name) || member.name.text !== name) continue;
    tracer.type({ form: 'annotation', type: member.type, accessPath: flow.accessPath, node: member, ...pointOf(flow) });
  }
}

/** A field set by the constructor that a `new` expression entered: the expression gives an object that holds the value. */
function followConstructed(name: string, at: ts.Node, flow: TrackedValue, tracer: Tracer): void {
  const constructor = ts.findAncestor(at, ts.isConstructorDeclaration);
  const index = flow.frames.findLastIndex(({ callee }) => callee === constructor);
  const made = flow.frames[index]?.call;
  if (made && ts.isNewExpression(made))
    tracer.follow({ ...flow, node: made, accessPath: insideContainer(name, flow.accessPath), frames: flow.frames.slice(0, index) });
}

/** A field of an object that a literal makes: the literal holds the value from then on, and so does what is made of it. */
function followLiteral(name: string, owner: ts.ObjectLiteralExpression, flow: TrackedValue, tracer: Tracer): void {
  const frames = flow.frames.filter(({ callee }) => isInside(owner, callee));
  tracer.follow({ ...flow, node: owner, accessPath: insideContainer(name, flow.accessPath), frames });
}

/** `this.name` inside the owner, and `instance.name` wherever the class is in reach. */
function accessesTo(name: string, owner: ts.Node, interpreter: Interpreter): Listing<ts.PropertyAccessExpression> {
  const home = owner.getSourceFile();
  const isOpen = ts.isClassLike(owner) && !name.startsWith('#');
  const { items, incomplete }: Listing<ts.SourceFile> = isOpen ? reachOf(home.fileName, interpreter, name) : { items: [] };
  const found = [home, ...items].flatMap((tree) =>
    (identifiersIn(tree).get(name) ?? []).flatMap((identifier): ts.PropertyAccessExpression[] => {
      const access = identifier.parent;
      if (!ts.isPropertyAccessExpression(access) || access.name !== identifier) return [];
      return isMemberOf(access.expression, owner, interpreter) ? [access] : [];
    }),
  );
  return incomplete ? { items: found, incomplete } : { items: found };
}

function isMemberOf(receiver: ts.Expression, owner: ts.Node, interpreter: Interpreter): boolean {
  if (receiver.kind === ts.SyntaxKind.ThisKeyword) return ownerOfThis(receiver) === owner;
  if (!ts.isClassLike(owner)) return false;
  return alternatives(interpreter.valueOf(receiver, EMPTY)).some((option) => option.kind === 'instance' && option.of === owner);
}

function assignedBy(access: ts.PropertyAccessExpression): ts.Expression | undefined {
  const { parent } = access;
  const isWrite = ts.isBinaryExpression(parent) && parent.left === access && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isWrite ? parent.right : undefined;
}

function otherValues(
  name: string,
  owner: ts.Node,
  accesses: readonly ts.PropertyAccessExpression[],
  value: ts.Expression,
): ts.Expression[] {
  const declared = ts.isClassLike(owner)
    ? owner.members.flatMap((member) =>
        ts.isPropertyDeclaration(member) && member.initializer && !ts.isComputedPropertyName(member.name) && member.name.text === name
          ? [member.initializer]
          : [],
      )
    : [];
  const assigned = accesses.map((access) => assignedBy(access)).filter((right) => right !== undefined);
  return [...declared, ...assigned].filter((other) => other !== value).flatMap((other) => unlessHarmless(other));
}

/** Classes of Angular components are read by their templates. */
function isShown(owner: ts.Node): boolean {
  return (ts.canHaveDecorators(owner) ? (ts.getDecorators(owner) ?? []) : []).some((decorator) =>
    /^@Component\b/.test(decorator.getText()),
  );
}
