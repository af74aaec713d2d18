import type { Use } from './apis.js';
import type { Client } from './declarations.js';
import type { Random } from './random.js';

const JOINS = ['template', 'template', 'plus', 'list', 'concat', 'url'] as const;
/** How a program names the paths that it calls. */
const PATHS = ['in place', 'in place', 'in place', 'table', 'constant', 'map', 'maker', 'joined', 'encoded'] as const;
const BODIES = [
  'inline',
  'inline',
  'variable',
  'written-later',
  'spread',
  'stringified-before',
  'made-by-function',
  'shorthand',
  'assigned',
  'conditional',
  'parameter-default',
  'merged',
] as const;

/** Writes what calls send: their URLs, queries and bodies. */
export class Requests {
  readonly #random: Random;
  readonly #client: Client;
  readonly #isTyped: boolean;
  readonly #traits: Set<string>;
  /** What stands before the calls. */
  readonly #top: string[];
  readonly #paths: (typeof PATHS)[number];

  constructor(random: Random, client: Client, isTyped: boolean, traits: Set<string>, top: string[]) {
    this.#random = random;
    this.#client = client;
    this.#isTyped = isTyped;
    this.#traits = traits;
    this.#top = top;
    this.#paths = random.pick(PATHS);
    traits.add(`path-${this.#paths}`);
  }

  /** The query of a call: a part of the path, or an object for clients that take one. */
  query({ query }: Use, lines: string[], index: string): { text?: string; object?: string } {
    if (!query) return {};
    const literal = `{ ${Object.entries(query)
      .map(([name, value]) => `${name}: '${value}'`)
      .join(', ')} }`;
    const takesObject = [
      'axios',
      'axios-config',
      'axios-instance',
      'got',
      'got-extend',
      'ky',
      'ky-create',
      'superagent',
      'undici',
    ].includes(this.#client);
    const form = this.#random.pick(
      takesObject
        ? (['object', 'object', 'text'] as const)
        : (['text', 'params', 'params-variable', 'holes', 'appended', 'encoded'] as const),
    );
    this.#traits.add(`query-${form}`);
    if (form === 'object') return { object: literal };
    if (form === 'params') return { text: `?\${new URLSearchParams(${literal})}` };
    if (form === 'params-variable') {
      lines.push(`const query${index} = new URLSearchParams(${literal});`);
      return { text: `?\${query${index}}` };
    }
    if (form === 'appended') {
      lines.push(`const query${index} = new URLSearchParams();`);
      lines.push(
        ...Object.entries(query).map(([name, value], at) => `query${index}.${at === 0 ? 'append' : 'set'}('${name}', '${value}');`),
      );
      return { text: `?\${query${index}.toString()}` };
    }
    if (form === 'encoded') {
      return {
        text: `?${Object.entries(query)
          .map(([name, value]) => `${name}=\${encodeURIComponent('${value}')}`)
          .join('&')}`,
      };
    }
    if (form === 'holes') {
      lines.push(...Object.entries(query).map(([name, value]) => `const ${name}${index} = '${value}';`));
      return {
        text: `?${Object.keys(query)
          .map((name) => `${name}=\${${name}${index}}`)
          .join('&')}`,
      };
    }
    return { text: `?${new URLSearchParams(query).toString()}` };
  }

