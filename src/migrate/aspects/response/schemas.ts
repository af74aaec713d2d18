import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { Path, TypeUse } from '../../../http/response/index.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import { EMPTY } from '../../../dataflow/value.js';
import type { MovedPath } from '../../../pack/lens/index.js';
import { ts } from '../../../project/syntax.js';
import { propertyKey, styleOf } from '../../../edit/style.js';
import { placeOf } from './code.js';
import { changeDerived, type SchemaChange } from './derived-schemas.js';
import { createEditBuilder, type EditBuilder } from './draft.js';
import { changeOf, isSame, type PathMap, type Steps } from './path-map.js';
import type { SharedReaders } from './sharing.js';

/** What the schemas of an answer are changed with. */
interface SchemaContext {
  moves: PathMap;
  draft: EditBuilder;
  interpreter: Interpreter;
  sharing: SharedReaders;
}

interface Walk extends Omit<SchemaContext, 'sharing'> {
  seen: Map<ts.Node, string>;
  /** Expressions of schemas that check the answer or a part of it. */
  met: Set<ts.Node>;
  changes: SchemaChange[];
}

/** Methods of a schema that say nothing of the names inside. */
const WRAPPERS = new Set([
  'nullable',
  'optional',
  'nullish',
  'strict',
  'passthrough',
  'strip',
  'loose',
  'readonly',
  'default',
  'catch',
  'describe',
  'partial',
  'required',
  'pick',
  'omit',
  'brand',
  'min',
  'max',
]);

/** Schemas that take any value. */
const ANYTHING = /^(?:any|unknown|record|mixed)$/;

/** Makes the zod schemas that an answer is checked with describe the v2 answer; gives the reason when they cannot. */
export function changeSchemas(uses: readonly TypeUse[], context: SchemaContext): Blocker | undefined {
  const { draft, interpreter, sharing } = context;
  const walk = startWalk(context);
  const problem = changeUses(uses, walk);
  if (problem !== undefined || walk.changes.length === 0) return problem;
  return changeDerived(walk.changes, {
    draft,
    interpreter,
    isChecked: (schema, changes) =>
      walk.met.has(schema) ||
      sharing.standsWith((answer, moves) => {
        const other = startWalk({ moves, draft: createEditBuilder(), interpreter });
        return (
          changeUses(answer.types, other) === undefined && other.met.has(schema) && changes.every((change) => isChanged(change, other))
        );
      }),
  });
}

function startWalk({ moves, draft, interpreter }: Omit<SchemaContext, 'sharing'>): Walk {
  return { moves, draft, interpreter, seen: new Map(), met: new Set(), changes: [] };
}

function isChanged({ call, name, change }: SchemaChange, { changes }: Walk): boolean {
  return changes.some((other) => other.call === call && other.name === name && other.change === change);
}

