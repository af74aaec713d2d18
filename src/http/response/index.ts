export type * from '../../dataflow/track/facts.js';
export { isInterceptorFrame } from './interceptors.js';
export { traceResponse } from './trace.js';
export { reachOf, usesOf } from '../../dataflow/call-graph.js';
