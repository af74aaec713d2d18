import { ts } from '../project/syntax.js';
import type { Evaluation, InstanceMaker } from './evaluation.js';
import { moduleValue } from './imports.js';
import {
  alternatives,
  concat,
  constantText,
  type Env,
  mapValue,
  partsOf,
  type QueryEntry,
  type TextPart,
  textValue,
  union,
  unknown,
  type Value,
} from './value.js';

/** The value of a call or `new` expression. */
export function invoke(node: ts.CallExpression | ts.NewExpression, env: Env, evaluation: Evaluation, instances: InstanceMaker[]): Value {
  if (ts.isCallExpression(node)) {
    const built = builtIn(node, env, evaluation);
    if (built) return built;
  }
  const callee = evaluation.evaluate(node.expression, env);
  return mapValue(callee, (option) => invokeOne(option, node, env, evaluation, instances) ?? unknown(node, env));
}

function invokeOne(
  callee: Value,
  node: ts.CallExpression | ts.NewExpression,
  env: Env,
  evaluation: Evaluation,
  instances: InstanceMaker[],
): Value | undefined {
  for (const make of instances) {
    const made = make(callee, node, env);
    if (made) return made;
  }
  if (ts.isNewExpression(node)) return construct(callee, node, env, evaluation);
  if (callee.kind === 'function') {
    const inner = evaluation.enter(callee.node, node, env, callee.env);
    const result = evaluation.returned(callee.node, inner);
    return result.kind === 'constant' && result.value === undefined ? undefined : result;
  }
  if (callee.kind !== 'external') return undefined;
  const name = [callee.module, ...callee.path].join('.');
  return externalCall(name, node, env, evaluation);
}

function construct(callee: Value, node: ts.NewExpression, env: Env, evaluation: Evaluation): Value | undefined {
  if (callee.kind === 'class') return { kind: 'instance', of: callee.node, env: callee.env, made: { node, env } };
  if (callee.kind !== 'external') return undefined;
  const name = callee.path.at(-1) ?? '';
  if (name === 'URL') return urlValue(node, env, evaluation);
  if (name === 'URLSearchParams') return { kind: 'search', entries: queryEntries(node.arguments?.[0], env, evaluation), node };
  if (name === 'Request') return { kind: 'request', node, env };
  return undefined;
}

/** Calls of packages and globals that build text or pass a value through. */
function externalCall(name: string, node: ts.CallExpression, env: Env, evaluation: Evaluation): Value | undefined {
  const [first, second] = node.arguments;
  const value = (): Value | undefined => first && evaluation.evaluate(first, env);
  switch (name) {
    case 'global.String':
    case 'global.encodeURI':
    case 'global.Object.freeze':
    case 'global.Object.seal':
    case 'vue.ref':
    case 'vue.computed':
    case 'react.memo':
    case 'react.useCallback':
      return value();
    case 'react.useMemo': {
      const made = value();
      return made?.kind === 'function' ? evaluation.returned(made.node, made.env) : undefined;
    }
    case 'global.encodeURIComponent':
    case 'global.escape':
      return first && mapValue(evaluation.evaluate(first, env), (option) => encoded(option, node, env));
    case 'global.require':
      return first && ts.isStringLiteralLike(first) ? moduleValue(first.text, '*', node.getSourceFile().fileName, evaluation) : undefined;
    case 'global.Object.assign':
      return second ? union(node.arguments.map((arg) => evaluation.evaluate(arg, env))) : value();
    case 'path.join':
    case 'path.posix.join':
    case 'global.path.join':
    case 'url-join':
    case 'urljoin':
      return joined(
        node.arguments.map((arg) => evaluation.evaluate(arg, env)),
        node,
        env,
      );
    default:
      return node.expression.kind === ts.SyntaxKind.ImportKeyword && first && ts.isStringLiteralLike(first)
        ? moduleValue(first.text, '*', node.getSourceFile().fileName, evaluation)
        : undefined;
  }
}

function encoded(value: Value, node: ts.Expression, env: Env): Value {
  const text = constantText(value);
  if (text !== undefined) return textValue(encodeURIComponent(text));
  return { kind: 'text', parts: [{ hole: { node, env }, encoded: true }] };
}

