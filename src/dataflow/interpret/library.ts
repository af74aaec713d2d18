import type { CallNode } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../interpreter.js';
import type { Environment, AbstractValue } from '../value.js';

/** An object of a class of a client library, or a member of one. */
export interface LibraryUse {
  module: string;
  /** Exported name of the class. */
  symbol: string;
  /** Members from the object on. */
  path: string[];
  /** Where the object is made, when that is in sight. */
  made?: { node: ts.NewExpression; env: Environment };
}

/** Objects that are made of classes of the client libraries, by the expression that makes them. */
const objects = new WeakMap<ts.Node, LibraryUse>();

/** The object that `new` makes of a class of one of the client libraries of the packs. */
export function libraryObject(
  callee: AbstractValue,
  call: CallNode,
  env: Environment,
  { project }: Interpreter,
): AbstractValue | undefined {
  if (!ts.isNewExpression(call)) return undefined;
  const of = exportOf(callee);
  if (!of || !project.needles.modules.has(of.module)) return undefined;
  objects.set(call, { ...of, path: [], made: { node: call, env } });
  return { kind: 'client', client: of.module, parents: [], path: [], made: call };
}

/** The export of a package that a value is. */
export function exportOf(value: AbstractValue): { module: string; symbol: string } | undefined {
  if (value.kind !== 'external' || value.path.length !== 1) return undefined;
  const [symbol] = value.path;
  return symbol === undefined || symbol.startsWith('#') ? undefined : { module: value.module, symbol };
}

/** Reads a value as an object of a class of a package, or a member of one: seen to be made, or known by its type. */
export function libraryUse(value: AbstractValue): LibraryUse | undefined {
  if (value.kind === 'client') {
    const object = value.made && objects.get(value.made);
    return object && { ...object, path: value.path };
  }
  if (value.kind !== 'external') return undefined;
  const typed = value.path.findLastIndex((part) => part.startsWith('#'));
  const symbol = value.path[typed]?.slice(1);
  return symbol === undefined ? undefined : { module: value.module, symbol, path: value.path.slice(typed + 1) };
}
