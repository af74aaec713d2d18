import type { Project } from '../project/project.js';
import { ts } from '../project/syntax.js';
import type { Evaluation } from './evaluation.js';
import type { Explorer } from './explore.js';
import { heritageOf, isStatic } from './self.js';
import { alternatives, EMPTY, type Value } from './value.js';

const MAX_DEPTH = 4;
const MAX_MEMBERS = 200;

/** Says which values carry a base of a known API to whoever uses them. */
export interface Exposure {
  /** True for a text with a base, a client on one, a wrapper whose requests its callers decide, and what holds such a thing. */
  carries(value: Value): boolean;
}

/** Makes the judge of a project. */
export function createExposure(project: Project, evaluation: Evaluation, explorer: Explorer): Exposure {
  const isBase = baseText(project.needles.base);
  const functions = new Map<ts.Node, boolean>();
  const classes = new Map<ts.Node, boolean>();

  const carries = (value: Value, depth: number): boolean => {
    if (depth > MAX_DEPTH) return false;
    return alternatives(value).some((option) => carriesOne(option, depth));
  };

  const carriesOne = (value: Exclude<Value, { kind: 'union' }>, depth: number): boolean => {
    switch (value.kind) {
      case 'text':
        return value.parts.some((part) => 'text' in part && isBase(part.text));
      case 'client':
        return true;
      case 'request':
      case 'search':
        return true;
      case 'function':
        return functionCarries(value, depth);
      case 'class':
      case 'instance':
        return classCarries(value.kind === 'class' ? value.node : value.of, value, depth);
      case 'made':
        return explorer.isOpen(value.by) || isBase(value.by.getText());
      case 'object':
        return (
          propertiesOf(value.node).some((name) => carriesMember(value, name, depth)) ||
          spreadsOf(value.node).some((node) => carries(evaluation.evaluate(node, value.env), depth + 1))
        );
      case 'record':
        return [...value.members.values()].some((member) => carries(member, depth + 1));
      case 'array':
        return value.node.elements.some((element) => carries(evaluation.evaluate(element, value.env), depth + 1));
      case 'enum':
        return value.node.members.some(
          (member) => member.initializer !== undefined && carries(evaluation.evaluate(member.initializer, EMPTY), depth + 1),
        );
      case 'namespace':
        return isBase(value.node.getText());
      default:
        return false;
    }
  };

  const carriesMember = (value: Value, name: string, depth: number): boolean => {
    const member = evaluation.member(value, name);
    return member !== undefined && carries(member, depth + 1);
  };

  const functionCarries = (value: Extract<Value, { kind: 'function' }>, depth: number): boolean => {
    const known = functions.get(value.node);
    if (known !== undefined) return known;
    functions.set(value.node, false);
    const found = explorer.isOpen(value.node) || carries(evaluation.returned(value.node, value.env), depth + 1);
    functions.set(value.node, found);
    return found;
  };

  const classCarries = (node: ts.ClassLikeDeclaration, value: Value, depth: number): boolean => {
    const known = classes.get(node);
    if (known !== undefined) return known;
    classes.set(node, false);
    const parent = heritageOf(node);
    const found =
      node.members.some((member) => memberCarries(member, value, depth)) ||
      (parent !== undefined && carries(evaluation.evaluate(parent.expression, EMPTY), depth + 1));
    classes.set(node, found);
    return found;
  };

  const memberCarries = (member: ts.ClassElement, value: Value, depth: number): boolean => {
    if (ts.isConstructorDeclaration(member)) return member.body !== undefined && isBase(member.body.getText());
    if (ts.isMethodDeclaration(member) && explorer.isOpen(member)) return true;
    if (member.name === undefined || ts.isComputedPropertyName(member.name)) return false;
    const owner: Value = value.kind === 'class' && !isStatic(member) ? { kind: 'instance', of: value.node, env: EMPTY } : value;
    return carriesMember(owner, member.name.text, depth);
  };

  return { carries: (value) => carries(value, 0) };
}

/** Makes the test for texts that hold a base needle. */
export function baseText(needles: string[]): (text: string) => boolean {
  const escaped = needles.map((needle) => needle.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const pattern = new RegExp(String.raw`(?:^|[^A-Za-z0-9_])(?:${[...escaped, String.raw`v$`].join('|')})(?![A-Za-z0-9_])`);
  return (text) => pattern.test(text);
}

function propertiesOf(node: ts.ObjectLiteralExpression): string[] {
  return node.properties.slice(0, MAX_MEMBERS).flatMap(({ name }) => (name && !ts.isComputedPropertyName(name) ? [name.text] : []));
}

function spreadsOf(node: ts.ObjectLiteralExpression): ts.Expression[] {
  return node.properties.flatMap((property) => (ts.isSpreadAssignment(property) ? [property.expression] : []));
}
