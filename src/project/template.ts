import type { Source } from './source.js';
import { ts } from './syntax.js';
import { walkBelow } from './walk.js';

/** What the markup does with an expression: shows it, tests it, gives it to an element or a component, or runs it. */
export type Binding = { as: 'shown' | 'tested' | 'run' } | { as: 'attribute'; name: string } | { as: 'passed'; to: string };

interface Template {
  /** The expressions of the markup as code, each at its own offset; `v-for` is a loop around what it repeats. */
  tree: ts.SourceFile;
  bindings: Map<number, Binding>;
}

const templates = new WeakMap<Source, Template | undefined>();
const trees = new WeakMap<ts.SourceFile, Template>();

/** The uses of a name of the script in the template of a Vue component; undefined where one of them is not understood. */
export function templateUses(name: string, source: Source): ts.Identifier[] | undefined {
  const template = templateOf(source);
  if (!template) return undefined;
  const found: ts.Identifier[] = [];
  walkBelow(template.tree, (node) => {
    if (ts.isIdentifier(node) && node.text === name && isValue(node)) found.push(node);
  });
  return found;
}

/** What the markup does with the expression of a statement; undefined for statements of a script. */
export function bindingOf(statement: ts.ExpressionStatement): Binding | undefined {
  return trees.get(statement.getSourceFile())?.bindings.get(statement.getStart());
}

/** The node stands in the template of a component, where new code is not written. */
export function isInTemplate(node: ts.Node): boolean {
  return trees.has(node.getSourceFile());
}

function isValue(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === identifier;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === identifier;
  return !ts.isBindingElement(parent) && !(ts.isVariableDeclaration(parent) && parent.name === identifier);
}

function templateOf(source: Source): Template | undefined {
  if (templates.has(source)) return templates.get(source);
  const template = source.path.endsWith('.vue') ? readTemplate(source) : undefined;
  templates.set(source, template);
  if (template) trees.set(template.tree, template);
  return template;
}

const TAG =
  /<(\/?)([A-Za-z][\w.-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)\s*(\/?)>|\{\{([\s\S]*?)\}\}|<!--[\s\S]*?-->/g;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?/g;
const VOID = new Set(['area', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);

/** Writes the expressions of the template at their offsets into text that is blank elsewhere. */
function readTemplate({ path, text }: Source): Template | undefined {
  const open = /<template\b[^>]*>/.exec(text);
  const end = text.lastIndexOf('</template>');
  if (!open || end === -1 || /\blang=/.test(open[0])) return undefined;
  const code = [...text].length === text.length ? text.replaceAll(/[^\n\r]/g, ' ').split('') : undefined;
  if (!code) return undefined;
  const bindings = new Map<number, Binding>();
  const put = (at: number, piece: string): void => {
    for (let index = 0; index < piece.length; index += 1) code[at + index] = piece[index] ?? ' ';
  };
  const start = open.index + open[0].length;
  const elements: { tag: string; closes: boolean }[] = [];
  for (const match of text.slice(start, end).matchAll(TAG)) {
    const at = start + match.index;
    const [whole, slash, tag, attributes = '', selfClosed, shown] = match;
    if (shown !== undefined) {
      put(at, `;(${shown});`);
      bindings.set(at + 1, { as: 'shown' });
      continue;
    }
    if (tag === undefined) continue;
    if (slash === '/') {
      const index = elements.findLastIndex((element) => element.tag === tag);
      for (const element of elements.splice(index === -1 ? elements.length : index)) if (element.closes) put(at, '}');
      continue;
    }
    const isLoop = putAttributes(tag, attributes, at + whole.indexOf(attributes), put, bindings);
    if (isLoop === undefined) return undefined;
    const isAlone = selfClosed === '/' || VOID.has(tag);
    if (isLoop && isAlone) put(at + whole.length - 1, '}');
    if (!isAlone) elements.push({ tag, closes: isLoop });
  }
  const tree = ts.createSourceFile(path, code.join(''), ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const { parseDiagnostics } = tree as ts.SourceFile & { parseDiagnostics?: readonly ts.Diagnostic[] };
  return (parseDiagnostics?.length ?? 0) === 0 ? { tree, bindings } : undefined;
}

/** True when the element is repeated; undefined for an attribute that is not understood. */
function putAttributes(
  tag: string,
  attributes: string,
  offset: number,
  put: (at: number, piece: string) => void,
  bindings: Map<number, Binding>,
): boolean | undefined {
  let isLoop = false;
  const others: { name: string; value: string; at: number }[] = [];
  for (const match of attributes.matchAll(ATTRIBUTE)) {
    const [whole, name = '', quoted] = match;
    const isBound = /^(?::|@|v-)/.test(name);
    if (!isBound || quoted === undefined) continue;
    if (!/^["']/.test(quoted)) return undefined;
    const at = offset + match.index + whole.length - quoted.length;
    const value = quoted.slice(1, -1);
    if (name !== 'v-for') {
      if (!/^(?:v-slot|v-html|v-text)/.test(name)) others.push({ name, value, at });
      continue;
    }
    const head = /^(\s*)(\(?)\s*([\w$]+)([^]*?)\s(in|of)\s/.exec(value);
    if (!head) return undefined;
    // `v-for="` and the space before it are as long as `for(let `.
    put(at - 7, 'for(let ');
    const [all, before = '', paren = '', item = ''] = head;
    const blank = value.slice(0, all.length).replaceAll(/[^\n\r]/g, ' ');
    put(at + 1, blank);
    put(at + 1 + all.indexOf(item, before.length + paren.length), item);
    put(at + 1 + all.length - 3, 'of');
    put(at + 1 + all.length, `${value.slice(all.length)})`);
    put(at + quoted.length, '{');
    isLoop = true;
  }
  // What a repeated element has of its item stands inside of the loop; what is written before it is out of reach.
  for (const { name, value, at } of others) {
    if (name.startsWith('@') || name.startsWith('v-on')) {
      put(at - 1, `;{${value}}`);
      continue;
    }
    put(at - 1, `;(${value})`);
    bindings.set(at, bindingFor(name, tag));
  }
  return isLoop;
}

function bindingFor(name: string, tag: string): Binding {
  if (/^v-(?:if|else-if|show)$/.test(name)) return { as: 'tested' };
  const isComponent = /^[A-Z]|-/.test(tag);
  const plain = name.replace(/^(?::|v-bind:|v-model:?)/, '');
  if (plain === 'key' || !isComponent) return { as: 'attribute', name: plain };
  return { as: 'passed', to: tag };
}
