import type { Blocker } from '../scan/blockers.js';
import type { ScanOptions } from '../scan/options.js';
import type { EditGroup } from './model.js';

/** What `migrate` needs to know. */
export interface MigrateOptions extends ScanOptions {
  /** Write marker comments at sites of level `review`. Default true. */
  markers?: boolean;
  /** Says why a group must not be applied (declined, a file that cannot be written); undefined lets it pass. */
  veto?: (group: EditGroup) => Blocker | string | undefined;
}
