import type { Match, Table, UrlParts } from '../match/index.js';
import type { Source } from '../project/source.js';
import type { ts } from '../project/syntax.js';
import type { HttpRequest } from './clients/client.js';
import type { Cause } from '../dataflow/limits.js';
import type { Environment, Ref, TextPart } from '../dataflow/value.js';

/** One alternative of a call's URL, as the matcher reads it, with the way back to the source. */
export interface CallUrl {
  /** Text with placeholders (see `src/match/url.ts`), query parameters of `URLSearchParams` appended. */
  text: string;
  /** Parts in order; `at` is the offset in `text` where the part starts. */
  parts: { part: TextPart; at: number }[];
  /** Expression of each placeholder. */
  placeholders: Ref[];
}

/** What a call's URL is to the known APIs. */
export type Classified =
  | {
      kind: 'match';
      url: CallUrl;
      match: Match;
      /** Other rules of the same API that may apply. */ possible: Match[];
      /** Matches of other APIs that have such a path. */ rivals: Match[];
    }
  | { kind: 'unclassified'; url: CallUrl; table: Table; base: { start: number; end: number }; parts: UrlParts }
  /** `certain` is false where the path only could be the endpoint's: a caller says it. */
  | { kind: 'current'; url: CallUrl; table: Table; certain: boolean }
  /** On the base of this API, or on its host; which endpoint it is, only shows at run time. */
  | { kind: 'dynamic'; url: CallUrl; table: Table; base: { start: number; end: number }; parts: UrlParts }
  | { kind: 'other'; url: CallUrl };

/** One HTTP call of the code base that concerns a known API. */
export interface ApiCall {
  /** The call that decides the endpoint: the client's own call, or the outermost call of a wrapper. */
  site: ts.CallExpression | ts.NewExpression;
  source: Source;
  /** The client's own call; the same node as `site` when no wrapper is between. */
  sink: ts.CallExpression | ts.NewExpression;
  /** Bindings under which the request was read; its frames are the wrappers between site and sink. */
  env: Environment;
  request: HttpRequest;
  /** The URL's alternatives, each classified; alternatives that are nothing to us are kept. */
  urls: Classified[];
  /** Upper case; undefined when it is not known. */
  method: string | undefined;
  /** A bound ended the way from the site to the request. */
  incomplete?: Cause;
}

/** The bound that hides a part of what a call asks for: on the way to the request, or in its URL. */
export function limitOf({ incomplete, urls }: ApiCall): Cause | undefined {
  return incomplete ?? urls.flatMap(({ url }) => url.placeholders).find(({ cause }) => cause !== undefined)?.cause;
}
