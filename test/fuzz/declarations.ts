import type { ApiGrammar } from './apis.js';
import type { Random } from './random.js';

export const BASES = ['constant', 'template', 'other-file', 'parts', 'object', 'function', 'fallback', 'enum', 'static', 'map'] as const;
/** Each takes URLs that are made at the call. */
export const DIRECT = ['fetch', 'fetch', 'fetch', 'axios', 'axios-config', 'got', 'superagent', 'undici', 'ky'] as const;
/** Each takes a path. */
export const WRAPPERS = [
  'helper',
  'helper-init',
  'class',
  'axios-instance',
  'client-object',
  'generic',
  'ky-create',
  'got-extend',
  'throwing',
  'retrying',
  'options',
  'inherited',
  'callback',
  'json-helper',
  'default-method',
  'url-object',
  'finally',
] as const;

export type Client = (typeof DIRECT)[number] | (typeof WRAPPERS)[number];

/** Writes what stands before the calls: where the API is, and what calls are made with. */
export class Declarations {
  readonly #random: Random;
  readonly #grammar: ApiGrammar;
  readonly #isTyped: boolean;
  readonly imports: string[] = [];
  readonly top: string[] = [];
  /** Files of their own. */
  readonly files: { [name: string]: string } = {};

  constructor(random: Random, grammar: ApiGrammar, isTyped: boolean) {
    this.#random = random;
    this.#grammar = grammar;
    this.#isTyped = isTyped;
  }

