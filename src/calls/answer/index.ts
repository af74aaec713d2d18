export type * from './model.js';
export { isInterceptorFrame } from './interceptors.js';
export { placeKey } from './place.js';
export { traceAnswer } from './trace.js';
export { reachOf, usesOf } from './callers.js';
