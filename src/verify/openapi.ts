import { readFile } from 'node:fs/promises';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { UsageError } from '../pack/error.js';
import type { Difference } from './model.js';
import { isRecord } from './recording/fields.js';

/** Errors of one answer that are reported. */
const MAX_ERRORS = 20;
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Any object of the document; what is in it is looked at where it is needed. */
type Part = Record<string, unknown>;

/** An operation of the document. */
interface Documented {
  method: string;
  /** Matches a path without its base. */
  pattern: RegExp;
  /** Fixed segments: of two templates that match, the more specific one counts. */
  fixed: number;
  /** As the document writes it: `GET /things/{id}`. */
  name: string;
  /** JSON pointer to its responses. */
  pointer: string;
  responses: Part;
}

/** A live answer of the target. */
interface Answered {
  method: string;
  /** Path from the root of the target, with its query. */
  path: string;
  /** What may stand before the path that the document writes. */
  base: string;
  /** v1 endpoint template that it stands for. */
  endpoint: string;
  status: number;
  contentType: string;
  text: string | null;
}

type Compile = (pointer: string) => ValidateFunction;

/** An OpenAPI document that answers are held against. */
export class OpenApiDocument {
  readonly #operations: Documented[];
  readonly #bases: string[];
  readonly #document: Part;
  readonly #compile: Compile;
  readonly #validators = new Map<string, ValidateFunction | string>();
  /** Calls that the document does not have, and schemas that cannot be used. */
  readonly #problems = new Map<string, number>();

  private constructor(document: Part, compile: Compile) {
    this.#document = document;
    this.#compile = compile;
    this.#bases = basesOf(document);
    this.#operations = operationsOf(document).toSorted((a, b) => b.fixed - a.fixed);
  }

  /**
   * Reads a document of OpenAPI 3, as JSON or YAML. The validator is loaded only here.
   * @throws UsageError when it is none
   */
  static async read(path: string): Promise<OpenApiDocument> {
    const document = await parse(path);
    if (!isRecord(document) || !isRecord(document['paths']) || !String(document['openapi']).startsWith('3.'))
      throw new UsageError(`--v2-openapi: ${path} is not an OpenAPI document of version 3`);
    return new OpenApiDocument(document, await compiler(document));
  }

  /** How an answer differs from what the document says of it. */
  differences(answered: Answered): Difference[] {
    const operation = this.#find(answered);
    if (!operation) {
      this.#note(`no operation of the OpenAPI document fits the ${answered.method} for ${answered.endpoint}`);
      return [];
    }
    const { status } = answered;
    const key = [String(status), `${Math.floor(status / 100)}XX`, `${Math.floor(status / 100)}xx`, 'default'].find((name) =>
      Object.hasOwn(operation.responses, name),
    );
    if (key === undefined) return [difference('status', `the OpenAPI document has no ${status} for ${operation.name}`)];
    const pointer = this.#schemaOf(`${operation.pointer}/${key}`, answered.contentType);
    if (pointer === undefined || answered.text === null || answered.text === '') return [];
    return this.#validate(pointer, answered.text, operation.name);
  }

  /** What was not held against the document, and why. */
  get problems(): string[] {
    return [...this.#problems].map(([text, count]) => (count === 1 ? text : `${text} (${count} answers)`));
  }

  #note(problem: string): void {
    this.#problems.set(problem, (this.#problems.get(problem) ?? 0) + 1);
  }

  #find({ method, path, base }: Answered): Documented | undefined {
    const [bare = ''] = path.split('?', 1);
    const candidates = [
      bare,
      ...[base, ...this.#bases].filter((each) => each !== '' && bare.startsWith(`${each}/`)).map((each) => bare.slice(each.length)),
    ];
    return this.#operations.find(
      (operation) => operation.method === method && candidates.some((candidate) => operation.pattern.test(candidate)),
    );
  }

  /** JSON pointer to the schema of a response in this media type. */
  #schemaOf(pointer: string, contentType: string): string | undefined {
    const at = this.#resolve(pointer);
    const content = partAt(this.#document, `${at}/content`);
    const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
    const name = content && [type, `${type.split('/')[0]}/*`, '*/*'].find((each) => Object.hasOwn(content, each));
    if (name === undefined || !/[/+]json$/.test(type)) return undefined;
    return partAt(this.#document, `${at}/content/${escaped(name)}/schema`) && `${at}/content/${escaped(name)}/schema`;
  }

  /** Where a part stands that may be a reference. */
  #resolve(pointer: string): string {
    let at = pointer;
    for (let hops = 0; hops < 10; hops += 1) {
      const ref = partAt(this.#document, at)?.['$ref'];
      if (typeof ref !== 'string' || !ref.startsWith('#/')) return at;
      at = ref.slice(1);
    }
    return at;
  }

  #validate(pointer: string, text: string, name: string): Difference[] {
    let validate = this.#validators.get(pointer);
    if (validate === undefined) {
      try {
        validate = this.#compile(pointer);
      } catch (error) {
        validate = error instanceof Error ? error.message : String(error);
      }
      this.#validators.set(pointer, validate);
    }
    if (typeof validate === 'string') {
      this.#note(`the schema of ${name} in the OpenAPI document cannot be used: ${validate}`);
      return [];
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return [];
    }
    if (validate(value)) return [];
    return (validate.errors ?? [])
      .slice(0, MAX_ERRORS)
      .map((error) => difference(pathOf(error), `not as the OpenAPI document says: ${error.message ?? error.keyword}`));
  }
}

