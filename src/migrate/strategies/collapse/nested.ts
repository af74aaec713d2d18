import { Blocker, blockers } from '../../../scan/blockers.js';
import { originOf } from '../../../dataflow/track/origin.js';
import { EMPTY } from '../../../dataflow/value.js';
import { referencesTo } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { Pair } from '../../../scan/pairs.js';
import { planResponse } from '../../aspects/response/index.js';
import { addPlan, addUrls, emptyChangeSet, type ChangeSet, block } from '../../plan/change-set.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { removeStatements } from '../../../edit/removal.js';
import { planUrl } from '../../aspects/url/index.js';
import { bound, type Chain } from './chain.js';
import { lowerForFirst, sayWithoutId } from './direct.js';
import { mergeBodies, mergeOf } from './merge.js';
import { renameUses } from './rename.js';
import { responseParameter, type Callback } from './nodes.js';

/**
 * Merges `first.end((err, res) => { … second … })`: what the callback does beside guards and names for the answer takes the
 * place of the first call. Undefined where the first call has no such callback around the second.
 */
export function planNested(pair: Pair, members: ChangeSet['sites'], analysis: Analysis): ChangeSet | undefined {
  const [second, ...more] = pair.seconds;
  const first = responseParameter(pair.first.call);
  if (!second || more.length > 0 || !first || !isInside(second.site.call.site, first.callback)) return undefined;
  const group = emptyChangeSet(members);
  lowerForFirst(group, pair);
  const statement = first.end.parent;
  const steps = stepsOf(first.callback, second.site.call.site);
  if (steps instanceof Blocker || !ts.isExpressionStatement(statement)) {
    block(group, steps instanceof Blocker ? steps : blockers.firstUsedEarly());
    return group;
  }
  const chain: Chain = {
    first: statement,
    statements: steps.gone,
    guards: steps.gone.filter(ts.isIfStatement),
    uses: usesIn(steps, first.callback),
  };
  const merge = mergeOf(pair, second.site.call, chain, [], analysis);
  mergeBodies(group, merge, analysis);
  addUrls(group, planUrl(second.site, pair.first.match.operation.v2 ?? second.site.match.operation.v1));
  sayWithoutId(group, chain, second.site.call);
  addPlan(group, planResponse(second.site.call, second.site.match.operation, analysis));
  if (group.blocked === undefined) renameUses(group, chain, merge, analysis);
  if (group.blocked !== undefined) return group;
  const removals = removalsOf(statement, steps);
  const stays = (edit: TextEdit): boolean =>
    !removals.some(({ file, start, end }) => edit.file === file && start <= edit.start && edit.end <= end);
  group.edits = [...group.edits.filter(stays), ...removals];
  group.urls = group.urls.filter(stays);
  return group;
}

interface Steps {
  /** Guards and names, which go with the first call. */
  gone: ts.Statement[];
  kept: ts.Statement[];
}

/** The statements of the callback; or why they cannot stand where the first call stood. */
function stepsOf({ body, parameters }: Callback, second: ts.Node): Steps | Blocker {
  if (!ts.isBlock(body)) return { gone: [], kept: [] };
  const gone = body.statements.filter((statement) => isGuard(statement, parameters) || isName(statement, parameters));
  const kept = body.statements.filter((statement) => !gone.includes(statement));
  const last = kept.at(-1);
  if (!last || !isInside(second, last)) return blockers.callbackContinues();
  if (!ts.isExpressionStatement(last)) return blockers.secondNotAlone();
  const from = body.statements.indexOf(kept[0] ?? last);
  if (gone.some((statement) => body.statements.indexOf(statement) > from)) return blockers.callbackDoesMore();
  return { gone, kept };
}

/** `if (err) return callback(err)`. */
function isGuard(statement: ts.Statement, [error]: Callback['parameters']): boolean {
  if (!ts.isIfStatement(statement) || statement.elseStatement || !error) return false;
  const last = ts.isBlock(statement.thenStatement) ? statement.thenStatement.statements.at(-1) : statement.thenStatement;
  const leaves = last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
  return leaves && referencesTo(error).some((use) => isInside(use, statement.expression));
}

/** `const { id } = res.body`: nothing but names for the answer. */
function isName(statement: ts.Statement, [, answer]: Callback['parameters']): boolean {
  if (!ts.isVariableStatement(statement) || !answer) return false;
  return statement.declarationList.declarations.every(({ initializer }) => {
    const origin = initializer && originOf({ node: initializer, env: EMPTY });
    return origin !== undefined && !isInside(origin.call, statement);
  });
}

/** Uses of the answer of the first call in what stays. */
function usesIn({ gone, kept }: Steps, { parameters }: Callback): Chain['uses'] {
  const names: (ts.ParameterDeclaration | ts.VariableDeclaration | ts.BindingElement)[] = [
    ...parameters,
    ...gone.flatMap((statement) => (ts.isVariableStatement(statement) ? statement.declarationList.declarations.flatMap(bound) : [])),
  ];
  return names.flatMap(bound).flatMap((name) =>
    referencesTo(name).flatMap((use) => {
      if (!kept.some((statement) => isInside(use, statement))) return [];
      const node = outermost(use);
      const origin = originOf({ node, env: EMPTY });
      return [{ node, path: origin?.path ?? ['\0'] }];
    }),
  );
}

/** `res.body.id` for `res`. */
function outermost(use: ts.Expression): ts.Expression {
  const { parent } = use;
  const isRead = ts.isPropertyAccessExpression(parent) && parent.expression === use;
  return isRead && !(ts.isCallExpression(parent.parent) && parent.parent.expression === parent) ? outermost(parent) : use;
}

/** All of the first call's statement but what stays of its callback. */
function removalsOf(statement: ts.Statement, { gone, kept }: Steps): TextEdit[] {
  const [head] = kept;
  const last = kept.at(-1);
  const { fileName } = statement.getSourceFile();
  if (!head || !last) return [];
  const outer = [
    { file: fileName, start: statement.getStart(), end: head.getStart(), text: '' },
    { file: fileName, start: last.getEnd(), end: statement.getEnd(), text: '' },
  ];
  const inner = removeStatements(gone).filter(({ start }) => start >= head.getEnd());
  return [...outer, ...inner];
}
