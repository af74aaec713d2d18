import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { Sink } from '../../../http/response/index.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import type { Lens } from '../../../pack/model.js';
import { ts } from '../../../project/syntax.js';
import { resolveTypeName } from '../../../project/type-names.js';
import { isPublished } from '../../../project/packages.js';
import { LISTS, propertyType, TRANSPARENT } from './declared-types.js';

/**
 * Who calls a function that nothing in view calls goes by its declared type: where that names what changes, the type tells them,
 * and the value needs no way back. Undefined where it does not.
 */
export function statedExit({ uncalled }: Sink, lens: Lens, interpreter: Interpreter): { open?: Blocker } | undefined {
  if (!uncalled?.type || !states(uncalled.type, lens, interpreter)) return undefined;
  if (!isPublished(uncalled.getSourceFile().fileName, interpreter.project.root)) return {};
  const name = uncalled.name?.getText() ?? 'a function';
  return { open: blockers.givenOutside(name) };
}

/** The type names what the lens changes of a value, at each level of it. */
function states(type: ts.TypeNode, lens: Lens, interpreter: Interpreter, depth = 0): boolean {
  if (depth > 8) return false;
  const inner = (next: ts.TypeNode, rest: Lens = lens): boolean => states(next, rest, interpreter, depth + 1);
  if (ts.isParenthesizedTypeNode(type) || ts.isTypeOperatorNode(type)) return inner(type.type);
  if (ts.isUnionTypeNode(type)) return type.types.filter((option) => !isNothing(option)).every((option) => inner(option));
  if (ts.isIntersectionTypeNode(type)) return type.types.every((option) => inner(option));
  if (ts.isArrayTypeNode(type)) return lens.every((op) => op.op === 'map' && inner(type.elementType, op.lens));
  if (ts.isTypeLiteralNode(type)) return statesMembers(type.members, lens, inner);
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return false;
  const [argument] = type.typeArguments ?? [];
  if (argument && TRANSPARENT.has(type.typeName.text)) return inner(argument);
  if (argument && LISTS.has(type.typeName.text)) return lens.every((op) => op.op === 'map' && inner(argument, op.lens));
  const declaration = argument ? undefined : resolveTypeName(type.typeName, interpreter.project);
  if (!declaration) return false;
  return ts.isInterfaceDeclaration(declaration) ? statesMembers(declaration.members, lens, inner) : inner(declaration.type);
}

function statesMembers(members: ts.NodeArray<ts.TypeElement>, lens: Lens, inner: (type: ts.TypeNode, lens: Lens) => boolean): boolean {
  if (members.some((member) => ts.isIndexSignatureDeclaration(member))) return false;
  return lens.every((op) => {
    if (op.op === 'map') return false;
    const member = op.op === 'in' ? propertyType(members, op.name) : undefined;
    return member === undefined || (op.op === 'in' && inner(member, op.lens));
  });
}

function isNothing(type: ts.TypeNode): boolean {
  const isNull = ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword;
  return isNull || type.kind === ts.SyntaxKind.UndefinedKeyword;
}
