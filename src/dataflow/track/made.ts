import { declarationOf, referencesTo } from '../../project/scopes.js';
import { isAssigned } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import { templateUses } from '../../project/template.js';
import { walkBelow } from '../../project/walk.js';
import { assignedTo } from '../interpret/writes.js';
import { alternatives, EMPTY } from '../value.js';
import { usesElsewhere, variableOf } from '../variables.js';
import type { Effect } from '../models/functions.js';
import { insideContainer, memberPath, pointOf } from './access-path.js';
import { bindName } from './bindings.js';
import type { AccessPath, TrackedValue } from './facts.js';
import { ownerOfThis } from './fields.js';
import { unlessHarmless } from './harmless.js';
import { escaped } from './sinks.js';
import type { Tracer } from './worklist.js';

/** Parts of a definition whose functions have the object that is made of it as `this`. */
const PARTS = new Set(['methods', 'actions', 'computed', 'getters', 'watch']);
/** Parts that say what the object holds at first. */
const STATE = new Set(['state', 'data']);
/** What a store is defined with; other options are for plugins, which may do anything with what it holds. */
const OF_STORES = new Set([...PARTS, ...STATE, 'id']);
/** Options by which other definitions see what a component holds. */
const SHARING = new Set(['mixins', 'extends', 'template', 'expose', 'provide']);

/** Name under which what is made stands in a function that gives it. */
const CALLED = '()';

/**
 * Follows a value that a definition holds, `{ actions: { … this.name = value } }`, to the members of what a library makes of it: in its
 * functions, in its template, and at the places where the store that is made is asked for.
 */
export function followMade(flow: TrackedValue, { called }: Extract<Effect, { gives: 'made' }>, call: ts.Node, tracer: Tracer): boolean {
  const { accessPath: place, node: definition } = flow;
  if (place.kind !== 'holder' || !ts.isObjectLiteralExpression(definition)) return false;
  const under = PARTS.has(place.under[0] ?? '') ? place.under.slice(1) : place.under;
  const [name] = under;
  const inner = name === undefined ? undefined : memberPath({ ...place, under }, name, tracer.shape);
  if (name === undefined || !inner) return false;
  const hidden = unseenBy(definition, called === true, name);
  if (hidden !== undefined) escaped(flow, `seen by the option ${hidden}`, tracer, { continues: true });
  const made: TrackedValue = { ...flow, accessPath: { ...place, under } };
  followOwn(made, name, inner, definition, tracer);
  if (called && ts.isExpression(call)) tracer.follow({ ...made, node: call, accessPath: insideContainer(CALLED, made.accessPath) });
  return true;
}

/** The option by which code that is not followed sees a member. */
function unseenBy(definition: ts.ObjectLiteralExpression, isStore: boolean, name: string): string | undefined {
  const watched = partOf('watch', definition)?.map(nameOf) ?? [];
  const names = definition.properties.map(nameOf);
  const strange = names.find((option) => option === undefined || (isStore ? !OF_STORES.has(option) : SHARING.has(option)));
  if (names.includes(undefined)) return '...';
  return strange ?? watched.find((key) => key === undefined || key.startsWith(`${name}.`));
}

/** The functions of the definition, and the template of its component. */
function followOwn(flow: TrackedValue, name: string, inner: AccessPath, definition: ts.ObjectLiteralExpression, tracer: Tracer): void {
  const { items, written } = thisBelow(definition, name);
  const initial = initialOf(name, definition);
  const others = [
    ...flow.others,
    ...[...written, ...(initial ? [initial] : [])].flatMap((value) => (value === flow.node ? [] : unlessHarmless(value))),
  ];
  const own = { ...flow, others };
  if (initial && ts.isAsExpression(initial))
    tracer.type({ form: 'annotation', type: initial.type, accessPath: inner, node: initial, ...pointOf(own) });
  for (const node of items) {
    const { parent } = node;
    const isMember = ts.isPropertyAccessExpression(parent) && parent.expression === node;
    if (!isMember) tracer.follow({ ...own, node });
    else if (parent.name.text === name && !isAssigned(parent)) tracer.follow({ ...own, node: parent, accessPath: inner });
  }
  for (const getter of [...(partOf('getters', definition) ?? []), ...(partOf('computed', definition) ?? [])]) {
    const [state] = functionOf(getter)?.parameters ?? [];
    if (state) bindName(state.name, own, tracer);
  }
  for (const watcher of partOf('watch', definition) ?? []) {
    if (nameOf(watcher) !== name) continue;
    const fn = functionOf(watcher);
    if (!fn) escaped(own, 'watched', tracer, { continues: true });
    for (const parameter of fn?.parameters ?? []) bindName(parameter.name, { ...own, accessPath: inner }, tracer);
  }
  showMember(name, { ...own, accessPath: inner }, definition, tracer);
}

/** `this` in the functions of a definition, and what they write to a member of it. */
function thisBelow(definition: ts.ObjectLiteralExpression, name: string): { items: ts.Expression[]; written: ts.Expression[] } {
  const items: ts.Expression[] = [];
  const written: ts.Expression[] = [];
  walkBelow(definition, (node) => {
    if (ts.isClassLike(node)) return false;
    if (node.kind !== ts.SyntaxKind.ThisKeyword || !ts.isExpression(node)) return true;
    const owner = ownerOfThis(node);
    const part = owner?.parent;
    const isOwn =
      owner === definition || (part && ts.isPropertyAssignment(part) && part.parent === definition && PARTS.has(nameOf(part) ?? ''));
    if (!isOwn) return true;
    items.push(node);
    const { parent } = node;
    const right = ts.isPropertyAccessExpression(parent) && parent.name.text === name ? assignedTo(parent) : undefined;
    if (right) written.push(right);
    return true;
  });
  return { items, written };
}

