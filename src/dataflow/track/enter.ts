import { declarationOf, referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { isInside } from '../../project/nodes.js';
import { constructorOf } from '../interpret/classes.js';
import { elementName } from '../interpret/environment.js';
import { type AbstractValue, alternatives, type CallFrame, EMPTY } from '../value.js';
import { bindName } from './bindings.js';
import { usesOf } from '../call-graph.js';
import type { Cause } from '../limits.js';
import { storeField } from './fields.js';
import { unlessHarmless } from './harmless.js';
import type { TrackedValue } from './facts.js';
import { insideContainer, pointOf } from './access-path.js';
import type { Tracer } from './worklist.js';

/** The variable that a setter of component state sets: `const [jobs, setJobs] = useState(initial)`. */
interface State {
  value: ts.BindingElement;
  /** Other values that it takes: the initial one, the arguments of other calls, the setter where it is handed on. */
  others: ts.Expression[];
  /** Declared type of the value. */
  type?: ts.TypeNode;
}

/** Reads a callee as a state setter. `use` is the place where it is called or handed on. */
function stateSetBy(callee: ts.Expression): State | undefined {
  const setter = ts.isIdentifier(callee) ? declarationOf(callee) : undefined;
  if (!setter || !ts.isBindingElement(setter) || !ts.isArrayBindingPattern(setter.parent)) return undefined;
  const [value, second] = setter.parent.elements;
  const declaration = setter.parent.parent;
  if (second !== setter || !value || !ts.isBindingElement(value) || !ts.isVariableDeclaration(declaration)) return undefined;
  const made = declaration.initializer;
  if (!made || !ts.isCallExpression(made) || !/(?:^|\.)useState$/.test(made.expression.getText())) return undefined;
  const given = referencesTo(setter).flatMap((reference): ts.Expression[] => {
    if (reference === callee || isDependency(reference)) return [];
    const { parent } = reference;
    return ts.isCallExpression(parent) && parent.expression === reference ? [...parent.arguments] : [reference];
  });
  const type = made.typeArguments?.[0];
  return { value, others: [...made.arguments, ...given], ...(type ? { type } : {}) };
}

/** Named in the list of dependencies of a hook. */
function isDependency(reference: ts.Identifier): boolean {
  return ts.isArrayLiteralExpression(reference.parent) && ts.isCallExpression(reference.parent.parent);
}

/** The promise that a parameter of its executor resolves: `new Promise((resolve) => …)`. */
function promiseResolvedBy(callee: ts.Expression): ts.NewExpression | undefined {
  const parameter = ts.isIdentifier(callee) ? declarationOf(callee) : undefined;
  if (!parameter || !ts.isParameter(parameter)) return undefined;
  const executor = parameter.parent;
  const made = executor.parent;
  if (executor.parameters.indexOf(parameter) !== 0 || !ts.isNewExpression(made)) return undefined;
  return ts.isIdentifier(made.expression) && made.expression.text === 'Promise' ? made : undefined;
}

type Call = ts.CallExpression | ts.NewExpression;

/** A function that hands a value on to itself is entered once more; what that does is known then. */
const MAX_SAME = 2;

/**
 * Follows a value that a function is handed as an argument. `callee` is the function, called by `call` or given to it as
 * a callback. False when nothing of the function can be seen.
 */
export function handTo(callee: ts.Expression, index: number, flow: TrackedValue, call: Call, tracer: Tracer): boolean {
  const state = stateSetBy(callee);
  if (state) {
    const others = [...flow.others, ...state.others.flatMap((other) => unlessHarmless(other))];
    if (state.type)
      tracer.type({ form: 'argument', type: state.type, accessPath: flow.accessPath, node: state.value, ...pointOf(flow), others });
    bindName(state.value.name, { ...flow, others, promise: false }, tracer);
    return true;
  }
  const made = promiseResolvedBy(callee);
  if (made && index === 0) {
    tracer.follow({ ...flow, node: made, promise: true });
    return true;
  }
  return (
    handToValue(tracer.interpreter.valueOf(callee, EMPTY), index, flow, call, tracer) || handToParameter(callee, index, flow, call, tracer)
  );
}

function handToValue(value: AbstractValue, index: number, flow: TrackedValue, call: Call, tracer: Tracer): boolean {
  let seen = false;
  for (const option of alternatives(value)) {
    const fn = option.kind === 'function' ? option.node : option.kind === 'class' ? constructorOf(option.node) : undefined;
    if (!fn) continue;
    seen = true;
    enterFunction(fn, index, flow, call, tracer);
  }
  return seen;
}

/** A callback that the enclosing function was itself given: the callers say what it is. */
function handToParameter(callee: ts.Expression, index: number, flow: TrackedValue, call: Call, tracer: Tracer): boolean {
  const named = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
  const declaration = ts.isIdentifier(named) ? declarationOf(named) : undefined;
  const parameter = declaration && ts.findAncestor(declaration, (node) => ts.isParameter(node) || ts.isFunctionLike(node));
  if (!declaration || !parameter || !ts.isParameter(parameter)) return false;
  const member = ts.isPropertyAccessExpression(callee)
    ? callee.name.text
    : ts.isBindingElement(declaration)
      ? elementName(declaration)
      : undefined;
  let seen = false;
  for (const { argument, frames } of argumentsFor(parameter, flow.frames, tracer)) {
    const value = tracer.interpreter.valueOf(argument, EMPTY);
    const handed = { ...flow, frames };
    if (member === undefined) seen = handTo(argument, index, handed, call, tracer) || seen;
    else seen = handToValue(tracer.interpreter.member(value, member) ?? value, index, handed, call, tracer) || seen;
  }
  return seen;
}

/** What the visible callers give for a parameter. */
function argumentsFor(
  parameter: ts.ParameterDeclaration,
  frames: readonly CallFrame[],
  tracer: Tracer,
): { argument: ts.Expression; frames: readonly CallFrame[] }[] {
  const owner = parameter.parent;
  const position = owner.parameters.indexOf(parameter);
  const at = frames.findLastIndex(({ callee }) => callee === owner);
  const frame = frames[at];
  if (frame) {
    const argument = ts.isTaggedTemplateExpression(frame.call) ? undefined : frame.call.arguments?.[position];
    return argument ? [{ argument, frames: frames.slice(0, at) }] : [];
  }
  return usesOf(owner, tracer.interpreter).items.flatMap(({ call }) => {
    const argument = call?.arguments[position];
    return argument ? [{ argument, frames: [] }] : [];
  });
}

/** Follows a value into a function that `call` runs. `gives` are the members of the call that lead to what the function returns. */
export function enterFunction(
  fn: ts.SignatureDeclaration,
  index: number,
  flow: TrackedValue,
  call: Call,
  tracer: Tracer,
  gives?: string[],
): void {
  if (flow.frames.filter(({ callee }) => callee === fn).length >= MAX_SAME) return;
  const { parameters } = fn;
  const [first] = parameters;
  const shift = first && ts.isIdentifier(first.name) && first.name.text === 'this' ? 1 : 0;
  const rest = parameters.findIndex((parameter) => parameter.dotDotDotToken !== undefined);
  const position = rest !== -1 && index + shift >= rest ? rest : index + shift;
  const parameter = parameters[position];
  if (!parameter) return;
  const place = parameter.dotDotDotToken ? insideContainer(String(index + shift - position), flow.accessPath) : flow.accessPath;
  const frames = [...flow.frames, { call, callee: fn, ...(gives ? { gives } : {}) }];
  const others = [...flow.others, ...otherArguments(fn, position - shift, call, tracer)];
  if (parameter.initializer) others.push(...unlessHarmless(parameter.initializer));
  if (parameter.type)
    tracer.type({ form: 'annotation', type: parameter.type, accessPath: place, node: parameter, ...pointOf(flow), frames, others });
  const inner: TrackedValue = { ...flow, accessPath: place, frames, others };
  bindName(parameter.name, inner, tracer);
  if (ts.isParameterPropertyDeclaration(parameter, fn) && ts.isIdentifier(parameter.name))
    storeField(parameter.name, parameter, inner, tracer);
}

/** What other visible calls give for the same parameter. */
function otherArguments(fn: ts.SignatureDeclaration, index: number, call: Call, tracer: Tracer): ts.Expression[] {
  if (ts.isConstructorDeclaration(fn)) {
    const { items, incomplete } = tracer.interpreter.constructions(fn.parent);
    const made = items.filter(({ node }) => node !== call);
    return [
      ...made.flatMap(({ node }) => (node.arguments?.[index] ? unlessHarmless(node.arguments[index]) : [])),
      ...more(incomplete, call),
    ];
  }
  const { items, incomplete } = usesOf(fn, tracer.interpreter);
  const others = items.flatMap((use): ts.Expression[] => {
    if (use.call === call || isInside(use.node, call)) return [];
    if (!use.call) return isHandedOn(use.node) ? [use.node] : [];
    const argument = use.call.arguments[index];
    return argument ? unlessHarmless(argument) : [];
  });
  return [...others, ...more(incomplete, call)];
}

/** Stands for arguments of calls that a bound hides: any of them may be there. */
function more(incomplete: Cause | undefined, call: Call): ts.Expression[] {
  return incomplete ? [call.expression] : [];
}

/** Given to a call as it is; functions that are only put into objects are found by their members. */
function isHandedOn(node: ts.Expression): boolean {
  return ts.isCallExpression(node.parent) || ts.isJsxExpression(node.parent);
}
