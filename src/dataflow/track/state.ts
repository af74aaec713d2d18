import { declarationOf, referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';

/** The variable that a setter of component state sets: `const [jobs, setJobs] = useState(initial)`. */
export interface State {
  value: ts.BindingElement;
  /** Other values that it takes: the initial one, the arguments of other calls, the setter where it is handed on. */
  others: ts.Expression[];
  /** Declared type of the value. */
  type?: ts.TypeNode;
}

/** Reads a callee as a state setter. `use` is the place where it is called or handed on. */
export function stateSetBy(callee: ts.Expression): State | undefined {
  const setter = ts.isIdentifier(callee) ? declarationOf(callee) : undefined;
  if (!setter || !ts.isBindingElement(setter) || !ts.isArrayBindingPattern(setter.parent)) return undefined;
  const [value, second] = setter.parent.elements;
  const declaration = setter.parent.parent;
  if (second !== setter || !value || !ts.isBindingElement(value) || !ts.isVariableDeclaration(declaration)) return undefined;
  const made = declaration.initializer;
  if (!made || !ts.isCallExpression(made) || !/(?:^|\.)useState$/.test(made.expression.getText())) return undefined;
  const given = referencesTo(setter).flatMap((reference): ts.Expression[] => {
    if (reference === callee || isDependency(reference)) return [];
    const { parent } = reference;
    return ts.isCallExpression(parent) && parent.expression === reference ? [...parent.arguments] : [reference];
  });
  const type = made.typeArguments?.[0];
  return { value, others: [...made.arguments, ...given], ...(type ? { type } : {}) };
}

/** Named in the list of dependencies of a hook. */
function isDependency(reference: ts.Identifier): boolean {
  return ts.isArrayLiteralExpression(reference.parent) && ts.isCallExpression(reference.parent.parent);
}

/** The promise that a parameter of its executor resolves: `new Promise((resolve) => …)`. */
export function promiseResolvedBy(callee: ts.Expression): ts.NewExpression | undefined {
  const parameter = ts.isIdentifier(callee) ? declarationOf(callee) : undefined;
  if (!parameter || !ts.isParameter(parameter)) return undefined;
  const executor = parameter.parent;
  const made = executor.parent;
  if (executor.parameters.indexOf(parameter) !== 0 || !ts.isNewExpression(made)) return undefined;
  return ts.isIdentifier(made.expression) && made.expression.text === 'Promise' ? made : undefined;
}
