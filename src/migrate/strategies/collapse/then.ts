import { declarationOf, referencesTo } from '../../../project/scopes.js';
import { isInside } from '../../../project/nodes.js';
import { ts } from '../../../project/syntax.js';
import { unwrap } from '../../../project/unwrap.js';
import type { Analysis } from '../../../scan/analyse.js';
import { planResponse } from '../../aspects/response/index.js';
import { addPlan, addUrls, editsOf, emptyChangeSet, type ChangeSet } from '../../plan/change-set.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { planUrl } from '../../aspects/url/index.js';
import { droppedBy } from './between.js';
import { bound, climb, type Chain, takenBy } from './chain.js';
import { lowerForFirst } from './direct.js';
import { mergeBodies, mergeOf } from './merge.js';
import { wholeCall } from './nodes.js';
import type { Pair } from '../../../scan/pairs.js';
import { removeStatement } from '../../../edit/removal.js';

/**
 * Merges `first.then((answer) => second)`, or `first.pipe(switchMap((answer) => second))`: the callback does nothing but take the id and go on with the second call.
 * Undefined where it does more.
 */
export function planThen(pair: Pair, members: ChangeSet['sites'], analysis: Analysis): ChangeSet | undefined {
  const [second, ...more] = pair.seconds;
  const first = wholeCall(pair.first.call);
  const kept = second && wholeCall(second.site.call);
  const then = kept && more.length === 0 ? thenAround(kept, first) : undefined;
  if (!second || !then || !kept) return undefined;
  const holders = assignedIn(then.callback, kept);
  if (!holders) return undefined;
  const group = emptyChangeSet(members);
  lowerForFirst(group, pair);
  mergeBodies(group, mergeOf(pair, second.site.call, chainIn(then.callback, pair), [], analysis), analysis);
  addUrls(group, planUrl(second.site, pair.first.match.operation.v2 ?? second.site.match.operation.v1));
  addPlan(group, planResponse(second.site.call, second.site.match.operation, analysis));
  if (group.blocked !== undefined) return undefined;
  const { fileName } = kept.getSourceFile();
  const removals: TextEdit[] = [
    { file: fileName, start: first.getStart(), end: kept.getStart(), text: '' },
    { file: fileName, start: kept.getEnd(), ...then.rest },
  ];
  const others = holders
    .flatMap((holder) => referencesTo(holder))
    .filter((use) => !removals.some(({ start, end }) => start <= use.getStart() && use.getEnd() <= end));
  const isEdited = (use: ts.Node): boolean =>
    editsOf(group).some((edit) => edit.file === fileName && edit.start <= use.getStart() && use.getEnd() <= edit.end);
  for (const use of others) {
    const call = isEdited(use) ? undefined : droppedBy(use, analysis);
    if (!call && !isEdited(use)) return undefined;
    if (call) group.dependsOn.add(call);
  }
  group.edits = group.edits.filter(
    (edit) => !removals.some(({ start, end }) => edit.file === fileName && start <= edit.start && edit.end <= end),
  );
  group.edits.push(...removals, ...holders.flatMap(unusedDeclaration));
  return group;
}

/** What the callback reads of the first answer, beside the id in the URL of the second call. */
function chainIn({ parameters, body }: Then['callback'], { first, seconds }: Pair): Chain {
  const statement = ts.findAncestor(first.call.site, ts.isStatement);
  const uses = parameters
    .flatMap(bound)
    .flatMap((name) => referencesTo(name))
    .filter((use) => isInside(use, body) && !seconds.some(({ site }) => isInside(use, site.call.request.urlRef?.node ?? site.call.site)))
    .map((use) => climb(use, []));
  return { first: statement ?? (first.call.source.tree.statements[0] as ts.Statement), statements: [], guards: [], uses };
}

interface Then {
  callback: ts.ArrowFunction | ts.FunctionExpression;
  /** What takes the place of the code from the second call to here. */
  rest: { end: number; text: string };
}

