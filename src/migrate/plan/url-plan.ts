import type { Blocker } from '../../scan/blockers.js';
import type { TextEdit } from '../../edit/text-edit.js';
import type { CallUrl } from '../../http/call.js';
import type { ts } from '../../project/syntax.js';

/** A change of URL text: `[start, end)` of the v1 text becomes `text`, which may hold placeholder characters of the v1 text. */
export interface Replacement {
  start: number;
  end: number;
  text: string;
}

/** A change of URL text, placed in the source. */
export interface PlacedEdit extends TextEdit {
  /** The expression that is changed: every call through it gets the change. */
  container: ts.Expression;
  /** What it settles. */
  replacements: Replacement[];
  /** The whole expression is written anew: nothing inside it reaches the call any more. */
  whole?: boolean;
  /** The edit of the shared base that this one stands in for; it holds only as long as the base stays as it is. */
  instead?: PlacedEdit;
}

/** Where the base stands in the URL text. */
export interface BaseRange {
  /** End of scheme and host, or of the unknown before the path. */
  origin: number;
  end: number;
}

/** The change of one alternative of a call's URL. */
export interface UrlChange {
  url: CallUrl;
  replacements: Replacement[];
  base: BaseRange;
}

/** The URL edits of one call, or why there are none. */
export type UrlPlan = { edits: PlacedEdit[]; changes: UrlChange[] } | { refused: Blocker };
