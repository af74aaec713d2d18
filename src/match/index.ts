export { createMatcher, type Match, type Matcher, type MatchResult } from './matcher.js';
export { type EndpointTemplate, EndpointSyntaxError, holesOf, parseEndpoint, pathText, type SegmentPart, segmentText } from './endpoint.js';
export {
  compileTable,
  type EndpointRule,
  isEndpointRule,
  lowerLevel,
  type Operation,
  PackError,
  type PackOptions,
  type Table,
  v1EndpointsOf,
} from './table.js';
export { cutUrl, hasHole, holeChar, holeIndex, type UrlParts } from './url.js';
