import { blockers } from '../../../scan/blockers.js';
import { traceResponse } from '../../../http/response/index.js';
import { propertyRef } from '../../../http/clients/client.js';
import { parseEndpoint } from '../../../match/index.js';
import type { ExpandRule } from '../../../pack/model.js';
import { ts } from '../../../project/syntax.js';
import { visibleNames } from '../../../project/scopes.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { Finding } from '../../../scan/model.js';
import type { Site } from '../../../scan/site.js';
import { isTyped } from '../../aspects/response/code.js';
import { bodyOf, wholeCall } from '../collapse/nodes.js';
import { emptyChangeSet, type ChangeSet, block } from '../../plan/change-set.js';
import { freeName } from '../../names.js';
import { type Gives, loopsOf } from '../paging/loop.js';
import { indentAt, styleOf } from '../../../edit/style.js';
import { type CallWriter, callWriter, urlCode, withQuery } from './writer.js';

/** Plans a bulk call: one call for each id that it names, or a list kept to what v1 meant and one call for each item. */
export function planExpand(site: Site, finding: Finding, rule: ExpandRule, analysis: Analysis): ChangeSet {
  const group = emptyChangeSet([{ site, finding }]);
  const target = awaitedSite(site, analysis);
  const writer = callWriter(site.call);
  if (!target) block(group, blockers.bulkNotAwaited());
  else if (!writer) block(group, blockers.bulkThroughWrapper());
  else if (rule.ids !== undefined && !(rule.list && isEmpty(site, analysis)))
    expandIds(group, site, rule, rule.ids, target, writer, analysis);
  else expandList(group, site, rule, target, writer, analysis);
  return group;
}

interface Target {
  /** The `await` expression. */
  node: ts.AwaitExpression;
  /** The statement, when the response is not used. */
  statement?: ts.ExpressionStatement;
  /** The answer around code of a parsed body; undefined where it cannot be made. */
  answer(body: string): string | undefined;
  /** Where the calls can stand when nothing takes the body of the answer, which they would make. */
  before?: ts.Statement;
}

function awaitedSite({ call }: Site, { interpreter }: Analysis): Target | undefined {
  const [loop] = loopsOf(call, traceResponse(call, interpreter));
  const whole = loop && loop.depth === 0 ? loop.node : wholeCall(call);
  const node = whole.parent;
  if (!ts.isAwaitExpression(node)) return undefined;
  const answer = (body: string): string | undefined => loop && answerCode(loop.gives, body, node.parent, takenBy(node));
  if (ts.isExpressionStatement(node.parent)) return { node, statement: node.parent, answer };
  const taken = takenBy(node);
  const isBodyTaken = taken === undefined || taken.has('data') || taken.has('body');
  const before = isBodyTaken ? undefined : ts.findAncestor(node, ts.isVariableStatement);
  return { node, answer, ...(before ? { before } : {}) };
}

/** What a client gives around a parsed body, as far as the code takes it. */
function answerCode(gives: Gives, body: string, at: ts.Node, taken: ReadonlySet<string> | undefined): string | undefined {
  if (gives.kind === 'body')
    return gives.path.length + gives.under.length === 0
      ? ts.isArrowFunction(at) || ts.isPropertyAccessExpression(at)
        ? `(${body})`
        : body
      : undefined;
  const object = (members: { [name: string]: string }): string => {
    const entries = Object.entries(members).filter(([name]) => taken?.has(name) !== false);
    return `{ ${entries.map(([name, code]) => `${name}: ${code}`).join(', ')} }`;
  };
  switch (gives.way.join('.')) {
    case 'json()':
      return `Response.json(${body})`;
    case 'data':
      return object({ data: body, status: '200' });
    case 'body':
      return object({ body, status: '200', statusCode: '200', ok: 'true' });
    case 'body.json()':
      return object({ statusCode: '200', body: `Response.json(${body})` });
    default:
      return undefined;
  }
}

/** Names that a pattern takes of a value; undefined where others may be taken. */
function takenBy({ parent }: ts.Node): Set<string> | undefined {
  if (!ts.isVariableDeclaration(parent) || !ts.isObjectBindingPattern(parent.name)) return undefined;
  return new Set(parent.name.elements.map((element) => (element.propertyName ?? element.name).getText()));
}

function expandIds(
  group: ChangeSet,
  site: Site,
  rule: ExpandRule,
  field: string,
  target: Target,
  writer: CallWriter,
  analysis: Analysis,
): void {
  const ids = fieldCode(site, field, analysis);
  if (ids === undefined) {
    block(group, blockers.bulkItemsUnnamed(field));
    return;
  }
  const each = parseEndpoint(rule.each);
  const [parameter] = Object.keys(rule.params);
  const id = freeName('id', visibleNames(site.call.site));
  const url = parameter === undefined ? undefined : urlCode(site, each, { [parameter]: id });
  if (!url) {
    block(group, blockers.bulkUrlOutOfScope());
    return;
  }
  group.urls.push(...url.edits);
  const single = writer.call(each.method, url.code);
  if (target.statement) replace(group, target.node, `await Promise.all(${ids}.map((${id}) => ${single}))`);
  else replaceAnswer(group, target, resultsCode(rule, ids, id, id, single, writer));
}

/** Puts the answer of v1, made of those of the single calls, in the place of the bulk call. */
function replaceAnswer(group: ChangeSet, target: Target, body: string | undefined): void {
  const code = body === undefined ? undefined : target.answer(body);
  if (body === undefined || code === undefined) block(group, blockers.bulkResponseRead());
  else {
    replace(group, target.node, code);
    if (target.before && !code.includes(body)) putBefore(group, target.before, body);
  }
}

