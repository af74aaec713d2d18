import { placeholderChar } from '../match/index.js';

/** A URL or path as it is written in a text. */
export interface WrittenUrl {
  /** As the matcher reads it: variables are placeholders. */
  url: string;
  /** Upper case; undefined when the text does not say it. */
  method: string | undefined;
  start: number;
  end: number;
}

/** Variables of shells, make, templates, Python, Postman, routes and prose. */
const VARIABLE = String.raw`\$\{[^}\s]{0,80}\}|\$\([\w.-]{1,80}\)|\$\w+|\{\{[^}\n]{0,80}\}\}|\{[\w.]{1,80}(?:\([\w., ]{0,80}\))?\}|<\w{1,80}>|%\w{1,80}%`;
const CHARACTER = String.raw`(?:${VARIABLE}|[^\s"'\`<>()[\]{}|\\^])`;
/** A URL with its scheme, or a path with a version that stands by itself or after a variable. */
const WRITTEN = new RegExp(
  String.raw`(?:https?|wss?):\/\/${CHARACTER}+|(?:${VARIABLE}|(?<![\w./:}>)-]))\/(?:[\w-]{1,80}\/){0,3}v\d+(?![\w.])(?:\/${CHARACTER}*)?`,
  'gi',
);
const VARIABLES = new RegExp(VARIABLE, 'g');
const ROUTE_VARIABLE = /(?<=\/):\w+\*?|(?<=\/)\*+/g;
const VERB = 'GET|POST|PUT|PATCH|DELETE|HEAD';
/** What names the method right before the URL: `POST /path`, `requests.post("`. */
const BEFORE = new RegExp(String.raw`(?:\b(${VERB})["'\`]?[\s,]+|\.(get|post|put|patch|delete|head)\(\s*[a-z]{0,2})["'\`(]*$`, 'i');
/** An option of curl and its like, on the same line. */
const OPTION = new RegExp(String.raw`(?:-X|--request|--method[= ])\s*["']?(${VERB})\b`, 'i');

/** Finds URLs and versioned paths in a text of any kind. */
export function urlsIn(text: string): WrittenUrl[] {
  return [...text.matchAll(WRITTEN)].map(({ 0: found, index }) => {
    const written = found.replace(/[.,;:!?]+$/, '');
    return { url: readable(written), method: methodBefore(text, index), start: index, end: index + written.length };
  });
}

/** A URL as the matcher reads it. */
function readable(written: string): string {
  return written.replaceAll(VARIABLES, placeholderChar(0)).replaceAll(ROUTE_VARIABLE, placeholderChar(0));
}

/** The value of a variable: a text in quotes, one that goes on from a name, or what stands there up to a space. */
const QUOTED = String.raw`(?:[fFrRbBuU]{0,2}\\?(?<quote>["'\`])(?<quoted>[^"'\`\\\n]{1,400})\\?\k<quote>)`;
/** `NAME = "value"` in scripts, settings and JSON; `"key": "NAME", "value": "value"`. */
const ASSIGNED = new RegExp(
  String.raw`(?:"key"\s*:\s*"(?<key>[\w.-]+)"\s*,\s*"value"\s*:|(?<![\w.$({<%-])(?<name>[A-Za-z_][\w.]*)["']?\s*(?::=|\?=|=|:)(?!=))[^\S\n]*(?:(?<head>[A-Za-z_][\w.]*)\s*\+\s*)?(?:${QUOTED}|(?<plain>${CHARACTER}+))`,
  'g',
);
/** A path behind a variable, in one text or put together. */
const BELOW = new RegExp(
  String.raw`(?<variable>${VARIABLE})(?<path>\/${CHARACTER}*)|(?<![\w.])(?<sum>[A-Za-z_][\w.]*)\s*\+\s*${QUOTED}`,
  'g',
);
/** Longest value that is put together. */
const MAX_VALUE = 2000;

/** Finds the URLs of a text whose versioned base is the value of a variable that the text sets: `BASE=$HOST/api/v1`, `$BASE/users`. */
export function urlsBelowVariables(text: string): WrittenUrl[] {
  const assigned = [...text.matchAll(ASSIGNED)];
  const values = new Map<string, string>();
  const whole = (value: string): string => {
    const found = value.replaceAll(VARIABLES, (variable) => values.get(nameOf(variable)) ?? variable);
    return found.length > MAX_VALUE ? value : found;
  };
  for (const found of assigned) values.set(targetOf(found), whole(valueOf(found)));
  const uses = [...text.matchAll(BELOW)].map((found) => ({
    found,
    name: found.groups?.['sum'] ?? nameOf(found.groups?.['variable'] ?? ''),
  }));
  const used = new Set(uses.map(({ name }) => name));
  /** What only sets a variable that others go on from is no request by itself. */
  const steps = assigned.filter((found) => used.has(targetOf(found)));
  let next = 0;
  const isStep = (at: number): boolean => {
    while (next < steps.length && endOf(steps[next]) <= at) next += 1;
    return (steps[next]?.index ?? Infinity) <= at;
  };
  const isBase = (name: string): boolean => /(?:^|\/)v\d+(?:\/|$)/.test(values.get(name) ?? '');
  return uses.flatMap(({ found, name }): WrittenUrl[] => {
    if (!isBase(name) || isStep(found.index)) return [];
    const { path, quoted = '' } = found.groups ?? {};
    const written = `\${${name}}${path ?? quoted}`.replace(/[.,;:!?]+$/, '');
    return [
      { url: readable(whole(written)), method: methodBefore(text, found.index), start: found.index, end: found.index + found[0].length },
    ];
  });
}

function endOf(found: RegExpExecArray | undefined): number {
  return found ? found.index + found[0].length : Infinity;
}

function targetOf({ groups }: RegExpExecArray): string {
  return groups?.['key'] ?? groups?.['name'] ?? '';
}

function valueOf({ groups }: RegExpExecArray): string {
  const { head, quoted, plain } = groups ?? {};
  return `${head === undefined ? '' : `\${${head}}`}${quoted ?? plain ?? ''}`;
}

/** The name in a variable as it is written: `$A`, `${A}`, `{{A}}`, `{a.b}`, `<a>`. */
function nameOf(variable: string): string {
  return /[A-Za-z_][\w.-]*/.exec(variable)?.[0] ?? '';
}

function methodBefore(text: string, at: number): string | undefined {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  const named = BEFORE.exec(line);
  return (named?.[1] ?? named?.[2] ?? OPTION.exec(line)?.[1])?.toUpperCase();
}