  /** Declares the base, and gives the expression that stands for it. */
  base(form: (typeof BASES)[number]): string {
    const { origin, base } = this.#grammar;
    const whole = `'${origin}${base}'`;
    switch (form) {
      case 'template':
        this.top.push(`const ORIGIN = '${origin}';`, `const API = \`\${ORIGIN}${base}\`;`);
        return 'API';
      case 'other-file':
        this.files[this.#isTyped ? 'settings.ts' : 'settings.js'] = `export const API = ${whole};\n`;
        this.imports.push(`import { API } from './settings.js';`);
        return 'API';
      case 'parts':
        this.top.push(`const HOST = '${origin}';`, `const PREFIX = '${base}';`, 'const API = HOST + PREFIX;');
        return 'API';
      case 'object':
        this.top.push(`const config = { api: ${whole}, retries: 2 };`);
        return 'config.api';
      case 'function':
        this.top.push(`const api = () => ${whole};`);
        return 'api()';
      case 'fallback':
        this.top.push(`const API = process.env.SERVICE_URL ?? ${whole};`);
        return 'API';
      case 'enum':
        this.top.push(`enum Urls {`, `  Api = ${whole},`, '}');
        return 'Urls.Api';
      case 'static':
        this.top.push('class Settings {', `  static api = ${whole};`, '}');
        return 'Settings.api';
      case 'map':
        this.top.push(`const HOSTS = { live: '${origin}', test: 'https://test.example.org' };`, `const API = HOSTS.live + '${base}';`);
        return 'API';
      default:
        this.top.push(`const API = ${whole};`);
        return 'API';
    }
  }

  /** Declares what calls are made with. */
  client(client: Client, base: string): void {
    const [text, any, optional] = this.#isTyped ? [': string', ': any', '?: unknown'] : ['', '', ''];
    const promised = this.#typed(': Promise<any>');
    const headers = `headers: { 'content-type': 'application/json' }`;
    const init = `{ method, ${headers}, body: body === undefined ? undefined : JSON.stringify(body) }`;
    switch (client) {
      case 'helper':
        this.top.push(
          `async function call(method${text}, path${text}, body${optional})${promised} {`,
          `  const response = await fetch(${base} + path, ${init});`,
          '  return response.json();',
          '}',
        );
        break;
      case 'throwing':
        this.top.push(
          `async function call(method${text}, path${text}, body${optional})${promised} {`,
          `  const response = await fetch(\`\${${base}}\${path}\`, ${init});`,
          '  const answer = await response.json();',
          "  if (response.status >= 500) throw new Error('failed with ' + response.status);",
          '  return answer;',
          '}',
        );
        break;
      case 'retrying':
        this.top.push(
          `async function call(method${text}, path${text}, body${optional})${promised} {`,
          '  for (let attempt = 0; ; attempt += 1) {',
          '    try {',
          `      const response = await fetch(${base} + path, ${init});`,
          '      if (response.status < 500 || attempt === 2) return await response.json();',
          '    } catch (error) {',
          '      if (attempt === 2) throw error;',
          '    }',
          '  }',
          '}',
        );
        break;
      case 'finally':
        this.top.push(
          'let pending = 0;',
          `async function call(method${text}, path${text}, body${optional})${promised} {`,
          '  pending += 1;',
          '  try {',
          `    const response = await fetch(${base} + path, ${init});`,
          '    return await response.json();',
          '  } finally {',
          '    pending -= 1;',
          '  }',
          '}',
        );
        break;
      case 'json-helper':
        this.top.push(
          `const parse = async (response${any})${promised} => {`,
          '  const text = await response.text();',
          `  return text === '' ? undefined : JSON.parse(text);`,
          '};',
          `async function call(method${text}, path${text}, body${optional})${promised} {`,
          `  const init = ${init};`,
          `  return parse(await fetch(${base} + path, init));`,
          '}',
        );
        break;
      case 'default-method':
        this.top.push(
          `async function call(path${text}, body${optional}, method${text} = body === undefined ? 'GET' : 'POST')${promised} {`,
          `  const response = await fetch(\`\${${base}}\${path}\`, ${init});`,
          '  return response.json();',
          '}',
        );
        break;
      case 'options':
        this.top.push(
          `async function call({ method = 'GET', path, body, ...rest }${any})${promised} {`,
          `  const response = await fetch(${base} + path, { ...rest, method, ${headers}, ...(body && { body: JSON.stringify(body) }) });`,
          '  return response.json();',
          '}',
        );
        break;
      case 'url-object':
        this.top.push(
          `async function call(method${text}, path${text}, body${optional})${promised} {`,
          `  const url = new URL(${base} + path);`,
          `  const response = await fetch(url, ${init});`,
          '  return response.json();',
          '}',
        );
        break;
      case 'inherited':
        this.top.push(
          'class Client {',
          ...(this.#isTyped ? ['  base: string;'] : []),
          `  constructor(base${text}) {`,
          '    this.base = base;',
          '  }',
          `  async send(method${text}, path${text}, body${optional})${promised} {`,
          `    const response = await fetch(this.base + path, ${init});`,
          '    return response.json();',
          '  }',
          '}',
          'class Service extends Client {',
          '  constructor() {',
          `    super(${base});`,
          '  }',
          `  async send(method${text}, path${text}, body${optional})${promised} {`,
          '    return super.send(method, path, body);',
          '  }',
          '}',
          'const service = new Service();',
        );
        break;
      case 'callback':
        this.top.push(
          `function send(method${text}, path${text}, body${any}, done${this.#typed(': (error: any, answer?: any) => void')}) {`,
          `  fetch(${base} + path, ${init})`,
          '    .then((response) => response.json())',
          '    .then((answer) => done(null, answer), done);',
          '}',
          `const call = (method${text}, path${text}, body${optional})${promised} =>`,
          '  new Promise((resolve, reject) => {',
          '    send(method, path, body, (error, answer) => (error ? reject(error) : resolve(answer)));',
          '  });',
        );
        break;
      case 'generic':
        this.top.push(
          `async function call${this.#typed('<T = any>')}(method${text}, path${text}, body${optional})${this.#typed(': Promise<T>')} {`,
          `  return fetch(${base} + path, ${init}).then((response) => response.json()${this.#typed(' as Promise<T>')});`,
          '}',
        );
        break;
      case 'helper-init':
        this.top.push(
          `const request = async (path${text}, init${any} = {}) => {`,
          `  const response = await fetch(\`\${${base}}\${path}\`, init);`,
          '  return response;',
          '};',
        );
        break;
      case 'class':
        this.top.push(
          'class Service {',
          ...(this.#random.chance(50)
            ? [`  base = ${base};`]
            : [`  ${this.#typed('base: string;')}`, '  constructor() {', `    this.base = ${base};`, '  }'].filter(
                (line) => line.trim() !== '',
              )),
          `  async send(method${text}, path${text}, body${optional})${promised} {`,
          `    const response = await fetch(this.base + path, ${init});`,
          '    return await response.json();',
          '  }',
          '}',
          'const service = new Service();',
        );
        break;
      case 'axios':
      case 'axios-config':
        this.imports.unshift(`import axios from 'axios';`);
        break;
      case 'axios-instance':
        this.imports.unshift(`import axios from 'axios';`);
        this.top.push(`const http = axios.create({ baseURL: ${base} });`);
        break;
      case 'got':
      case 'got-extend':
        this.imports.unshift(`import got from 'got';`);
        if (client === 'got-extend') this.top.push(`const http = got.extend({ prefixUrl: ${base} });`);
        break;
      case 'ky':
      case 'ky-create':
        this.imports.unshift(`import ky from 'ky';`);
        if (client === 'ky-create') this.top.push(`const http = ky.create({ prefixUrl: ${base} });`);
        break;
      case 'superagent':
        this.imports.unshift(`import superagent from 'superagent';`);
        break;
      case 'undici':
        this.imports.unshift(`import { request } from 'undici';`);
        break;
      case 'client-object':
        this.top.push(
          'const client = {',
          `  get: async (path${text}) => (await fetch(${base} + path)).json(),`,
          `  send: async (method${text}, path${text}, body${optional}) => (await fetch(${base} + path, ${init})).json(),`,
          '};',
        );
        break;
      default:
    }
  }

  #typed(text: string): string {
    return this.#isTyped ? text : '';
  }
}
