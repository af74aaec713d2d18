import { isDerived, isFromParameter } from '../lens/index.js';
import type { Conversion, Json, Lens, LensOp } from '../model.js';

/** A lens in words, one line for each change; `where` is the path to the value that the lens works on. */
export function describeLens(lens: Lens, where = ''): string[] {
  return lens.flatMap((op) => describeOp(op, where));
}

function describeOp(op: LensOp, where: string): string[] {
  const at = (name: string): string => `\`${where}${name}\``;
  switch (op.op) {
    case 'add':
      return [`${at(op.name)} is new: ${addedText(op.value)}`];
    case 'remove':
      return [op.name === '*' ? 'all fields of v1 are gone' : `${at(op.name)} is gone`];
    case 'rename':
      return [`${at(op.from)} is called ${at(op.to)}`];
    case 'hoist':
      return [`${at(`${op.host}.${op.name}`)} stands at ${at(op.name)}`];
    case 'plunge':
      return [`${at(op.name)} stands at ${at(`${op.host}.${op.name}`)}`];
    case 'wrap':
      return [`${at(op.name)} is always a list`];
    case 'head':
      return [`${at(op.name)} is one value, the first of the list`];
    case 'in':
      return describeLens(op.lens, `${where}${op.name}.`);
    case 'map':
      return describeLens(op.lens, `${where.replace(/\.$/, '')}[].`);
    case 'convert':
      return [`${at(op.name)} is ${conversionText(op.with)}`];
    case 'default':
      return [`${at(op.name)} is ${valueText(op.value)} where v1 left it out`];
    case 'nest':
      return [`the whole stands at ${at(op.name)}${besideText(Object.keys(op.also ?? {}))}`];
    case 'unnest':
      return [`what stood at ${at(op.name)} is the whole`];
    case 'nest-when':
      return [`a bare ${op.type === 'array' ? 'list' : op.type} stands at ${at(op.name)}`];
  }
}

function addedText(value: Extract<LensOp, { op: 'add' }>['value']): string {
  if (isFromParameter(value)) return `{${value.parameter}} of the v1 path`;
  return isDerived(value) ? `${conversionText(value.with)} of \`${value.from}\`` : valueText(value);
}

function besideText(names: readonly string[]): string {
  return names.length === 0 ? '' : `, beside ${names.map((name) => `\`${name}\``).join(' and ')}`;
}

function valueText(value: Json): string {
  return `\`${JSON.stringify(value)}\``;
}

/** A conversion in words, as what the value is in v2. */
function conversionText(conversion: Conversion): string {
  switch (conversion.to) {
    case 'number':
      return 'a number';
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'list':
      return conversion.separator === undefined
        ? 'a list'
        : `a list, where v1 had text with ${valueText(conversion.separator)} between the parts`;
    case 'lower-case':
      return 'in lower case';
    case 'iso-date-time':
      return 'a date and time with `T` between';
    case 'lookup':
      return `looked up by the beginning (${pairsText(Object.entries(conversion.prefixes))})`;
    case 'replace':
      return `replaced (${pairsText(conversion.values)})`;
    case 'pairs':
      return 'an object, made of the names and values of the path';
  }
}

function pairsText(pairs: readonly (readonly [Json, Json])[]): string {
  return pairs.map(([from, to]) => `${valueText(from)} to ${valueText(to)}`).join(', ');
}
