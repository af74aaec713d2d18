import { propertyRef } from '../../calls/clients/client.js';
import type { PageRule } from '../../pack/model.js';
import { declarationNamed } from '../../project/scopes.js';
import { lastOfHead } from '../head.js';
import type { Analysis } from '../../scan/analyse.js';
import type { Site } from '../../scan/site.js';
import { urlCode } from '../expand/writer.js';
import { type Group, lower, refuse } from '../group.js';
import { styleOf } from '../style.js';
import { helperCode, isPageable } from './helper.js';

/** True when the call asks for a page by itself: then it only moves. */
export function asksForPage(site: Site, rule: PageRule, analysis: Analysis): boolean {
  const { query } = site.call.request;
  if (query && propertyRef(query, rule.page.name, analysis.evaluation)) return true;
  return new RegExp(`[?&]${rule.page.name}=`).test(site.url.text);
}

/** A call that reads the whole list becomes a loop over all pages, with one answer like that of a single page. */
export function planAllPages(group: Group, site: Site, rule: PageRule): void {
  const { v2 } = site.match.operation;
  const { call } = site;
  const node = call.request.urlRef?.node;
  if (!v2 || !node || call.site !== call.sink || !isPageable(call.request.client)) {
    refuse(group, 'v2 gives this list page by page, and the call goes through code that takes one answer for all');
    return;
  }
  if (call.request.query || site.match.parts.query !== '') {
    refuse(group, 'v2 gives this list page by page, and the call has a query of its own');
    return;
  }
  const url = urlCode(site, v2, {});
  if (!url) {
    refuse(group, 'v2 gives this list page by page, and its URL cannot be said where the call stands');
    return;
  }
  lower(group, 'review', 'v2 gives this list page by page: all pages are read, as before');
  const { fileName } = node.getSourceFile();
  const query = `?${rule.page.name}=\${page}&${rule.limit.name}=${rule.limit.max}`;
  group.urls.push(...url.edits);
  group.edits.push(
    { file: fileName, start: call.site.getStart(), end: call.site.getStart(), text: 'allPages((page) => ' },
    { file: fileName, start: node.getStart(), end: node.getEnd(), text: `\`${url.code.slice(1, -1)}${query}\`` },
    { file: fileName, start: call.site.getEnd(), end: call.site.getEnd(), text: ')' },
  );
  if (!declarationNamed('allPages', call.site)) group.edits.push(helperEdit(site, rule));
}

function helperEdit(site: Site, rule: PageRule): { file: string; start: number; end: number; text: string } {
  const { tree } = site.call.source;
  const last = lastOfHead(tree);
  const style = styleOf(site.call.site);
  const code = helperCode(site.call.request.client, rule, style, /\.[mc]?tsx?$/.test(tree.fileName));
  const at = last?.getEnd() ?? tree.statements[0]?.getStart() ?? 0;
  return { file: tree.fileName, start: at, end: at, text: last ? `${style.eol}${style.eol}${code}` : `${code}${style.eol}${style.eol}` };
}
