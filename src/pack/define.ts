import type { Pack } from './model.js';

/** Gives a pack its types; returns it unchanged. */
export function definePack(pack: Pack): Pack {
  return pack;
}