/** The `.then` on the first call whose callback holds the second. */
function thenAround(second: ts.Node, first: ts.Node): Then | undefined {
  const callback = ts.findAncestor(
    second,
    (node): node is ts.ArrowFunction | ts.FunctionExpression => ts.isArrowFunction(node) || ts.isFunctionExpression(node),
  );
  const call = callback?.parent;
  if (!callback || !call || !ts.isCallExpression(call) || call.arguments.length !== 1) return undefined;
  if (ts.isIdentifier(call.expression) && FLATTENING.has(call.expression.text)) return pipeAround(call, callback, first);
  if (!ts.isPropertyAccessExpression(call.expression) || call.expression.name.text !== 'then') return undefined;
  return receiverLeadsTo(call.expression.expression, first) ? { callback, rest: { end: call.getEnd(), text: '' } } : undefined;
}

/** Operators that go on with the observable that their callback gives. */
const FLATTENING = new Set(['switchMap', 'mergeMap', 'concatMap', 'exhaustMap', 'flatMap']);

/** The `.pipe` on the first call whose operator goes on with the second; the operators behind it go to the second. */
function pipeAround(operator: ts.CallExpression, callback: Then['callback'], first: ts.Node): Then | undefined {
  const pipe = operator.parent;
  if (!ts.isCallExpression(pipe) || !ts.isPropertyAccessExpression(pipe.expression) || pipe.expression.name.text !== 'pipe')
    return undefined;
  const index = pipe.arguments.indexOf(operator);
  const before = pipe.arguments.slice(0, index);
  const isTaken = before.every(
    (other) => ts.isCallExpression(other) && other.expression.getText() === 'map' && takenBy(other) !== undefined,
  );
  if (!isTaken || unwrap(pipe.expression.expression) !== first) return undefined;
  const next = pipe.arguments[index + 1];
  return { callback, rest: next ? { end: next.getStart(), text: '.pipe(' } : { end: pipe.getEnd(), text: '' } };
}

/** The first call itself, or `first.then((r) => r.json())`. */
function receiverLeadsTo(receiver: ts.Expression, first: ts.Node): boolean {
  if (receiver === first) return true;
  if (!ts.isCallExpression(receiver) || !ts.isPropertyAccessExpression(receiver.expression) || receiver.expression.name.text !== 'then')
    return false;
  const [projection] = receiver.arguments;
  return (
    projection !== undefined &&
    ts.isArrowFunction(projection) &&
    /^\w+\.json\(\)$/.test(projection.body.getText()) &&
    receiverLeadsTo(receiver.expression.expression, first)
  );
}

/** Outer variables that the callback fills before it returns the second call; undefined when it does anything else. */
function assignedIn({ body }: Then['callback'], second: ts.Node): ts.VariableDeclaration[] | undefined {
  if (!ts.isBlock(body)) return body === second ? [] : undefined;
  const holders: ts.VariableDeclaration[] = [];
  const last = body.statements.at(-1);
  if (!last || !ts.isReturnStatement(last) || last.expression !== second) return undefined;
  for (const statement of body.statements.slice(0, -1)) {
    const expression = ts.isExpressionStatement(statement) ? statement.expression : undefined;
    if (
      !expression ||
      !ts.isBinaryExpression(expression) ||
      expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken ||
      !ts.isIdentifier(expression.left)
    )
      return undefined;
    const declaration = declarationOf(expression.left);
    if (!declaration || !ts.isVariableDeclaration(declaration)) return undefined;
    holders.push(declaration);
  }
  return holders;
}

function unusedDeclaration(declaration: ts.VariableDeclaration): TextEdit[] {
  const list = declaration.parent;
  const isAlone = ts.isVariableDeclarationList(list) && list.declarations.length === 1 && ts.isVariableStatement(list.parent);
  return isAlone && !declaration.initializer ? [removeStatement(list.parent as ts.VariableStatement)] : [];
}
