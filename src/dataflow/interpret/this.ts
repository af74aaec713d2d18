import { ts } from '../../project/syntax.js';
import { componentOf } from './components.js';
import type { Interpreter } from '../interpreter.js';
import { prototypeOwner } from './prototypes.js';
import { EMPTY, type Environment, type AbstractValue } from '../value.js';

type Owner =
  | { kind: 'class'; member: ts.ClassElement; node: ts.ClassLikeDeclaration }
  | { kind: 'object'; node: ts.ObjectLiteralExpression }
  | { kind: 'function'; node: ts.FunctionDeclaration | ts.FunctionExpression };

/** What `this` is at a node: as the bindings say, else by where it stands. */
export function thisValue(node: ts.Node, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  if (env.self) return env.self;
  const owner = ownerOf(node);
  if (!owner) return undefined;
  const isClass = owner.kind === 'class' && isStatic(owner.member);
  const cache = isClass ? classes : instances;
  const known = cache.get(owner.node) ?? ownerValue(owner, interpreter);
  if (known) cache.set(owner.node, known);
  return known;
}

/** One value for each owner, so that what is known of it is found again. */
const instances = new WeakMap<ts.Node, AbstractValue>();
const classes = new WeakMap<ts.Node, AbstractValue>();

function ownerValue(owner: Owner, interpreter: Interpreter): AbstractValue | undefined {
  if (owner.kind === 'class') {
    return isStatic(owner.member) ? { kind: 'class', node: owner.node, env: EMPTY } : { kind: 'instance', of: owner.node, env: EMPTY };
  }
  if (owner.kind === 'object') return componentOf(owner.node, interpreter) ?? { kind: 'object', node: owner.node, env: EMPTY };
  const by = prototypeOwner(owner.node, interpreter);
  return by && { kind: 'made', by, env: EMPTY };
}

/** What `super` is at a node. */
export function superValue(node: ts.Node, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const owner = ownerOf(node);
  if (owner?.kind !== 'class') return undefined;
  const parent = heritageOf(owner.node);
  const base = parent && interpreter.valueOf(parent.expression, EMPTY);
  if (base?.kind !== 'class') return base;
  if (isStatic(owner.member)) return base;
  // Members of the parent, on the object that is there.
  const self = env.self?.kind === 'instance' ? env.self : { kind: 'instance' as const, of: owner.node, env: EMPTY };
  return { ...self, from: base.node };
}

/** The class or object whose `this` a node sees. */
function ownerOf(node: ts.Node): Owner | undefined {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    if (ts.isClassElement(at) && ts.isClassLike(at.parent)) return { kind: 'class', member: at, node: at.parent };
    if ((ts.isMethodDeclaration(at) || ts.isAccessor(at)) && ts.isObjectLiteralExpression(at.parent))
      return { kind: 'object', node: at.parent };
    if (ts.isFunctionDeclaration(at)) return { kind: 'function', node: at };
    if (ts.isFunctionExpression(at)) {
      const { parent } = at;
      return ts.isPropertyAssignment(parent) ? { kind: 'object', node: parent.parent } : { kind: 'function', node: at };
    }
  }
  return undefined;
}

/** The `extends` clause of a class. */
export function heritageOf(node: ts.ClassLikeDeclaration): ts.ExpressionWithTypeArguments | undefined {
  return node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
}

/** True for static members. */
export function isStatic(member: ts.ClassElement): boolean {
  if (ts.isClassStaticBlockDeclaration(member)) return true;
  const modifiers = ts.canHaveModifiers(member) ? ts.getModifiers(member) : undefined;
  return modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword) ?? false;
}
