export type * from './model.js';
export { placeKey } from './place.js';
export { traceAnswer } from './trace.js';
export { reachOf, usesOf } from './callers.js';