/** Methods of text, arrays and functions. */
function builtIn(node: ts.CallExpression, env: Env, evaluation: Evaluation): Value | undefined {
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return externalCall('import', node, env, evaluation);
  if (!ts.isPropertyAccessExpression(node.expression)) return undefined;
  const name = node.expression.name.text;
  if (!BUILT_IN.has(name)) return undefined;
  const self = evaluation.evaluate(node.expression.expression, env);
  const args = (): Value[] => node.arguments.map((arg) => evaluation.evaluate(arg, env));
  switch (name) {
    case 'join':
      return self.kind === 'array' ? joinArray(self, args()[0], node, env, evaluation) : undefined;
    case 'filter':
      return self.kind === 'array' ? self : undefined;
    case 'concat':
      return self.kind === 'text'
        ? concat([self, ...args().map((arg, index) => textOr(arg, node.arguments[index] ?? node, env))], unknown(node, env))
        : undefined;
    case 'bind':
      return self.kind === 'function' || self.kind === 'client' || self.kind === 'external' ? self : undefined;
    case 'replace':
    case 'replaceAll':
      return isText(self) ? replaced(self, node, args(), env) : undefined;
    default:
      return isText(self) || self.kind === 'search'
        ? self.kind === 'search'
          ? { kind: 'text', parts: [], query: self.entries }
          : self
        : undefined;
  }
}

const BUILT_IN = new Set([
  'join',
  'filter',
  'concat',
  'bind',
  'replace',
  'replaceAll',
  'toString',
  'trim',
  'toLowerCase',
  'toJSON',
  'valueOf',
  'normalize',
]);

function isText(value: Value): boolean {
  return alternatives(value).every((option) => option.kind === 'text');
}

function textOr(value: Value, node: ts.Expression, env: Env): Value {
  return mapValue(value, (option) => (partsOf(option) ? option : unknown(node, env)));
}

function joinArray(
  self: Extract<Value, { kind: 'array' }>,
  separator: Value | undefined,
  node: ts.Expression,
  env: Env,
  evaluation: Evaluation,
): Value {
  const between = separator ? constantText(separator) : ',';
  if (between === undefined || self.node.elements.some((element) => ts.isSpreadElement(element))) return unknown(node, env);
  const values = self.node.elements.flatMap((element, index) => {
    const value = textOr(evaluation.evaluate(element, self.env), element, self.env);
    return index === 0 ? [value] : [textValue(between), value];
  });
  return concat(values, unknown(node, env));
}

/** Path joining: one `/` between the pieces. */
function joined(values: Value[], node: ts.Expression, env: Env): Value {
  const pieces = values.flatMap((value, index) => {
    const clean = mapValue(value, (option) => trimmed(textOr(option, node, env), index > 0, index < values.length - 1));
    return index === 0 ? [clean] : [textValue('/'), clean];
  });
  return concat(pieces, unknown(node, env));
}

function trimmed(value: Value, leading: boolean, trailing: boolean): Value {
  if (value.kind !== 'text') return value;
  const parts = [...value.parts];
  const first = parts[0];
  if (leading && first && 'text' in first && first.text.startsWith('/')) {
    parts[0] = { ...first, text: first.text.slice(1), ...(first.start === undefined ? {} : { start: first.start + 1 }) };
  }
  const last = parts.at(-1);
  if (trailing && last && 'text' in last && last.text.endsWith('/')) parts[parts.length - 1] = { ...last, text: last.text.slice(0, -1) };
  return { ...value, parts };
}

/** `text.replace(':id', value)` with a literal pattern; a pattern that only trims slashes changes nothing that matters. */
function replaced(self: Value, node: ts.CallExpression, args: Value[], env: Env): Value {
  const [pattern, replacement] = args;
  const [patternNode, replacementNode] = node.arguments;
  if (!pattern || !replacement || !patternNode || !replacementNode) return unknown(node, env);
  if (ts.isRegularExpressionLiteral(patternNode)) return /^\/\^?\\?\/+[+*]?\$?\/g?$/.test(patternNode.text) ? self : unknown(node, env);
  const from = constantText(pattern);
  if (from === undefined || from === '') return unknown(node, env);
  return mapValue(self, (option) => {
    if (option.kind !== 'text') return option;
    const to = textOr(replacement, replacementNode, env);
    return concat(splitAt(option.parts, from, to), unknown(node, env));
  });
}

