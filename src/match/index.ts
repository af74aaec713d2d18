export { createMatcher, type Match, type Matcher, type MatchResult } from './matcher.js';
export {
  type EndpointTemplate,
  EndpointSyntaxError,
  holesOf,
  parseEndpoint,
  pathText,
  type SegmentPart,
  segmentText,
} from '../pack/endpoint.js';
export { type EndpointRule, isEndpointRule, v1EndpointsOf } from '../pack/endpoint-rule.js';
export type { PackOptions } from '../pack/options.js';
export { PackError } from '../pack/error.js';
export { compileTable, lowerLevel, type Operation, type Table } from './table.js';
export { cutUrl, hasHole, holeChar, holeIndex, type UrlParts } from './url.js';
