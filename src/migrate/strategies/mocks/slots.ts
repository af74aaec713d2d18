import type { ApiMock } from '../../../http/mocks/mock.js';
import { ts } from '../../../project/syntax.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { styleOf } from '../../../edit/style.js';

/** States a status where the answer of a mock is made; undefined where there is no place for it. */
export function insertionInto({ body, library }: ApiMock, status: number): TextEdit | undefined {
  const made = body?.node.parent;
  if (!body || !made || library !== 'msw' || !ts.isCallExpression(made) || made.arguments.length !== 1) return undefined;
  const maker = made.expression.getText();
  const { fileName } = made.getSourceFile();
  if (/^(?:Http)?Response\.json$/.test(maker)) {
    const at = body.node.getEnd();
    const pad = styleOf(made).padding ? ' ' : '';
    return { file: fileName, start: at, end: at, text: `, {${pad}status: ${status}${pad}}` };
  }
  const context = /^(?<context>\w+)\.json$/.exec(maker)?.groups?.['context'];
  const at = made.getStart();
  return context === undefined ? undefined : { file: fileName, start: at, end: at, text: `${context}.status(${status}), ` };
}
