import type { ApiMock } from '../../../http/mocks/mock.js';
import { ts } from '../../../project/syntax.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { styleOf } from '../../../edit/style.js';
import { type Blocker, blockers } from '../../../scan/blockers.js';
import { alternatives, type Ref } from '../../../dataflow/value.js';
import type { Operation } from '../../../match/index.js';
import type { Lens } from '../../../pack/model.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { MockSite } from '../../../scan/mocks.js';
import { blockedPlan, combine, NOTHING, type Plan } from '../../plan/result.js';
import { surroundingsOf } from '../../aspects/request/index.js';
import { applyLensToObject } from '../../aspects/request/object.js';
import { bodyOrigin, sharedBy } from '../../aspects/request/origin.js';

/** States a status where the answer of a mock is made; undefined where there is no place for it. */
function insertionInto({ body, library }: ApiMock, status: number): TextEdit | undefined {
  const made = body?.node.parent;
  if (!body || !made || library !== 'msw' || !ts.isCallExpression(made) || made.arguments.length !== 1) return undefined;
  const maker = made.expression.getText();
  const { fileName } = made.getSourceFile();
  if (/^(?:Http)?Response\.json$/.test(maker)) {
    const at = body.node.getEnd();
    const pad = styleOf(made).padding ? ' ' : '';
    return { file: fileName, start: at, end: at, text: `, {${pad}status: ${status}${pad}}` };
  }
  const context = /^(?<context>\w+)\.json$/.exec(maker)?.groups?.['context'];
  const at = made.getStart();
  return context === undefined ? undefined : { file: fileName, start: at, end: at, text: `${context}.status(${status}), ` };
}

const OK = 200;
const FIRST_ERROR = 400;

/** Plans the answer that a mock gives: its status and its body, forward through the lenses of the rule. */
export function planReply(entry: MockSite, analysis: Analysis): Plan {
  const { mock, site } = entry;
  const status = mock.status ? numberOf(mock.status, analysis) : OK;
  if (status === undefined) return blockedPlan(blockers.mockStatusHidden());
  return combine([planStatus(entry, status), planBody(mock.body, status, entry, analysis), pageOf(site.match.operation)]);
}

function numberOf(ref: Ref, { interpreter }: Analysis): number | undefined {
  const [only, ...more] = alternatives(interpreter.valueOf(ref.node, ref.env));
  return only?.kind === 'constant' && typeof only.value === 'number' && more.length === 0 ? only.value : undefined;
}

function planStatus({ mock, site }: MockSite, given: number): Plan {
  if (mock.library === 'mock function') return NOTHING;
  const { operation } = site.match;
  const wanted = v2Status(operation, given);
  if (wanted === undefined) return review(blockers.mockOtherStatus(given));
  if (wanted === given) return NOTHING;
  const edit = mock.status ? literalEdit(mock.status.node, wanted) : insertionInto(mock, wanted);
  if (!edit) return blockedPlan(blockers.mockStatusToSet(wanted));
  const rules = operation.changes.filter((change) => change.status?.[given] ?? change.errorStatus?.[given]).map(({ id }) => id);
  return { kind: 'edits', edits: [edit], level: 'auto', rules };
}

/** The status in v2; undefined when it can be one of several. */
function v2Status({ status, errorStatus }: Operation, given: number): number | undefined {
  const possible = errorStatus.get(given);
  if (given < FIRST_ERROR || !possible || possible.includes(given)) return status.get(given) ?? given;
  return possible.length === 1 ? possible[0] : undefined;
}

function literalEdit(node: ts.Expression, status: number): TextEdit | undefined {
  if (!ts.isNumericLiteral(node)) return undefined;
  return { file: node.getSourceFile().fileName, start: node.getStart(), end: node.getEnd(), text: String(status) };
}

function planBody(body: Ref | undefined, status: number, { mock, site }: MockSite, analysis: Analysis): Plan {
  const { call, match, url } = site;
  const lens = essential(status < FIRST_ERROR ? match.operation.response : match.operation.error);
  if (!body || lens.length === 0) return NOTHING;
  const origin = bodyOrigin(body, 'json', analysis.interpreter);
  if ('reason' in origin) return blockedPlan(origin.reason);
  const shared = sharedBy(origin.ref.node, mock.site);
  if (shared !== undefined) return blockedPlan(blockers.mockResponseFixed(shared.text));
  return applyLensToObject(origin.ref, lens, surroundingsOf(call, match, url, analysis));
}

/** A lens without what v2 only adds: a mock holds what its test is about, and nothing that was written for v1 reads more. */
function essential(lens: Lens): Lens {
  return lens.flatMap((op): Lens => {
    if (op.op === 'add' || op.op === 'default') return [];
    if (op.op !== 'in' && op.op !== 'map') return [op];
    const inner = essential(op.lens);
    return inner.length === 0 ? [] : [{ ...op, lens: inner }];
  });
}

function pageOf({ rule }: Operation): Plan {
  return rule.kind === 'page' ? review(blockers.mockPages()) : NOTHING;
}

function review(reason: Blocker): Plan {
  return { kind: 'edits', edits: [], level: 'review', rules: [], reason };
}
