import { ruleLevel } from '../levels.js';
import { blockers, ruleBlocker } from '../blockers.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { exportOf, libraryUse } from '../../dataflow/interpret/library.js';
import { alternatives, EMPTY } from '../../dataflow/value.js';
import { unwrap } from '../../project/unwrap.js';
import type { Matcher, Table } from '../../match/index.js';
import type { SdkRule } from '../../pack/model.js';
import { nodesOf } from '../../project/nodes.js';
import type { Source } from '../../project/source.js';
import { ts } from '../../project/syntax.js';
import { callOf } from './call.js';
import { constructionOf, isCurrent } from './construction.js';
import type { CallUse, ConstructUse, ExportName, ImportUse, SdkUse } from './model.js';
import { type Entry, entriesOf, isParentClass, isPlainUse, usesOfName } from './names.js';
import { rangesOf } from './ranges.js';

export type * from './model.js';

/** One client library and the rules of a pack that name it. */
interface Library {
  table: Table;
  module: string;
  rules: SdkRule[];
}

/** Finds the uses of the client libraries that the packs name, in the files parsed so far. */
export function sdkUses(interpreter: Interpreter, matcher: Matcher): SdkUse[] {
  const { project } = interpreter;
  return librariesOf(matcher).flatMap((library) => {
    const sources = project.parsed().filter(({ path }) => project.reads(path) && !path.endsWith('.json'));
    const found = sources.flatMap((source) => usesIn(source, library, interpreter));
    const uses = found.flatMap((use): SdkUse[] => {
      const kept = use.kind === 'call' ? placed(use, library, sources, interpreter) : use;
      return kept ? [kept] : [];
    });
    return [...uses, ...rangesOf(library.table, library.rules, project)];
  });
}

function librariesOf({ tables }: Matcher): Library[] {
  return tables.flatMap((table) => {
    const rules = [...table.byId.values()].filter((rule): rule is SdkRule => rule.kind === 'sdk');
    return [...new Set(rules.map(({ module }) => module))].map((module) => ({
      table,
      module,
      rules: rules.filter((rule) => rule.module === module),
    }));
  });
}

function usesIn({ tree }: Source, library: Library, interpreter: Interpreter): SdkUse[] {
  const entries = entriesOf(tree, library.module);
  const { news, calls } = nodesOf(tree);
  return [
    ...entries.flatMap((entry) => importUses(entry, library)),
    ...entries.flatMap(({ names }) => names.flatMap((name) => strayUses(name, library))),
    ...news.flatMap((made) => constructUses(made, library, interpreter)),
    ...calls.flatMap((call) => (ts.isCallExpression(call) ? callUses(call, library, interpreter) : [])),
  ];
}

/** An import of names that the new version has under others. */
function importUses({ site, names, reexport, star }: Entry, { table, rules }: Library): ImportUse[] {
  return rules.flatMap((rule): ImportUse[] => {
    const { rename } = rule;
    if (!rename) return [];
    const renamed = names.filter(({ symbol }) => Object.hasOwn(rename, symbol));
    if (renamed.length === 0 && !star) return [];
    const symbols = star ? Object.keys(rename) : [...new Set(renamed.map(({ symbol }) => symbol))];
    const isShared = reexport || renamed.some((name) => usesOfName(name).some(({ parent }) => ts.isExportSpecifier(parent)));
    return [
      {
        kind: 'import',
        table,
        rule,
        rules: [rule],
        site,
        names: renamed,
        v1: symbols.join(', '),
        v2: symbols.map((symbol) => rename[symbol] ?? symbol).join(', '),
        ...(star
          ? { level: 'manual', reason: blockers.packageReexported() }
          : isShared
            ? { level: 'review', reason: ruleBlocker(rule) }
            : ruleLevel(rule)),
      },
    ];
  });
}

/** Uses of a class that are neither `new` nor only its name: what is made of it there cannot be seen. */
function strayUses(name: ExportName, { table, rules }: Library): ConstructUse[] {
  const rule = rules.find(({ construct }) => construct?.symbol === name.symbol);
  if (!rule) return [];
  return usesOfName(name).flatMap((site): ConstructUse[] => {
    if (isPlainUse(site)) return [];
    const reason = isParentClass(site.parent) ? blockers.classExtended() : blockers.classPassedOn();
    return [{ kind: 'construct', table, rule, rules: [rule], site, env: EMPTY, level: 'manual', reason, v1: `new ${name.symbol}()` }];
  });
}

function constructUses(made: ts.NewExpression, { table, module, rules }: Library, interpreter: Interpreter): ConstructUse[] {
  return rules.flatMap((rule): ConstructUse[] => {
    const { construct } = rule;
    if (!construct) return [];
    if (!isOf(made, construct.symbol, module, interpreter) || isCurrent({ node: made, env: EMPTY }, construct, interpreter)) return [];
    const { level, reason } = constructionOf({ node: made, env: EMPTY }, rule, interpreter);
    const v1 = `new ${construct.symbol}()`;
    return [
      {
        kind: 'construct',
        table,
        rule,
        rules: [rule],
        site: made,
        made,
        env: EMPTY,
        level,
        ...(reason === undefined ? {} : { reason }),
        v1,
      },
    ];
  });
}

/**
 * A call on an object that is known by its type only: undefined where all objects of the class that are made in sight
 * speak to the new version; for a person where none is made in sight, and only its making tells the version.
 */
function placed(use: CallUse, { rules, module }: Library, sources: Source[], interpreter: Interpreter): CallUse | undefined {
  const construct = rules.find((rule) => rule.construct?.symbol === use.object.symbol)?.construct;
  if (use.object.made || !construct || construct.positional) return use;
  const made = sources
    .flatMap(({ tree }) => nodesOf(tree).news)
    .filter((node) => isOf(node, construct.symbol, module, interpreter))
    .map((node) => isCurrent({ node, env: EMPTY }, construct, interpreter));
  if (made.length > 0) return made.every(Boolean) ? undefined : use;
  return { ...use, level: 'manual', reason: blockers.constructionUnseen(construct.symbol) };
}

function isOf(made: ts.NewExpression, symbol: string, module: string, interpreter: Interpreter): boolean {
  return alternatives(interpreter.valueOf(made.expression, EMPTY)).some((value) => {
    const of = exportOf(value);
    return of?.module === module && of.symbol === symbol;
  });
}

function callUses(call: ts.CallExpression, { table, module, rules }: Library, interpreter: Interpreter): CallUse[] {
  const callee = unwrap(call.expression);
  const last = ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
  const paths = new Set(rules.flatMap(({ methods = {} }) => Object.keys(methods)));
  if (last !== undefined && ![...paths].some((path) => path === last || path.endsWith(`.${last}`))) return [];
  for (const value of alternatives(interpreter.valueOf(callee, EMPTY))) {
    const use = libraryUse(value);
    if (use?.module !== module) continue;
    const path = use.path.join('.');
    const named = rules.filter(({ methods }) => methods?.[path]?.symbol === use.symbol);
    const found = named.length === 0 ? undefined : callOf(call, { use, path, rules: named, table, all: rules }, interpreter);
    if (found) return [found];
  }
  return [];
}
