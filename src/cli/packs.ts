import picomatch from 'picomatch';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import type { PackOptions } from '../match/index.js';
import type { Pack } from '../pack/model.js';
import type { LoadedConfig } from './config/load.js';
import { isPath } from './config/is-path.js';
import { UsageError } from '../pack/error.js';
import { nearest } from '../pack/nearest.js';
import type { PackSelection, SelectionOptions } from './options.js';
import { unknownName } from './suggest.js';

/** The packs of a run and what the configuration says of them, by pack id. */
export interface ChosenPacks {
  packs: Pack[];
  /** The user named the packs. */
  named: boolean;
  packOptions: { [pack: string]: PackOptions };
  origins: { [pack: string]: string[] };
}

/**
 * Loads the packs that the command line names, or else every shipped one that the configuration leaves on and every own one.
 * @throws UsageError for an unknown id, stage or option, PackError for a pack that is not valid
 */
export async function choosePacks(options: PackSelection, loaded: LoadedConfig): Promise<ChosenPacks> {
  const settings = loaded.config.packs ?? {};
  assertKnownPacks(loaded);
  const ids = options.pack ?? packIds(loaded).filter((id) => settings[id] !== false);
  const all = await Promise.all([...new Set(ids)].map((id) => loadPack(id, loaded)));
  const packs = all.flatMap((pack) => staged(pack, options.stage ?? settingsOf(loaded, pack.id).stage, options.stage !== undefined));
  if (packs.length === 0) throw noPacks(all, options.stage);
  const chosen: ChosenPacks = { packs, named: options.pack !== undefined, packOptions: {}, origins: {} };
  for (const { id, options: declared = {} } of packs) {
    const { origins, options: given } = settingsOf(loaded, id);
    for (const name of Object.keys(given ?? {}))
      if (!(name in declared)) throw unknownName(`option of pack ${id}`, name, Object.keys(declared));
    if (given) chosen.packOptions[id] = given;
    if (origins) chosen.origins[id] = origins;
  }
  return chosen;
}

/** @throws UsageError for settings of a pack that is neither shipped nor loaded by the configuration */
function assertKnownPacks(loaded: LoadedConfig): void {
  const known = packIds(loaded);
  for (const id of Object.keys(loaded.config.packs ?? {})) {
    if (known.includes(id)) continue;
    const near = nearest(id, known);
    const hint =
      near === undefined ? `name its file or package with "from"; shipped packs: ${shippedPacks.join(', ')}` : `did you mean "${near}"?`;
    throw new UsageError(`${loaded.name}: packs.${id}: unknown pack; ${hint}`);
  }
}

/** Ids of the shipped packs and of those that the configuration adds. */
export function packIds({ config }: LoadedConfig): string[] {
  const own = Object.entries(config.packs ?? {}).flatMap(([id, value]) =>
    typeof value === 'object' && value.from !== undefined ? [id] : [],
  );
  return [...new Set([...shippedPacks, ...own])];
}

/** Loads a pack by id, or by path: `./packs/acme.ts`. */
async function loadPack(id: string, loaded: LoadedConfig): Promise<Pack> {
  const { from } = settingsOf(loaded, id);
  if (from !== undefined || isPath(id)) {
    const { loadConfiguredPack, loadPackFile } = await import('./config/own-pack.js');
    return from === undefined ? loadPackFile(id, process.cwd()) : loadConfiguredPack(id, from, loaded);
  }
  if (!shippedPacks.includes(id)) throw unknownName('pack', id, packIds(loaded));
  return loadShipped(id);
}

function settingsOf(
  { config }: LoadedConfig,
  id: string,
): { from?: string | Pack | undefined; origins?: string[] | undefined; stage?: string | undefined; options?: PackOptions | undefined } {
  const settings = config.packs?.[id];
  return typeof settings === 'object' ? settings : {};
}

/** The pack as one of its stages has it; none when `required` and it has no such stage. */
function staged(pack: Pack, stage: string | undefined, required: boolean): Pack[] {
  if (stage === undefined) return [pack];
  const table = pack.stages?.[stage];
  if (table) return [{ ...pack, base: table.base, rules: table.rules }];
  if (required) return [];
  throw unknownName(`stage of pack ${pack.id}`, stage, Object.keys(pack.stages ?? {}));
}

function noPacks(packs: Pack[], stage: string | undefined): UsageError {
  if (stage === undefined) return new UsageError('every pack is turned off by the configuration');
  return unknownName('stage', stage, [...new Set(packs.flatMap((pack) => Object.keys(pack.stages ?? {})))]);
}

/** @throws UsageError for a rule pattern or a phase that no pack of the run knows */
export function checkSelection({ rule = [], phase = [] }: SelectionOptions, packs: readonly Pack[]): void {
  const rules = packs.flatMap((pack) => pack.rules);
  const ids = rules.map(({ id }) => id);
  for (const pattern of rule) {
    const fits = picomatch(pattern);
    if (!pattern.startsWith('core/') && !ids.some((id) => fits(id))) throw unknownName('rule', pattern, ids);
  }
  if (phase.length === 0) return;
  const phases = [...new Set(rules.flatMap((known) => (known.phase === undefined ? [] : [known.phase])))].toSorted((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  for (const name of phase) if (!phases.includes(name)) throw unknownName('phase', name, phases);
}
