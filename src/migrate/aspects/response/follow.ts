import type { Operation } from '../../../match/index.js';
import type { FollowRule } from '../../../pack/model.js';

/** The rule of the pack that names a change which follows from others; the tool's own where the pack has none. */
export function followRule({ pack }: Operation, role: FollowRule['role']): string {
  return pack.rules.find((rule) => rule.kind === 'follow' && rule.role === role)?.id ?? `core/${role}`;
}
