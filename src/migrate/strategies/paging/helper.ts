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
  /** Type of a page that has the list, and of one that may lack it, in files with types. */
  page?: { whole: string; loose: string };
  first: number;
  max: number;
}

/** Code of a small function that reads all pages of a list and gives them as one answer, in the style of the file of a node. */
export function helperCode(name: string, shape: PageShape, rule: PageRule, at: ts.Node, typed: boolean): string {
  const list = accesses(shape.way, at);
  const maybe = accesses(shape.way, at, { base: true, levels: true });
  const page = { whole: pageType(shape.way, ''), loose: pageType(shape.way, '?') };
  const words: Words = { list, maybe, first: rule.page.first, max: rule.limit.max, ...(typed ? { page } : {}) };
  const { type, lines } = bodyOf(shape, words, typed);
  const head = typed ? `<${type}>(load: (page: number) => Promise<T>): Promise<T>` : '(load)';
  const says = 'Reads all pages of a list and gives them as one answer.';
  return functionCode({ says, signature: `async function ${name}${head}`, lines }, at);
}

/** `{ data: { items: unknown[] } }` for a way to a list. */
function pageType(way: PageShape['way'], mark: '' | '?'): string {
  return way.reduceRight<string>((inner, step) => (typeof step === 'number' ? `${inner}[]` : `{ ${step}${mark}: ${inner} }`), 'unknown[]');
}

const AGAIN = 'new Response(JSON.stringify(all), ';

const fetched: Read = (name) => [`!${name}.ok`, `${name}.json()`];

function bodyOf(shape: PageShape, words: Words, typed: boolean): { type: string; lines: string[] } {
  switch (shape.kind) {
    case 'value':
      return {
        type: `T extends ${(shape.mayFail ? words.page?.loose : words.page?.whole) ?? ''}`,
        lines: valueLines(words, shape.mayFail),
      };
    case 'response':
      return { type: 'T extends Response', lines: onceLines(words, fetched, `${AGAIN}first)${typed ? ' as T' : ''}`) };
    case 'alike':
      return {
        type: 'T extends { ok: boolean; status: number; json(): Promise<unknown>; text(): Promise<string> }',
        lines: onceLines(words, fetched, `${AGAIN}{ status: first.status })${typed ? ' as unknown as T' : ''}`, true),
      };
    case 'stream':
      return {
        type: 'T extends { statusCode: number; body: { json(): Promise<unknown>; text(): Promise<string> } }',
        lines: onceLines(
          words,
          (name) => [`${name}.statusCode >= 400`, `${name}.body.json()`],
          '{ ...first, body: new Response(JSON.stringify(all)) }',
          true,
        ),
      };
  }
}

function valueLines({ list, maybe, first, max }: Words, mayFail: boolean): string[] {
  return [
    `const all = await load(${first})`,
    `for (let page = ${first + 1}, size = all${mayFail ? `${maybe}?` : list}.length; size === ${max}; page += 1) {`,
    ' const next = await load(page)',
    ...(mayFail ? [` if (!next${maybe}) return next`] : []),
    ` size = next${list}.length`,
    ` all${mayFail ? maybe : list}${mayFail ? '?' : ''}.push(...next${list})`,
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
function onceLines({ list, first, max, page }: Words, read: Read, again: string, isUnknown = false): string[] {
  const parsed = (body: string): string => (isUnknown && page ? `(await ${body}) as ${page.whole}` : `await ${body}`);
  const [isFirstFailed, firstBody] = read('first');
  const [isNextFailed, nextBody] = read('next');
  return [
    `const first = await load(${first})`,
    `if (${isFirstFailed}) return first`,
    `const all = ${parsed(firstBody)}`,
    `for (let page = ${first + 1}, size = all${list}.length; size === ${max}; page += 1) {`,
    ' const next = await load(page)',
    ` if (${isNextFailed}) return next`,
    ` const more = ${parsed(nextBody)}`,
    ` size = more${list}.length`,
    ` all${list}.push(...more${list})`,
    '}',
    `return ${again}`,
  ];
}
