import { ts } from '../../project/syntax.js';
import { alternatives, EMPTY } from '../value.js';
import { bindName } from './bindings.js';
import type { Flow } from './model.js';
import { holding } from './place.js';
import type { Tracer } from './tracer.js';
import { escaped, used } from './uses.js';

/** Follows a value into JSX: shown as a child, or passed to the user's own component. */
export function passComponent(flow: Flow, expression: ts.JsxExpression, tracer: Tracer): void {
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
  if (name === 'key' || !ts.isIdentifier(tag)) {
    if (name !== 'key') escaped(flow, `passed to <${tag.getText()}>`, tracer);
    return;
  }
  const components = alternatives(tracer.evaluation.evaluate(tag, EMPTY)).flatMap((option) =>
    option.kind === 'function' ? [option.node] : [],
  );
  for (const component of components) {
    const [props] = component.parameters;
    // Other elements of the same component may pass other values.
    if (props) bindName(props.name, { ...flow, place: holding(name, flow.place), others: [...flow.others, tag] }, tracer);
  }
  if (components.length === 0) escaped(flow, `passed to <${tag.text}>`, tracer);
}
