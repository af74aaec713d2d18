import { Random } from './random.js';

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

/** One call of an API as programs use it. */
interface Use {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the base, with `${…}` for what earlier calls gave. */
  path: string;
  body?: string;
  /** Fields that are printed; a list is printed item by item. */
  reads?: string[];
  list?: { at: string; fields: string[] };
  /** The field that later calls need, and the name it gets. */
  keep?: [field: string, name: string];
  /** The answer is an error; what is printed of it. */
  fails?: string;
}

interface ApiGrammar {
  origin: string;
  base: string;
  flows: Use[][];
}

const EXPERIMENT: Use = {
  method: 'POST',
  path: '/experiments',
  body: `{ name: 'run', network_arch: 'dino' }`,
  reads: ['name', 'network_arch'],
  keep: ['id', 'experimentId'],
};
const DATASET: Use = {
  method: 'POST',
  path: '/datasets',
  body: `{ name: 'cats', type: 'object_detection', format: 'kitti' }`,
  reads: ['name', 'format'],
  keep: ['id', 'datasetId'],
};
const TRAIN: Use = {
  method: 'POST',
  path: '/experiments/${experimentId}/jobs',
  body: `{ action: 'train', specs: { epochs: 3 } }`,
  reads: ['action', 'status'],
  keep: ['id', 'jobId'],
};
const CONVERT: Use = {
  method: 'POST',
  path: '/datasets/${datasetId}/jobs',
  body: `{ action: 'convert', specs: {} }`,
  reads: ['action'],
  keep: ['id', 'jobId'],
};
const AGENT: Use = {
  method: 'POST',
  path: '/agents',
  body: `{ name: 'helper', model: 'gpt-4', temperature: 0.2, max_tokens: 100 }`,
  reads: ['name', 'model', 'temperature'],
  keep: ['id', 'agentId'],
};

const APIS: { [api: string]: ApiGrammar } = {
  'rag-services': {
    origin: 'https://rag.example.com',
    base: '/api/v1',
    flows: [
      [{ method: 'GET', path: '/rag/models', list: { at: 'models', fields: ['name', 'dimensions'] } }],
      [{ method: 'GET', path: '/rag/collections/docs-001', reads: ['name', 'directory', 'chunkSize'] }],
      [{ method: 'GET', path: '/rag/models/none', fails: 'error.code' }],
      [{ method: 'GET', path: '/health', reads: ['status'] }],
      [
        {
          method: 'POST',
          path: '/rag/collections',
          body: `{ name: 'mine', directory: '/data/docs' }`,
          reads: ['name', 'directory'],
          keep: ['name', 'made'],
        },
        { method: 'GET', path: '/rag/collections/${made}', reads: ['directory', 'enabled'] },
      ],
      [{ method: 'GET', path: '/rag/collections', list: { at: 'collections', fields: ['name', 'directory'] } }],
    ],
  },
  'agent-platform': {
    origin: 'https://api.agentplatform.com',
    base: '/v1',
    flows: [
      [AGENT, { method: 'GET', path: '/agents/${agentId}', reads: ['name', 'model', 'max_tokens'] }],
      [AGENT, { method: 'PATCH', path: '/agents/${agentId}', body: `{ temperature: 0.9 }`, reads: ['temperature'] }],
      [AGENT, { method: 'GET', path: '/agents', list: { at: '', fields: ['name', 'model'] } }],
      [AGENT, { method: 'DELETE', path: '/agents/${agentId}' }, { method: 'GET', path: '/agents', list: { at: '', fields: ['name'] } }],
    ],
  },
  tao: {
    origin: 'https://tao.example.com',
    base: '/api/v1/orgs/lab',
    flows: [
      [EXPERIMENT, TRAIN],
      [EXPERIMENT, TRAIN, { method: 'GET', path: '/experiments/${experimentId}/jobs/${jobId}', reads: ['action', 'status'] }],
      [EXPERIMENT, TRAIN, { method: 'POST', path: '/experiments/${experimentId}/jobs/${jobId}:cancel' }],
      [EXPERIMENT, { method: 'GET', path: '/experiments/${experimentId}', reads: ['name'] }, TRAIN],
      [DATASET, CONVERT, { method: 'GET', path: '/datasets/${datasetId}/jobs', list: { at: 'jobs', fields: ['action'] } }],
      [DATASET, CONVERT, { method: 'DELETE', path: '/datasets/${datasetId}/jobs/${jobId}' }],
      [DATASET, { method: 'PATCH', path: '/datasets/${datasetId}', body: `{ name: 'dogs' }`, reads: ['name'] }],
      [{ method: 'GET', path: '/experiments:base', list: { at: 'experiments', fields: ['name'] } }],
    ],
  },
  openml: {
    origin: 'https://www.openml.org',
    base: '/v1',
    flows: [
      [
        {
          method: 'GET',
          path: '/datasets/61',
          reads: ['data_set_description.name', 'data_set_description.format', 'data_set_description.id'],
        },
      ],
      [{ method: 'GET', path: '/datasets/999999', fails: 'error.message' }],
    ],
  },
  insightflow: {
    origin: 'https://api.insightflow.ai',
    base: '/api/v1',
    flows: [
      [
        {
          method: 'POST',
          path: '/routing/route',
          body: `{ input_data: { text: 'hello' }, input_type: 'text' }`,
          reads: ['agent_name', 'confidence_score'],
        },
      ],
    ],
  },
};

