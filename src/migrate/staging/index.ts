export { temporaryIn, writeAtomic } from './atomic.js';
export { type Answer, type Ask, choose, type Choice } from './choose.js';
export { unifiedDiff } from './diff.js';
export { StagingError } from './error.js';
export { uncommitted } from './git.js';
export { patchOf } from './patch.js';
export { type Bounds, resolveTargets } from './targets.js';
export { undo, type Undone } from './undo.js';
export { writeChanges, type WriteOptions, type Written } from './write.js';
