import { dirname, resolve } from 'node:path';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../interpreter.js';
import { constantText, type Environment, type AbstractValue } from '../value.js';

const READERS = new Set(['readFileSync', 'readFile']);
const JSON_READERS = new Set(['readJson', 'readJSON', 'readJsonSync', 'readJSONSync']);

/** `JSON.parse(readFileSync('settings.json'))`: what the file of the project holds. */
export function parsedData(call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const [text] = call.arguments;
  const read = text && readCall(text, env, interpreter);
  return read && dataAt(read, env, interpreter, READERS);
}

/** `readJson('settings.json')` of fs-extra. */
export function readData(call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  return dataAt(call, env, interpreter, JSON_READERS);
}

/** The call that reads a text: behind a name, `await` and `toString()`. */
function readCall(text: ts.Expression, env: Environment, interpreter: Interpreter): ts.CallExpression | undefined {
  let at = interpreter.initializer(text, env);
  while (at) {
    if (ts.isAwaitExpression(at) || ts.isParenthesizedExpression(at) || ts.isAsExpression(at)) at = at.expression;
    else if (!ts.isCallExpression(at)) return undefined;
    else if (ts.isPropertyAccessExpression(at.expression) && at.expression.name.text === 'toString') at = at.expression.expression;
    else return at;
  }
  return undefined;
}

function dataAt(
  call: ts.CallExpression,
  env: Environment,
  interpreter: Interpreter,
  names: ReadonlySet<string>,
): AbstractValue | undefined {
  const callee = interpreter.valueOf(call.expression, env);
  const [path] = call.arguments;
  if (!path || callee.kind !== 'external' || !/^fs(?:-extra)?(?:\/promises)?$/.test(callee.module)) return undefined;
  if (!names.has(callee.path.at(-1) ?? '')) return undefined;
  const file = fileAt(interpreter.initializer(path, env) ?? path, env, interpreter);
  return file?.endsWith('.json') === true && interpreter.project.reads(file) ? interpreter.exported(file, 'default') : undefined;
}

/** The absolute path that an expression gives; plain paths start where the program is started, taken to be the root. */
function fileAt(node: ts.Expression, env: Environment, interpreter: Interpreter): string | undefined {
  const own = dirname(node.getSourceFile().fileName);
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL') {
    const [path, base] = node.arguments ?? [];
    const text = path && base?.getText() === 'import.meta.url' ? constantText(interpreter.valueOf(path, env)) : undefined;
    return text === undefined ? undefined : resolve(own, text);
  }
  if (ts.isCallExpression(node) && /^(?:path\.)?(?:join|resolve)$/.test(node.expression.getText())) {
    const pieces = node.arguments.map((piece) => directoryOf(piece, own, interpreter) ?? constantText(interpreter.valueOf(piece, env)));
    return pieces.every((piece) => piece !== undefined) ? resolve(interpreter.project.root, ...pieces.map(relativePiece)) : undefined;
  }
  if (ts.isTemplateExpression(node) && node.templateSpans.length === 1 && node.head.text === '') {
    const [span] = node.templateSpans;
    const from = span && directoryOf(span.expression, own, interpreter);
    if (span && from !== undefined) return resolve(from, relativePiece(span.literal.text, 1));
  }
  const text = constantText(interpreter.valueOf(node, env));
  return text === undefined ? undefined : resolve(interpreter.project.root, text);
}

/** A later piece of a path never starts anew. */
function relativePiece(piece: string, index: number): string {
  return index === 0 ? piece : piece.replace(/^\/+/, '');
}

function directoryOf(node: ts.Expression, own: string, { project }: Interpreter): string | undefined {
  const text = node.getText();
  if (text === '__dirname' || text === 'import.meta.dirname') return own;
  return text === 'process.cwd()' ? project.root : undefined;
}
