import { ts } from '../../../project/syntax.js';
import { quoted, styleOf } from '../../../edit/style.js';
import type { EditBuilder } from './draft.js';

/** Puts `.pipe(map(callback))` after an observable: among the operators that come before or after it, where there are some. */
export function mapObservable(node: ts.Expression, callback: string, draft: EditBuilder): void {
  const map = mapName(node.getSourceFile(), draft);
  const { parent } = node;
  const pipe =
    ts.isPropertyAccessExpression(parent) && parent.name.text === 'pipe' && ts.isCallExpression(parent.parent) ? parent.parent : undefined;
  const [first] = pipe?.arguments ?? [];
  const before = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'pipe';
  const last = before ? node.arguments.at(-1) : undefined;
  if (first) draft.wrap(first, `${map}(${callback}), `, '');
  else if (last) draft.wrap(last, '', `, ${map}(${callback})`);
  else draft.wrap(node, '', `.pipe(${map}(${callback}))`);
}

/** The local name of the `map` operator; imported when it is not there yet. */
function mapName(tree: ts.SourceFile, draft: EditBuilder): string {
  const imports = tree.statements.filter((statement): statement is ts.ImportDeclaration => ts.isImportDeclaration(statement));
  const values = imports.filter(({ importClause }) => importClause?.isTypeOnly !== true);
  const modules = new Map(
    values.flatMap((statement) =>
      ts.isStringLiteral(statement.moduleSpecifier) ? [[statement.moduleSpecifier.text, statement] as const] : [],
    ),
  );
  for (const module of ['rxjs', 'rxjs/operators']) {
    const bindings = modules.get(module)?.importClause?.namedBindings;
    const own =
      bindings && ts.isNamedImports(bindings)
        ? bindings.elements.find(({ name, propertyName }) => (propertyName ?? name).text === 'map')
        : undefined;
    if (own) return own.name.text;
  }
  const style = styleOf(tree);
  const last = imports.at(-1);
  const bindings = modules.get('rxjs')?.importClause?.namedBindings;
  const neighbour = bindings && ts.isNamedImports(bindings) ? bindings.elements.at(-1) : undefined;
  if (neighbour) {
    draft.replace(tree, neighbour.getEnd(), neighbour.getEnd(), ', map');
    return 'map';
  }
  const module = modules.has('rxjs/operators') ? 'rxjs/operators' : 'rxjs';
  const statement = `import { map } from ${quoted(module, style)}${style.semicolons ? ';' : ''}`;
  const at = last?.getEnd() ?? 0;
  draft.replace(tree, at, at, last ? `${style.eol}${statement}` : `${statement}${style.eol}`);
  return 'map';
}
