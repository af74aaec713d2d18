import { ts } from './syntax.js';

/** A variable that is set to a plain text. */
export interface Setting {
  name: string;
  /** Offset of its first character. */
  at: number;
  nameAt: number;
  value: string;
  /** Offset of the first character of the value, behind its quote if it has one. */
  valueAt: number;
}

const SETTING =
  /^[ \t]*(?<whole>(?:export[ \t]+)?(?<name>[A-Za-z_][\w.-]*)[ \t]*=[ \t]*(?:"(?<double>[^"\\\r\n]*)"|'(?<single>[^'\r\n]*)'|(?<plain>[^\s"'`#][^\r\n]*?)))[ \t]*(?:[ \t]#[^\r\n]*)?\r?$/dgm;

/** The variables that a file sets, in its order. */
export function settingsOf(text: string): Setting[] {
  return [...text.matchAll(SETTING)].flatMap(({ groups, indices }) => {
    const kind = ['double', 'single', 'plain'].find((group) => groups?.[group] !== undefined) ?? 'plain';
    const [name, value] = [groups?.['name'], groups?.[kind]];
    const [at, nameAt, valueAt] = ['whole', 'name', kind].map((group) => indices?.groups?.[group]?.[0]);
    // A value that is made of other variables is not known as it stands.
    const isPlain = kind === 'single' || value?.includes('$') === false;
    if (name === undefined || value === undefined || !isPlain) return [];
    return at === undefined || nameAt === undefined || valueAt === undefined ? [] : [{ name, at, nameAt, value, valueAt }];
  });
}

/**
 * A tree for a file of environment variables: one object with a text for each variable, as JSON settings have it. The
 * characters on both sides of a value stand for its quotes, so that offsets are those of the file.
 */
export function environmentTree(path: string, text: string): ts.SourceFile {
  const tree = ts.createSourceFile(path, '', ts.ScriptTarget.ESNext, false, ts.ScriptKind.JSON);
  const { factory } = ts;
  const properties = settingsOf(text).map(({ name, at, nameAt, value, valueAt }) => {
    const end = valueAt + value.length + 1;
    const key = ts.setTextRange(factory.createStringLiteral(name), { pos: nameAt, end: nameAt + name.length });
    const literal = ts.setTextRange(factory.createStringLiteral(value), { pos: valueAt - 1, end });
    return ts.setTextRange(factory.createPropertyAssignment(key, literal), { pos: at, end });
  });
  const whole = { pos: 0, end: text.length };
  const object = ts.setTextRange(factory.createObjectLiteralExpression(properties), whole);
  const statement = ts.setTextRange(factory.createExpressionStatement(object), whole);
  Object.assign(ts.setTextRange(tree, whole), { text, statements: factory.createNodeArray([statement]) });
  adopt(tree);
  return tree;
}

/** Tells all nodes below a node their parent. */
function adopt(node: ts.Node): void {
  ts.forEachChild(node, (child) => {
    Object.assign(child, { parent: node });
    adopt(child);
  });
}