function showMember(name: string, flow: TrackedValue, definition: ts.Node, tracer: Tracer): void {
  const { fileName } = definition.getSourceFile();
  if (!fileName.endsWith('.vue')) return;
  const source = tracer.interpreter.project.source(fileName);
  const uses = source && templateUses(name, source);
  if (!uses) escaped(flow, `shown by a template as ${name}`, tracer, { continues: true });
  for (const node of uses ?? []) if (declarationOf(node) === undefined) tracer.follow({ ...flow, node });
}

/** What the object holds under a name at first: `data() { return { name: value } }`. */
function initialOf(name: string, definition: ts.ObjectLiteralExpression): ts.Expression | undefined {
  for (const part of definition.properties) {
    const fn = STATE.has(nameOf(part) ?? '') ? functionOf(part) : undefined;
    const { body } = fn ?? {};
    let found: ts.Expression | undefined;
    if (body)
      walkBelow(body, (node) => {
        if (ts.isPropertyAssignment(node) && nameOf(node) === name) found ??= node.initializer;
      });
    if (found) return found;
  }
  return undefined;
}

function partOf(name: string, definition: ts.ObjectLiteralExpression): readonly ts.ObjectLiteralElementLike[] | undefined {
  const part = definition.properties.find((property) => nameOf(property) === name);
  return part && ts.isPropertyAssignment(part) && ts.isObjectLiteralExpression(part.initializer) ? part.initializer.properties : undefined;
}

function nameOf({ name }: ts.ObjectLiteralElementLike): string | undefined {
  return name && !ts.isComputedPropertyName(name) ? name.text : undefined;
}

function functionOf(property: ts.ObjectLiteralElementLike): ts.MethodDeclaration | ts.ArrowFunction | ts.FunctionExpression | undefined {
  if (ts.isMethodDeclaration(property)) return property;
  const value = ts.isPropertyAssignment(property) ? property.initializer : undefined;
  return value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : undefined;
}

/** What a function gives that stands for a store: `defineStore('jobs', () => ({ jobs }))`. References are read without their `value` there. */
export function followSetup(call: ts.CallExpression, flow: TrackedValue, tracer: Tracer): boolean {
  const { accessPath: place } = flow;
  if (place.kind !== 'holder' || flow.promise) return false;
  const [name, second, ...rest] = place.under;
  const under = second === 'value' && name !== undefined ? [name, ...rest] : place.under;
  tracer.follow({ ...flow, node: call, accessPath: insideContainer(CALLED, { ...place, under }) });
  return true;
}

/** `storeToRefs(store)`: each member as a reference. */
export function followRefs(call: ts.Expression, flow: TrackedValue, tracer: Tracer): boolean {
  const { accessPath: place } = flow;
  if (place.kind !== 'holder') return false;
  const [name = '', ...rest] = place.under;
  tracer.follow({ ...flow, node: call, accessPath: { ...place, under: [name, 'value', ...rest] } });
  return true;
}

/** The callee of a call holds what the call gives. */
export function followCalled(flow: TrackedValue, call: ts.CallExpression, tracer: Tracer): boolean {
  const next = flow.accessPath.kind === 'holder' ? memberPath(flow.accessPath, CALLED, tracer.shape) : undefined;
  if (next) tracer.follow({ ...flow, node: call, accessPath: next });
  return next !== undefined;
}

/** `<Context.Provider value={…}>`: the value is what those are given who ask for the context. */
export function followContext(tag: ts.JsxTagNameExpression, flow: TrackedValue, tracer: Tracer): boolean {
  const name = ts.isPropertyAccessExpression(tag) ? (tag.name.text === 'Provider' ? tag.expression : undefined) : tag;
  const context = name && ts.isIdentifier(name) ? variableOf(name, tracer.interpreter) : undefined;
  const made = context?.initializer;
  if (!context || !made || !ts.isCallExpression(made) || !isFrom(made.expression, ['createContext'], tracer)) return false;
  const { items, unresolved, incomplete } = usesElsewhere(context, tracer.interpreter);
  if (incomplete) tracer.reach(incomplete);
  if (unresolved.length > 0) escaped(flow, 'a context', tracer, { continues: true });
  const [type] = made.typeArguments ?? [];
  const others = [...flow.others, ...made.arguments.flatMap((argument) => unlessHarmless(argument))];
  if (type) tracer.type({ form: 'argument', type, accessPath: flow.accessPath, node: made, ...pointOf(flow), others });
  for (const use of [...referencesTo(context), ...items]) {
    const { parent } = use;
    if (ts.isCallExpression(parent) && isFrom(parent.expression, ['useContext', 'use'], tracer))
      tracer.follow({ ...flow, node: parent, others });
    else if (!isElement(use)) escaped({ ...flow, node: flow.node }, `a context that ${use.getText()} names`, tracer, { continues: true });
  }
  return true;
}

/** `<Context.Provider>`, `Context.displayName`, or a name in an export. */
function isElement(use: ts.Expression): boolean {
  const { parent } = use;
  if (ts.isPropertyAccessExpression(parent)) return ['Provider', 'displayName'].includes(parent.name.text);
  return ts.isExportSpecifier(parent) || ts.isExportAssignment(parent) || ts.isJsxOpeningElement(parent) || ts.isJsxClosingElement(parent);
}

function isFrom(callee: ts.Expression, names: string[], { interpreter }: Tracer): boolean {
  return alternatives(interpreter.valueOf(callee, EMPTY)).some(
    (option) =>
      option.kind === 'external' && ['react', 'preact', 'preact/hooks'].includes(option.module) && names.includes(option.path.at(-1) ?? ''),
  );
}
