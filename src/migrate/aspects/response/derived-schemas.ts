import { blockers, type Blocker } from '../../../scan/blockers.js';
import { reachOf } from '../../../http/response/index.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import { EMPTY } from '../../../dataflow/value.js';
import { identifiersIn } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';
import { propertyKey, styleOf } from '../../../edit/style.js';
import { placeOf, shortText } from './code.js';
import type { EditBuilder } from './draft.js';
import { typeReferences } from '../../type-names.js';

/** A field of a schema that changes. */
export interface SchemaChange {
  /** The call that makes the schema with the field: `z.object({ … })` or `Base.extend({ … })`. */
  call: ts.CallExpression;
  name: string;
  /** The v2 name, where the field does not change in any other way. */
  renamed?: string;
  /** Text that is equal for fields that change in the same way. */
  change: string;
}

/** What the uses of changed schemas are looked at with. */
export interface DerivedContext {
  draft: EditBuilder;
  interpreter: Interpreter;
  /** True when the value checked by a schema expression is an answer that is migrated and asks for the same changes. */
  isChecked(schema: ts.Node, changes: readonly SchemaChange[]): boolean;
}

interface Walk extends DerivedContext {
  seen: Set<ts.Node>;
}

const BY_NAME = new Set(['pick', 'omit', 'partial', 'required']);
const CHECKS = /^(?:parse|parseAsync|safeParse|safeParseAsync|spa|validate|validateSync|cast|check|isValid|isValidSync|decode|encode)$/;
const EMBEDDING =
  /^(?:array|object|strictObject|looseObject|extend|merge|and|or|union|discriminatedUnion|intersection|tuple|record|map|set|promise|lazy|optional|nullable|nullish|shape)$/;

/**
 * Makes other uses of changed schemas name the fields as v2 does (`Job.pick({ name: true })`); gives the reason when one
 * needs the schema as it is, such as a check of values that are no answer.
 */