/** The ids of the APIs that programs are made for. */
export const FUZZED_APIS = Object.keys(APIS);

const BASES = ['constant', 'template', 'other-file', 'parts', 'object', 'function', 'fallback', 'enum'] as const;
const JOINS = ['template', 'plus', 'list', 'concat'] as const;
const CLIENTS = ['fetch', 'fetch', 'helper', 'helper-init', 'class', 'axios', 'axios-instance', 'axios-config', 'client-object'] as const;
const BODIES = ['inline', 'variable', 'written-later', 'spread', 'stringified-before'] as const;
const READS = ['member', 'pattern', 'optional', 'function', 'in', 'variable', 'template', 'copied'] as const;
const LISTS = ['for', 'map', 'pattern', 'length', 'first'] as const;

/** Makes the program of a seed. */
export function programOf(seed: number, only?: string): Program {
  const random = new Random(seed * 7919 + 13);
  const api = only ?? random.pick(FUZZED_APIS);
  const grammar = APIS[api];
  if (!grammar) throw new RangeError(`no grammar for ${api}`);
  return new Writer(random, api, grammar, seed).program();
}

class Writer {
  readonly #random: Random;
  readonly #api: string;
  readonly #grammar: ApiGrammar;
  readonly #seed: number;
  readonly #isTyped: boolean;
  readonly #client: (typeof CLIENTS)[number];
  readonly #base: (typeof BASES)[number];
  readonly #traits = new Set<string>();
  readonly #top: string[] = [];
  readonly #files: { [name: string]: string } = {};
  #names = 0;

  constructor(random: Random, api: string, grammar: ApiGrammar, seed: number) {
    this.#random = random;
    this.#api = api;
    this.#grammar = grammar;
    this.#seed = seed;
    this.#isTyped = random.chance(60);
    this.#client = random.pick(CLIENTS);
    const base = random.pick(BASES);
    this.#base = base === 'enum' && !this.#isTyped ? 'object' : base;
  }

