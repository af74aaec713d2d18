import { followUps } from '../../../../http/clients/chain.js';
import { referencesTo } from '../../../../project/scopes.js';
import { ts } from '../../../../project/syntax.js';
import type { TextEdit } from '../../../../edit/text-edit.js';

/** A call that sets one header: `headers.set(name, value)`, or chained to the request. */
export interface SetCall {
  /** Lower case. */
  name: string;
  value: ts.Expression;
  /** How to take the call out; absent where that is not possible. */
  removal?: TextEdit;
}

/** Calls of `set` and `append` on a variable that holds headers. */
export function setCallsOn(declaration: ts.VariableDeclaration): SetCall[] {
  return referencesTo(declaration).flatMap((reference) => {
    const access = reference.parent;
    const call = access.parent;
    if (!ts.isPropertyAccessExpression(access) || !ts.isCallExpression(call) || call.expression !== access) return [];
    if (access.name.text !== 'set' && access.name.text !== 'append') return [];
    return setCall(call, ts.isExpressionStatement(call.parent) ? lineOf(call.parent) : undefined);
  });
}

/** Calls of `set` with a name and a value that are chained to a request. */
export function chainedSets(request: ts.Expression): SetCall[] {
  return followUps(request).flatMap(({ name, call }) => {
    if (name !== 'set' || !ts.isPropertyAccessExpression(call.expression)) return [];
    const start = call.expression.expression.getEnd();
    return setCall(call, { file: call.getSourceFile().fileName, start, end: call.getEnd(), text: '' });
  });
}

function setCall(call: ts.CallExpression, removal: TextEdit | undefined): SetCall[] {
  const [name, value] = call.arguments;
  if (!name || !value || !ts.isStringLiteralLike(name)) return [];
  return [{ name: name.text.toLowerCase(), value, ...(removal ? { removal } : {}) }];
}

/** Takes a statement out, with its line when it stands there alone. */
export function lineOf(statement: ts.Statement): TextEdit {
  const { text, fileName } = statement.getSourceFile();
  const start = text.lastIndexOf('\n', statement.getStart() - 1) + 1;
  const next = text.indexOf('\n', statement.getEnd());
  const end = next === -1 ? text.length : next + 1;
  const isAlone = (text.slice(start, statement.getStart()) + text.slice(statement.getEnd(), end)).trim() === '';
  return isAlone
    ? { file: fileName, start, end, text: '' }
    : { file: fileName, start: statement.getStart(), end: statement.getEnd(), text: '' };
}
