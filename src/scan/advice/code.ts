import { linearPattern } from '../../pack/pattern.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { propertyName } from '../../dataflow/interpret/members.js';
import { constantText, EMPTY } from '../../dataflow/value.js';
import { nodesOf, type TextNode } from '../../project/nodes.js';
import type { Source } from '../../project/source.js';
import { referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { AdviceSpot, DetectWith } from './spot.js';

/** Literals that a pattern fits. */
export function textsIn({ tree }: Source, { text }: DetectWith<'text'>): AdviceSpot[] {
  const pattern = linearPattern(text);
  return nodesOf(tree).texts.flatMap((node) => {
    const found = pattern.exec(node.text)?.[0];
    return found === undefined ? [] : [{ node, what: found }];
  });
}

/** Places that send or read a header, or those where it has a value. */
export function headersIn({ tree }: Source, { header, value }: DetectWith<'header'>, interpreter: Interpreter): AdviceSpot[] {
  const name = header.toLowerCase();
  const pattern = value === undefined ? undefined : linearPattern(value);
  return nodesOf(tree).texts.flatMap((node) => {
    if (node.text.toLowerCase() !== name || !namesHeader(node)) return [];
    const given = pattern && valueBeside(node);
    const text = given && constantText(interpreter.valueOf(given, EMPTY));
    return pattern && (text === undefined || !pattern.test(text)) ? [] : [{ node, what: header }];
  });
}

/** True when texts beside the header show whose it is. */
export function isSigned({ tree }: Source, { header, signs = [] }: DetectWith<'header'>): boolean {
  const patterns = signs.map((sign) => linearPattern(sign, { ignoreCase: true }));
  return nodesOf(tree).texts.some(
    ({ text }) => text.toLowerCase() !== header.toLowerCase() && patterns.some((pattern) => pattern.test(text)),
  );
}

const METHODS = new Set([
  'get',
  'set',
  'has',
  'append',
  'delete',
  'header',
  'getHeader',
  'setHeader',
  'getResponseHeader',
  'setRequestHeader',
]);

/** A name in a call of a method for headers, in an object or pattern, between brackets, in a decorator, or held by a constant. */
function namesHeader(node: TextNode): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node && referencesTo(parent).some((use) => isHeaderName(use));
  return isHeaderName(node);
}

/** `headers[name]`, `headers.get(name)`, `@Headers(name)`, `{ [name]: … }`. */
function isHeaderName(node: TextNode | ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isComputedPropertyName(parent)) return true;
  if (ts.isElementAccessExpression(parent)) return parent.argumentExpression === node;
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  if (ts.isDecorator(parent.parent)) return true;
  return ts.isPropertyAccessExpression(parent.expression) && METHODS.has(parent.expression.name.text);
}

/** What a header is set to or compared with. */
function valueBeside(node: TextNode): ts.Expression | undefined {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer;
  if (ts.isCallExpression(parent) && parent.arguments[1]) return parent.arguments[1];
  const test = parent.parent;
  if (!ts.isBinaryExpression(test)) return undefined;
  return test.left === parent ? test.right : test.left;
}

/** Objects that have all these keys with these values. */
export function pairsIn({ tree }: Source, { pair }: DetectWith<'pair'>, interpreter: Interpreter): AdviceSpot[] {
  const wanted = Object.entries(pair).map(([key, value]) => ({ key, pattern: linearPattern(value) }));
  const spots: AdviceSpot[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const found = wanted.map(({ key, pattern }) => entryOf(node, key, pattern, interpreter));
      const [first] = found;
      if (first && found.every((entry) => entry !== undefined))
        spots.push({ node: first, what: wanted.map(({ key }) => key).join(', '), object: node });
    }
    ts.forEachChild(node, visit);
  };
  if (wanted.every(({ key }) => tree.text.includes(key))) visit(tree);
  return spots;
}

function entryOf(node: ts.ObjectLiteralExpression, key: string, pattern: RegExp, interpreter: Interpreter): ts.Node | undefined {
  return node.properties.find((property) => {
    if (!ts.isPropertyAssignment(property) || propertyName(property.name, EMPTY, interpreter) !== key) return false;
    const text = constantText(interpreter.valueOf(property.initializer, EMPTY));
    return text !== undefined && pattern.test(text);
  });
}
