import { blockers, type Blocker } from '../../../scan/blockers.js';
import { openProperty, propertyRef } from '../../../http/clients/client.js';
import type { ApiCall, CallUrl } from '../../../http/call.js';
import type { Ref } from '../../../dataflow/value.js';
import { placeholderChar, placeholderIndex, type Match } from '../../../match/index.js';
import type { PageRule } from '../../../pack/model.js';
import { declarationOf, referencesTo } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { Site } from '../../../scan/site.js';
import { placeOf } from '../../aspects/response/code.js';
import { made, type Plan } from '../../plan/result.js';
import { Additions } from '../../aspects/request/additions.js';
import { codeTemplate } from '../../aspects/request/draft/model.js';
import { addedToUrl, pairsOf } from '../../aspects/request/query/url.js';
import { formOf, propertyOf } from '../../aspects/request/slots.js';
import { styleOf } from '../../../edit/style.js';
import { addParameter } from '../missing-parameters.js';
import type { Replacement } from '../../plan/url-plan.js';

/** Which of the parameters of a page a call gives by itself. */
export function pageParameters({ call, url }: Site, { page, limit }: PageRule, { interpreter }: Analysis): string[] {
  const { query } = call.request;
  return [page.name, limit.name].filter(
    (name) => (query && propertyRef(query, name, interpreter)) || new RegExp(`[?&]${name}=`).test(url.text),
  );
}

/** Edits that give a call the parameters of a page, and changes of the query in the text of its URL. */
export type PageQuery = { edits: Extract<Plan, { kind: 'edits' }>; urlQuery: Replacement[] } | { refused: Blocker };

/**
 * Gives a call the number of a page, and the highest number of items.
 * @param page name of the variable that holds the number
 * @param scope expression in which the variable can be seen
 */
export function pageQuery(site: Site, rule: PageRule, page: string, scope: ts.Expression, analysis: Analysis): PageQuery {
  const { call } = site;
  const { query } = call.request;
  const hidden = hiddenQuery(call, analysis);
  if (hidden !== undefined) return { refused: hidden };
  if (query) return besideUrl(call, query, rule, page, scope, analysis);
  // Others beside them have a base that is set from outside.
  const known = call.urls.flatMap((alternative) => (alternative.kind === 'match' ? [alternative] : []));
  const own = known.findIndex(({ url }) => url === site.url);
  const isSame = call.urls.every((other) => (other.kind === 'match' ? other.match.operation.rule === rule : isSamePath(other.url, site)));
  if (!isSame) return { refused: blockers.pagedReadsMore() };
  if (known.some(({ match }) => match.parts.query !== site.match.parts.query)) return { refused: blockers.pagedQueries() };
  const isSetByCode = pairsOf(site.match, site.url).some(({ visible }) => !visible);
  if (isSetByCode && site.match.parts.query !== '' && !isQueryWritten(site)) return { refused: blockers.pagedQueryByCode() };
  const compared = call.urls.flatMap(({ url }) => comparedIn(url) ?? [])[0];
  if (compared) return { refused: blockers.pagedUrlCompared(placeOf(compared)) };
  const change = known.map(({ match, url }) => inUrl(match, url, rule, page, scope, call))[own];
  return change ? { edits: made([]), urlQuery: [change] } : { refused: blockers.pagedUrlOutOfScope() };
}

/** The same path on a base that is set from outside. */
function isSamePath(other: CallUrl, { url }: Site): boolean {
  const [base, ...path] = [...other.text];
  if (base === undefined || placeholderIndex(base) === undefined || path.length === 0) return false;
  return withoutNumbers([...url.text]).endsWith(withoutNumbers(path));
}

/** URL text in which all placeholders are the same. */
function withoutNumbers(chars: string[]): string {
  return chars.map((char) => (placeholderIndex(char) === undefined ? char : placeholderChar(0))).join('');
}

