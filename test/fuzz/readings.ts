import type { Random } from './random.js';

const READS = [
  'member',
  'member',
  'pattern',
  'optional',
  'function',
  'in',
  'variable',
  'template',
  'copied',
  'element',
  'default',
  'json',
  'stored',
  'array',
  'test',
  'ternary',
  'parameter',
  'text-key',
  'rest',
  'entries',
  'mapped',
  'switch',
  'later',
  'promised',
  'holder',
  'nullish',
  'keys',
  'alias',
] as const;
const LISTS = [
  'for',
  'map',
  'pattern',
  'length',
  'first',
  'filter',
  'reduce',
  'spread',
  'forEach',
  'find',
  'async',
  'index',
  'all',
  'sorted',
  'destructured',
  'by-name',
  'at',
  'pushed',
  'flat',
] as const;

/** Writes the code that reads what calls answer. */
export class Readings {
  readonly #random: Random;
  readonly #isTyped: boolean;
  readonly #traits: Set<string>;
  #names = 0;

  constructor(random: Random, isTyped: boolean, traits: Set<string>) {
    this.#random = random;
    this.#isTyped = isTyped;
    this.#traits = traits;
  }

  /** Prints a field. */
  read(data: string, field: string): string[] {
    const form = this.#random.pick(READS);
    this.#traits.add(`read-${form}`);
    this.#names += 1;
    const name = `value${this.#names}`;
    const [first = '', ...rest] = field.split('.');
    const tail = rest.map((part) => `.${part}`).join('');
    const any = this.#typed(': any');
    switch (form) {
      case 'pattern':
        return [`const { ${first}: ${name} } = ${data};`, `print(${name}${tail});`];
      case 'optional':
        return [`print(${data}?.${field.split('.').join('?.')} ?? 'none');`];
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
      case 'element':
        return [
          `print(${data}${field
            .split('.')
            .map((part) => `['${part}']`)
            .join('')});`,
        ];
      case 'default':
        return rest.length > 0
          ? [`const { ${first}: { ${rest.join(': { ')}: ${name} = 'none' }${' }'.repeat(rest.length - 1)} } = ${data};`, `print(${name});`]
          : [`const { ${first}: ${name} = 'none' } = ${data};`, `print(${name});`];
      case 'json':
        return [`print(JSON.parse(JSON.stringify(${data})).${field});`];
      case 'stored':
        return [`const ${name} = { item: ${data} };`, `print(${name}.item.${field});`];
      case 'array':
        return [`print([${data}].map((it${any}) => it.${field}).join());`];
      case 'test':
        return [`if (${data}.${field}) print(${data}.${field});`, `else print('nothing');`];
      case 'ternary':
        return [`print(${data} ? ${data}.${field} : 'nothing');`];
      case 'parameter':
        return [`const ${name} = ({ ${first}: it }${any}) => it${tail};`, `print(${name}(${data}));`];
      case 'rest':
        return [`const { unknown${this.#names}: none${this.#names}, ...${name} }${any} = ${data};`, `print(${name}.${field});`];
      case 'entries':
        return [`const ${name}${any} = Object.fromEntries(Object.entries(${data}));`, `print(${name}.${field});`];
      case 'mapped':
        return [`const ${name}${any} = new Map([['it', ${data}]]).get('it');`, `print(${name}.${field});`];
      case 'switch':
        return [
          `switch (${data}.${field}) {`,
          `  case undefined:`,
          `    print('nothing');`,
          '    break;',
          '  default:',
          `    print(${data}.${field});`,
          '}',
        ];
      case 'later':
        return [`let ${name}${any};`, `${name} = ${data};`, `print(${name}.${field});`];
      case 'promised':
        return [`print(await Promise.resolve(${data}).then((it${any}) => it.${field}));`];
      case 'holder':
        return [
          `class Holder${this.#names} {`,
          `  last${any} = undefined;`.replace(' = undefined', this.#isTyped ? '' : ' = undefined'),
          `  show() {`,
          `    return this.last.${field};`,
          '  }',
          '}',
          `const ${name} = new Holder${this.#names}();`,
          `${name}.last = ${data};`,
          `print(${name}.show());`,
        ];
      case 'nullish':
        return [`const ${name}${any} = ${data} ?? {};`, `print(${name}.${field});`];
      case 'keys':
        return [`print(Object.keys(${data}).includes('${first}') ? ${data}.${field} : 'none');`];
      case 'alias':
        return [`const ${name} = ${data}.${field};`, `print([${name}, typeof ${name}].join(' '));`];
      case 'text-key':
        return [`const ${name} = '${first}';`, `print(${data}[${name}]${tail});`];
      default:
        return [`print(${data}.${field});`];
    }
  }

  /** Prints a field of each item, or something of the list. */
  list(data: string, { at, fields }: { at: string; fields: string[] }): string[] {
    const form = this.#random.pick(LISTS);
    this.#traits.add(`list-${form}`);
    this.#names += 1;
    const field = this.#random.pick(fields);
    const list = at === '' ? data : `${data}.${at}`;
    const any = this.#typed(': any');
    switch (form) {
      case 'map':
        return [`print(${list}.map((item${any}) => item.${field}).join());`];
      case 'pattern':
        return [`for (const { ${field}: it } of ${list}) print(it);`];
      case 'length':
        return [`print(${list}.length);`];
      case 'first':
        return [`print(${list}[0]?.${field});`];
      case 'filter':
        return [`print(${list}.filter((item${any}) => item.${field} !== undefined).length);`];
      case 'reduce':
        return [`print(${list}.reduce((text${any}, item${any}) => text + item.${field}, ''));`];
      case 'spread':
        return [`print([...${list}].map(({ ${field} }${any}) => ${field}).join());`];
      case 'forEach':
        return [`${list}.forEach((item${any}) => print(item.${field}));`];
      case 'async':
        return [`for await (const item of ${list}) print(item.${field});`];
      case 'index':
        return [`for (let at = 0; at < ${list}.length; at += 1) print(${list}[at].${field});`];
      case 'all':
        return [`print((await Promise.all(${list}.map(async (item${any}) => item.${field}))).join());`];
      case 'sorted':
        return [
          `print([...${list}].sort((a${any}, b${any}) => String(a.${field}).localeCompare(String(b.${field}))).map((item${any}) => item.${field}).join());`,
        ];
      case 'destructured':
        return [`const [head${this.#names}] = ${list};`, `print(head${this.#names}?.${field});`];
      case 'by-name':
        return [`print(Object.keys(Object.fromEntries(${list}.map((item${any}) => [item.${field}, item]))).join());`];
      case 'at':
        return [`print(${list}.at(-1)?.${field});`];
      case 'pushed':
        return [
          `const kept${this.#names}${this.#typed(': any[]')} = [];`,
          `for (const item of ${list}) kept${this.#names}.push(item.${field});`,
          `print(kept${this.#names}.join());`,
        ];
      case 'flat':
        return [`print(${list}.flatMap((item${any}) => [item.${field}]).length);`];
      case 'find':
        return [`print(${list}.find((item${any}) => item.${field} !== 'none')?.${field});`];
      default:
        return [`for (const item of ${list}) print(item.${field});`];
    }
  }

  /** Prints a field of an error. */
  failure(field: string, data: string, status: string | undefined): string[] {
    const form = this.#random.pick(['plain', 'tested', 'fallback', 'in', 'pattern'] as const);
    this.#traits.add(`failure-${form}`);
    const [first = ''] = field.split('.');
    const optional = field.split('.').join('?.');
    if (form === 'tested' && status !== undefined) return [`if (${status} >= 400) print('failed: ' + ${data}.${field});`];
    if (form === 'fallback') return [`print(${data}?.${optional} ?? 'unknown');`];
    if (form === 'in') return [`if ('${first}' in ${data}) print('failed: ' + ${data}.${field});`, `else print('fine');`];
    if (form === 'pattern') return [`const { ${first}: failure } = ${data};`, `print(failure${field.slice(first.length)});`];
    return [`print(${data}.${field});`];
  }

  #typed(text: string): string {
    return this.#isTyped ? text : '';
  }
}
