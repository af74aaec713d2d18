import { propertyRef } from '../../calls/clients/client.js';
import { parseEndpoint } from '../../match/index.js';
import type { ExpandRule } from '../../pack/model.js';
import { ts } from '../../project/syntax.js';
import { visibleNames } from '../../project/scopes.js';
import type { Analysis } from '../../scan/analyse.js';
import type { Finding } from '../../scan/model.js';
import type { Site } from '../../scan/site.js';
import { bodyOf } from '../collapse/direct.js';
import { emptyGroup, type Group, refuse } from '../group.js';
import { freeName } from '../names.js';
import { indentAt, styleOf } from '../style.js';
import { type CallWriter, callWriter, urlCode, withQuery } from './writer.js';

/** Plans a bulk call: one call for each id that it names, or a list kept to what v1 meant and one call for each item. */
export function planExpand(site: Site, finding: Finding, rule: ExpandRule, analysis: Analysis): Group {
  const group = emptyGroup([{ site, finding }]);
  const target = awaitedSite(site);
  const writer = callWriter(site.call);
  if (!target) refuse(group, 'the bulk call is not awaited where it stands');
  else if (!writer) refuse(group, 'the bulk call goes through a wrapper: write the single calls in its manner');
  else if (rule.ids !== undefined) expandIds(group, site, rule, rule.ids, target, writer, analysis);
  else expandList(group, site, rule, target, writer, analysis);
  return group;
}

interface Target {
  /** The `await` expression. */
  node: ts.AwaitExpression;
  /** The statement, when the answer is not used. */
  statement?: ts.ExpressionStatement;
}

function awaitedSite({ call }: Site): Target | undefined {
  const node = call.site.parent;
  if (!ts.isAwaitExpression(node)) return undefined;
  return ts.isExpressionStatement(node.parent) ? { node, statement: node.parent } : { node };
}

function expandIds(
  group: Group,
  site: Site,
  rule: ExpandRule,
  field: string,
  target: Target,
  writer: CallWriter,
  analysis: Analysis,
): void {
  const ids = fieldCode(site, field, analysis);
  if (ids === undefined) {
    refuse(group, `the call does not name the items in \`${field}\`, and v2 has no list of exactly what v1 meant`);
    return;
  }
  const each = parseEndpoint(rule.each);
  const [hole] = Object.keys(rule.params);
  const id = freeName('id', visibleNames(site.call.site));
  const url = hole === undefined ? undefined : urlCode(site, each, { [hole]: id });
  if (!url) {
    refuse(group, 'the URL of the single call cannot be said where the bulk call stands');
    return;
  }
  group.urls.push(...url.edits);
  const single = writer.call(each.method, url.code);
  if (target.statement) replace(group, target.node, `await Promise.all(${ids}.map((${id}) => ${single}))`);
  else replace(group, target.node, resultsCode(rule, ids, id, single, writer) ?? '');
  if (!target.statement && !rule.answer) refuse(group, 'the answer of the bulk call is read, and v2 has none');
}

/** The answer that v1 gave, made of the outcomes of the single calls. */
function resultsCode({ answer }: ExpandRule, ids: string, id: string, single: string, writer: CallWriter): string | undefined {
  if (!answer) return undefined;
  const item = (ok: boolean): string =>
    `{ ${answer.id === id ? id : `${answer.id}: ${id}`}, ${answer.status}: ${quoted(ok ? answer.ok : answer.failed)} }`;
  const test = writer.succeeded('response');
  const outcome = test === undefined ? `() => (${item(true)})` : `(response) => (${test} ? ${item(true)} : ${item(false)})`;
  const results = `await Promise.all(${ids}.map((${id}) => ${single}.then(${outcome}, () => (${item(false)}))))`;
  return writer.answer(`{ ${answer.items}: ${results} }`);
}

function expandList(group: Group, site: Site, rule: ExpandRule, target: Target, writer: CallWriter, analysis: Analysis): void {
  const { list } = rule;
  if (!list || !target.statement) {
    refuse(group, list ? 'the answer of the bulk call is read, and v2 has none' : 'v2 has no list of exactly what v1 meant');
    return;
  }
  const listEndpoint = parseEndpoint(list.v2);
  const each = parseEndpoint(rule.each);
  const item = freeName(list.items.replace(/s$/, ''), visibleNames(site.call.site));
  const [hole] = Object.keys(rule.params);
  const listUrl = urlCode(site, listEndpoint, {});
  const eachUrl = hole === undefined ? undefined : urlCode(site, each, { [hole]: `${item}.${rule.params[hole] ?? 'id'}` });
  const scope = scopeCode(site, list, item, analysis);
  if (!listUrl || !eachUrl || scope === undefined) {
    refuse(group, 'what the bulk call is limited to cannot be said where it stands');
    return;
  }
  group.urls.push(...listUrl.edits);
  const { eol, indent, semicolons, quote } = styleOf(site.call.site);
  const own = indentAt(site.call.source.text, target.statement.getStart());
  const active = list.active
    ? [`[${list.active.values.map((value) => `${quote}${value}${quote}`).join(', ')}].includes(${item}.${list.active.field})`]
    : [];
  const conditions = [...scope, ...active].join(' && ');
  const single = `await ${writer.call(each.method, eachUrl.code)}${semicolons ? ';' : ''}`;
  const body = conditions === '' ? single : `if (${conditions}) ${single}`;
  const items = `${writer.body(writer.call(listEndpoint.method, withQuery(listUrl.code, listEndpoint)))}.${list.items}`;
  const code = [`for (const ${item} of ${items}) {`, `${own}${indent}${body}`, `${own}}`].join(eol);
  group.edits.push({ file: site.call.source.path, start: target.statement.getStart(), end: target.statement.getEnd(), text: code });
}

/** Conditions that keep the list to what v1 meant; undefined when the body hides it. */
function scopeCode(site: Site, { where }: NonNullable<ExpandRule['list']>, item: string, analysis: Analysis): string[] | undefined {
  const body = bodyOf(site.call, analysis.evaluation);
  if (!body || !where) return [];
  const ids = fieldCode(site, where.in, analysis);
  if (ids !== undefined) return [`${ids}.includes(${item}.${where.field})`];
  return ts.isObjectLiteralExpression(body) && body.properties.length === 0 ? [] : undefined;
}

/** Code of a field of the call's body. */
function fieldCode(site: Site, field: string, analysis: Analysis): string | undefined {
  const body = bodyOf(site.call, analysis.evaluation);
  const ref = body && propertyRef({ node: body, env: site.call.env }, field, analysis.evaluation);
  if (!ref || ref.node.getSourceFile() !== site.call.site.getSourceFile()) return undefined;
  const code = ref.node.getText();
  return ts.isIdentifier(ref.node) || ts.isArrayLiteralExpression(ref.node) || ts.isPropertyAccessExpression(ref.node) ? code : `(${code})`;
}

function replace(group: Group, node: ts.Node, text: string): void {
  group.edits.push({ file: node.getSourceFile().fileName, start: node.getStart(), end: node.getEnd(), text });
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