  program(): Program {
    const base = this.#writeBase();
    this.#writeClient(base);
    const body: string[] = [];
    const flow = this.#random.pick(this.#grammar.flows);
    const lines = flow.flatMap((use, index) => this.#use(use, index, base));
    const isSplit = this.#random.chance(15);
    if (isSplit)
      body.push(
        'try {',
        ...lines.map((line) => `  ${line}`),
        '} catch (error) {',
        `  print('failed ' + ${this.#isTyped ? '(error as Error)' : 'error'}.message);`,
        '}',
      );
    else body.push(...lines);
    const entry = this.#isTyped ? 'main.ts' : 'main.js';
    const any = this.#isTyped ? ': (line: unknown) => void' : '';
    this.#files[entry] = [...this.#top, '', `export async function main(print${any}) {`, ...body.map((line) => `  ${line}`), '}', ''].join(
      '\n',
    );
    const traits = [this.#isTyped ? 'ts' : 'js', this.#client, `base-${this.#base}`, ...this.#traits];
    return { seed: this.#seed, api: this.#api, files: this.#files, entry, traits };
  }

  /** Declares the base, and gives the expression that stands for it. */
  #writeBase(): string {
    const { origin, base } = this.#grammar;
    const whole = `'${origin}${base}'`;
    switch (this.#base) {
      case 'template':
        this.#top.push(`const ORIGIN = '${origin}';`, `const API = \`\${ORIGIN}${base}\`;`);
        return 'API';
      case 'other-file':
        this.#files[this.#isTyped ? 'settings.ts' : 'settings.js'] = `export const API = ${whole};\n`;
        this.#top.push(`import { API } from './settings.js';`);
        return 'API';
      case 'parts':
        this.#top.push(`const HOST = '${origin}';`, `const PREFIX = '${base}';`, 'const API = HOST + PREFIX;');
        return 'API';
      case 'object':
        this.#top.push(`const config = { api: ${whole}, retries: 2 };`);
        return 'config.api';
      case 'function':
        this.#top.push(`const api = () => ${whole};`);
        return 'api()';
      case 'fallback':
        this.#top.push(`const API = process.env.SERVICE_URL ?? ${whole};`);
        return 'API';
      case 'enum':
        this.#top.push(`enum Urls {`, `  Api = ${whole},`, '}');
        return 'Urls.Api';
      default:
        this.#top.push(`const API = ${whole};`);
        return 'API';
    }
  }

  #writeClient(base: string): void {
    const [text, any, optional] = this.#isTyped ? [': string', ': any', '?: unknown'] : ['', '', ''];
    const init = `{ method, headers: { 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) }`;
    switch (this.#client) {
      case 'helper':
        this.#top.push(
          `async function call(method${text}, path${text}, body${optional})${this.#isTyped ? ': Promise<any>' : ''} {`,
          `  const response = await fetch(${base} + path, ${init});`,
          '  return response.json();',
          '}',
        );
        break;
      case 'helper-init':
        this.#top.push(
          `const request = async (path${text}, init${any} = {}) => {`,
          `  const response = await fetch(\`\${${base}}\${path}\`, init);`,
          '  return response;',
          '};',
        );
        break;
      case 'class':
        this.#top.push(
          'class Service {',
          `  base = ${base};`,
          `  async send(method${text}, path${text}, body${optional})${this.#isTyped ? ': Promise<any>' : ''} {`,
          `    const response = await fetch(this.base + path, ${init});`,
          '    return await response.json();',
          '  }',
          '}',
          'const service = new Service();',
        );
        break;
      case 'axios':
      case 'axios-config':
        this.#top.unshift(`import axios from 'axios';`);
        break;
      case 'axios-instance':
        this.#top.unshift(`import axios from 'axios';`);
        this.#top.push(`const http = axios.create({ baseURL: ${base} });`);
        break;
      case 'client-object':
        this.#top.push(
          'const client = {',
          `  get: async (path${text}) => (await fetch(${base} + path)).json(),`,
          `  send: async (method${text}, path${text}, body${optional}) => (await fetch(${base} + path, ${init})).json(),`,
          '};',
        );
        break;
      default:
    }
  }

  #use(use: Use, index: number, base: string): string[] {
    const { lines, data, status } = this.#call(use, index, base);
    if (use.fails !== undefined) return [...lines, ...this.#failure(use.fails, data, status)];
    const reads = (use.reads ?? []).flatMap((field) => this.#read(data, field));
    const list = use.list ? this.#list(data, use.list) : [];
    const keep = use.keep
      ? [this.#random.chance(50) ? `const ${use.keep[1]} = ${data}.${use.keep[0]};` : `const { ${use.keep[0]}: ${use.keep[1]} } = ${data};`]
      : [];
    const order = this.#random.chance(50) ? [...keep, ...reads, ...list] : [...reads, ...list, ...keep];
    return [...lines, ...order];
  }

  /** The call, with the names of its body and of its status where one is at hand. */
  #call(use: Use, index: number, base: string): { lines: string[]; data: string; status?: string } {
    const { method } = use;
    const data = `data${index}`;
    const body = use.body === undefined ? undefined : this.#body(use.body, index);
    const sent = body?.name ?? '';
    const lines = body?.lines ?? [];
    const path = this.#path(use.path);
    const plain = body?.isText === true;
    const json = plain ? sent : `JSON.stringify(${sent})`;
    const headers = `headers: { 'content-type': 'application/json' }`;
    const init = body ? `{ method: '${method}', ${headers}, body: ${json} }` : method === 'GET' ? '' : `{ method: '${method}' }`;
    const object = plain ? `JSON.parse(${sent})` : sent;
    switch (this.#client) {
      case 'helper':
        return { lines: [...lines, `const ${data} = await call('${method}', ${path}${body ? `, ${object}` : ''});`], data };
      case 'class':
        return { lines: [...lines, `const ${data} = await service.send('${method}', ${path}${body ? `, ${object}` : ''});`], data };
      case 'client-object':
        return {
          lines: [
            ...lines,
            method === 'GET'
              ? `const ${data} = await client.get(${path});`
              : `const ${data} = await client.send('${method}', ${path}${body ? `, ${object}` : ''});`,
          ],
          data,
        };
      case 'axios':
      case 'axios-instance':
      case 'axios-config': {
        const url = this.#client === 'axios-instance' ? path : this.#join(base, path);
        const owner = this.#client === 'axios-instance' ? 'http' : 'axios';
        const options = use.fails === undefined ? '' : '{ validateStatus: () => true }';
        const call =
          this.#client === 'axios-config'
            ? `axios({ method: '${method.toLowerCase()}', url: ${url}${body ? `, data: ${object}` : ''}${options ? ', validateStatus: () => true' : ''} })`
            : `${owner}.${method.toLowerCase()}(${[url, ...(body ? [object] : []), ...(options ? [options] : [])].join(', ')})`;
        if (use.fails !== undefined)
          return {
            lines: [...lines, `const res${index} = await ${call};`, `const ${data} = res${index}.data;`],
            data,
            status: `res${index}.status`,
          };
        return this.#random.chance(50)
          ? { lines: [...lines, `const { data: ${data} } = await ${call};`], data }
          : { lines: [...lines, `const ${data} = (await ${call}).data;`], data };
      }
      default: {
        const call =
          this.#client === 'helper-init'
            ? `request(${path}${init ? `, ${init}` : ''})`
            : `fetch(${this.#join(base, path)}${init ? `, ${init}` : ''})`;
        if (use.fails === undefined && this.#random.chance(30)) {
          this.#traits.add('then');
          return {
            lines: [...lines, `const ${data} = await ${call}.then((response${this.#isTyped ? ': any' : ''}) => response.json());`],
            data,
          };
        }
        const test =
          use.fails === undefined && this.#random.chance(40)
            ? [`if (!res${index}.ok) throw new Error('status ' + res${index}.status);`]
            : [];
        return {
          lines: [...lines, `const res${index} = await ${call};`, ...test, `const ${data} = await res${index}.json();`],
          data,
          status: `res${index}.status`,
        };
      }
    }
  }

  #body(literal: string, index: number): { lines: string[]; name: string; isText?: true } {
    const form = this.#random.pick(BODIES);
    this.#traits.add(`body-${form}`);
    const name = `body${index}`;
    const any = this.#isTyped ? ': any' : '';
    switch (form) {
      case 'variable':
        return { lines: [`const ${name} = ${literal};`], name };
      case 'written-later': {
        const fields = literal.slice(1, -1).split(/, (?=\w+:)/);
        const last = fields.pop()?.trim() ?? '';
        const [field = '', ...value] = last.split(': ');
        return { lines: [`const ${name}${any} = {${fields.join(',')} };`, `${name}.${field} = ${value.join(': ')};`], name };
      }
      case 'spread':
        return { lines: [`const given${index} = ${literal};`], name: `{ ...given${index} }` };
      case 'stringified-before':
        return { lines: [`const ${name} = JSON.stringify(${literal});`], name, isText: true };
      default:
        return { lines: [], name: literal };
    }
  }

  #path(path: string): string {
    if (!path.includes('${')) return `'${path}'`;
    if (this.#random.chance(70)) return `\`${path}\``;
    this.#traits.add('path-plus');
    return path
      .split(/(\$\{\w+\})/)
      .filter((part) => part !== '')
      .map((part) => (part.startsWith('${') ? part.slice(2, -1) : `'${part}'`))
      .join(' + ');
  }

  #join(base: string, path: string): string {
    const form = this.#random.pick(JOINS);
    this.#traits.add(`join-${form}`);
    switch (form) {
      case 'plus':
        return `${base} + ${path}`;
      case 'list':
        return `[${base}, ${path}].join('')`;
      case 'concat':
        return `${base}.concat(${path})`;
      default:
        return path.startsWith('`') ? `\`\${${base}}${path.slice(1)}` : `\`\${${base}}\${${path}}\``;
    }
  }

  #read(data: string, field: string): string[] {
    const form = this.#random.pick(READS);
    this.#traits.add(`read-${form}`);
    this.#names += 1;
    const name = `value${this.#names}`;
    const [first = '', ...rest] = field.split('.');
    const tail = rest.map((part) => `.${part}`).join('');
    const any = this.#isTyped ? ': any' : '';
    switch (form) {
      case 'pattern':
        return [`const { ${first}: ${name} } = ${data};`, `print(${name}${tail});`];
      case 'optional':
        return [`print(${data}?.${field} ?? 'none');`];
      case 'function':
        return [`const ${name} = (it${any}) => it.${field};`, `print(${name}(${data}));`];
      case 'in':
        return [`print('${first}' in ${data} ? ${data}.${field} : 'none');`];
      case 'variable':
        return [`const ${name} = ${data};`, `print(${name}.${field});`];
      case 'template':
        return [`print(\`${first}: \${${data}.${field}}\`);`];
      case 'copied':
        return [`const ${name}${any} = { ...${data} };`, `print(${name}.${field});`];
      default:
        return [`print(${data}.${field});`];
    }
  }

  #list(data: string, { at, fields }: { at: string; fields: string[] }): string[] {
    const form = this.#random.pick(LISTS);
    this.#traits.add(`list-${form}`);
    const field = this.#random.pick(fields);
    const list = at === '' ? data : `${data}.${at}`;
    const any = this.#isTyped ? ': any' : '';
    switch (form) {
      case 'map':
        return [`print(${list}.map((item${any}) => item.${field}).join());`];
      case 'pattern':
        return [`for (const { ${field}: it } of ${list}) print(it);`];
      case 'length':
        return [`print(${list}.length);`];
      case 'first':
        return [`print(${list}[0].${field});`];
      default:
        return [`for (const item of ${list}) print(item.${field});`];
    }
  }

  #failure(field: string, data: string, status: string | undefined): string[] {
    const form = this.#random.pick(['plain', 'tested', 'fallback'] as const);
    this.#traits.add(`failure-${form}`);
    if (form === 'tested' && status !== undefined) return [`if (${status} >= 400) print('failed: ' + ${data}.${field});`];
    if (form === 'fallback') return [`print(${data}?.${field.split('.').join('?.')} ?? 'unknown');`];
    return [`print(${data}.${field});`];
  }
}

/** Where the servers of an API are, as programs name it. */
export function originOf(api: string): string {
  return APIS[api]?.origin ?? '';
}
