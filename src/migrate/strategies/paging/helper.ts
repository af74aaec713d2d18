import type { PageRule } from '../../../pack/model.js';
import { accesses } from '../../aspects/response/code.js';
import type { ts } from '../../../project/syntax.js';
import { functionCode } from '../../../edit/function.js';
import type { Shape } from './shape.js';

/** A shape of which all pages can be made one answer again. */
export type PageShape = Shape & { kind: Exclude<Shape['kind'], 'text'> };

/** What the lines of a helper are made of. */
interface Words {
  /** Accesses from a page to its list; `maybe` where there may be none. */
  list: string;
  maybe: string;
  /** `: any` in files with types. */
  any: string;
  first: number;
  max: number;
}

/** Code of a small function that reads all pages of a list and gives them as one answer, in the style of the file of a node. */
export function helperCode(name: string, shape: PageShape, rule: PageRule, at: ts.Node, typed: boolean): string {
  const list = accesses(shape.way, at);
  const maybe = accesses(shape.way, at, { base: true, levels: true });
  const words: Words = { list, maybe, any: typed ? ': any' : '', first: rule.page.first, max: rule.limit.max };
  const { type, lines } = bodyOf(shape, words, typed);
  const head = typed ? `<${type}>(load: (page: number) => Promise<T>): Promise<T>` : '(load)';
  const says = 'Reads all pages of a list and gives them as one answer.';
  return functionCode({ says, signature: `async function ${name}${head}`, lines }, at);
}

const AGAIN = 'new Response(JSON.stringify(all), ';

const fetched: Read = (name) => [`!${name}.ok`, `${name}.json()`];

function bodyOf(shape: PageShape, words: Words, typed: boolean): { type: string; lines: string[] } {
  switch (shape.kind) {
    case 'value':
      return { type: 'T', lines: valueLines(words, shape.mayFail) };
    case 'response':
      return { type: 'T extends Response', lines: onceLines(words, fetched, `${AGAIN}first)${typed ? ' as T' : ''}`) };
    case 'alike':
      return {
        type: 'T extends { ok: boolean; status: number; json(): Promise<unknown> }',
        lines: onceLines(words, fetched, `${AGAIN}{ status: first.status })${typed ? ' as unknown as T' : ''}`),
      };
    case 'stream':
      return {
        type: 'T extends { statusCode: number; body: { json(): Promise<unknown> } }',
        lines: onceLines(
          words,
          (name) => [`${name}.statusCode >= 400`, `${name}.body.json()`],
          '{ ...first, body: new Response(JSON.stringify(all)) }',
        ),
      };
  }
}

function valueLines({ list, maybe, any, first, max }: Words, mayFail: boolean): string[] {
  return [
    `const all${any} = await load(${first})`,
    `for (let page = ${first + 1}, size = all${mayFail ? `${maybe}?` : list}.length; size === ${max}; page += 1) {`,
    ` const next${any} = await load(page)`,
    ...(mayFail ? [` if (!next${maybe}) return next`] : []),
    ` size = next${list}.length`,
    ` all${list}.push(...next${list})`,
    '}',
    'return all',
  ];
}

/** Code that is true for a failed answer of a name, and code of its body. */
type Read = (name: string) => [failed: string, body: string];

/**
 * For answers whose body is read only once.
 * @param again the first answer with the body `all`
 */
function onceLines({ list, any, first, max }: Words, read: Read, again: string): string[] {
  const [isFirstFailed, firstBody] = read('first');
  const [isNextFailed, nextBody] = read('next');
  return [
    `const first = await load(${first})`,
    `if (${isFirstFailed}) return first`,
    `const all${any} = await ${firstBody}`,
    `for (let page = ${first + 1}, size = all${list}.length; size === ${max}; page += 1) {`,
    ' const next = await load(page)',
    ` if (${isNextFailed}) return next`,
    ` const more${any} = await ${nextBody}`,
    ` size = more${list}.length`,
    ` all${list}.push(...more${list})`,
    '}',
    `return ${again}`,
  ];
}
