import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';

/** Functions that make state which holds what they are given. */
const STATE = new Set(['ref', 'shallowRef', 'reactive', 'signal', 'writable']);

/** The expression when its value could be taken for a tracked one; nothing for literals, which have no members to read. */
export function unlessHarmless(node: ts.Expression): ts.Expression[] {
  const inner = unwrap(node);
  if (ts.isSpreadElement(inner)) return unlessHarmless(inner.expression);
  if (ts.isLiteralExpression(inner) || ts.isTemplateExpression(inner)) return [];
  if (ts.isIdentifier(inner) && inner.text === 'undefined') return [];
  if (ts.isArrayLiteralExpression(inner) && inner.elements.length === 0) return [];
  if (ts.isObjectLiteralExpression(inner) && inner.properties.length === 0) return [];
  if ([ts.SyntaxKind.NullKeyword, ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword].includes(inner.kind)) return [];
  if (ts.isVoidExpression(inner)) return [];
  if (ts.isNewExpression(inner) && ts.isIdentifier(inner.expression) && ['Map', 'Set', 'Array', 'Error'].includes(inner.expression.text))
    return [];
  if (ts.isCallExpression(inner) && ts.isIdentifier(inner.expression) && STATE.has(inner.expression.text))
    return inner.arguments.flatMap((argument) => unlessHarmless(argument));
  return [node];
}
