export type * from './model.js';
export { isInterceptorFrame } from './interceptors.js';
export { traceAnswer } from './trace.js';
export { reachOf, usesOf } from './callers.js';