function difference(path: string, message: string): Difference {
  return { path, kind: 'unexplained', message };
}

/** `$.items[3].id` for `/items/3/id`, with the name that should be there, or should not. */
function pathOf({ instancePath, keyword, params }: ErrorObject): string {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('');
  const name =
    keyword === 'required' ? params['missingProperty'] : keyword === 'additionalProperties' ? params['additionalProperty'] : undefined;
  return `$${path}${typeof name === 'string' ? `.${name}` : ''}`;
}

async function parse(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(`--v2-openapi: ${path} cannot be read: ${error.message}`);
  });
  try {
    if (/^\s*\{/.test(text)) return JSON.parse(text) as unknown;
    const yaml = await import('yaml');
    return yaml.parse(text, { maxAliasCount: 1000 }) as unknown;
  } catch {
    throw new UsageError(`--v2-openapi: ${path} is neither JSON nor YAML`);
  }
}

/** Makes validators of schemas in the document: those of 3.1 are JSON Schema 2020-12, those of 3.0 nearly an older draft. */
async function compiler(document: Part): Promise<Compile> {
  const isNew = !String(document['openapi']).startsWith('3.0');
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const { Ajv } = await import('ajv');
  const options = { strict: false, allErrors: true, validateFormats: false, validateSchema: false, logger: false } as const;
  const ajv = isNew ? new Ajv2020(options) : new Ajv(options);
  ajv.addSchema(isNew ? document : asJsonSchema(document), 'openapi');
  return (pointer) => ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` });
}

/** OpenAPI 3.0 says with flags that a limit is exclusive and that a value may be null; JSON Schema has no such flags. */
function asJsonSchema(value: Part): Part {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) => {
    if (!isRecord(part)) return part;
    for (const [flag, limit] of [
      ['exclusiveMinimum', 'minimum'],
      ['exclusiveMaximum', 'maximum'],
    ] as const) {
      if (typeof part[flag] !== 'boolean') continue;
      if (part[flag] && typeof part[limit] === 'number') {
        part[flag] = part[limit];
        delete part[limit];
      } else delete part[flag];
    }
    // With a type beside it the validator knows it.
    if (part['nullable'] !== true || part['type'] !== undefined) return part;
    const { nullable: _nullable, ...schema } = part;
    return { anyOf: [{ type: 'null' }, schema] };
  }) as Part;
}

function operationsOf(document: Part): Documented[] {
  const paths = document['paths'];
  if (!isRecord(paths)) return [];
  return Object.entries(paths).flatMap(([template, item]) =>
    METHODS.flatMap((method): Documented[] => {
      const operation = isRecord(item) ? item[method] : undefined;
      const responses = isRecord(operation) ? operation['responses'] : undefined;
      if (!isRecord(responses)) return [];
      return [
        {
          method: method.toUpperCase(),
          pattern: new RegExp(
            `^${template
              .split(/\{[^}]*\}/)
              .map(literal)
              .join('[^/]+')}/?$`,
          ),
          fixed: template.split('/').filter((segment) => !segment.includes('{')).length,
          name: `${method.toUpperCase()} ${template}`,
          pointer: `/paths/${escaped(template)}/${method}/responses`,
          responses,
        },
      ];
    }),
  );
}

/** Paths of the servers of the document, which stand before all of its paths. */
function basesOf({ servers }: Part): string[] {
  const urls = Array.isArray(servers)
    ? servers.flatMap((server) => (isRecord(server) && typeof server['url'] === 'string' ? [server['url']] : []))
    : [];
  return urls.map((url) => (URL.canParse(url, 'http://server') ? new URL(url, 'http://server').pathname.replace(/\/+$/, '') : ''));
}

function partAt(document: Part, pointer: string): Part | undefined {
  let at: unknown = document;
  for (const step of pointer.split('/').slice(1))
    at = isRecord(at) ? at[decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  return isRecord(at) ? at : undefined;
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