  /** The body of a call, and what stands before it. */
  body(literal: string, index: string): { lines: string[]; name: string; isText?: true } {
    const form = this.#random.pick(BODIES);
    this.#traits.add(`body-${form}`);
    const name = `body${index}`;
    const any = this.#typed(': any');
    const fields = literal.slice(1, -1).split(/, (?=\w+:)/);
    const last = fields.pop()?.trim() ?? '';
    const [field = '', ...value] = last.split(': ');
    switch (form) {
      case 'variable':
        return { lines: [`const ${name} = ${literal};`], name };
      case 'written-later':
        return { lines: [`const ${name}${any} = {${fields.join(',')} };`, `${name}.${field} = ${value.join(': ')};`], name };
      case 'spread':
        return { lines: [`const given${index} = ${literal};`], name: `{ ...given${index} }` };
      case 'assigned':
        return { lines: [`const given${index} = ${literal};`], name: `Object.assign({}, given${index})` };
      case 'conditional':
        return {
          lines: [`const ${field}${index} = ${value.join(': ')};`],
          name: `{ ${[...fields.map((one) => one.trim()), `...(${field}${index} && { ${field}: ${field}${index} })`].filter((one) => one !== '').join(', ')} }`,
        };
      case 'parameter-default':
        return {
          lines: [
            `const make${index} = (${field}${any} = ${value.join(': ')}) => ({ ${[...fields.map((one) => one.trim()), field].filter((one) => one !== '').join(', ')} });`,
          ],
          name: `make${index}()`,
        };
      case 'merged':
        return {
          lines: [`const ${name}${any} = {};`, `Object.assign(${name}, ${literal});`],
          name,
        };
      case 'stringified-before':
        return { lines: [`const ${name} = JSON.stringify(${literal});`], name, isText: true };
      case 'made-by-function':
        return { lines: [`const make${index} = () => (${literal});`], name: `make${index}()` };
      case 'shorthand':
        return {
          lines: [`const ${field}${index} = ${value.join(': ')};`],
          name: `{ ${[...fields.map((one) => one.trim()), `${field}: ${field}${index}`].filter((one) => one !== '').join(', ')} }`,
        };
      default:
        return { lines: [], name: literal };
    }
  }

  /** The path where the call names it: written in place, or kept elsewhere in the program. */
  path(path: string, query = '', index = ''): string {
    const written = this.#written(path, query);
    const holes = [...path.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
    // A query has names of its own.
    if (this.#paths === 'in place' || (query.includes('${') && this.#paths !== 'joined')) return written;
    const parameters = holes.map((name) => name + this.#typed(': string')).join(', ');
    const make = `(${parameters}) => ${written}`;
    switch (this.#paths) {
      case 'table':
        this.#top.push(`const paths${index} = { at: ${holes.length > 0 ? make : written} };`);
        return holes.length > 0 ? `paths${index}.at(${holes.join(', ')})` : `paths${index}.at`;
      case 'maker':
        this.#top.push(`const path${index} = ${make};`);
        return `path${index}(${holes.join(', ')})`;
      case 'constant':
        if (holes.length > 0) return written;
        this.#top.push(`const PATH${index} = ${written};`);
        return `PATH${index}`;
      case 'map':
        if (holes.length > 0) return written;
        this.#top.push(`const ROUTES${index} = new Map([['it', ${written}]]);`);
        return `(ROUTES${index}.get('it') ?? '')`;
      case 'joined':
        return query === ''
          ? `[${path
              .split('/')
              .map((part) => (/^\$\{\w+\}$/.test(part) ? part.slice(2, -1) : part.includes('${') ? `\`${part}\`` : `'${part}'`))
              .join(', ')}].join('/')`
          : written;
      default:
        return holes.length > 0 ? `\`${path.replaceAll(/\$\{(\w+)\}/g, '${encodeURIComponent($1)}')}${query}\`` : written;
    }
  }

  #written(path: string, query: string): string {
    const whole = path + query;
    if (!whole.includes('${')) return `'${whole}'`;
    if (query !== '' || this.#random.chance(70)) return `\`${whole}\``;
    this.#traits.add('path-plus');
    return whole
      .split(/(\$\{\w+\})/)
      .filter((part) => part !== '')
      .map((part) => (part.startsWith('${') ? part.slice(2, -1) : `'${part}'`))
      .join(' + ');
  }

  /** The whole URL of a call. */
  join(base: string, path: string): string {
    const form = this.#random.pick(JOINS);
    this.#traits.add(`join-${form}`);
    switch (form) {
      case 'plus':
        return `${base} + ${path}`;
      case 'list':
        return `[${base}, ${path}].join('')`;
      case 'concat':
        return `${base}.concat(${path})`;
      case 'url':
        return `new URL(${base} + ${path}).href`;
      default:
        return path.startsWith('`') ? `\`\${${base}}${path.slice(1)}` : `\`\${${base}}\${${path}}\``;
    }
  }

  #typed(text: string): string {
    return this.#isTyped ? text : '';
  }
}
