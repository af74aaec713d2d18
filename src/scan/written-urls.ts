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
    return {
      url: written.replaceAll(VARIABLES, placeholderChar(0)).replaceAll(ROUTE_VARIABLE, placeholderChar(0)),
      method: methodBefore(text, index),
      start: index,
      end: index + written.length,
    };
  });
}

function methodBefore(text: string, at: number): string | undefined {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  const named = BEFORE.exec(line);
  return (named?.[1] ?? named?.[2] ?? OPTION.exec(line)?.[1])?.toUpperCase();
}
