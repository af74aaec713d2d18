import { declarationNamed, declarationOf, referencesTo, type ValueDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { isAssigned, isInside } from '../../project/nodes.js';
import { elementName } from '../interpret/environment.js';
import { isInMarkup } from '../../project/source.js';
import { templateUses } from '../../project/template.js';
import { unwrap } from '../../project/unwrap.js';
import { usesElsewhere } from '../variables.js';
import { storeField, storeInInstance } from './fields.js';
import { unlessHarmless } from './harmless.js';
import type { TrackedValue, AccessPath } from './facts.js';
import { elementOf, insideContainer, memberPath, pointOf } from './access-path.js';
import { noteForeign, noteRead, originOf } from './reads.js';
import type { Tracer } from './worklist.js';
import { escaped, used } from './sinks.js';

/** Follows a value into a declared name or pattern. `flow.node` is the expression that gives it. */
export function bindName(name: ts.BindingName, flow: TrackedValue, tracer: Tracer): void {
  if (ts.isIdentifier(name)) {
    tracer.visit(name, flow.accessPath);
    bindIdentifier(name, flow, tracer);
  } else if (ts.isObjectBindingPattern(name)) bindObject(name, flow, tracer);
  else bindArray(name, flow, tracer);
}

function bindIdentifier(name: ts.Identifier, flow: TrackedValue, tracer: Tracer): void {
  const { parent } = name;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent)) bindDeclared(parent, flow, tracer);
}

/** Follows every use of a declared name. */
export function bindDeclared(declaration: ValueDeclaration, flow: TrackedValue, tracer: Tracer): void {
  const assigned = assignedTo(declaration).filter((value) => !isInside(flow.node, value));
  const others = [...flow.others, ...assigned.flatMap((value) => standIn(value, flow.accessPath))];
  for (const reference of referencesTo(declaration)) {
    if (isAssigned(reference)) continue;
    tracer.follow({ ...flow, node: reference, others });
  }
  noteDeclaredType(declaration, flow, tracer);
  if (isExportedDeclaration(declaration)) followExported(declaration, { ...flow, others }, tracer);
  followIntoTemplate(declaration, { ...flow, others }, tracer);
}

/** The annotation of a variable that is assigned to; one with an initializer or a parameter is noted where the value enters. */
function noteDeclaredType(declaration: ValueDeclaration, flow: TrackedValue, tracer: Tracer): void {
  if (!ts.isVariableDeclaration(declaration)) return;
  if (declaration.type)
    tracer.type({ form: 'annotation', type: declaration.type, accessPath: flow.accessPath, node: declaration, ...pointOf(flow) });
  const made = declaration.initializer;
  if (flow.accessPath.kind !== 'holder' || !made || !(ts.isCallExpression(made) || ts.isNewExpression(made))) return;
  // `new Map<string, Job>()`, `ref<Job>()`: the last type argument is that of the values.
  const type = made.typeArguments?.at(-1);
  const place = memberPath(flow.accessPath, flow.accessPath.under[0] ?? '', tracer.shape);
  if (type && place) tracer.type({ form: 'argument', type, accessPath: place, node: made, ...pointOf(flow) });
}

/** What of another value of the variable could be taken for the tracked one: nothing of an object without the name. */
function standIn(value: ts.Expression, place: AccessPath): ts.Expression[] {
  const object = unwrap(value);
  if (place.kind !== 'holder' || !ts.isObjectLiteralExpression(object)) return [value];
  const property = object.properties.find(({ name }) => name && !ts.isComputedPropertyName(name) && name.text === place.under[0]);
  if (property && ts.isPropertyAssignment(property)) return unlessHarmless(property.initializer);
  return property || object.properties.some((other) => ts.isSpreadAssignment(other)) ? [value] : [];
}

/** Script names that the markup of a component mentions: in a Vue template each use is followed. */
function followIntoTemplate(declaration: ValueDeclaration, flow: TrackedValue, tracer: Tracer): void {
  if (!isUsedInTemplate(declaration, tracer)) return;
  const { accessPath: place } = flow;
  const source = tracer.interpreter.project.source(declaration.getSourceFile().fileName);
  const uses = source && declaration.name && ts.isIdentifier(declaration.name) ? templateUses(declaration.name.text, source) : undefined;
  if (!uses) {
    escaped(flow, 'used in the template', tracer, { continues: true });
    return;
  }
  // A ref is read without its `value` there.
  const isRef = (place.kind === 'holder' && place.under[0] === 'value') || (place.kind === 'response' && place.way.length > 0);
  const inner = isRef ? (memberPath(place, 'value', tracer.shape) ?? place) : place;
  for (const node of uses) if (inner && declarationOf(node) === undefined) tracer.follow({ ...flow, node, accessPath: inner });
}

