import type { Operation, Table } from '../match/index.js';
import { isObject } from '../pack/lens/fields.js';
import { forward } from '../pack/lens/index.js';
import type { Json, JsonObject } from '../pack/model.js';
import { tryParseJson } from './json.js';
import type { Exchange, RunProblem, VerifySummary } from './model.js';
import type { Sender } from './replay/sender.js';
import type { OutHeaders } from './translate/headers.js';

/** Created resources that are remembered at most. */
const MAX_CREATED = 100_000;
/** Resources that are listed as left at most. */
const MAX_LISTED = 1000;
/** Levels below which the id of a created resource is not looked for. */
const MAX_DEPTH = 4;
/** Stands for the recorded id while its place in the v2 answer is looked for. */
const MARK = '\uE000created';

/** A v2 endpoint that deletes one resource. */
interface Deletion {
  /** Matches the path of a resource, wherever the base of v2 is mounted. */
  path: RegExp;
  /** Matches the path of its collection. */
  collection: RegExp;
  /** Field that the last path parameter names. */
  field: string;
}

/** A creation that the target accepted. */
interface Created {
  exchange: Exchange;
  operation: Operation;
  /** Field that identifies the resource, when the pack says so. */
  idField: string | undefined;
}

/** Remembers what a run creates on the target, and deletes it again. */
export class Cleanup {
  /** Paths of created resources that the rules can delete, in order of creation. */
  readonly #created = new Set<string>();
  /** Creations whose path is not known, as the request that made them. */
  readonly #unnamed: string[] = [];
  readonly #deletions: Deletion[];
  #made = 0;

  constructor(tables: readonly Table[]) {
    this.#deletions = tables.flatMap((table) =>
      table.targets
        .filter((target) => target.method === 'DELETE' && target.query.length === 0)
        .flatMap((target) => deletionOf(table.v2Base, target.source)),
    );
  }

  /** Notes a request that the target answered. */
  note(method: string, path: string, status: number, body: string | null, created: Created): void {
    const [bare = path] = path.split('?');
    if (status >= 300) return;
    if (method === 'DELETE') this.#created.delete(bare);
    if (method !== 'POST') return;
    const deletion = this.#deletions.find(({ collection }) => collection.test(bare));
    if (!deletion && status !== 201) return;
    this.#made += 1;
    const id = deletion && body !== null ? createdId(tryParseJson(body), deletion, created) : undefined;
    const own = id === undefined ? undefined : `${bare}/${encodeURIComponent(id)}`;
    if (own !== undefined && deletion?.path.test(own) === true && this.#created.size < MAX_CREATED) this.#created.add(own);
    else this.#unnamed.push(`POST ${bare}`);
  }

  /** What was created, and what is left of it. */
  get result(): NonNullable<VerifySummary['created']> {
    const left = [...this.#created, ...this.#unnamed];
    return { made: this.#made, deleted: this.#made - left.length, left: left.slice(0, MAX_LISTED) };
  }

  /** Deletes what is left, the newest first; what cannot be deleted is a problem. @returns how many were deleted */
  async run(sender: Sender, headers: OutHeaders, problems: RunProblem[]): Promise<number> {
    const before = this.#created.size;
    for (const path of [...this.#created].toReversed()) {
      try {
        const { status } = await sender.send({ method: 'DELETE', path, headers, body: null });
        if (status < 400 || status === 404 || status === 410) this.#created.delete(path);
        else problems.push({ message: `cleanup: DELETE ${path} was answered with ${status}` });
      } catch (error) {
        problems.push({ message: `cleanup: DELETE ${path}: ${error instanceof Error ? error.message : String(error)}` });
      }
    }
    for (const made of new Set(this.#unnamed))
      problems.push({ message: `cleanup: what ${made} created is left: no rule says how to delete it, or its answer does not name it` });
    return before - this.#created.size;
  }
}

function deletionOf(base: readonly string[], endpoint: string): Deletion[] {
  const path = base.map((segment) => `/${segment}`).join('') + endpoint.replace(/^[A-Z]+ /, '');
  const last = /^(.*)\/\{(\w+)\}$/.exec(path);
  if (!last) return [];
  const [, collection = '', parameter = ''] = last;
  return [{ path: new RegExp(`${patternOf(path)}$`), collection: new RegExp(`${patternOf(collection)}$`), field: parameter }];
}

function patternOf(template: string): string {
  return template
    .split(/\{\w+\*?\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('[^/]+');
}

/** The id that v2 gave a created resource: where the rules put that of v1, or else in the first field of a usual name. */
function createdId(live: Json | undefined, { field }: Deletion, { exchange, operation, idField }: Created): string | undefined {
  if (typeof live === 'string') return live;
  const names = [...new Set([idField, 'id', field, field.replace(/^.*_(?=[a-z]+$)/i, '')])].filter((name) => name !== undefined);
  return throughLens(live, exchange, operation, names) ?? firstOf(live, names, 0);
}

/** Follows the recorded id through the lens of the answer to its place in that of v2. */
function throughLens(live: Json | undefined, { response }: Exchange, operation: Operation, names: readonly string[]): string | undefined {
  const recorded = response.body === null ? undefined : tryParseJson(response.body);
  for (const name of names) {
    const marked = isObject(recorded) ? withMark(recorded, name, 0) : undefined;
    const path = marked && pathOfMark(forward(operation.response, marked, { parameters: {} }), []);
    const id = path?.reduce<Json | undefined>((at, step) => (isObject(at) ? at[step] : undefined), live);
    if (typeof id === 'string' || typeof id === 'number') return String(id);
  }
  return undefined;
}

/** The object with the mark in its first field of this name, or one below; undefined when there is none. */
function withMark(value: JsonObject, name: string, depth: number): JsonObject | undefined {
  if (Object.hasOwn(value, name) && typeof value[name] !== 'object') return { ...value, [name]: MARK };
  if (depth > MAX_DEPTH) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const marked = isObject(item) ? withMark(item, name, depth + 1) : undefined;
    if (marked) return { ...value, [key]: marked };
  }
  return undefined;
}

function pathOfMark(value: Json, path: readonly string[]): readonly string[] | undefined {
  if (value === MARK) return path;
  if (!isObject(value)) return undefined;
  for (const [name, item] of Object.entries(value)) {
    const found = pathOfMark(item, [...path, name]);
    if (found) return found;
  }
  return undefined;
}

function firstOf(value: Json | undefined, names: readonly string[], depth: number): string | undefined {
  if (!isObject(value) || depth > MAX_DEPTH) return undefined;
  for (const name of names) {
    const id = value[name];
    if (typeof id === 'string' || typeof id === 'number') return String(id);
  }
  for (const item of Object.values(value)) {
    const found = firstOf(item, names, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
