import type { Interpreter } from '../../dataflow/interpreter.js';
import { EMPTY } from '../../dataflow/value.js';
import { nodesOf } from '../../project/nodes.js';
import { declarationOf, identifiersIn, referencesTo, type ValueDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { wrapperOf } from '../../project/unwrap.js';
import { assignedTo } from '../../dataflow/interpret/writes.js';

/** Whether a use of a value is one that is known; the walk asks it of every place that the value is handed to. */
export type IsKnownUse = (use: ts.Node) => boolean;

/**
 * The first use, of these or of what the value is handed to, that is not known: `const BASE = API`, `{ base: API }`,
 * `this.base = API` and `() => API` are no uses of their own, what is made of them is.
 */
export function firstOpenUse(uses: readonly ts.Node[], isKnown: IsKnownUse, interpreter: Interpreter): ts.Node | undefined {
  const seen = new Set<ts.Node>();
  const openIn = (list: readonly ts.Node[]): ts.Node | undefined => {
    for (const use of list) {
      if (seen.has(use) || isKnown(use)) continue;
      seen.add(use);
      const next = handedTo(wrapperOf(use), interpreter);
      // What nothing in view reads may be read from outside.
      if (!next || next.length === 0) return use;
      const open = openIn(next);
      if (open) return open;
    }
    return undefined;
  };
  return openIn(uses);
}

/** Where a value is used that stands at a place which only hands it on; undefined when the place is a use of its own. */
function handedTo(use: ts.Node, interpreter: Interpreter): ts.Node[] | undefined {
  const { parent } = use;
  if (ts.isVariableDeclaration(parent) && parent.initializer === use) return usesOfVariable(parent, interpreter);
  if (ts.isPropertyDeclaration(parent) && parent.initializer === use) return usesOfMember(parent.name, parent, interpreter);
  if (ts.isParameter(parent) && parent.initializer === use) return usesOfParameter(parent, interpreter);
  if (ts.isBindingElement(parent) && parent.initializer === use) return ts.isIdentifier(parent.name) ? referencesTo(parent) : undefined;
  if (ts.isConditionalExpression(parent) && parent.condition !== use) return [wrapperOf(parent)];
  if (ts.isBinaryExpression(parent)) return usesOfOperation(parent, use, interpreter);
  if (ts.isPropertyAssignment(parent) && parent.initializer === use) return usesOfEntry(parent.name, parent.parent, interpreter);
  if (ts.isShorthandPropertyAssignment(parent)) return usesOfEntry(parent.name, parent.parent, interpreter);
  if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === use)) return usesOfResult(use, interpreter);
  return undefined;
}

function usesOfOperation(parent: ts.BinaryExpression, use: ts.Node, interpreter: Interpreter): ts.Node[] | undefined {
  switch (parent.operatorToken.kind) {
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.BarBarToken:
      return [wrapperOf(parent)];
    case ts.SyntaxKind.EqualsToken: {
      if (parent.right !== use) return undefined;
      const target = parent.left;
      if (ts.isPropertyAccessExpression(target)) return usesOfMember(target.name, target, interpreter);
      const declaration = ts.isIdentifier(target) ? declarationOf(target) : undefined;
      return declaration && ts.isVariableDeclaration(declaration) ? usesOfVariable(declaration, interpreter) : undefined;
    }
    default:
      return undefined;
  }
}

function usesOfVariable(declaration: ts.VariableDeclaration, interpreter: Interpreter): ts.Node[] | undefined {
  if (!ts.isIdentifier(declaration.name)) return undefined;
  return reads([...referencesTo(declaration), ...importedUses(declaration, interpreter)]);
}

function usesOfParameter(parameter: ts.ParameterDeclaration, interpreter: Interpreter): ts.Node[] | undefined {
  if (!ts.isIdentifier(parameter.name)) return undefined;
  const isMember = ts.isParameterPropertyDeclaration(parameter, parameter.parent);
  const members = isMember ? usesOfMember(parameter.name, parameter, interpreter) : [];
  return members && [...reads(referencesTo(parameter)), ...members];
}

/** Reads of a member by its name, in the file; undefined where a file that imports it may read it, too. */
function usesOfMember(name: ts.PropertyName | ts.BindingName, at: ts.Node, interpreter: Interpreter): ts.Node[] | undefined {
  const { project } = interpreter;
  if (!ts.isIdentifier(name) && !ts.isPrivateIdentifier(name)) return undefined;
  const tree = at.getSourceFile();
  const isRead = project.importersOf(tree.fileName).some((path) => project.mentions(path, [`.${name.text}`]));
  if (isRead && ts.isIdentifier(name)) return undefined;
  const owner = ts.findAncestor(at, ts.isClassLike);
  return reads((nodesOf(tree).accesses.get(name.text) ?? []).filter((access) => mayBeOf(access.expression, owner, interpreter)));
}