/** True for a name that the markup of a component mentions. */
function isUsedInTemplate(declaration: ValueDeclaration, { interpreter: { project } }: Tracer): boolean {
  const tree = declaration.getSourceFile();
  if (!/\.(?:vue|svelte|astro)$/.test(tree.fileName) || !declaration.name || !ts.isIdentifier(declaration.name)) return false;
  const source = project.source(tree.fileName);
  const { text: name } = declaration.name;
  for (const { 0: word, index } of source?.text.matchAll(/[\w$]+/g) ?? [])
    if (word === name && (tree.text[index] === ' ' || (source && isInMarkup(index, source)))) return true;
  return false;
}

/** All values that are assigned to a variable, beside harmless ones. */
function assignedTo(declaration: ValueDeclaration): ts.Expression[] {
  const initial = ts.isVariableDeclaration(declaration) && declaration.initializer ? unlessHarmless(declaration.initializer) : [];
  const assigned = referencesTo(declaration).flatMap((reference) => {
    const { parent } = reference;
    return isAssigned(reference) && ts.isBinaryExpression(parent) ? unlessHarmless(parent.right) : [];
  });
  return [...initial, ...assigned];
}

/** Follows an exported variable to the files that name it; one that nothing in view names is for callers outside. */
export function followExported(declaration: ValueDeclaration, flow: TrackedValue, tracer: Tracer): void {
  const uses = ts.isVariableDeclaration(declaration) ? usesElsewhere(declaration, tracer.interpreter) : { items: [], unresolved: [] };
  if (uses.incomplete) tracer.reach(uses.incomplete);
  if (uses.items.length === 0 || uses.unresolved.length > 0) escaped(flow, 'exported', tracer, { continues: true });
  for (const node of uses.items) if (!isAssigned(node)) tracer.follow({ ...flow, node });
}

function isExportedDeclaration(declaration: ValueDeclaration): boolean {
  const variable = ts.findAncestor(declaration, (node) => ts.isVariableDeclaration(node) || ts.isParameter(node));
  const statement = variable && ts.isVariableDeclaration(variable) ? variable.parent.parent : undefined;
  if (!statement || !ts.isVariableStatement(statement) || !ts.isSourceFile(statement.parent)) return false;
  return statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function bindObject(pattern: ts.ObjectBindingPattern, flow: TrackedValue, tracer: Tracer): void {
  if (flow.promise && flow.accessPath.kind !== 'holder') return;
  for (const element of pattern.elements) {
    if (element.dotDotDotToken) bindRest(element, pattern, flow, tracer);
    else bindElement(element, elementName(element), flow, tracer);
  }
}

function bindElement(element: ts.BindingElement, name: string | undefined, flow: TrackedValue, tracer: Tracer): void {
  if (name === undefined) {
    used('dynamic', flow, 'taken by a computed name', tracer);
    return;
  }
  const next = memberPath(flow.accessPath, name, tracer.shape);
  if (!next) return noteForeign(name, element, flow, tracer);
  const others = [...flow.others, ...(element.initializer ? unlessHarmless(element.initializer) : [])];
  tracer.visit(element, next);
  noteRead(flow.accessPath, next, name, element, 'binding', flow, tracer);
  bindName(element.name, { ...flow, accessPath: next, others, ...originOf(flow.accessPath, next, element) }, tracer);
}

function bindRest(element: ts.BindingElement, pattern: ts.ObjectBindingPattern, flow: TrackedValue, tracer: Tracer): void {
  const names = pattern.elements.flatMap((sibling) => (sibling === element ? [] : [elementName(sibling) ?? '']));
  const { accessPath: place } = flow;
  if (place.kind === 'body')
    bindName(element.name, { ...flow, accessPath: { ...place, hidden: [...(place.hidden ?? []), ...names] } }, tracer);
  else if (place.kind === 'holder' && !names.includes(place.under[0] ?? '')) bindName(element.name, flow, tracer);
}

function bindArray(pattern: ts.ArrayBindingPattern, flow: TrackedValue, tracer: Tracer): void {
  pattern.elements.forEach((element, index) => {
    if (!ts.isBindingElement(element)) return;
    const inner = element.dotDotDotToken ? flow : elementOf(flow, index);
    if (inner) bindName(element.name, inner, tracer);
  });
}

/** Follows a value into the target of an assignment. */
export function assignTo(target: ts.Expression, flow: TrackedValue, tracer: Tracer): void {
  if (ts.isParenthesizedExpression(target)) assignTo(target.expression, flow, tracer);
  else if (ts.isIdentifier(target)) {
    const declaration = declarationOf(target);
    if (declaration) bindDeclared(declaration, flow, tracer);
    else escaped(flow, `stored in ${target.text}`, tracer);
  } else if (ts.isObjectLiteralExpression(target)) assignToObject(target, flow, tracer);
  else if (ts.isArrayLiteralExpression(target)) assignToArray(target, flow, tracer);
  else if (ts.isPropertyAccessExpression(target)) assignToMember(target, flow, tracer);
  else if (ts.isElementAccessExpression(target)) storeIn(target.expression, '*', flow, tracer);
  else escaped(flow, 'stored', tracer);
}

function assignToMember(target: ts.PropertyAccessExpression, flow: TrackedValue, tracer: Tracer): void {
  if (target.expression.kind === ts.SyntaxKind.ThisKeyword) storeField(target.name, target, flow, tracer);
  else if (!storeInInstance(target, flow, tracer)) storeIn(target.expression, target.name.text, flow, tracer);
}

/** A value put into an object: followed when the object is a variable of this file. */
export function storeIn(target: ts.Expression, name: string, flow: TrackedValue, tracer: Tracer): void {
  const declaration = ts.isIdentifier(target) ? declarationOf(target) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration)) {
    escaped(flow, `stored in ${target.getText()}`, tracer);
    return;
  }
  const beside = name === '*' ? putInto(declaration).filter((value) => value !== flow.node) : [];
  bindDeclared(declaration, { ...flow, accessPath: insideContainer(name, flow.accessPath, beside) }, tracer);
}

