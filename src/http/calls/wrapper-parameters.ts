import { isVersion } from '../../project/needles.js';
import type { Project } from '../../project/project.js';
import { declarationOf, isReference } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { walk } from '../../project/walk.js';
import { returnsOf } from '../../dataflow/interpret/returns.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { LIMITS } from '../../dataflow/limits.js';
import type { Explorer } from './explore-wrappers.js';
import { heritageOf, isStatic } from '../../dataflow/interpret/this.js';
import { alternatives, EMPTY, type Environment, type AbstractValue } from '../../dataflow/value.js';

/** That a value carries a base of a known API to whoever uses it. */
export interface Carried {
  /** Members through which it does; a file that names none of them does not use it so. Empty: any use does. */
  members: ReadonlySet<string>;
}

/** Says which values carry a base of a known API to whoever uses them. */
export interface Exposure {
  /** A text with a base, a client on one, a wrapper whose requests its callers decide, and what holds such a thing. */
  carried(value: AbstractValue): Carried | undefined;
}

/** Any use of the value counts. */
export const ANY: Carried = { members: new Set() };

/** Makes the judge of a project. */
export function createExposure(project: Project, interpreter: Interpreter, explorer: Explorer): Exposure {
  const isBase = baseText(project.needles.base);
  const known = new Map<ts.Node, Carried | undefined>();

  const carried = (value: AbstractValue, depth: number): Carried | undefined => {
    // What lies deeper may carry anything.
    if (depth > LIMITS.exposed.bound) return ANY;
    return joined(alternatives(value).map((option) => carriedByOne(option, depth)));
  };

  const carriedByOne = (value: Exclude<AbstractValue, { kind: 'union' }>, depth: number): Carried | undefined => {
    switch (value.kind) {
      case 'text':
        return anyIf(value.parts.some((part) => 'text' in part && isBase(part.text)));
      case 'client':
      case 'request':
      case 'search':
        return ANY;
      case 'function':
        return remembered(value.node, () =>
          anyIf(explorer.isOpen(value.node, value.env) || carriesResult(value, depth) || namesBase(value.node, depth)),
        );
      case 'class':
      case 'instance': {
        const node = value.kind === 'class' ? value.node : value.of;
        return remembered(node, () => carriedByClass(node, value, depth));
      }
      case 'made':
        return anyIf(explorer.isOpen(value.by) || isBase(value.by.getText()));
      case 'object':
        return remembered(value.node, () => carriedByObject(value.node, value.env, value, depth));
      case 'record':
        return anyIf([...value.members.values()].some((member) => carried(member, depth + 1) !== undefined));
      case 'array':
        return anyIf(value.node.elements.some((element) => carried(interpreter.valueOf(element, value.env), depth + 1) !== undefined));
      case 'enum':
        return named(
          value.node.members.flatMap(({ name, initializer }) =>
            initializer && !ts.isComputedPropertyName(name) && carried(interpreter.valueOf(initializer, EMPTY), depth + 1)
              ? [name.text]
              : [],
          ),
        );
      case 'external':
        return anyIf(project.needles.modules.has(value.module));
      case 'namespace':
        return anyIf(isBase(value.node.getText()));
      default:
        return undefined;
    }
  };

  const remembered = (node: ts.Node, judge: () => Carried | undefined): Carried | undefined => {
    if (known.has(node)) return known.get(node);
    known.set(node, undefined);
    const found = judge();
    known.set(node, found);
    return found;
  };

  const carriesResult = ({ node, env }: Extract<AbstractValue, { kind: 'function' }>, depth: number): boolean =>
    carried(interpreter.returned(node, env), depth + 1) !== undefined;

  /** A function that names a base gives it on, however it puts its result together. */
  const namesBase = (fn: ts.FunctionLikeDeclaration, depth: number): boolean => {
    const body = 'body' in fn ? fn.body : undefined;
    if (!body || !givesText(fn)) return false;
    if (isBase(body.getText())) return true;
    let found = false;
    walk(body, (node) => {
      if (found) return false;
      const declaration = ts.isIdentifier(node) && isReference(node) ? declarationOf(node) : undefined;
      const isOutside =
        declaration !== undefined && !ts.isParameter(declaration) && ts.findAncestor(declaration, (at) => at === fn) === undefined;
      if (isOutside && declaration && (ts.isVariableDeclaration(declaration) || ts.isImportSpecifier(declaration))) {
        const value = interpreter.declared(declaration, EMPTY);
        found = (value.kind === 'text' || value.kind === 'union') && carried(value, depth + 1) !== undefined;
      }
      return !found;
    });
    return found;
  };

  const carriesMember = (value: AbstractValue, name: string, depth: number): boolean => {
    const member = interpreter.member(value, name);
    return member !== undefined && carried(member, depth + 1) !== undefined;
  };

  const carriedByObject = (
    node: ts.ObjectLiteralExpression,
    env: Environment,
    value: AbstractValue,
    depth: number,
  ): Carried | undefined => {
    if (node.properties.length > LIMITS.properties.bound) return ANY;
    const own = named(propertiesOf(node).filter((name) => carriesMember(value, name, depth)));
    return joined([own, ...spreadsOf(node).map((spread) => carried(interpreter.valueOf(spread, env), depth + 1))]);
  };

  const carriedByClass = (node: ts.ClassLikeDeclaration, value: AbstractValue, depth: number): Carried | undefined => {
    const parent = heritageOf(node);
    const members = node.members.flatMap((member) => carryingMember(member, value, depth));
    // Fields carry the base to subclasses.
    const own = members.length === 0 ? undefined : named(['extends', ...members]);
    return joined([own, parent && carried(interpreter.valueOf(parent.expression, EMPTY), depth + 1)]);
  };

  const carryingMember = (member: ts.ClassElement, value: AbstractValue, depth: number): string[] => {
    if (ts.isConstructorDeclaration(member)) return member.body !== undefined && isBase(member.body.getText()) ? ['new'] : [];
    if (member.name === undefined || ts.isComputedPropertyName(member.name)) return [];
    const name = member.name.text;
    if (ts.isMethodDeclaration(member) && explorer.isOpen(member)) return [name];
    const owner: AbstractValue = value.kind === 'class' && !isStatic(member) ? { kind: 'instance', of: value.node, env: EMPTY } : value;
    return carriesMember(owner, name, depth) ? [name] : [];
  };

  return { carried: (value) => carried(value, 0) };
}