/** False for what surely is another object than one of the class. */
function mayBeOf(receiver: ts.Expression, owner: ts.ClassLikeDeclaration | undefined, interpreter: Interpreter): boolean {
  if (receiver.kind === ts.SyntaxKind.ThisKeyword) return ts.findAncestor(receiver, ts.isClassLike) === owner;
  const value = interpreter.valueOf(receiver, EMPTY);
  if (value.kind === 'instance') return value.of === owner;
  if (value.kind === 'class') return value.node === owner;
  const declaration = ts.isIdentifier(receiver) ? declarationOf(receiver) : undefined;
  return !(declaration && ts.isParameter(declaration) && (declaration.type ?? declaration.initializer));
}

/** Uses of an entry of an object literal: of the variable that holds it, or of the parameter that it is given for. */
function usesOfEntry(name: ts.PropertyName, literal: ts.ObjectLiteralExpression, interpreter: Interpreter): ts.Node[] | undefined {
  if (!ts.isIdentifier(name) && !ts.isStringLiteral(name)) return undefined;
  const outer = wrapperOf(literal);
  const holder = ts.isVariableDeclaration(outer.parent) ? outer.parent : parameterFor(outer, interpreter);
  if (!holder) return undefined;
  if (ts.isObjectBindingPattern(holder.name)) return usesInPattern(holder.name, name.text);
  const whole = ts.isVariableDeclaration(holder) ? usesOfVariable(holder, interpreter) : usesOfParameter(holder, interpreter);
  return whole?.flatMap((use): ts.Node[] => {
    const at = wrapperOf(use).parent;
    if (ts.isPropertyAccessExpression(at)) return at.name.text === name.text || at.name.text === holder.name.getText() ? reads([at]) : [];
    if (ts.isVariableDeclaration(at) && ts.isObjectBindingPattern(at.name)) return usesInPattern(at.name, name.text) ?? [use];
    return [use];
  });
}

function usesInPattern(pattern: ts.ObjectBindingPattern, name: string): ts.Node[] | undefined {
  if (pattern.elements.some(({ dotDotDotToken }) => dotDotDotToken)) return undefined;
  return pattern.elements.flatMap((element) => ((element.propertyName ?? element.name).getText() === name ? referencesTo(element) : []));
}

/** The parameter of a function or class in view that an argument is given for. */
function parameterFor(argument: ts.Node, interpreter: Interpreter): ts.ParameterDeclaration | undefined {
  const call = argument.parent;
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return undefined;
  const index = call.arguments?.findIndex((given) => given === argument) ?? -1;
  const callee = interpreter.valueOf(call.expression, EMPTY);
  const fn =
    callee.kind === 'class' ? callee.node.members.find(ts.isConstructorDeclaration) : callee.kind === 'function' ? callee.node : undefined;
  return fn?.parameters[index];
}

/** The calls of the function that returns a value; undefined when the function has no name, or is used otherwise. */
function usesOfResult(returned: ts.Node, interpreter: Interpreter): ts.Node[] | undefined {
  const fn = ts.findAncestor(returned, ts.isFunctionLike);
  if (!fn) return undefined;
  const holder: ValueDeclaration | undefined = ts.isFunctionDeclaration(fn)
    ? fn
    : ts.isVariableDeclaration(wrapperOf(fn).parent)
      ? (wrapperOf(fn).parent as ts.VariableDeclaration)
      : undefined;
  if (!holder) return undefined;
  const uses = reads([...referencesTo(holder), ...importedUses(holder, interpreter)]);
  const calls = uses.map((use) => use.parent);
  return calls.every((call) => ts.isCallExpression(call) && uses.includes(call.expression))
    ? calls.map((call) => wrapperOf(call))
    : undefined;
}

/** Uses in the files that import a name. */
export function importedUses(declaration: ValueDeclaration, { project }: Interpreter): ts.Identifier[] {
  const name = declaration.name?.getText() ?? '';
  return project.importersOf(declaration.getSourceFile().fileName).flatMap((file) => {
    const tree = project.source(file)?.tree;
    return (tree ? (identifiersIn(tree).get(name) ?? []) : []).filter((identifier) => {
      const found = declarationOf(identifier);
      return found !== undefined && ts.isImportSpecifier(found) && identifier !== found.name && identifier !== found.propertyName;
    });
  });
}

/** Without the places that write the name, or only export it. */
function reads(uses: readonly ts.Expression[]): ts.Expression[] {
  return uses.filter((use) => !ts.isExportSpecifier(use.parent) && !ts.isExportAssignment(use.parent) && assignedTo(use) === undefined);
}
