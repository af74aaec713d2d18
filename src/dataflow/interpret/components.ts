import { ts } from '../../project/syntax.js';
import { wrapperOf } from '../../project/unwrap.js';
import { withSelf } from './environment.js';
import type { Interpreter } from '../interpreter.js';
import { findProperty } from './properties.js';
import { alternatives, EMPTY, type AbstractValue } from '../value.js';

/** Options under which a component keeps functions of its own. */
const GROUPS = new Set(['methods', 'computed', 'watch', 'filters', 'actions', 'getters']);
const DEFINERS = new Set(['defineComponent', 'defineStore', 'extend', 'component', 'createApp', 'Vue']);

type Component = Extract<AbstractValue, { kind: 'component' }>;

/** The component whose `this` the functions of an object literal see; undefined where the object is its own `this`. */
export function componentOf(node: ts.ObjectLiteralExpression, interpreter: Interpreter): Component | undefined {
  const group = wrapperOf(node).parent;
  const grouped = ts.isPropertyAssignment(group) && !ts.isComputedPropertyName(group.name) && GROUPS.has(group.name.text);
  const options = grouped ? group.parent : node;
  if (!isComponent(options, interpreter)) return undefined;
  const known = components.get(options) ?? { kind: 'component', node: options, env: EMPTY };
  components.set(options, known);
  return known;
}

const components = new WeakMap<ts.Node, Component>();

function isComponent(node: ts.ObjectLiteralExpression, interpreter: Interpreter): boolean {
  const { parent } = wrapperOf(node);
  if (ts.isExportAssignment(parent)) return node.getSourceFile().fileName.endsWith('.vue') || hasOption(node, 'methods');
  if (ts.isVariableDeclaration(parent)) return hasOption(node, 'methods');
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return false;
  const callee = interpreter.valueOf(parent.expression, EMPTY);
  return callee.kind === 'external' && DEFINERS.has(callee.path.at(-1) ?? (callee.module === 'vue' ? 'Vue' : ''));
}

function hasOption(node: ts.ObjectLiteralExpression, name: string): boolean {
  return node.properties.some((property) => property.name !== undefined && ts.isIdentifier(property.name) && property.name.text === name);
}

/** A member of `this` in a component or a store: a method, a computed property, a field of its data or of a mixin. */
export function componentMember(self: Component, name: string, interpreter: Interpreter): AbstractValue | undefined {
  const own = (option: string): AbstractValue | undefined => optionOf(self, option, interpreter);
  for (const group of ['methods', 'actions']) {
    const method = memberAs(own(group), name, self, interpreter);
    if (method) return method;
  }
  for (const group of ['computed', 'getters']) {
    const computed = memberAs(own(group), name, self, interpreter);
    if (computed) return resultOf(computed, interpreter);
  }
  for (const option of ['data', 'state', 'setup', 'asyncData']) {
    const made = own(option);
    const found = made && interpreter.member(made.kind === 'function' ? resultOf(made, interpreter) : made, name);
    if (found) return found;
  }
  const mixins = own('mixins');
  for (const mixin of mixins?.kind === 'array' ? mixins.node.elements.map((element) => interpreter.valueOf(element, mixins.env)) : []) {
    for (const option of alternatives(mixin)) {
      if (option.kind !== 'object') continue;
      const found = componentMember({ ...self, node: option.node, env: option.env }, name, interpreter);
      if (found) return found;
    }
  }
  return undefined;
}

/** An option of a component; functions among its members see the component as `this`. */
function optionOf(self: Component, name: string, interpreter: Interpreter): AbstractValue | undefined {
  const env = withSelf(self.env, self);
  const property = findProperty(self.node, name, env, interpreter);
  if (property.kind === 'spread') return interpreter.member(property.value, name);
  if (property.kind !== 'own') return undefined;
  if (ts.isPropertyAssignment(property.node)) return interpreter.valueOf(property.node.initializer, env);
  return ts.isMethodDeclaration(property.node) ? { kind: 'function', node: property.node, env } : undefined;
}

function memberAs(group: AbstractValue | undefined, name: string, self: Component, interpreter: Interpreter): AbstractValue | undefined {
  const member = group && interpreter.member(group, name);
  return member?.kind === 'function' ? { ...member, env: withSelf(member.env, self) } : member;
}

function resultOf(value: AbstractValue, interpreter: Interpreter): AbstractValue {
  if (value.kind === 'function') return interpreter.returned(value.node, value.env);
  // `{ get() { … } }` of a computed property.
  const getter = value.kind === 'object' ? interpreter.member(value, 'get') : undefined;
  return getter?.kind === 'function' ? interpreter.returned(getter.node, getter.env) : value;
}
