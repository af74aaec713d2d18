import { type ApiGrammar, APIS, type Use } from './apis.js';
import { BASES, type Client, Declarations, DIRECT, WRAPPERS } from './declarations.js';
import { Random } from './random.js';
import { Readings } from './readings.js';
import { Requests } from './requests.js';

/** A generated program. Its entry exports `main(print)`, which sends requests and prints what it reads. */
export interface Program {
  seed: number;
  api: string;
  /** By name; the entry is `main.ts` or `main.js`. */
  files: { [name: string]: string };
  entry: string;
  /** The choices that made it, for the counter of kinds. */
  traits: string[];
}

/** The ids of the APIs that programs are made for. */
export const FUZZED_APIS = Object.keys(APIS);

/** Where the calls of a program stand. */
const PLACES = ['main', 'main', 'functions', 'module', 'service', 'arrows', 'barrel', 'common', 'object'] as const;
/** What stands around the calls after the first. */
const FLOWS = [
  'straight',
  'straight',
  'try',
  'if',
  'loop',
  'nested',
  'early-return',
  'finally',
  'all',
  'switch',
  'then',
  'generator',
] as const;

/** Makes the program of a seed. */
export function programOf(seed: number, only?: string): Program {
  const random = new Random(seed * 7919 + 13);
  const api = only ?? random.pick(FUZZED_APIS);
  const grammar = APIS[api];
  if (!grammar) throw new RangeError(`no grammar for ${api}`);
  return new Writer(random, api, grammar, seed).program();
}

/** Where the servers of an API are, as programs name it. */
export function originOf(api: string): string {
  return APIS[api]?.origin ?? '';
}

interface Call {
  lines: string[];
  /** The expression that stands for the body; absent for an answer without one. */
  data: string;
  /** The expression of the status, where one is at hand. */
  status?: string;
}

class Writer {
  readonly #random: Random;
  readonly #api: string;
  readonly #grammar: ApiGrammar;
  readonly #seed: number;
  readonly #isTyped: boolean;
  readonly #client: Client;
  readonly #base: (typeof BASES)[number];
  readonly #place: (typeof PLACES)[number];
  readonly #traits = new Set<string>();
  readonly #readings: Readings;
  readonly #declarations: Declarations;
  readonly #steps: string[] = [];
  readonly #requests: Requests;

  constructor(random: Random, api: string, grammar: ApiGrammar, seed: number) {
    this.#random = random;
    this.#api = api;
    this.#grammar = grammar;
    this.#seed = seed;
    this.#isTyped = random.chance(60);
    this.#client = random.chance(50) ? random.pick(DIRECT) : random.pick(WRAPPERS);
    const base = random.pick(BASES);
    this.#base = base === 'enum' && !this.#isTyped ? 'object' : base;
    this.#place = random.pick(PLACES);
    this.#declarations = new Declarations(random, grammar, this.#isTyped);
    this.#requests = new Requests(random, this.#client, this.#isTyped, this.#traits, this.#declarations.top);
    this.#readings = new Readings(random, this.#isTyped, this.#traits);
  }

