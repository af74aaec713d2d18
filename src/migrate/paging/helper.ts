import type { PageRule } from '../../pack/model.js';
import type { Style } from '../style.js';

/** Clients in whose manner the loop over pages can be written. */
export function isPageable(client: string): boolean {
  return client in BODIES;
}

interface Body {
  /** Type of what the client gives. */
  type: string;
  /** Statements of the loop; `ITEMS` is the path of the list in the parsed body. */
  lines: string[];
}

const BODIES: { [client: string]: Body } = {
  fetch: {
    type: 'Response',
    lines: [
      'const first = await load(FIRST)',
      'if (!first.ok) return first',
      'const all = await first.json()',
      'for (let page = FIRST + 1, size = all.ITEMS.length; size === LIMIT; page += 1) {',
      '\tconst next = await (await load(page)).json()',
      '\tsize = next.ITEMS.length',
      '\tall.ITEMS.push(...next.ITEMS)',
      '}',
      'return Response.json(all, { status: first.status })',
    ],
  },
  axios: {
    type: '{ data: any }',
    lines: [
      'const all = await load(FIRST)',
      'for (let page = FIRST + 1, size = all.data.ITEMS.length; size === LIMIT; page += 1) {',
      '\tconst next = await load(page)',
      '\tsize = next.data.ITEMS.length',
      '\tall.data.ITEMS.push(...next.data.ITEMS)',
      '}',
      'return all',
    ],
  },
  ofetch: {
    type: 'any',
    lines: [
      'const all = await load(FIRST)',
      'for (let page = FIRST + 1, size = all.ITEMS.length; size === LIMIT; page += 1) {',
      '\tconst next = await load(page)',
      '\tsize = next.ITEMS.length',
      '\tall.ITEMS.push(...next.ITEMS)',
      '}',
      'return all',
    ],
  },
};

/** A small function that reads all pages of a list and gives them as one answer. */
export function helperCode(client: string, rule: PageRule, style: Style, typed: boolean): string {
  const body = BODIES[client];
  if (!body) throw new Error(`no loop over pages for ${client}`);
  const fill = (line: string): string =>
    line
      .replaceAll('ITEMS', rule.items)
      .replaceAll('LIMIT', String(rule.limit.max))
      .replaceAll('FIRST + 1', String(rule.page.first + 1))
      .replaceAll('FIRST', String(rule.page.first));
  const end = style.semicolons ? ';' : '';
  const lines = body.lines.map((line) => {
    const text = fill(line);
    const indent = style.indent.repeat(1 + (text.length - text.trimStart().length));
    return `${indent}${text.trimStart()}${/[{}]$/.test(text) && !text.includes('status') ? '' : end}`;
  });
  const signature = typed
    ? `async function allPages(load: (page: number) => Promise<${body.type}>): Promise<${body.type}> {`
    : 'async function allPages(load) {';
  return ['/** Reads all pages of a list and gives them as one answer. */', signature, ...lines, '}'].join(style.eol);
}
