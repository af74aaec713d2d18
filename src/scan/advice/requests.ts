import { linearPattern } from '../../pack/pattern.js';
import { bodyField } from '../../http/body.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { alternatives, constantText } from '../../dataflow/value.js';
import { ts } from '../../project/syntax.js';
import type { Site } from '../site.js';
import type { AdviceSpot, DetectWith } from './spot.js';

/** Fields of a request body, or those that are set to a text. */
export function fieldsOf(site: Site, { field, value }: DetectWith<'field'>, interpreter: Interpreter): AdviceSpot[] {
  const pattern = value === undefined ? undefined : linearPattern(value);
  return [field].flat().flatMap((name) => {
    const ref = bodyField(site.call.request, name, interpreter);
    if (!ref) return [];
    const texts = alternatives(interpreter.valueOf(ref.node, ref.env)).map(constantText);
    return !pattern || texts.some((text) => text !== undefined && pattern.test(text)) ? [{ node: ref.node, site }] : [];
  });
}

const EACH = new Set(['forEach', 'map', 'flatMap', 'reduce']);

/** The call, when it runs once for each element of a list. */
export function loopOf(site: Site): AdviceSpot[] {
  for (let at: ts.Node = site.call.site; !ts.isSourceFile(at.parent); at = at.parent) {
    if (ts.isIterationStatement(at.parent, false) && at.parent.statement === at) return [{ node: site.call.site, site }];
    if (!ts.isFunctionLike(at)) continue;
    const call = at.parent;
    const callee = ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : '';
    return EACH.has(callee) ? [{ node: site.call.site, site }] : [];
  }
  return [];
}