  program(): Program {
    const { imports, top, files } = this.#declarations;
    const base = this.#declarations.base(this.#base);
    this.#declarations.client(this.#client, base);
    const isDouble = this.#random.chance(20);
    const bodies = (isDouble ? [0, 1] : [0]).map((part) => this.#flow(part, base));
    const any = this.#typed(': (line: unknown) => void');
    const indented = (lines: string[]): string[] => lines.map((line) => `  ${line}`);
    bodies.forEach((lines) => lines.push(`print('end');`));
    const main = isDouble
      ? [
          ...bodies.flatMap((lines, part) => [`async function part${part}(print${any}) {`, ...indented(lines), '}']),
          `export async function main(print${any}) {`,
          '  await part0(print);',
          '  await part1(print);',
          '}',
        ]
      : [`export async function main(print${any}) {`, ...indented(bodies[0] ?? []), '}'];
    const [entry, client] = this.#isTyped ? ['main.ts', 'client.ts'] : ['main.js', 'client.js'];
    const names =
      this.#place === 'service' || this.#place === 'object'
        ? ['steps']
        : this.#steps.flatMap((line) => /^(?:async function|const) (step\w+)/.exec(line)?.[1] ?? []);
    const steps =
      this.#place === 'service' && this.#steps.length > 0
        ? ['class Steps {', ...indented(this.#steps), '}', 'const steps = new Steps();']
        : this.#place === 'object' && this.#steps.length > 0
          ? ['const steps = {', ...indented(this.#steps), '};']
          : this.#steps;
    const first = [...imports, ...top, ...steps];
    const given = names.join(', ');
    if (this.#place === 'barrel' && names.length > 0) {
      const [index, api] = this.#isTyped ? ['index.ts', 'api.ts'] : ['index.js', 'api.js'];
      files[client] = [...first, `export { ${given} };`, ''].join('\n');
      files[api] = this.#random.chance(50) ? `export * from './client.js';\n` : `export { ${given} } from './client.js';\n`;
      files[index] = this.#random.chance(50) ? `export * as api from './api.js';\n` : `import * as api from './api.js';\nexport { api };\n`;
      files[entry] = [`import { api } from './index.js';`, `const { ${given} } = api;`, '', ...main, ''].join('\n');
    } else if (this.#place === 'common' && !this.#isTyped && names.length > 0 && imports.length === 0) {
      files[client] = [
        ...first,
        this.#random.chance(50) ? `module.exports = { ${given} };` : names.map((name) => `exports.${name} = ${name};`).join('\n'),
        '',
      ].join('\n');
      files[entry] = [
        `const { ${given} } = require('./client.js');`,
        '',
        ...main.map((line) => line.replace(/^export async/, 'async')),
        'module.exports = { main };',
        '',
      ].join('\n');
    } else if (this.#place === 'module' && names.length > 0) {
      files[client] = [...first, `export { ${given} };`, ''].join('\n');
      files[entry] = [`import { ${given} } from './client.js';`, '', ...main, ''].join('\n');
    } else files[entry] = [...first, '', ...main, ''].join('\n');
    const traits = [
      this.#isTyped ? 'ts' : 'js',
      this.#client,
      `base-${this.#base}`,
      `place-${this.#place}`,

      ...this.#traits,
    ];
    return { seed: this.#seed, api: this.#api, files, entry, traits };
  }

  #typed(text: string): string {
    return this.#isTyped ? text : '';
  }

  #flow(part: number, base: string): string[] {
    const flows = this.#grammar.flows.filter(
      (flow) => !flow.some(({ empty, fails }) => (empty && !this.#hasEmpty()) || (fails && !this.#hasFailures())),
    );
    // Names of collections are taken once.
    const uses = this.#random
      .pick(flows)
      .map((use) => (part > 0 && use.body ? { ...use, body: use.body.replace(`'mine'`, `'other'`) } : use));
    const steps = uses.map((use, index) => this.#use(use, `${part === 0 ? '' : 'b'}${index}`, base));
    const form = uses.length > 1 || this.#random.chance(30) ? this.#random.pick(FLOWS) : 'straight';
    this.#traits.add(`flow-${form}`);
    const [head = [], ...others] = steps;
    const tail = others.flat();
    const inner = (lines: string[]): string[] => lines.map((line) => `  ${line}`);
    const kept = uses[0]?.keep?.[1];
    switch (form) {
      case 'try':
        return [
          'try {',
          ...inner([...head, ...tail]),
          '} catch (error) {',
          `  print('failed ' + ${this.#isTyped ? '(error as Error)' : 'error'}.message);`,
          '}',
        ];
      case 'if':
        return kept === undefined
          ? [...head, ...tail]
          : [...head, `if (${kept} !== undefined) {`, ...inner(tail), '} else {', `  print('none');`, '}'];
      case 'loop':
        if (uses.some(({ method }) => method === 'DELETE')) return [...head, ...tail];
        return [...head, ...(tail.length > 0 ? ['for (const round of [1, 2]) {', '  print(round);', ...inner(tail), '}'] : [])];
      case 'nested':
        return tail.length > 0 ? [...head, 'const rest = async () => {', ...inner(tail), '};', 'await rest();'] : head;
      case 'finally':
        return ['try {', ...inner([...head, ...tail]), '} finally {', `  print('done');`, '}'];
      case 'all':
        return tail.length > 0
          ? [...head, 'await Promise.all(', '  [1].map(async (round) => {', ...inner(inner(['print(round);', ...tail])), '  }),', ');']
          : head;
      case 'switch':
        return kept === undefined
          ? [...head, ...tail]
          : [
              ...head,
              `switch (typeof ${kept}) {`,
              `  case 'undefined':`,
              `    print('none');`,
              '    break;',
              '  default: {',
              ...inner(inner(tail)),
              '  }',
              '}',
            ];
      case 'then':
        return kept === undefined || tail.length === 0
          ? [...head, ...tail]
          : [...head, `await Promise.resolve(${kept}).then(async (${kept}) => {`, ...inner(tail), '});'];
      case 'generator':
        return tail.length > 0
          ? [
              ...head,
              'const rounds = async function* () {',
              ...inner(tail),
              '  yield 1;',
              '};',
              'for await (const round of rounds()) print(round);',
            ]
          : head;
      case 'early-return':
        return kept === undefined ? [...head, ...tail] : [...head, `if (!${kept}) return;`, ...tail];
      default:
        return [...head, ...tail];
    }
  }

  #hasEmpty(): boolean {
    return ['fetch', 'axios', 'axios-config', 'helper-init', 'axios-instance', 'superagent'].includes(this.#client);
  }

  #hasFailures(): boolean {
    return [
      'fetch',
      'axios',
      'axios-config',
      'helper',
      'helper-init',
      'class',
      'axios-instance',
      'client-object',
      'undici',
      'throwing',
      'generic',
      'retrying',
      'options',
      'inherited',
      'callback',
      'json-helper',
      'url-object',
      'finally',
    ].includes(this.#client);
  }

  #use(use: Use, index: string, base: string): string[] {
    const { lines, data, status } = this.#placed(use, index, base);
    if (use.fails !== undefined) return [...lines, ...this.#readings.failure(use.fails, data, status)];
    if (use.empty) return [...lines, `print('gone');`];
    const reads = (use.reads ?? []).flatMap((field) => this.#readings.read(data, field));
    const list = use.list ? this.#readings.list(data, use.list) : [];
    const keep = use.keep ? [this.#keep(data, ...use.keep)] : [];
    const order = this.#random.chance(50) ? [...keep, ...reads, ...list] : [...reads, ...list, ...keep];
    return [...lines, ...this.#statusTest(use, status), ...order];
  }

  #keep(data: string, field: string, name: string): string {
    const names = field.split('.');
    if (this.#random.chance(50)) return `const ${name} = ${data}.${field};`;
    return `const ${names.reduceRight((inner, part) => `{ ${part}${inner === part ? '' : `: ${inner}`} }`, name)} = ${data};`;
  }

  #statusTest({ status: expected = 200 }: Use, status: string | undefined): string[] {
    if (status === undefined || !this.#random.chance(40)) return [];
    const form = this.#random.pick(['throw', 'print', 'range'] as const);
    this.#traits.add(`status-${form}`);
    if (form === 'print') return [`print(${status} === ${expected} ? 'as expected' : 'odd');`];
    if (form === 'range') return [`if (${status} < 200 || ${status} >= 300) throw new Error('failed');`];
    return [`if (${status} !== ${expected}) throw new Error('failed');`];
  }

  /** The call where the program has it: at its place, or in a function, a method or another file. */
  #placed(use: Use, index: string, base: string): Call {
    if (this.#place === 'main') return this.#call(use, index, base);
    const { lines, data } = this.#call(use, index, base);
    const names = [
      ...new Set([...`${use.path} ${use.body ?? ''}`.matchAll(/\$\{(\w+)\}|\b(agentId)\b/g)].map(([, hole, name]) => hole ?? name ?? '')),
    ];
    const parameters = names.map((name) => name + this.#typed(': string')).join(', ');
    const promised = this.#typed(': Promise<any>');
    const body = [...lines, ...(use.empty ? [] : [`return ${data};`])].map((line) => `  ${line}`);
    const name = `step${index}`;
    if (this.#place === 'service' || this.#place === 'object') {
      this.#steps.push(`async ${name}(${parameters})${promised} {`, ...body, this.#place === 'object' ? '},' : '}');
      return { lines: [`const data${index} = await steps.${name}(${names.join(', ')});`], data: `data${index}` };
    }
    if (this.#place === 'arrows') this.#steps.push(`const ${name} = async (${parameters})${promised} => {`, ...body, '};');
    else this.#steps.push(`async function ${name}(${parameters})${promised} {`, ...body, '}');
    return { lines: [`const data${index} = await ${name}(${names.join(', ')});`], data: `data${index}` };
  }

  #call(use: Use, index: string, base: string): Call {
    const { method } = use;
    const data = `data${index}`;
    const response = `res${index}`;
    const body = use.body === undefined ? undefined : this.#requests.body(use.body, index);
    const sent = body?.name ?? '';
    const lines = [...(body?.lines ?? [])];
    const object = body?.isText === true ? `JSON.parse(${sent})` : sent;
    const options = this.#requests.query(use, lines, index);
    const isMade = ['got-extend', 'ky-create'].includes(this.#client);
    // These clients take no leading slash.
    const path = this.#requests.path(isMade ? use.path.slice(1) : use.path, options.text, index);
    const lower = method.toLowerCase();
    switch (this.#client) {
      case 'helper':
      case 'throwing':
      case 'generic':
      case 'retrying':
      case 'callback':
      case 'json-helper':
      case 'url-object':
      case 'finally':
        return { lines: [...lines, `const ${data} = await call('${method}', ${path}${body ? `, ${object}` : ''});`], data };
      case 'options': {
        const given = [...(method === 'GET' ? [] : [`method: '${method}'`]), `path: ${path}`, ...(body ? [`body: ${object}`] : [])];
        return { lines: [...lines, `const ${data} = await call({ ${given.join(', ')} });`], data };
      }
      case 'default-method': {
        const named = method === (body ? 'POST' : 'GET') ? '' : `, '${method}'`;
        return {
          lines: [...lines, `const ${data} = await call(${path}${body ? `, ${object}` : named ? ', undefined' : ''}${named});`],
          data,
        };
      }
      case 'inherited':
      case 'class':
        return { lines: [...lines, `const ${data} = await service.send('${method}', ${path}${body ? `, ${object}` : ''});`], data };
      case 'client-object': {
        const call = method === 'GET' ? `client.get(${path})` : `client.send('${method}', ${path}${body ? `, ${object}` : ''})`;
        return { lines: [...lines, `const ${data} = await ${call};`], data };
      }
      case 'axios':
      case 'axios-instance':
      case 'axios-config':
        return this.#axios(use, { lines, data, response, path, object, base, query: options.object });
      case 'got':
      case 'got-extend':
      case 'ky':
      case 'ky-create': {
        const url = isMade ? path : this.#requests.join(base, path);
        const given = [...(body ? [`json: ${object}`] : []), ...(options.object ? [`searchParams: ${options.object}`] : [])];
        const call = `${isMade ? 'http' : this.#client}.${lower}(${[url, ...(given.length > 0 ? [`{ ${given.join(', ')} }`] : [])].join(', ')})`;
        return { lines: [...lines, `const ${data} = await ${call}.json()${this.#typed(' as any')};`], data };
      }
      case 'superagent': {
        const call = `superagent.${lower}(${this.#requests.join(base, path)})${options.object ? `.query(${options.object})` : ''}${body ? `.send(${object})` : ''}`;
        if (use.empty) return { lines: [...lines, `await ${call};`], data };
        return {
          lines: [...lines, `const ${response} = await ${call};`, `const ${data} = ${response}.body;`],
          data,
          status: `${response}.status`,
        };
      }
      case 'undici': {
        const given = [
          ...(method === 'GET' ? [] : [`method: '${method}'`]),
          ...(body ? [`headers: { 'content-type': 'application/json' }`, `body: ${body.isText ? sent : `JSON.stringify(${sent})`}`] : []),
          ...(options.object ? [`query: ${options.object}`] : []),
        ];
        const call = `request(${[this.#requests.join(base, path), ...(given.length > 0 ? [`{ ${given.join(', ')} }`] : [])].join(', ')})`;
        return {
          lines: [
            ...lines,
            `const ${response} = await ${call};`,
            `const ${data} = (await ${response}.body.json())${this.#typed(' as any')};`,
          ],
          data,
          status: `${response}.statusCode`,
        };
      }
      default:
        return this.#fetch(use, { lines, data, response, path, json: body?.isText ? sent : `JSON.stringify(${sent})`, base });
    }
  }

  #axios(
    use: Use,
    at: { lines: string[]; data: string; response: string; path: string; object: string; base: string; query: string | undefined },
  ): Call {
    const { lines, data, response, path, object, base, query } = at;
    const url = this.#client === 'axios-instance' ? path : this.#requests.join(base, path);
    const given = [...(use.fails === undefined ? [] : ['validateStatus: () => true']), ...(query ? [`params: ${query}`] : [])];
    const owner = this.#client === 'axios-instance' ? 'http' : 'axios';
    const lower = use.method.toLowerCase();
    const call =
      this.#client === 'axios-config'
        ? `axios({ ${[`method: '${lower}'`, `url: ${url}`, ...(use.body ? [`data: ${object}`] : []), ...given].join(', ')} })`
        : `${owner}.${lower}(${[url, ...(use.body ? [object] : []), ...(given.length > 0 ? [`{ ${given.join(', ')} }`] : [])].join(', ')})`;
    if (use.empty) return { lines: [...lines, `await ${call};`], data };
    if (use.fails !== undefined || this.#random.chance(30))
      return {
        lines: [...lines, `const ${response} = await ${call};`, `const ${data} = ${response}.data;`],
        data,
        status: `${response}.status`,
      };
    const form = this.#random.pick(['pattern', 'member', 'then'] as const);
    if (form === 'pattern') return { lines: [...lines, `const { data: ${data} } = await ${call};`], data };
    if (form === 'member') return { lines: [...lines, `const ${data} = (await ${call}).data;`], data };
    return { lines: [...lines, `const ${data} = await ${call}.then((answer) => answer.data);`], data };
  }

  #fetch(use: Use, at: { lines: string[]; data: string; response: string; path: string; json: string; base: string }): Call {
    const { lines, data, response, path, json, base } = at;
    const headers = `headers: { 'content-type': 'application/json' }`;
    const init = use.body
      ? `{ method: '${use.method}', ${headers}, body: ${json} }`
      : use.method === 'GET'
        ? ''
        : `{ method: '${use.method}' }`;
    const call =
      this.#client === 'helper-init'
        ? `request(${path}${init ? `, ${init}` : ''})`
        : `fetch(${this.#requests.join(base, path)}${init ? `, ${init}` : ''})`;
    if (use.empty) return { lines: [...lines, `await ${call};`], data };
    if (use.fails === undefined && this.#random.chance(30)) {
      this.#traits.add('then');
      return { lines: [...lines, `const ${data} = await ${call}.then((response${this.#typed(': any')}) => response.json());`], data };
    }
    if (use.fails === undefined && this.#random.chance(20)) {
      this.#traits.add('one-line');
      return { lines: [...lines, `const ${data} = await (await ${call}).json();`], data };
    }
    const test =
      use.fails === undefined && this.#random.chance(40) ? [`if (!${response}.ok) throw new Error('status ' + ${response}.status);`] : [];
    return {
      lines: [...lines, `const ${response} = await ${call};`, ...test, `const ${data} = await ${response}.json();`],
      data,
      status: `${response}.status`,
    };
  }
}
