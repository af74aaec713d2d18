import type { Pack } from '../pack/model.js';
import { isData } from '../project/file-kinds.js';
import type { Analysis } from '../scan/analyse.js';
import { variableOf } from '../scan/levels.js';
import { type ChangeSet, editsOf, findingsOf } from './plan/change-set.js';

/** What no code shows, and what change sets rely on: a sentence for each, once. */
export function environmentFacts(groups: readonly ChangeSet[], packs: readonly Pack[], { interpreter, project }: Analysis): string[] {
  const applied = groups.filter(({ blocked }) => blocked === undefined);
  const others = applied.flatMap(({ sites }) => sites.flatMap(({ site }) => site.call.urls.filter(({ kind }) => kind === 'other')));
  const variables = new Set(others.flatMap(({ url }) => variableOf(url, interpreter) ?? []));
  const files = new Set(applied.flatMap((group) => editsOf(group).flatMap(({ file }) => (isData(file) ? [project.relative(file)] : []))));
  const rules = new Set(applied.flatMap((group) => [...group.rules, ...findingsOf(group).map(({ rule }) => rule)]));
  const stated = packs.flatMap((pack) => pack.rules.flatMap(({ id, environment }) => (rules.has(id) ? (environment ?? []) : [])));
  return [
    ...[...variables].toSorted().map((name) => `${name} may be set outside of the code: set it to v2 there too`),
    ...[...files].toSorted().map((file) => `${file} names v2 now: check what else reads it`),
    ...new Set(stated),
  ];
}
