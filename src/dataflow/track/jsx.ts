import { ts } from '../../project/syntax.js';
import { alternatives, EMPTY } from '../value.js';
import { bindName } from './bindings.js';
import { usesOf } from '../call-graph.js';
import type { TrackedValue } from './facts.js';
import { unlessHarmless } from './harmless.js';
import { followContext } from './made.js';
import { insideContainer, pointOf } from './access-path.js';
import type { Tracer } from './worklist.js';
import { escaped, used } from './sinks.js';

/** Follows a value into JSX: shown as a child, or passed to the user's own component. */
export function passComponent(flow: TrackedValue, expression: ts.JsxExpression, tracer: Tracer): void {
  const { parent } = expression;
  if (!ts.isJsxAttribute(parent)) {
    used('text', flow, 'shown', tracer);
    return;
  }
  const element = parent.parent.parent;
  const tag = element.tagName;
  const name = parent.name.getText();
  if (ts.isIdentifier(tag) && /^[a-z]/.test(tag.text)) {
    if (name !== 'ref') used('text', flow, `the attribute ${name}`, tracer);
    return;
  }
  if (name === 'value' && followContext(tag, flow, tracer)) return;
  if (name === 'key' || !ts.isIdentifier(tag)) {
    if (name !== 'key') escaped(flow, `passed to <${tag.getText()}>`, tracer);
    return;
  }
  const components = alternatives(tracer.interpreter.valueOf(tag, EMPTY)).flatMap((option) =>
    option.kind === 'function' ? [option.node] : [],
  );
  for (const component of components) {
    const [props] = component.parameters;
    const others = [...flow.others, ...otherAttributes(component, tag, name, tracer)];
    if (props?.type)
      tracer.type({
        form: 'annotation',
        type: props.type,
        accessPath: insideContainer(name, flow.accessPath),
        node: props,
        ...pointOf(flow),
        others,
      });
    if (props) bindName(props.name, { ...flow, accessPath: insideContainer(name, flow.accessPath), others }, tracer);
  }
  if (components.length === 0) escaped(flow, `passed to <${tag.text}>`, tracer);
}

/** What other elements of the same component pass under the name. */
function otherAttributes(component: ts.Node, tag: ts.Expression, name: string, tracer: Tracer): ts.Expression[] {
  const { items, incomplete } = usesOf(component, tracer.interpreter);
  const others = items.flatMap(({ node }): ts.Expression[] => {
    const element = node.parent;
    if (node === tag || !(ts.isJsxOpeningElement(element) || ts.isJsxSelfClosingElement(element))) return [];
    return element.attributes.properties.flatMap((attribute): ts.Expression[] => {
      if (!ts.isJsxAttribute(attribute)) return [attribute.expression];
      const value = attribute.initializer;
      if (attribute.name.getText() !== name || !value || !ts.isJsxExpression(value) || !value.expression) return [];
      return unlessHarmless(value.expression);
    });
  });
  return incomplete ? [...others, tag] : others;
}
