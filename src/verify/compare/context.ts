import type { IdKind } from '../ids/kind.js';
import type { IdMap } from '../ids/map.js';
import type { Allowed } from './allow.js';
import type { FieldPatterns } from './fields.js';

/** When the recorded and the live answer were given, milliseconds since the epoch. */
export interface Clocks {
  /** Null when the recording has no times. */
  recorded: { from: number; at: number } | null;
  live: { from: number; at: number };
}

/** All that decides whether a difference between two JSON values may be. */
export interface CompareContext {
  ids: IdMap;
  /** Entry of the recorded answer. */
  entry: number;
  /** The request says which thing the answer is about: its identifiers belong together whatever else differs. */
  isIdentified: boolean;
  /** Identifiers that the request carried unchanged: an answer may not put others in their place. */
  sent: ReadonlySet<string>;
  /** Kind of the resource that the answer is about. */
  owner: IdKind | undefined;
  /** Field that identifies the resource, when the pack says so. */
  idField: string | undefined;
  /** The answer is about something that this run created. */
  isFresh: boolean;
  /** Text of the recorded request body: what the client sent must come back as it was sent. */
  given: string;
  added: FieldPatterns;
  volatile: FieldPatterns;
  /** Fields that v2 may leave out. */
  optional: FieldPatterns;
  /** What the configuration lets differ. */
  allow: Allowed | undefined;
  /** Generic paths of values that were seen to differ between two equal requests. */
  noise: ReadonlySet<string> | undefined;
  clocks: Clocks;
  /** Milliseconds by which instants in the request were moved; 0 when they were not. */
  age: number;
  /** Why values and items may differ: a recorded change of what is read was not sent. Fields and types may not. */
  stale: string | undefined;
  /** The answer reports an error: texts for people may differ. */
  isError: boolean;
  /** Path and query on v2 of a v1 link that stands in an answer; undefined for what is no such link. */
  linkToV2: (text: string) => string | undefined;
}