/** All that is put into a list, a map or an object under a key that only shows at run time, beside harmless values. */
function putInto(declaration: ts.VariableDeclaration): ts.Expression[] {
  return referencesTo(declaration).flatMap(({ parent }): ts.Expression[] => {
    const { parent: use } = parent;
    if (ts.isElementAccessExpression(parent)) return ts.isBinaryExpression(use) && use.left === parent ? unlessHarmless(use.right) : [];
    if (!ts.isPropertyAccessExpression(parent) || !ts.isCallExpression(use) || use.expression !== parent) return [];
    const { text: method } = parent.name;
    if (method === 'set') return use.arguments.slice(1).flatMap(unlessHarmless);
    return ['push', 'unshift', 'add'].includes(method) ? use.arguments.flatMap(unlessHarmless) : [];
  });
}

function assignToObject(pattern: ts.ObjectLiteralExpression, flow: TrackedValue, tracer: Tracer): void {
  for (const property of pattern.properties) {
    if (!ts.isPropertyAssignment(property) && !ts.isShorthandPropertyAssignment(property)) {
      escaped(flow, 'taken apart', tracer);
      continue;
    }
    if (ts.isComputedPropertyName(property.name)) continue;
    const name = property.name.text;
    const next = memberPath(flow.accessPath, name, tracer.shape);
    if (!next) continue;
    noteRead(flow.accessPath, next, name, property, 'assignment', flow, tracer);
    const declaration = ts.isShorthandPropertyAssignment(property) ? declarationNamed(name, property) : undefined;
    const inner = { ...flow, accessPath: next, ...originOf(flow.accessPath, next, property) };
    if (ts.isPropertyAssignment(property)) assignTo(withoutDefault(property.initializer), inner, tracer);
    else if (declaration) bindDeclared(declaration, inner, tracer);
  }
}

function withoutDefault(target: ts.Expression): ts.Expression {
  return ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken ? target.left : target;
}

function assignToArray(pattern: ts.ArrayLiteralExpression, flow: TrackedValue, tracer: Tracer): void {
  pattern.elements.forEach((element, index) => {
    if (ts.isOmittedExpression(element) || ts.isSpreadElement(element)) return;
    const inner = elementOf(flow, index);
    if (inner) assignTo(withoutDefault(element), inner, tracer);
  });
}

/** Follows a value that becomes a property: of an object, or of an assignment pattern's default. */
export function bindProperty(flow: TrackedValue, property: ts.PropertyAssignment, tracer: Tracer): void {
  if (ts.isComputedPropertyName(property.name)) {
    const beside = property.parent.properties.flatMap((other) =>
      ts.isPropertyAssignment(other) && other !== property ? unlessHarmless(other.initializer) : [],
    );
    tracer.follow({ ...flow, node: property.parent, accessPath: insideContainer('*', flow.accessPath, beside) });
  } else tracer.follow({ ...flow, node: property.parent, accessPath: insideContainer(property.name.text, flow.accessPath) });
}
