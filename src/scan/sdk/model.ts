import type { Blocker } from '../blockers.js';
import type { Table } from '../../match/index.js';
import type { Level, SdkRule } from '../../pack/model.js';
import type { LibraryUse } from '../../dataflow/interpret/library.js';
import type { Environment } from '../../dataflow/value.js';
import type { ts } from '../../project/syntax.js';
import type { Site } from '../site.js';

/** A use of a client library that a rule names. */
export type SdkUse = ImportUse | ConstructUse | CallUse | RangeUse;

interface UseBase {
  table: Table;
  /** The rule that leads; others may take part. */
  rule: SdkRule;
  rules: SdkRule[];
  /** Where it is reported. */
  site: ts.Node;
  level: Level;
  /** The first fact that lowered the level. */
  reason?: Blocker;
  v1: string;
  v2?: string;
}

/** An import, in any form, of what has another name in the new version. */
export interface ImportUse extends UseBase {
  kind: 'import';
  names: ExportName[];
}

/** `new Client(…)`. */
export interface ConstructUse extends UseBase {
  kind: 'construct';
  /** Absent where the class is used in another way than by `new`. */
  made?: ts.NewExpression;
  env: Environment;
}

/** A call of a method, as the call that it stands for. */
export interface CallUse extends UseBase {
  kind: 'call';
  object: LibraryUse;
  call: Site;
}

/** A line of package.json. */
export interface RangeUse extends UseBase {
  kind: 'range';
  site: ts.StringLiteral;
  to: string;
}

/** A place that names an export of a package. */
export interface ExportName {
  /** Exported name. */
  symbol: string;
  /** Import or export specifier, element of a binding pattern, or member of the module object. */
  node: ts.ImportSpecifier | ts.ExportSpecifier | ts.BindingElement | ts.PropertyAccessExpression | ts.QualifiedName;
}
