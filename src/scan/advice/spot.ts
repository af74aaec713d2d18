import type { Table } from '../../match/index.js';
import type { AdviceRule } from '../../pack/model.js';
import type { ts } from '../../project/syntax.js';
import type { Site } from '../site.js';

/** A rule that points at something in the code, with the pack that it is of. */
export interface Advice<Detect = AdviceRule['detect']> {
  rule: AdviceRule;
  detect: Detect;
  table: Table;
}

/** A place that a rule points at. */
export interface AdviceSpot {
  node: ts.Node;
  /** The v1 call that it belongs to, where there is one. */
  site?: Site;
  /** What was found, for people, when no call says it. */
  what?: string;
  /** The object whose entries are pointed at. */
  object?: ts.ObjectLiteralExpression;
}

/** The form of a rule's pattern that has these keys. */
export type DetectWith<Key extends string> = Extract<AdviceRule['detect'], { [key in Key]: unknown }>;