export function changeDerived(changes: readonly SchemaChange[], context: DerivedContext): Blocker | undefined {
  for (const call of new Set(changes.map((change) => change.call))) {
    const own = changes.filter((change) => change.call === call);
    const problem = changeUse(call, own, own, { ...context, seen: new Set() });
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Changes one use of a schema. `named` are the fields that can still be named at this level, `changes` those that are in the schema. */
function changeUse(use: ts.Expression, changes: readonly SchemaChange[], named: readonly SchemaChange[], walk: Walk): Blocker | undefined {
  if (walk.seen.has(use)) return undefined;
  walk.seen.add(use);
  const { parent } = use;
  if (
    ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isArrayLiteralExpression(parent)
  )
    return changeUse(parent, changes, named, walk);
  if (ts.isPropertyAccessExpression(parent) && parent.expression === use) return changeMember(use, parent, changes, named, walk);
  const owner = embeddingOf(use);
  if (owner) return changeUse(owner, changes, isSameLevel(owner) ? named : [], walk);
  const binding = bindingOf(use);
  if (binding) return changeReferences(binding, madeBy(use, walk) ?? use, changes, named, walk);
  return ts.isExpressionStatement(parent) || walk.isChecked(use, changes) ? undefined : unknownUse(use, changes);
}

function unknownUse(use: ts.Node, [change]: readonly SchemaChange[]): Blocker {
  return blockers.schemaShared(change?.name ?? '', placeOf(use), shortText(use));
}

function changeMember(
  use: ts.Expression,
  access: ts.PropertyAccessExpression,
  changes: readonly SchemaChange[],
  named: readonly SchemaChange[],
  walk: Walk,
): Blocker | undefined {
  const method = access.name.text;
  const call = ts.isCallExpression(access.parent) && access.parent.expression === access ? access.parent : undefined;
  if (!call) return method === 'shape' ? changeShapeRead(access, named, walk) : unknownUse(access, changes);
  if (CHECKS.test(method)) return walk.isChecked(use, changes) ? undefined : unknownUse(use, changes);
  if (method === 'keyof' && named.length > 0) return unknownUse(call, named);
  if (!BY_NAME.has(method) || call.arguments.length === 0) return changeUse(call, changes, named, walk);
  const [names] = call.arguments;
  if (!names || !ts.isObjectLiteralExpression(names)) return unknownUse(call, changes);
  const listed = new Map<string, SchemaChange>();
  for (const property of names.properties) {
    if (!ts.isPropertyAssignment(property) || ts.isComputedPropertyName(property.name)) return unknownUse(call, changes);
    const name = property.name.text;
    const change = named.find((candidate) => candidate.name === name);
    if (!change) continue;
    if (change.renamed === undefined) return unknownUse(call, [change]);
    listed.set(name, change);
    replaceName(property.name, propertyKey(change.renamed, styleOf(property)), walk.draft);
  }
  const isLeft = ({ name }: SchemaChange): boolean => (method === 'pick' ? listed.has(name) : method !== 'omit' || !listed.has(name));
  const left = changes.filter((change) => !named.includes(change) || isLeft(change));
  return left.length === 0 ? undefined : changeUse(call, left, named.filter(isLeft), walk);
}

/** `Job.shape.name`: another name for a field that is only renamed. */
function changeShapeRead(access: ts.PropertyAccessExpression, named: readonly SchemaChange[], { draft }: Walk): Blocker | undefined {
  if (named.length === 0) return undefined;
  const { parent } = access;
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== access) return unknownUse(parent, named);
  const change = named.find(({ name }) => name === parent.name.text);
  if (!change) return undefined;
  if (change.renamed === undefined || !/^[\w$]+$/.test(change.renamed)) return unknownUse(parent, [change]);
  replaceName(parent.name, change.renamed, draft);
  return undefined;
}

function replaceName(name: ts.Node, text: string, draft: EditBuilder): void {
  draft.replace(name, name.getStart(), name.getEnd(), text);
}

/** The call that makes a schema of the schema it is given: `z.array(Job)`, `z.object({ job: Job })`. */
function embeddingOf(use: ts.Expression): ts.CallExpression | undefined {
  let at: ts.Node = use.parent;
  if (ts.isPropertyAssignment(at) || ts.isShorthandPropertyAssignment(at)) at = at.parent.parent;
  else if (ts.isArrowFunction(at)) at = at.parent;
  if (!ts.isCallExpression(at) || at.expression === use || !ts.isPropertyAccessExpression(at.expression)) return undefined;
  return EMBEDDING.test(at.expression.name.text) ? at : undefined;
}

function isSameLevel({ expression }: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(expression) && ['merge', 'and'].includes(expression.name.text);
}

/** The name that a schema is stored under. */
function bindingOf(use: ts.Expression): string | undefined {
  const { parent } = use;
  const isStored =
    (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) && parent.initializer === use;
  if (isStored) return ts.isIdentifier(parent.name) || ts.isStringLiteral(parent.name) ? parent.name.text : undefined;
  return ts.isExportAssignment(parent) ? 'default' : undefined;
}

function changeReferences(
  name: string,
  schema: ts.Node,
  changes: readonly SchemaChange[],
  named: readonly SchemaChange[],
  walk: Walk,
): Blocker | undefined {
  const home = schema.getSourceFile();
  const { items, incomplete } = reachOf(home.fileName, walk.interpreter, name);
  if (incomplete) return blockers.schemaInManyFiles();
  for (const tree of [home, ...items]) {
    for (const local of localNames(tree, name)) {
      for (const identifier of identifiersIn(tree).get(local) ?? []) {
        const problem = changeReference(identifier, schema, changes, named, walk);
        if (problem !== undefined) return problem;
      }
    }
  }
  return undefined;
}

/** Names that a file has for something exported under a name. */
function localNames(tree: ts.SourceFile, name: string): Set<string> {
  const names = new Set([name]);
  for (const statement of tree.statements) {
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    if (name === 'default' && clause?.name) names.add(clause.name.text);
    const bindings = clause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    for (const element of bindings.elements) if (element.propertyName?.text === name) names.add(element.name.text);
  }
  return names;
}

function changeReference(
  identifier: ts.Identifier,
  schema: ts.Node,
  changes: readonly SchemaChange[],
  named: readonly SchemaChange[],
  walk: Walk,
): Blocker | undefined {
  const { parent } = identifier;
  if (ts.isTypeQueryNode(parent)) {
    if (isSchema(identifier, schema, walk)) renameInTypes(parent, named, walk);
    return undefined;
  }
  if (ts.isExportSpecifier(parent) && parent.propertyName === identifier && !walk.seen.has(identifier)) {
    walk.seen.add(identifier);
    return changeReferences(parent.name.text, schema, changes, named, walk);
  }
  const isName =
    ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent) || ts.isTypeReferenceNode(parent);
  const isDeclared =
    (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isTypeAliasDeclaration(parent)) &&
    parent.name === identifier;
  if (isName || isDeclared) return undefined;
  const use = ts.isPropertyAccessExpression(parent) && parent.name === identifier ? parent : identifier;
  return isSchema(use, schema, walk) ? changeUse(use, changes, named, walk) : undefined;
}

function isSchema(use: ts.Expression, schema: ts.Node, walk: Walk): boolean {
  return madeBy(use, walk) === schema;
}

/** The expression that makes a schema, names followed. */
function madeBy(use: ts.Expression, { interpreter }: Walk): ts.Node | undefined {
  const value = interpreter.valueOf(use, EMPTY);
  return value.kind === 'unknown' ? value.ref.node : undefined;
}

/** `z.infer<typeof Job>['name']`, also by the name of the type. */
function renameInTypes(query: ts.TypeQueryNode, named: readonly SchemaChange[], walk: Walk): void {
  const inferred = query.parent;
  if (!ts.isTypeReferenceNode(inferred)) return;
  renameIndex(inferred, named, walk.draft);
  if (!ts.isTypeAliasDeclaration(inferred.parent)) return;
  for (const reference of typeReferences(inferred.parent, walk.interpreter).items) renameIndex(reference.parent, named, walk.draft);
}

function renameIndex(type: ts.Node, named: readonly SchemaChange[], draft: EditBuilder): void {
  const { parent } = type;
  if (!ts.isIndexedAccessTypeNode(parent) || parent.objectType !== type) return;
  const { indexType } = parent;
  const literal = ts.isLiteralTypeNode(indexType) && ts.isStringLiteral(indexType.literal) ? indexType.literal : undefined;
  const change = literal && named.find(({ name }) => name === literal.text);
  if (literal && change?.renamed !== undefined) draft.replace(literal, literal.getStart() + 1, literal.getEnd() - 1, change.renamed);
}
