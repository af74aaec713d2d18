export type * from '../../dataflow/track/facts.js';
export { isInterceptorFrame } from './interceptors.js';
export { traceResponse as traceAnswer } from './trace.js';
export { reachOf, usesOf } from '../../dataflow/call-graph.js';