function changeUses(uses: readonly TypeUse[], walk: Walk): Blocker | undefined {
  for (const { schema, accessPath: place } of uses) {
    if (!schema || place.kind !== 'body' || place.failed) continue;
    const problem = changeSchema(schema, place.path, walk);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function changeSchema(schema: ts.Expression, path: Path, walk: Walk): Blocker | undefined {
  walk.met.add(schema);
  const call = schemaCall(schema, walk);
  if (!call) return isMovedBelow(path, walk) ? blockers.schemaUnseen(schema.getText(), placeOf(schema)) : undefined;
  const before = walk.seen.get(call);
  if (before !== undefined) return before === path.join('.') ? undefined : blockers.schemaOfOthers(placeOf(call));
  walk.seen.set(call, path.join('.'));
  const { expression } = call;
  if (!ts.isPropertyAccessExpression(expression)) return undefined;
  const [argument] = call.arguments;
  switch (expression.name.text) {
    case 'object':
    case 'strictObject':
    case 'looseObject':
      return changeShape(call, argument, path, walk);
    case 'extend':
    case 'merge':
      return (
        changeSchema(expression.expression, path, walk) ??
        (argument && ts.isObjectLiteralExpression(argument) ? changeShape(call, argument, path, walk) : undefined)
      );
    case 'array':
      return argument ? changeSchema(argument, [...path, '*'], walk) : undefined;
    case 'union':
    case 'intersection':
    case 'discriminatedUnion':
      return isMovedBelow(path, walk) ? blockers.schemaShapes(placeOf(call)) : undefined;
    default:
      if (WRAPPERS.has(expression.name.text)) return changeSchema(expression.expression, path, walk);
      return isMovedBelow(path, walk) && !ANYTHING.test(expression.name.text)
        ? blockers.schemaMethod(expression.name.text, placeOf(call))
        : undefined;
  }
}

/** The call that makes a schema, names followed. */
function schemaCall(schema: ts.Expression, { interpreter }: Walk): ts.CallExpression | undefined {
  if (ts.isCallExpression(schema)) return schema;
  const value = interpreter.valueOf(schema, EMPTY);
  return value.kind === 'unknown' && ts.isCallExpression(value.ref.node) ? value.ref.node : undefined;
}

function isMovedBelow(path: Path, { moves }: Walk): boolean {
  const target = moves.target(path);
  return 'gone' in target || target.inner.some((op) => op.op !== 'add');
}

function changeShape(call: ts.CallExpression, shape: ts.Expression | undefined, path: Path, walk: Walk): Blocker | undefined {
  if (!shape || !ts.isObjectLiteralExpression(shape)) return isMovedBelow(path, walk) ? blockers.schemaShapeUnseen() : undefined;
  if (isGathered(shape, path, walk)) return blockers.schemaFieldsMerge(placeOf(call));
  for (const property of shape.properties) {
    const problem = changeField(call, property, path, walk);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** True when fields of a shape are below one name in v2. */
function isGathered(shape: ts.ObjectLiteralExpression, path: Path, { moves }: Walk): boolean {
  const hosts = shape.properties.flatMap((property) => {
    const name = property.name && !ts.isComputedPropertyName(property.name) ? property.name.text : undefined;
    return name === undefined ? [] : (moves.between(path, [...path, name])?.slice(0, 1) ?? []);
  });
  return new Set(hosts).size < hosts.length;
}

function changeField(call: ts.CallExpression, property: ts.ObjectLiteralElementLike, path: Path, walk: Walk): Blocker | undefined {
  if (!ts.isPropertyAssignment(property) || ts.isComputedPropertyName(property.name)) {
    return isMovedBelow(path, walk) ? blockers.schemaFieldNotUnderstood(placeOf(property)) : undefined;
  }
  const name = property.name.text;
  const to = [...path, name];
  const target = walk.moves.target(to);
  if ('gone' in target) return blockers.schemaAsksForGone(name, placeOf(property));
  const problem = changeSchema(property.initializer, to, walk);
  if (problem !== undefined) return problem;
  changeValue(property.initializer, target, walk.draft);
  const way = walk.moves.between(path, to);
  const isElsewhere = !isSame(way, name);
  const isOther = target.back.length > 0 || target.list !== undefined;
  if (isElsewhere || isOther) {
    const [only] = way ?? [];
    const renamed = !isOther && way?.length === 1 && typeof only === 'string' ? { renamed: only } : {};
    walk.changes.push({ call, name, change: changeOf(walk.moves, path, name), ...renamed });
  }
  return isElsewhere ? moveField(property, way, walk.draft) : undefined;
}

/** Puts a schema field where v2 has the value. */
function moveField(property: ts.PropertyAssignment, way: Steps | undefined, draft: EditBuilder): Blocker | undefined {
  const names = way?.filter((step) => typeof step === 'string') ?? [];
  if (!way || names.length === 0 || names.length < way.length) return blockers.schemaFieldGone(placeOf(property));
  const style = styleOf(property);
  const keys = names.map((key) => propertyKey(key, style));
  draft.replace(property, property.name.getStart(), property.name.getEnd(), keys.join(': z.object({ '));
  if (keys.length > 1) draft.wrap(property.initializer, '', ' })'.repeat(keys.length - 1));
  return undefined;
}

/** The schema inside of `.optional()` and the like. */
function baseOf(schema: ts.Expression): ts.Expression {
  const isWrapped =
    ts.isCallExpression(schema) && ts.isPropertyAccessExpression(schema.expression) && WRAPPERS.has(schema.expression.name.text);
  return isWrapped && ts.isPropertyAccessExpression(schema.expression) ? baseOf(schema.expression.expression) : schema;
}

/** The schema of a value that v2 answers in another representation. */
function changeValue(schema: ts.Expression, { back, list, unset }: MovedPath, draft: EditBuilder): void {
  if (list === 'wrapped' && !/\.array\(/.test(schema.getText())) draft.wrap(baseOf(schema), 'z.array(', ')');
  const [conversion] = back;
  const kind = conversion?.to === 'number' || conversion?.to === 'boolean' || conversion?.to === 'string' ? conversion.to : undefined;
  for (let at = schema; ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression); at = at.expression.expression) {
    const { name } = at.expression;
    if (kind && ['string', 'number', 'boolean'].includes(name.text)) draft.replace(name, name.getStart(), name.getEnd(), kind);
    if (unset === null && name.text === 'optional') draft.replace(name, name.getStart(), name.getEnd(), 'nullish');
  }
}