function splitAt(parts: TextPart[], pattern: string, replacement: Value): Value[] {
  const values: Value[] = [];
  for (const part of parts) {
    if (!('text' in part)) {
      values.push({ kind: 'text', parts: [part] });
      continue;
    }
    let at = 0;
    for (let found = part.text.indexOf(pattern); found !== -1; found = part.text.indexOf(pattern, at)) {
      values.push({ kind: 'text', parts: [slice(part, at, found)] }, replacement);
      at = found + pattern.length;
    }
    values.push({ kind: 'text', parts: [slice(part, at, part.text.length)] });
  }
  return values;
}

function slice(part: Extract<TextPart, { text: string }>, from: number, to: number): TextPart {
  return { ...part, text: part.text.slice(from, to), ...(part.start === undefined ? {} : { start: part.start + from }) };
}

/** `new URL(path, base)`: the path replaces the base's path from its start or from its last segment. */
function urlValue(node: ts.NewExpression, env: Env, evaluation: Evaluation): Value {
  const [pathNode, baseNode] = node.arguments ?? [];
  if (!pathNode) return unknown(node, env);
  const path = textOr(evaluation.evaluate(pathNode, env), pathNode, env);
  if (!baseNode) return path;
  const base = textOr(evaluation.evaluate(baseNode, env), baseNode, env);
  return mapValue(path, (option) => {
    const [first] = option.kind === 'text' ? option.parts : [];
    if (first && 'text' in first && /^[a-z][a-z0-9+.-]*:\/\//i.test(first.text)) return option;
    const rooted = first !== undefined && 'text' in first && first.text.startsWith('/');
    return mapValue(base, (start) =>
      start.kind === 'text' || start.kind === 'unknown'
        ? concat([resolveBase(start, rooted), withoutDot(option)], unknown(node, env))
        : unknown(node, env),
    );
  });
}

function withoutDot(path: Value): Value {
  if (path.kind !== 'text') return path;
  const [first, ...rest] = path.parts;
  if (!first || !('text' in first) || !first.text.startsWith('./')) return path;
  return {
    ...path,
    parts: [{ ...first, text: first.text.slice(2), ...(first.start === undefined ? {} : { start: first.start + 2 }) }, ...rest],
  };
}

function resolveBase(base: Value, rooted: boolean): Value {
  if (base.kind !== 'text') return base;
  const parts = [...base.parts];
  if (rooted) return { ...base, parts: originParts(parts) };
  while (parts.length > 0) {
    const last = parts.at(-1);
    if (!last || !('text' in last)) break;
    const slash = last.text.lastIndexOf('/');
    if (slash !== -1) {
      parts[parts.length - 1] = { ...last, text: last.text.slice(0, slash + 1) };
      break;
    }
    if (parts.length === 1) break;
    parts.pop();
  }
  return { ...base, parts };
}

/** Scheme and host of a base, or its first hole. */
function originParts(parts: TextPart[]): TextPart[] {
  const [first] = parts;
  if (!first || !('text' in first)) return parts.slice(0, 1);
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(first.text)?.[0];
  if (origin === undefined) return [];
  return [{ ...first, text: origin }, ...(origin === first.text && parts[1] && 'hole' in parts[1] ? [parts[1]] : [])];
}

/** Entries of an object literal, an array of pairs, or another URLSearchParams. */
export function queryEntries(node: ts.Expression | undefined, env: Env, evaluation: Evaluation): QueryEntry[] {
  if (!node) return [];
  const value = evaluation.evaluate(node, env);
  if (value.kind === 'search') return value.entries;
  if (value.kind === 'object') {
    return value.node.properties.flatMap((property): QueryEntry[] => {
      if (ts.isSpreadAssignment(property)) return queryEntries(property.expression, value.env, evaluation);
      if (ts.isComputedPropertyName(property.name)) return [];
      const name = property.name.text;
      return [{ name: textValue(name), value: evaluation.member(value, name) ?? unknown(node, env) }];
    });
  }
  if (value.kind !== 'array') return [];
  return value.node.elements.flatMap((element): QueryEntry[] => {
    if (!ts.isArrayLiteralExpression(element)) return [];
    const [name, entry] = element.elements;
    return name && entry ? [{ name: evaluation.evaluate(name, value.env), value: evaluation.evaluate(entry, value.env) }] : [];
  });
}
