import type { Project } from './project.js';
import type { Source } from './source.js';

/** Makes a list of what all parsed sources of a project hold, extended as more are parsed. */
export function createSourceIndex<T>(extract: (source: Source) => T[]): (project: Project) => readonly T[] {
  const known = new WeakMap<Project, { count: number; items: T[] }>();
  return (project) => {
    const index = known.get(project) ?? { count: 0, items: [] };
    known.set(project, index);
    const sources = project.parsed();
    for (const source of sources.slice(index.count)) index.items.push(...extract(source));
    index.count = sources.length;
    return index.items;
  };
}
