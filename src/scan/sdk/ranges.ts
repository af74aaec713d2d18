import { ruleLevel } from '../levels.js';
import { basename } from 'node:path';
import type { Table } from '../../match/index.js';
import type { SdkRule } from '../../pack/model.js';
import type { Project } from '../../project/project.js';
import { ts } from '../../project/syntax.js';
import type { RangeUse } from './model.js';

const DEPENDENCIES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/** Dependency ranges in package.json that admit the old version of a client library. */
export function rangesOf(table: Table, rules: SdkRule[], project: Project): RangeUse[] {
  const ranged = rules.filter(({ range }) => range !== undefined);
  if (ranged.length === 0) return [];
  return project.texts
    .filter((file) => basename(file) === 'package.json')
    .flatMap((file) => ranged.flatMap((rule) => lines(file, rule, project).flatMap((line) => rangeUse(line, rule, table) ?? [])));
}

function rangeUse(line: ts.StringLiteral, rule: SdkRule, table: Table): RangeUse | undefined {
  const { range, module } = rule;
  if (!range || majorOf(line.text) !== range.major) return undefined;
  const [v1, v2] = [`${module} ${line.text}`, `${module} ${range.to}`];
  return { kind: 'range', table, rule, rules: [rule], site: line, ...ruleLevel(rule), v1, v2, to: range.to };
}

/** The values of a package in the lists of dependencies. */
function lines(file: string, { module }: SdkRule, project: Project): ts.StringLiteral[] {
  const statement = project.source(file)?.tree.statements[0];
  const root = statement && ts.isExpressionStatement(statement) ? statement.expression : undefined;
  return DEPENDENCIES.flatMap((list) => {
    const value = propertyOf(propertyOf(root, list), module);
    return value && ts.isStringLiteral(value) ? [value] : [];
  });
}

function propertyOf(node: ts.Expression | undefined, name: string): ts.Expression | undefined {
  if (!node || !ts.isObjectLiteralExpression(node)) return undefined;
  const property = node.properties.find((entry) => entry.name && ts.isStringLiteral(entry.name) && entry.name.text === name);
  return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** The major version that a range of one version admits: `^1.2.0`, `~1.2`, `1.x`. */
function majorOf(range: string): number | undefined {
  const major = /^(?:[\^~=v]|workspace:[\^~]?)*(\d+)(?:\.(?:\d+|x|\*)){0,2}(?:-[\w.]+)?$/.exec(range.trim())?.[1];
  return major === undefined ? undefined : Number(major);
}
