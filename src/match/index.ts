export { createMatcher, type Match, type Matcher, type MatchResult } from './matcher.js';
export {
  type EndpointTemplate,
  EndpointSyntaxError,
  parametersOf,
  parseEndpoint,
  endpointText,
  pathText,
  segmentText,
} from '../pack/endpoint.js';
export { isEndpointRule, v1EndpointsOf } from '../pack/endpoint-rule.js';
export type { PackOptions } from '../pack/options.js';
export { compileTable, lowerLevel, type Operation, type Table, tagged } from './table.js';
export {
  cutUrl,
  hasPlaceholder,
  placeholderChar,
  placeholderIndex,
  hostOf,
  isBelowHost,
  isOnHost,
  withBraces,
  type UrlParts,
} from './url.js';