/** Puts the calls that the body is made of before a statement. */
function putBefore(group: ChangeSet, statement: ts.Statement, body: string): void {
  const calls = /^\{ [\w$]+: ([^]*) \}$/.exec(body)?.[1] ?? `void (${body})`;
  const { semicolons, eol } = styleOf(statement);
  const start = statement.getStart();
  const { text, fileName } = statement.getSourceFile();
  group.edits.push({ file: fileName, start, end: start, text: `${calls}${semicolons ? ';' : ''}${eol}${indentAt(text, start)}` });
}

/**
 * The body that v1 answered, made of the outcomes of the single calls.
 * @param item parameter for one of `items`
 * @param id code of its id
 */
function resultsCode(
  { answer }: ExpandRule,
  items: string,
  item: string,
  id: string,
  single: string,
  writer: CallWriter,
): string | undefined {
  if (!answer) return undefined;
  const outcome = (ok: boolean): string =>
    `({ ${answer.id === id ? id : `${answer.id}: ${id}`}, ${answer.status}: ${quoted(ok ? answer.ok : answer.failed)} })`;
  const test = writer.succeeded('response');
  const settled =
    test === undefined
      ? `() => ${outcome(true)}`
      : `(response) => (${test} ? ${outcome(true).slice(1, -1)} : ${outcome(false).slice(1, -1)})`;
  const results = `await Promise.all(${items}.map((${item}) => ${single}.then(${settled}, () => ${outcome(false)})))`;
  return `{ ${answer.items}: ${results} }`;
}

/** The call has no body: it means all that its path names. */
function isEmpty({ call }: Site, { interpreter }: Analysis): boolean {
  const { body, options } = call.request;
  return body === undefined && (options === undefined || interpreter.valueOf(options.node, options.env).kind === 'object');
}

function expandList(group: ChangeSet, site: Site, rule: ExpandRule, target: Target, writer: CallWriter, analysis: Analysis): void {
  const { list } = rule;
  if (!list) {
    block(group, blockers.bulkListMissing());
    return;
  }
  const listEndpoint = parseEndpoint(list.v2);
  const each = parseEndpoint(rule.each);
  const item = freeName(list.items.replace(/s$/, ''), visibleNames(site.call.site));
  const [parameter] = Object.keys(rule.params);
  const listPath = urlCode(site, listEndpoint, {});
  const listUrl = listPath && withQuery(listPath.code, listEndpoint, site);
  const eachUrl = parameter === undefined ? undefined : urlCode(site, each, { [parameter]: `${item}.${rule.params[parameter] ?? 'id'}` });
  const scope = scopeCode(site, list, item, analysis);
  if (!listPath || listUrl === undefined || !eachUrl || scope === undefined) {
    block(group, blockers.bulkLimitOutOfScope());
    return;
  }
  group.urls.push(...listPath.edits);
  const { eol, indent, semicolons, quote } = styleOf(site.call.site);
  const active = list.active
    ? [`[${list.active.values.map((value) => `${quote}${value}${quote}`).join(', ')}].includes(${item}.${list.active.field})`]
    : [];
  const conditions = [...scope, ...active].join(' && ');
  const items = `${writer.body(writer.call(listEndpoint.method, listUrl))}.${list.items}`;
  const { statement } = target;
  if (!statement) {
    const typed = isTyped(site.call.site) ? `${item}: any` : item;
    const chosen = conditions === '' ? items : `${items}.filter((${typed}) => ${conditions})`;
    const id = `${item}.${rule.params[parameter ?? ''] ?? 'id'}`;
    replaceAnswer(group, target, resultsCode(rule, chosen, typed, id, writer.call(each.method, eachUrl.code), writer));
    return;
  }
  const single = `await ${writer.call(each.method, eachUrl.code)}${semicolons ? ';' : ''}`;
  const body = conditions === '' ? single : `if (${conditions}) ${single}`;
  const own = indentAt(site.call.source.text, statement.getStart());
  const code = [`for (const ${item} of ${items}) {`, `${own}${indent}${body}`, `${own}}`].join(eol);
  group.edits.push({ file: site.call.source.path, start: statement.getStart(), end: statement.getEnd(), text: code });
}

/** Conditions that keep the list to what v1 meant; undefined when the body hides it. */
function scopeCode(site: Site, { where }: NonNullable<ExpandRule['list']>, item: string, analysis: Analysis): string[] | undefined {
  if (!where || isEmpty(site, analysis)) return [];
  const body = bodyOf(site.call, analysis.interpreter);
  if (!body) return undefined;
  const ids = fieldCode(site, where.in, analysis);
  if (ids !== undefined) return [`${ids}.includes(${item}.${where.field})`];
  return ts.isObjectLiteralExpression(body) && body.properties.length === 0 ? [] : undefined;
}

/** Code of a field of the call's body. */
function fieldCode(site: Site, field: string, analysis: Analysis): string | undefined {
  const body = bodyOf(site.call, analysis.interpreter);
  const ref = body && propertyRef({ node: body, env: site.call.env }, field, analysis.interpreter);
  if (!ref || ref.node.getSourceFile() !== site.call.site.getSourceFile()) return undefined;
  const code = ref.node.getText();
  return ts.isIdentifier(ref.node) || ts.isArrayLiteralExpression(ref.node) || ts.isPropertyAccessExpression(ref.node) ? code : `(${code})`;
}

function replace(group: ChangeSet, node: ts.Node, text: string): void {
  group.edits.push({ file: node.getSourceFile().fileName, start: node.getStart(), end: node.getEnd(), text });
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