/** A use of a parameter that brings a part of the URL, where the rest of the program knows it by its text. */
function comparedIn(url: CallUrl): ts.Node | undefined {
  const parameters = url.parts.flatMap(({ part }) =>
    (part.via ?? []).flatMap((node) => {
      const declaration = ts.isIdentifier(node) ? declarationOf(node) : undefined;
      return declaration && ts.isParameter(declaration) ? [declaration] : [];
    }),
  );
  return [...new Set(parameters)]
    .flatMap((parameter) => referencesTo(parameter))
    .find(({ parent, text }) => {
      if (ts.isElementAccessExpression(parent)) return parent.argumentExpression.getText() === text;
      return (ts.isBinaryExpression(parent) && isComparison(parent.operatorToken.kind)) || ts.isSwitchStatement(parent);
    });
}

function isComparison(operator: ts.SyntaxKind): boolean {
  return [
    ts.SyntaxKind.EqualsEqualsEqualsToken,
    ts.SyntaxKind.EqualsEqualsToken,
    ts.SyntaxKind.ExclamationEqualsEqualsToken,
    ts.SyntaxKind.ExclamationEqualsToken,
    ts.SyntaxKind.InKeyword,
  ].includes(operator);
}

/** The source shows where the query begins. */
function isQueryWritten({ url, match }: Site): boolean {
  const part = url.parts.findLast(({ at }) => at <= match.parts.queryStart)?.part;
  return part !== undefined && 'text' in part && part.node !== undefined && part.text.includes('?');
}

/** Why a call may have parameters that cannot be seen. */
function hiddenQuery(call: ApiCall, { interpreter }: Analysis): Blocker | undefined {
  const { options, defaults = [] } = call.request;
  const form = formOf(call);
  const name = form?.form.names.query;
  if (name === undefined) return undefined;
  const isOpen = options !== undefined && interpreter.valueOf(options.node, options.env).kind !== 'object';
  if (isOpen || openProperty(options, name, interpreter)) return blockers.pagedMaybe(name);
  const isReplaced = form?.form.replacesQuery === true && !call.request.query;
  return isReplaced && defaults.some((ref) => propertyRef(ref, name, interpreter)) ? blockers.pagedOfClient(name) : undefined;
}

function inUrl(match: Match, url: CallUrl, { page, limit }: PageRule, code: string, scope: ts.Expression, call: ApiCall): Replacement {
  const known = url.placeholders.findIndex(({ node }) => node === scope);
  const char = known === -1 ? addParameter(url, { node: scope, env: call.env }, { code, within: scope }) : placeholderChar(known);
  return addedToUrl(`${page.name}=${char}&${limit.name}=${limit.max}`, match, url);
}

/** Query parameters that stand beside the URL. */
function besideUrl(call: ApiCall, query: Ref, rule: PageRule, page: string, scope: ts.Expression, { interpreter }: Analysis): PageQuery {
  const value = interpreter.valueOf(query.node, query.env);
  if (value.kind !== 'object' || openProperty(query, rule.page.name, interpreter)) return { refused: blockers.pagedNamesHidden() };
  if (!isInside(query.node, scope)) return { refused: blockers.pagedQueryElsewhere() };
  if (ts.isObjectLiteralExpression(query.node)) {
    const additions = new Additions({ interpreter, site: call.site });
    const values: [name: string, code: string][] = [
      [rule.page.name, page],
      [rule.limit.name, String(rule.limit.max)],
    ];
    for (const [name, code] of values) {
      const slot = propertyOf({ kind: 'filled', ref: query }, name, interpreter);
      if (slot.kind !== 'filled') additions.fill(slot, codeTemplate(code), 'query');
    }
    return { edits: made(additions.edits()), urlQuery: [] };
  }
  const { node } = query;
  const { shorthand } = styleOf(node);
  const entry = page === rule.page.name && shorthand ? page : `${rule.page.name}: ${page}`;
  const text = `{ ...${node.getText()}, ${entry}, ${rule.limit.name}: ${rule.limit.max} }`;
  const prefix = ts.isShorthandPropertyAssignment(node.parent) ? `${node.getText()}: ` : '';
  const edit = { file: node.getSourceFile().fileName, start: node.getStart(), end: node.getEnd(), text: prefix + text };
  return { edits: made([edit]), urlQuery: [] };
}
