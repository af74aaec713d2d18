import type { Export } from '../../project/exports.js';
import type { Source } from '../../project/source.js';
import { ts } from '../../project/syntax.js';

/** Which exports of a file can depend on some of the names in it; told by the names that statements hold, without values. */
export interface Reach {
  has(entry: Export): boolean;
}

/**
 * Follows names from statement to statement.
 * @param seeds names that carry a base into the file
 * @param isBase true for a text that holds a base itself
 */
export function reachOf({ tree, text }: Source, seeds: ReadonlySet<string>, isBase: (text: string) => boolean): Reach {
  const names = new Set(seeds);
  const reached = new Set<ts.Node>();
  const open = tree.statements
    .filter((statement) => !ts.isImportDeclaration(statement))
    .map((statement) => ({ statement, words: wordsOf(text.slice(statement.pos, statement.end)), declares: declaredIn(statement) }));
  for (const { statement } of open) if (isBase(text.slice(statement.pos, statement.end))) reach(statement);
  for (let grown = true; grown;) {
    grown = false;
    for (const { statement, words, declares } of open) {
      if (reached.has(statement) ? declares.every((name) => names.has(name)) : !holdsAny(words, names)) continue;
      reach(statement);
      grown = true;
    }
  }

  function reach(statement: ts.Statement): void {
    reached.add(statement);
    for (const name of declaredIn(statement)) names.add(name);
  }

  return {
    has(entry) {
      if (entry.kind === 're-export') return true;
      const statement = topLevel(entry.node);
      if (!ts.isImportDeclaration(statement)) return reached.has(statement);
      return (
        entry.kind === 'declaration' && entry.node.name !== undefined && ts.isIdentifier(entry.node.name) && names.has(entry.node.name.text)
      );
    },
  };
}

function holdsAny(words: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
  const [small, large] = words.size < names.size ? [words, names] : [names, words];
  for (const word of small) if (large.has(word)) return true;
  return false;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.match(/[A-Za-z_$][\w$]*/g) ?? []);
}

function declaredIn(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  ) {
    return statement.name && ts.isIdentifier(statement.name) ? [statement.name.text] : [];
  }
  // `api.get = …` and `api.interceptors.request.use(…)` change what `api` holds.
  if (ts.isExpressionStatement(statement)) {
    const [root] = wordsOf(targetOf(statement.expression).getText());
    return root === undefined ? [] : [root];
  }
  return [];
}

function targetOf(expression: ts.Expression): ts.Expression {
  if (ts.isBinaryExpression(expression)) return expression.left;
  return ts.isCallExpression(expression) ? expression.expression : expression;
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

function topLevel(node: ts.Node): ts.Node {
  let at = node;
  while (at.parent && !ts.isSourceFile(at.parent)) at = at.parent;
  return at;
}
