import { declarationOf, type ValueDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';
import type { Interpreter } from '../interpreter.js';
import { LIMITS } from '../limits.js';
import { findType } from './types.js';
import { alternatives, constantText, type Ref } from '../value.js';

/** The texts that an expression can be, as its declared type lists them; undefined when it does not. */
export function literalsOf({ node }: Ref, interpreter: Interpreter): string[] | undefined {
  const inner = unwrap(node);
  const declaration = ts.isIdentifier(inner) ? (declarationOf(inner) ?? declaredHere(inner)) : undefined;
  const type = declaration && typeOf(declaration);
  const texts = type && textsOf(type, interpreter, 0);
  return texts && texts.length > 0 && texts.length <= LIMITS.literals.bound ? texts : undefined;
}

/** A name that stands in its own declaration. */
function declaredHere(node: ts.Identifier): ValueDeclaration | undefined {
  const { parent } = node;
  return (ts.isParameter(parent) || ts.isBindingElement(parent) || ts.isVariableDeclaration(parent)) && parent.name === node
    ? parent
    : undefined;
}

function typeOf(declaration: ValueDeclaration): ts.TypeNode | undefined {
  if (ts.isParameter(declaration) || ts.isVariableDeclaration(declaration)) return declaration.type;
  if (!ts.isBindingElement(declaration)) return undefined;
  const holder = declaration.parent.parent;
  const type = ts.isBindingElement(holder) ? undefined : holder.type;
  if (!type || !ts.isTypeLiteralNode(type)) return undefined;
  const name = (declaration.propertyName ?? declaration.name).getText();
  return type.members.find((member): member is ts.PropertySignature => ts.isPropertySignature(member) && member.name.getText() === name)
    ?.type;
}

function textsOf(type: ts.TypeNode, interpreter: Interpreter, depth: number): string[] | undefined {
  if (depth > 4) return undefined;
  if (ts.isParenthesizedTypeNode(type)) return textsOf(type.type, interpreter, depth);
  if (ts.isLiteralTypeNode(type)) return ts.isStringLiteral(type.literal) ? [type.literal.text] : undefined;
  if (ts.isUnionTypeNode(type)) {
    const options = type.types.map((option) => textsOf(option, interpreter, depth + 1));
    return options.every((option) => option !== undefined) ? options.flat() : undefined;
  }
  if (ts.isIndexedAccessTypeNode(type)) return elementTexts(type, interpreter);
  if (ts.isTypeOperatorNode(type) && type.operator === ts.SyntaxKind.KeyOfKeyword) return keysOf(type.type, interpreter);
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return undefined;
  const alias = findType(type.typeName.text, type, interpreter);
  return alias && ts.isTypeAliasDeclaration(alias) ? textsOf(alias.type, interpreter, depth + 1) : undefined;
}

/** `(typeof LIST)[number]`. */
function elementTexts(type: ts.IndexedAccessTypeNode, interpreter: Interpreter): string[] | undefined {
  const list = interpreter.typed(type.objectType);
  if (list?.kind !== 'array') return undefined;
  const texts = list.node.elements.map((element) => constantText(interpreter.valueOf(element, list.env)));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** `keyof typeof MAP`. */
function keysOf(type: ts.TypeNode, interpreter: Interpreter): string[] | undefined {
  const value = interpreter.typed(type);
  const [map] = value ? alternatives(value) : [];
  if (map?.kind !== 'object') return undefined;
  const names = map.node.properties.map(({ name }) => (name && !ts.isComputedPropertyName(name) ? name.text : undefined));
  return names.every((name) => name !== undefined) ? names : undefined;
}