/** False for a function that gives nothing, or a promise: what it sends is found by its calls. */
function givesText(fn: ts.FunctionLikeDeclaration): boolean {
  const isAsync = fn.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  if (isAsync || !('body' in fn) || !fn.body) return false;
  return !ts.isBlock(fn.body) || returnsOf(fn.body).length > 0;
}

function anyIf(condition: boolean): Carried | undefined {
  return condition ? ANY : undefined;
}

function named(members: string[]): Carried | undefined {
  return members.length === 0 ? undefined : { members: new Set(members) };
}

function joined(all: (Carried | undefined)[]): Carried | undefined {
  const some = all.filter((one) => one !== undefined);
  if (some.length === 0) return undefined;
  return some.some((one) => one.members.size === 0) ? ANY : { members: new Set(some.flatMap((one) => [...one.members])) };
}

/** Makes the test for texts that hold a base needle: a version as a whole segment of a path or a whole text. */
export function baseText(needles: string[]): (text: string) => boolean {
  const versions = needles.filter(isVersion).map((version) => String.raw`${version}(?![\w.-])`);
  const others = needles.filter((needle) => !isVersion(needle)).map((needle) => needle.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const patterns = [
    String.raw`(?:^|[/'"\`}])(?:${[...versions, 'v$'].join('|')})`,
    ...others.map((other) => String.raw`(?<!\w)${other}(?!\w)`),
  ];
  const pattern = new RegExp(patterns.join('|'));
  return (text) => pattern.test(text);
}

function propertiesOf(node: ts.ObjectLiteralExpression): string[] {
  return node.properties.flatMap(({ name }) => (name && !ts.isComputedPropertyName(name) ? [name.text] : []));
}

function spreadsOf(node: ts.ObjectLiteralExpression): ts.Expression[] {
  return node.properties.flatMap((property) => (ts.isSpreadAssignment(property) ? [property.expression] : []));
}
