import { UsageError } from '../src/pack/error.js';
import type { Pack } from '../src/pack/model.js';

const SHIPPED: { [id: string]: () => Promise<{ default: Pack }> } = {
  tao: () => import('./tao/index.js'),
  openml: () => import('./openml/index.js'),
  insightflow: () => import('./insightflow/index.js'),
  'agent-platform': () => import('./agent-platform/index.js'),
  'rag-services': () => import('./rag-services/index.js'),
};

/** Ids of the packs that come with the tool. */
export const shippedPacks: readonly string[] = Object.keys(SHIPPED);

/**
 * Loads one shipped pack.
 * @throws UsageError for an id that is not in `shippedPacks`
 */
export async function loadShipped(id: string): Promise<Pack> {
  const load = Object.hasOwn(SHIPPED, id) ? SHIPPED[id] : undefined;
  if (!load) throw new UsageError(`no shipped pack "${id}"; there are ${shippedPacks.join(', ')}`);
  return (await load()).default;
}
