import { blockers } from '../blockers.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { constantText, type Environment } from '../../dataflow/value.js';
import { unwrap } from '../../project/unwrap.js';
import type { SdkRule } from '../../pack/model.js';
import { ts } from '../../project/syntax.js';
import { type Judged, lowered, ruleLevel } from '../levels.js';

type Construct = NonNullable<SdkRule['construct']>;

interface Made {
  node: ts.NewExpression;
  env: Environment;
}

/** True for an object that is made for the new version already: its options say all that the rule sets. */
export function isCurrent({ node, env }: Made, { positional, set = {} }: Construct, interpreter: Interpreter): boolean {
  const [options] = node.arguments ?? [];
  const names = Object.entries(set);
  if (positional || !options || names.length === 0) return false;
  const value = interpreter.valueOf(options, env);
  return names.every(([name, wanted]) => {
    const given = interpreter.member(value, name);
    return given !== undefined && constantText(given) === String(wanted);
  });
}

/** How far the construction of an object can be changed. */
export function constructionOf({ node, env }: Made, rule: SdkRule, interpreter: Interpreter): Judged {
  const { positional, set = {} } = rule.construct ?? { symbol: '' };
  const base = ruleLevel(rule);
  const given = node.arguments ?? ts.factory.createNodeArray();
  if (given.some((argument) => ts.isSpreadElement(argument))) return lowered(base, 'manual', blockers.argumentsAtRunTime());
  const [first] = given;
  if (positional) {
    if (given.length === 0 || given.length > positional.length)
      return lowered(base, 'manual', blockers.otherArguments(positional.join(', ')));
    const isOptions = first !== undefined && interpreter.valueOf(first, env).kind === 'object';
    return isOptions ? lowered(base, 'manual', blockers.objectAlready()) : base;
  }
  if (!first) return base;
  const literal = unwrap(first);
  if (!ts.isObjectLiteralExpression(literal)) return lowered(base, 'review', blockers.sdkOptionsElsewhere());
  for (const property of literal.properties) {
    if (ts.isSpreadAssignment(property)) return lowered(base, 'review', blockers.sdkOptionsPartly());
    const name = property.name && ts.isComputedPropertyName(property.name) ? undefined : property.name?.text;
    if (name === undefined || !Object.hasOwn(set, name)) continue;
    const value = interpreter.member(interpreter.valueOf(literal, env), name);
    if (!value || constantText(value) === undefined) return lowered(base, 'manual', blockers.nameAtRunTime(name));
  }
  return base;
}
