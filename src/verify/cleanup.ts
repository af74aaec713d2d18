import type { Table } from '../match/index.js';
import type { Json } from '../pack/model.js';
import { tryParseJson } from './json.js';
import type { RunProblem } from './model.js';
import type { Sender } from './replay/sender.js';
import type { OutHeaders } from './translate/headers.js';
import { isObject } from '../pack/lens/fields.js';

/** Created things that are remembered at most. */
const MAX_CREATED = 100_000;

/** Remembers what a run creates on the target, and deletes it again. */
export class Cleanup {
  /** Paths of created things, in order of creation. */
  readonly #created = new Set<string>();
  readonly #deletable: RegExp[];

  constructor(tables: readonly Table[]) {
    this.#deletable = tables.flatMap((table) =>
      table.targets
        .filter((target) => target.method === 'DELETE' && target.query.length === 0)
        .map((target) => deletablePath(table.v2Base, target.source)),
    );
  }

  /** Things that can be deleted. */
  get size(): number {
    return this.#created.size;
  }

  /** Notes a request that the target accepted. */
  note(method: string, path: string, status: number, body: string | null, idField: string): void {
    const [bare = path] = path.split('?');
    if (status >= 300) return;
    if (method === 'DELETE') this.#created.delete(bare);
    if (method !== 'POST' || body === null || this.#created.size >= MAX_CREATED) return;
    const id = idOf(tryParseJson(body), idField);
    const created = `${bare}/${encodeURIComponent(id ?? '')}`;
    if (id !== undefined && this.#deletable.some((pattern) => pattern.test(created))) this.#created.add(created);
  }

  /** Deletes what is left, the newest first; what cannot be deleted is a problem. */
  async run(sender: Sender, headers: OutHeaders): Promise<RunProblem[]> {
    const problems: RunProblem[] = [];
    for (const path of [...this.#created].toReversed()) {
      try {
        const { status } = await sender.send({ method: 'DELETE', path, headers, body: null });
        if (status >= 400 && status !== 404 && status !== 410)
          problems.push({ message: `cleanup: DELETE ${path} was answered with ${status}` });
      } catch (error) {
        problems.push({ message: `cleanup: DELETE ${path}: ${error instanceof Error ? error.message : String(error)}` });
      }
    }
    return problems;
  }
}

/** Matches the path of an item, wherever the base of v2 is mounted. */
function deletablePath(base: string[], endpoint: string): RegExp {
  const path = base.map((segment) => `/${segment}`).join('') + endpoint.replace(/^[A-Z]+ /, '');
  const source = path.split(/\{\w+\*?\}/).map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`${source.join('[^/]+')}$`);
}

function idOf(answer: Json | undefined, name: string): string | undefined {
  if (typeof answer === 'string') return answer;
  if (!isObject(answer)) return undefined;
  const id = answer[name] ?? Object.values(answer).find(isObject)?.[name];
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}
